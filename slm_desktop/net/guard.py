"""The transport below everything that goes out: it lets out what may go out, and says in our words why something
failed.

It stands below huggingface-hub too, which would wait in silence for minutes when a server is busy or away. It is
imported with the first request, as the HTTP library behind it takes a third of a second.
"""

import ssl
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx2
import truststore

from slm_desktop.errors import Fault
from slm_desktop.net.access import Access, is_web
from slm_desktop.net.failures import BUSY, CONNECT_SECONDS, READ_SECONDS, retry_after, unreachable
from slm_desktop.net.transport import Transport
from slm_desktop.net.watch import GROUP, HEAD, READ, SECONDS, Watch, Watches

LONGEST_ANSWER = 64 * 2**20
"""Bytes of an answer of the programming interface; thousands of files come to some MB."""
HEAD_SECONDS, BODY_SECONDS = 40.0, 60.0
"""What a server has for the head of its answer, and for the body; a request can name its own time for the body, 0 for
any.
"""


class Guard(httpx2.BaseTransport):
    """Connections as `access` says; `now` tells whether anything may still be asked, `watches` what may cut all of it
    off.
    """

    def __init__(self, access: Access, now: Callable[[], Access], watches: Watches) -> None:
        self._access, self._now, self._watches = access, now, watches
        trusted = truststore.SSLContext(
            ssl.PROTOCOL_TLS_CLIENT
        )  # The system's certificates, wherever a system keeps them.
        self._inner = Transport(trusted, _proxy(access))
        self._timeout = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS, "pool": READ_SECONDS}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Ask, within the rules. Raise Fault."""
        self._prepare(request)
        host, group = request.url.host, request.extensions.get(GROUP)
        watch = Watch(host, (self._watches, group) if group else (self._watches,))
        watch.end_in(request.extensions.get(HEAD, HEAD_SECONDS))
        try:
            with watch.current():
                response = self._inner.handle_request(request)
        except httpx2.TransportError as error:
            watch.over()
            raise watch.fault or unreachable(host, error) from error
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = Bounded(response.stream, watch, host, request.extensions.get(SECONDS, BODY_SECONDS))
        return self._checked(request, response)

    def close(self) -> None:
        """End all connections."""
        self._inner.close()

    def _prepare(self, request: httpx2.Request) -> None:
        """Only to the web, never from an encrypted address to an open one, and with the token to the Hub's own address
        alone.
        """
        if self._now().offline:
            raise Fault("offline")
        must_be_safe(self._access, request.url.scheme, request.url.host)
        if _origin(str(request.url)) != _origin(self._access.endpoint):
            request.headers.pop("authorization", None)  # A redirect, or the next page of a list, may name any address.
        request.extensions["timeout"] = {**self._timeout, "read": request.extensions.get(READ, READ_SECONDS)}
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
        return response


class Bounded(httpx2.SyncByteStream):
    """The body of an answer: it has its time (0 for any), and with that a length; it can be cut off."""

    def __init__(self, stream: httpx2.SyncByteStream, watch: Watch, host: str, seconds: float) -> None:
        self._stream, self._watch, self._host, self._seconds = stream, watch, host, seconds
        watch.end_in(seconds)

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for piece in self._pieces():
            received += len(piece)
            if self._seconds and received > LONGEST_ANSWER:
                raise Fault("hub_garbled", {"host": self._host, "reason": "answer_length"})
            yield piece
        if fault := self._watch.fault:  # A body without a length ends quietly where its connection was cut.
            raise fault

    def _pieces(self) -> Iterator[bytes]:
        pieces = iter(self._stream)
        while True:
            try:
                with self._watch.current():
                    piece = next(pieces, None)
            except httpx2.TransportError as error:
                raise self._watch.fault or error from error
            if piece is None:
                return
            yield piece

    def close(self) -> None:
        """Let go of the connection."""
        with self._watch.current():
            self._stream.close()
        self._watch.over()


def must_be_safe(access: Access, scheme: str, host: str) -> None:
    """A redirect leads to the web alone, and from an encrypted address to no other one."""
    if scheme not in ("http", "https"):
        raise Fault("redirect_scheme", {"scheme": scheme[:40]})
    if access.endpoint.startswith("https:") and scheme != "https":
        raise Fault("redirect", {"host": host})


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
    proxy = known.get(urlsplit(access.endpoint).scheme) or known.get("all") or ""
    return proxy if is_web(proxy) else None  # SOCKS would want another library; the direct way is tried.
