"""Server-sent events: how answers are streamed."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
from starlette.responses import Response, StreamingResponse

SILENCE = b": still working\n\n"
"""A comment: clients skip it."""
DONE = b"data: [DONE]\n\n"


class Json(Response):
    """A JSON answer."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The bytes of it."""
        return msgspec.json.encode(content)


def event(data: Any, name: str = "") -> bytes:
    """One event, with a name where the protocol has them."""
    head = b"event: " + name.encode() + b"\n" if name else b""
    return head + b"data: " + msgspec.json.encode(data) + b"\n\n"


def streamed(content: AsyncIterator[bytes], on_end: Callable[[], Any] | None = None) -> StreamingResponse:
    """The response that sends them as they come."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(content, media_type="text/event-stream", headers=headers)
