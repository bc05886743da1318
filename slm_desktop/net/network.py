"""The only way out of this computer: one HTTP client with its proxy, its switch for offline, and errors in our own words.

huggingface-hub uses it too, so that what is decided here holds for everything.
"""

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from slm_desktop import __version__
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.net.watch import Watches

if TYPE_CHECKING:  # What it brings costs a third of a second: it is imported on the thread that first needs it.
    import httpx2

HUGGING_FACE = "https://huggingface.co"
CONNECT_SECONDS, READ_SECONDS = 10.0, 20.0
BUSY = (408, 425, 429, 500, 502, 503, 504, 520, 522, 524)
"""HTTP statuses that pass: the same request may be answered later."""
LONGEST_WAIT = 3600.0
MOST_REDIRECTS = 8
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
        self.access, self.token, self.watches = access, token, Watches()
        self._made_for: Access | None = None
        self._lock = threading.Lock()

    def client(self) -> "httpx2.Client":
        """The client of huggingface-hub, with our rules. Raise Fault 'offline' or 'endpoint'."""
        access = self.access()
        if access.offline:
            raise Fault("offline")
        if not is_web(access.endpoint):
            raise Fault("endpoint", {"address": access.endpoint[:200]})
        if access.proxy and not is_web(access.proxy):
            raise Fault("proxy", {"reason": "proxy_address", "proxy": access.proxy[:100]})
        hub = hugging_face()
        with self._lock:  # Two threads that make it would close each other's connections.
            if access != self._made_for:
                hub.set_client_factory(lambda: _client(access, self.access, self.watches))
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

    def end(self) -> None:
        """The app ends: what is under way is cut off, and nothing more is asked."""
        self.watches.cut(for_good=True)

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


def is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _client(access: Access, now: Callable[[], Access], watches: Watches) -> "httpx2.Client":
    import httpx2

    from slm_desktop.net.guard import Guard

    timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return httpx2.Client(
        transport=Guard(access, now, watches), follow_redirects=True, timeout=timeout, max_redirects=MOST_REDIRECTS
    )


def unreachable(host: str, error: Exception) -> Fault:
    """Why a server could not be reached or stopped speaking, as far as the system tells."""
    import httpx2

    words = str(error) or type(error).__name__
    if isinstance(error, httpx2.TooManyRedirects):
        return Fault("redirect_loop", {"host": host})
    if isinstance(error, httpx2.ProxyError):
        return Fault("proxy", {"reason": words[:200]})
    if isinstance(error, httpx2.TimeoutException):
        return Fault("hub_silent", {"host": host, "seconds": READ_SECONDS})
    if "CERTIFICATE" in words.upper() or "SSL" in words.upper():
        return Fault("tls", {"host": host, "reason": words[:200]})
    return Fault("unreachable", {"host": host, "reason": reason_of(_root(error))[:200]})


def _root(error: BaseException) -> BaseException:
    """The error of the system below those of the libraries; the error itself where there is none."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError):
            return below
        below = below.__cause__ or below.__context__
    return error


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
