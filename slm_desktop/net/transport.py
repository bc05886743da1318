"""Connections to servers, over httpcore: what they read and write can be cut off by the watch of its request."""

import contextlib
import socket
import ssl
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore2
import httpx2

from slm_desktop.net.watch import current

READ_BYTES = 256 * 1024
"""Taken from the system at a time: with the 64 KiB of httpcore, a download of a gigabyte ran at 600 MB/s in place of
850.
"""
MOST_CONNECTIONS, MOST_IDLE = 320, 64
Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Transport(httpx2.BaseTransport):
    """For one proxy, or none."""

    def __init__(self, trusted: ssl.SSLContext, proxy: str | None) -> None:
        limits: dict[str, Any] = {"max_connections": MOST_CONNECTIONS, "max_keepalive_connections": MOST_IDLE}
        wiring: dict[str, Any] = {"ssl_context": trusted, "network_backend": Backend(), **limits}
        if proxy:
            parsed = httpx2.Proxy(proxy)
            self._pool: httpcore2.ConnectionPool = httpcore2.HTTPProxy(
                proxy_url=_url(parsed.url), proxy_auth=parsed.raw_auth, proxy_headers=parsed.headers.raw, **wiring
            )
        else:
            self._pool = httpcore2.ConnectionPool(**wiring)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Ask. Raise httpx2.TransportError."""
        asked = httpcore2.Request(
            method=request.method,
            url=_url(request.url),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx():
            answer = self._pool.handle_request(asked)
        return httpx2.Response(answer.status, headers=answer.headers, stream=Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """End all connections."""
        self._pool.close()


class Body(httpx2.SyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        """Let go of the connection."""
        with _as_httpx():
            self._answer.close()


class Backend(httpcore2.NetworkBackend):
    """Sockets of the system."""

    def __init__(self) -> None:
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Option] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect."""
        inner = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        # TLS takes the socket over: another handle on the same connection stays ours.
        return Stream(inner, inner.get_extra_info("socket").dup())


class Stream(httpcore2.NetworkStream):
    """A connection, and a handle by which it can be cut."""

    def __init__(self, inner: httpcore2.NetworkStream, handle: socket.socket) -> None:
        self._inner, self._handle = inner, handle

    def _used(self) -> None:
        watch = current()
        if watch:
            watch.uses(self._handle)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come."""
        self._used()
        return self._inner.read(max(max_bytes, READ_BYTES), timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._used()
        self._inner.write(buffer, timeout)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Go on encrypted."""
        self._used()
        try:
            return Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._handle)
        except BaseException:  # What is below has closed its own handle by now, and nobody closes this stream.
            self._handle.close()
            raise

    def close(self) -> None:
        """End it."""
        self._handle.close()
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        """Facts of the connection."""
        return self._inner.get_extra_info(info)


def _url(url: httpx2.URL) -> httpcore2.URL:
    return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    """Errors by their names in httpx, which are the same."""
    try:
        yield
    except (
        httpcore2.TimeoutException,
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpcore2.ProxyError,
        httpcore2.UnsupportedProtocol,
    ) as error:
        kind: type[httpx2.TransportError] = getattr(httpx2, type(error).__name__, httpx2.TransportError)
        raise kind(str(error)) from error
