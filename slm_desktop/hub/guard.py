"""The transport below everything that goes out: it lets out what may go out, and says in our words why something failed.

It stands below huggingface-hub too, which would wait in silence for minutes when a server is busy or away. It is imported
with the first request, as the HTTP library behind it takes a third of a second.
"""

import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx2
import truststore

from slm_desktop.errors import Fault
from slm_desktop.hub.network import BUSY, CONNECT_SECONDS, READ_SECONDS, Access, is_web, retry_after, unreachable

LONGEST_ANSWER, LONGEST_SECONDS = 64 * 2**20, 60.0
"""Bytes of an answer of the programming interface, and how long it may take; thousands of files come to some MB."""


class Guard(httpx2.BaseTransport):
    """Connections as `access` says; `now` tells whether anything may still be asked."""

    def __init__(self, access: Access, now: Callable[[], Access]) -> None:
        self._access, self._now = access, now
        limits = httpx2.Limits(max_connections=64, max_keepalive_connections=16)
        trusted = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # The system's certificates, wherever a system keeps them.
        self._inner = httpx2.HTTPTransport(proxy=_proxy(access), verify=trusted, limits=limits)
        self._timeout = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS, "pool": READ_SECONDS}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Ask, within the rules. Raise Fault."""
        self._prepare(request)
        try:
            response = self._inner.handle_request(request)
        except httpx2.TransportError as error:
            raise unreachable(request.url.host, error) from error
        return self._checked(request, response)

    def close(self) -> None:
        """End all connections."""
        self._inner.close()

    def _prepare(self, request: httpx2.Request) -> None:
        """Only to the web, never from an encrypted address to an open one, and with the token to the Hub's own address alone."""
        if self._now().offline:
            raise Fault("offline")
        must_be_safe(self._access, request.url.scheme, request.url.host)
        if _origin(str(request.url)) != _origin(self._access.endpoint):
            request.headers.pop("authorization", None)  # A redirect, or the next page of a list, may name any address.
        request.extensions["timeout"] = self._timeout
        request.headers["accept-encoding"] = "identity"  # What is packed could unpack to anything.

    def _checked(self, request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
        host = request.url.host
        if response.headers.get("content-encoding", "identity") not in ("", "identity"):
            response.close()
            raise Fault("encoded", {"host": host})
        if response.status_code in BUSY:
            seconds = retry_after(response.headers)
            response.close()
            raise Fault("hub_busy", {"host": host, "status": response.status_code, "seconds": seconds})
        if request.url.path.startswith("/api/"):
            response.stream = Bounded(response.stream, host)
        return response


class Bounded(httpx2.SyncByteStream):
    """An answer of the interface that ends with an error where it becomes too long to be one, or trickles."""

    def __init__(self, stream: object, host: str) -> None:
        assert isinstance(stream, httpx2.SyncByteStream)
        self._stream, self._host = stream, host

    def __iter__(self) -> Iterator[bytes]:
        came, end = 0, time.monotonic() + LONGEST_SECONDS
        for piece in self._stream:
            if time.monotonic() > end:
                raise Fault("hub_silent", {"host": self._host, "seconds": LONGEST_SECONDS})
            came += len(piece)
            if came > LONGEST_ANSWER:
                raise Fault("hub_garbled", {"host": self._host, "reason": "answer_length"})
            yield piece

    def close(self) -> None:
        """Let go of the connection."""
        self._stream.close()


def must_be_safe(access: Access, scheme: str, host: str) -> None:
    """A redirect leads to the web alone, and from an encrypted address to no other one."""
    secure = access.endpoint.startswith("https:")
    if scheme not in ("http", "https") or (secure and scheme != "https"):
        raise Fault("redirect", {"host": host or scheme})


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _proxy(access: Access) -> str | None:
    if access.proxy:
        return access.proxy
    host = access.host
    if urllib.request.proxy_bypass(host):
        return None
    known = urllib.request.getproxies()
    said = known.get(urlsplit(access.endpoint).scheme) or known.get("all") or ""
    return said if is_web(said) else None  # SOCKS would want another library; the direct way is tried.
