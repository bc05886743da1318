"""The only way out of this computer: one HTTP client with its proxy, its switch for offline, and errors in our own words.

huggingface-hub uses it too, so that what is decided here holds for everything.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from slm_desktop import __version__
from slm_desktop.errors import Fault

if TYPE_CHECKING:  # What it brings costs a third of a second: it is imported on the thread that first needs it.
    import httpx2

HUGGING_FACE = "https://huggingface.co"
CONNECT_SECONDS, READ_SECONDS = 10.0, 20.0
BUSY = (408, 425, 429, 500, 502, 503, 504, 520, 522, 524)
"""HTTP statuses that pass: the same request may be answered later."""
LONGEST_WAIT = 3600.0
READ_BYTES = 256 * 1024
LONGEST_ANSWER = 64 * 2**20
"""Bytes of an answer of the programming interface; a repository with thousands of files comes to some MB."""
SWITCHES = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_HUB_DISABLE_XET": "1"}  # fmt: skip
"""Read by huggingface-hub as it is imported: nothing is told to anybody, and no token of another program is used."""


@dataclass(frozen=True)
class Access:
    """How the Hub is reached: its address, a proxy ('' for what the system says), and whether it is at all."""

    endpoint: str = HUGGING_FACE
    proxy: str = ""
    offline: bool = False

    @property
    def host(self) -> str:
        """The name of the server."""
        return urlsplit(self.endpoint).hostname or self.endpoint


class Network:
    """Makes the client when it is first needed, and anew when `access` says something else. For use by several threads."""

    def __init__(self, access: Callable[[], Access], token: Callable[[], str]) -> None:
        self.access, self.token = access, token
        self._made_for: Access | None = None

    def client(self) -> "httpx2.Client":
        """The client of huggingface-hub, with our rules. Raise Fault 'offline' or 'endpoint'."""
        access = self.access()
        if access.offline:
            raise Fault("offline")
        if urlsplit(access.endpoint).scheme not in ("http", "https") or not urlsplit(access.endpoint).hostname:
            raise Fault("endpoint", {"address": access.endpoint[:200]})
        hub = hugging_face()
        if access != self._made_for:
            hub.set_client_factory(lambda: _client(access))
            self._made_for = access
        client: httpx2.Client = hub.get_session()
        return client

    def headers(self) -> dict[str, str]:
        """What is sent with requests to the Hub; the token, if there is one, goes to no other host."""
        token = self.token()
        headers = {"User-Agent": f"slm-desktop/{__version__}", "Accept-Encoding": "identity"}
        return {**headers, "Authorization": f"Bearer {token}"} if token else headers

    def obey(self) -> None:
        """The settings have changed: connections that they no longer allow end now."""
        if self._made_for is not None and self.access() != self._made_for:
            self.close()

    def close(self) -> None:
        """End all connections."""
        if self._made_for is not None:
            hugging_face().close_session()
            self._made_for = None


def hugging_face() -> Any:
    """The library, with its switches set before its first import."""
    os.environ.update(SWITCHES)
    import huggingface_hub

    return huggingface_hub


def _client(access: Access) -> "httpx2.Client":
    import httpx2

    _read_more_at_once()
    timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return httpx2.Client(transport=_guard(access), follow_redirects=True, timeout=timeout, max_redirects=8)


def _read_more_at_once() -> None:
    """Let the connections below the client take 256 KiB from the system at a time.

    They take 64 KiB, and offer no setting for it; a download of a gigabyte ran at 600 MB/s instead of 850 by that.
    """
    with contextlib.suppress(ImportError):
        from httpcore2._sync.http11 import HTTP11Connection

        HTTP11Connection.READ_NUM_BYTES = READ_BYTES


def _guard(access: Access) -> Any:
    """A transport that lets out what may go out, and says in our words why something failed.

    It stands below the library, which would wait in silence for minutes when a server is busy or away.
    """
    import ssl

    import httpx2

    inner = httpx2.HTTPTransport(
        proxy=_proxy(access), verify=ssl.create_default_context(), limits=httpx2.Limits(max_connections=64)
    )
    whole = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS, "pool": READ_SECONDS}

    class Bounded(httpx2.SyncByteStream):
        """An answer of the interface that ends with an error where it becomes too long to be one."""

        def __init__(self, stream: Any, host: str) -> None:
            self._stream, self._host = stream, host

        def __iter__(self) -> Iterator[bytes]:
            came = 0
            for piece in self._stream:
                came += len(piece)
                if came > LONGEST_ANSWER:
                    raise Fault("hub_garbled", {"host": self._host, "reason": "an answer of unreasonable length"})
                yield piece

        def close(self) -> None:
            self._stream.close()

    class Guard(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            _must_be_safe(access, request.url.scheme, request.url.host)
            request.extensions["timeout"] = whole
            request.headers["accept-encoding"] = "identity"  # What is packed could unpack to anything.
            try:
                response = inner.handle_request(request)
            except httpx2.TransportError as error:
                raise unreachable(request.url.host, error) from error
            if response.headers.get("content-encoding", "identity") not in ("", "identity"):
                response.close()
                raise Fault("encoded", {"host": request.url.host})
            if request.url.path.startswith("/api/"):
                response.stream = Bounded(response.stream, request.url.host)
            if response.status_code in BUSY:
                seconds = retry_after(response.headers)
                status = response.status_code
                response.close()
                raise Fault("hub_busy", {"host": request.url.host, "status": status, "seconds": seconds})
            return response

        def close(self) -> None:
            inner.close()

    return Guard()


def _must_be_safe(access: Access, scheme: str, host: str) -> None:
    """A redirect leads to the web alone, and from an encrypted address to no other one."""
    secure = access.endpoint.startswith("https:")
    if scheme not in ("http", "https") or (secure and scheme != "https"):
        raise Fault("redirect", {"host": host or scheme})


def _proxy(access: Access) -> str | None:
    if access.proxy:
        return access.proxy
    import urllib.request

    host = access.host
    if urllib.request.proxy_bypass(host):
        return None
    known = urllib.request.getproxies()
    return known.get(urlsplit(access.endpoint).scheme) or known.get("all")


def unreachable(host: str, error: Exception) -> Fault:
    """Why a server could not be reached or stopped speaking, as far as the system tells."""
    import httpx2

    words = str(error) or type(error).__name__
    if isinstance(error, httpx2.ProxyError):
        return Fault("proxy", {"reason": words[:200]})
    if isinstance(error, httpx2.TimeoutException):
        return Fault("hub_silent", {"host": host, "seconds": READ_SECONDS})
    if "CERTIFICATE" in words.upper() or "SSL" in words.upper():
        return Fault("tls", {"host": host, "reason": words[:200]})
    return Fault("unreachable", {"host": host, "reason": words[:200]})


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a busy server asks to wait for, from Retry-After or RateLimit; 0 when it does not say."""
    import email.utils

    said = headers.get("retry-after", "")
    if said.strip().isdigit():
        return min(float(said), LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(said).timestamp()
        return min(max(0.0, moment - time.time()), LONGEST_WAIT)
    except (TypeError, ValueError):
        pass
    from huggingface_hub.utils._http import parse_ratelimit_headers

    limit = parse_ratelimit_headers(headers)
    return min(float(limit.reset_in_seconds), LONGEST_WAIT) if limit and limit.remaining == 0 else 0.0
