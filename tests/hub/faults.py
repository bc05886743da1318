"""The local hub's connections: what a request is answered with, the faults that spoil it, and the threads that send it."""

import contextlib
import gzip
import http.server
import io
import os
import re
import select
import socket
import socketserver
import struct
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import parse_qs, unquote, urlsplit

from tests.hub.fault_book import Fault, Request

if TYPE_CHECKING:
    from tests.hub.server import LocalHub

# Faults of different stages act on one request together (slow headers and a cut); those of one stage take turns.
PIECE = 512 * 1024  # sent before it is counted: small, so that a test sees `sent` grow
STEPS_A_SECOND = 20.0  # of a throttled body
POLL_SECONDS = 0.05
DRAIN_SECONDS = 2.0
CLOSE_SECONDS = 0.4  # each of the two ports
JSON, TEXT = "application/json; charset=utf-8", "text/plain; charset=utf-8"
PORTAL = b"<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body><h1>Please log in to this network</h1></body></html>\n"


class Cut(ConnectionError):
    """The connection is to end: a fault wants it, or the hub closes."""


@dataclass
class Reply:
    """What is about to be sent: a status, headers, and a slice of bytes or of a file."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | Path = b""
    length: int = 0
    start: int = 0
    on: str = "api"  # or "head", "body", and "hop" for the way to the CDN
    file: tuple[str, str] | None = None  # repository and name of the file whose bytes these are
    flip: int = -1  # the byte of the file that is sent wrong

    def fill(self, content: bytes, kind: str) -> "Reply":
        """Send these bytes as this type."""
        self.content, self.start, self.length = content, 0, len(content)
        self.headers["Content-Type"] = kind
        return self

    def open(self) -> BinaryIO:
        """The whole content."""
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")

    def write(self, to: socket.socket, source: BinaryIO, at: int, count: int) -> int:
        """Send some of the body; how much went."""
        first = self.start + at
        spoilt = first <= self.flip < first + count
        if isinstance(self.content, Path) and not spoilt and hasattr(os, "sendfile"):
            sent = os.sendfile(to.fileno(), source.fileno(), first, count)
        else:
            source.seek(first)
            piece = bytearray(source.read(count))
            if spoilt:
                piece[self.flip - first] ^= 0xFF
            sent = to.send(piece)
        if not sent:
            raise Cut("the file became shorter")
        return sent

    def compress(self) -> None:
        """Send the slice gzipped."""
        with self.open() as source:
            source.seek(self.start)
            packed = gzip.compress(source.read(self.length), 1)
        self.headers["Content-Encoding"] = "gzip"
        self.content, self.start, self.length = packed, 0, len(packed)


def parse_range(text: str, size: int) -> range | None:
    """The bytes asked for: none at all if they lie outside, None if the header is to be ignored."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", text.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _shifted(span: range, size: int, by: int) -> range:
    if span.start >= by:
        return range(span.start - by, span.stop - by)
    return range(min(span.start + by, size - 1), min(span.stop + by, size))


def shape(reply: Reply, asked: str, fault: Fault | None) -> None:
    """Cut the slice out of a file that a Range asks for, or do it wrongly."""
    kind, value, size = (fault.kind, int(fault.value), reply.length) if fault else ("", 0, reply.length)
    claimed = size + value if kind == "short" else size
    span = None if kind == "ignore_range" else parse_range(asked, size)
    if span is not None and not span:
        reply.status, reply.length = 416, 0
        reply.headers["Content-Range"] = f"bytes */{size}"
        return
    if span is not None:
        span = _shifted(span, size, value or 1) if kind == "wrong_range" else span
        reply.status, reply.start, reply.length = 206, span.start, len(span)
        reply.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{claimed}"
    if kind == "short":
        reply.headers["X-Linked-Size"] = str(claimed)
    if kind == "gzip":
        reply.compress()


