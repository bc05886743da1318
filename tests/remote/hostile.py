"""A server that behaves as badly as a real one can: each test says how it answers."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODELS = {"data": [{"id": "m", "owned_by": "vllm", "max_model_len": 100}]}


class Hostile:
    """Its address, and the requests that it was sent."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.address = f"http://127.0.0.1:{server.server_port}"
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.models: Any = MODELS
        self.props: Any = None
        """What it tells of itself; None if it has no such address."""
        self.is_over = threading.Event()


Answer = Callable[[BaseHTTPRequestHandler, Hostile], None]


def piece(text: str, **more: Any) -> bytes:
    """One chunk of a stream."""
    return event({"id": "x", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None, **more}]})


def event(data: Any) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


END = event({"choices": [{"delta": {}, "finish_reason": "stop"}]}) + b"data: [DONE]\n\n"


def stream(handler: BaseHTTPRequestHandler, *parts: bytes, kind: str = "text/event-stream") -> None:
    """Answer with a body without a length, which ends with its connection."""
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.end_headers()
    for part in parts:
        handler.wfile.write(part)
        handler.wfile.flush()


@contextmanager
def hostile(answer: Answer) -> Iterator[Hostile]:
    """Run one that says that it is a vLLM, and answers chat completions so."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            """Nothing on stderr."""

        def do_GET(self) -> None:
            made.keys.append(self.headers.get("Authorization", ""))
            known = {"/v1/models": made.models, "/version": {"version": "0.1"}, "/props": made.props}
            if known.get(self.path) is None:
                self.send_error(404)
                return
            data = known[self.path] if isinstance(known[self.path], bytes) else json.dumps(known[self.path]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:
            made.keys.append(self.headers.get("Authorization", ""))
            made.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            with contextlib.suppress(OSError):  # Whoever asked may have gone.
                answer(self, made)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    made = Hostile(server)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        made.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()
