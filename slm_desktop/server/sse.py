"""Server-sent events: how answers are streamed."""

from collections.abc import AsyncGenerator
from typing import Any

import msgspec
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

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


class Streamed(StreamingResponse):
    """Sends events as they come. However it ends, their source is closed at once."""

    def __init__(self, content: AsyncGenerator[bytes, None]) -> None:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        super().__init__(content, media_type="text/event-stream", headers=headers)
        self._content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._content.aclose()