def replaced(on: str, fault: Fault) -> Reply:
    """The answer that a fault gives instead."""
    if fault.kind == "redirect":
        return Reply(302, {"Location": str(fault.value)}, on=on).fill(b"Found. Redirecting.", TEXT)
    if fault.kind == "html":
        return Reply(200, on=on).fill(PORTAL, "text/html; charset=utf-8")
    if fault.kind == "garbage_json":
        return Reply(200, on=on).fill(b'[{"id": "half/a-mod', JSON)
    wait = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
    headers = {"X-Error-Message": f"told to answer {fault.value}"} | wait
    return Reply(int(fault.value), headers, on=on).fill(b'{"error":"told to"}', JSON)


class Wire:
    """One answer on its way: paced, and ended where a fault says so."""

    def __init__(self, sock: socket.socket, hub: "LocalHub", seen: Request) -> None:
        self._sock, self._hub, self._seen = sock, hub, seen
        self.pace = 0.0
        self._due = time.monotonic()

    def send(self, reply: Reply, marks: list[tuple[int, Callable[[], None]]]) -> None:
        """Send the body; at each mark do what it says."""
        with reply.open() as source:
            for at, act in sorted(marks, key=lambda mark: mark[0]):
                self._push(reply, source, at)
                act()
            self._push(reply, source, reply.length)

    def _push(self, reply: Reply, source: BinaryIO, until: int) -> None:
        while self._seen.sent < until:
            rate = min((each for each in (self.pace, self._hub.rate) if each > 0), default=0.0)
            most = max(1, min(PIECE, int(rate / STEPS_A_SECOND))) if rate else PIECE
            sent = reply.write(self._sock, source, self._seen.sent, min(most, until - self._seen.sent))
            self._seen.sent += sent
            if rate:
                self._rest(sent / rate)

    def _rest(self, seconds: float) -> None:
        # What a slow reader or a busy machine made late is not caught up by a burst.
        now = time.monotonic()
        self._due = max(self._due, now - POLL_SECONDS) + seconds
        if self._hub.stop.wait(max(0.0, self._due - now)):
            raise Cut("the hub closes")

    def end(self, fault: Fault) -> None:
        """Cut, reset or stall now."""
        if fault.kind == "stall":
            return self.idle(float(fault.value) or float("inf"))
        if fault.kind == "reset":
            self._drain()
            # The kernel sends RST instead of FIN when a socket closes that lingers for no time.
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Cut(fault.kind)

    def idle(self, seconds: float) -> None:
        """Send nothing for so long; ends early when the client or the hub goes away."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            closed = select.select([self._sock], [], [], 0)[0]
            if self._hub.stop.wait(min(left, POLL_SECONDS)) or (closed and not self._sock.recv(1, socket.MSG_PEEK)):
                raise Cut("nobody waits any more")

    def _drain(self) -> None:
        # A reset throws away what the kernel still holds: wait until the client's side has it, so that `at` is exact.
        if sys.platform != "linux":
            return
        import fcntl
        import termios

        end = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < end and any(fcntl.ioctl(self._sock, termios.TIOCOUTQ, b"\0" * 4)):
            if self._hub.stop.wait(0.001):
                return


class Server(socketserver.ThreadingTCPServer):
    """One port; it knows its connections, since closing has to end them."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, hub: "LocalHub", name: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.hub, self.name = hub, name
        self._live: dict[threading.Thread, socket.socket] = {}
        self._accepts = threading.Thread(
            target=self.serve_forever, args=(POLL_SECONDS,), name=f"local {name}", daemon=True
        )

    def start(self) -> None:
        """Accept connections."""
        self._accepts.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection on this thread of its own."""
        self._live[threading.current_thread()] = request
        # What was accepted while the hub closed is in nobody's list.
        if self.hub.stop.is_set():
            with contextlib.suppress(OSError):  # Its client may have gone already.
                request.shutdown(socket.SHUT_RD)
        super().process_request_thread(request, client_address)
        self._live.pop(threading.current_thread())

    def shutdown_request(self, request: Any) -> None:
        """A connection that is to be reset must not say goodbye first."""
        if any(request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)):
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are usual; mistakes in here are kept for the test."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.hub.errors.append(error)

    def close(self) -> None:
        """Stop accepting, hang up, wait for the threads."""
        if self._accepts.is_alive():
            self.shutdown()
            self._accepts.join()
        self.server_close()
        live = list(self._live.items())
        for _, request in live:
            with suppress(OSError):  # it hung up by itself
                request.shutdown(socket.SHUT_RDWR)
        end = time.monotonic() + CLOSE_SECONDS
        for thread, _ in live:
            thread.join(max(0.0, end - time.monotonic()))


class Handler(http.server.BaseHTTPRequestHandler):
    """Puts a request to the hub, asks the book for faults, and sends what comes of it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Any request."""
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        query = parse_qs(url.query, keep_blank_values=True)
        seen = Request(self.command, self.server.name, unquote(url.path), query, headers, raw=url.path, body=body)
        self.server.hub.requests.append(seen)
        try:
            self._serve(seen, self.server.hub)
        except OSError:
            # Ours to end (a fault, the hub closes) or already ended by the client.
            self.close_connection = True

    do_HEAD = do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _serve(self, seen: Request, hub: "LocalHub") -> None:
        reply, wire, head = hub.answer(seen), Wire(self.connection, hub, seen), seen.method == "HEAD"

        def take(stage: str, fits: Callable[[Fault], bool] = lambda fault: True) -> Fault | None:
            return hub.book.take(stage, seen.path, reply.on, fits)

        if fault := take("delay"):
            wire.idle(float(fault.value))
        if fault := take("answer"):
            reply = replaced(reply.on, fault)
        if reply.file or reply.on == "api":
            asked = self._asked(seen, reply)
            shape(reply, asked, take("shape", lambda fault: bool(asked) or fault.kind in ("short", "gzip")))
        if reply.file and (
            fault := take("content", lambda fault: reply.start <= fault.at < reply.start + reply.length)
        ):
            reply.flip = fault.at
        if fault := take("pace"):
            wire.pace = float(fault.value)
        marks: list[tuple[int, Callable[[], None]]] = []
        if (file := reply.file) and (fault := take("version", lambda fault: fault.at <= reply.length)):
            marks.append((fault.at, lambda: hub.replace(*file)))
        if (end := take("end", lambda fault: head or fault.at < reply.length)) and not head and end.at >= 0:
            marks.append((end.at, lambda: wire.end(end)))
        elif end:
            wire.end(end)
        if fault := take("head"):
            self._trickle(float(fault.value), hub.stop)
        self._send_head(reply, seen)
        if not head:
            wire.send(reply, marks)

    def _trickle(self, rate: float, stop: threading.Event) -> None:
        """Send the beginning of a head that does not end, so many bytes a second."""
        head = b"HTTP/1.1 200 OK\r\nX-Padding: "
        for at in range(10**6):
            if stop.wait(1 / rate):
                raise Cut("the hub closes")
            self.connection.sendall(head[at : at + 1] or b"x")

    @staticmethod
    def _asked(seen: Request, reply: Reply) -> str:
        # If-Range: another version than the client has is sent whole.
        same = seen.headers.get("if-range", "") in ("", reply.headers.get("ETag"))
        return seen.headers.get("range", "") if same and reply.file and seen.method == "GET" else ""

    def _send_head(self, reply: Reply, seen: Request) -> None:
        seen.status = reply.status
        self.send_response(reply.status)
        for name, value in {
            **reply.headers,
            "Content-Length": reply.length,
            "x-request-id": f"Root=1-{uuid.uuid4()}",
        }.items():
            self.send_header(name, str(value))
        self.end_headers()
