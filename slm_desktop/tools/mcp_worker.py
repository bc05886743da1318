"""The child in front of a server of tools: `python -m slm_desktop --mcp`. It speaks MCP with the server for the app.

A server may send anything: what is too long, too much or never ends costs this process. With its end the server's
comes, too.
"""

import asyncio
import contextlib
import json
import os
import ssl
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from slm_desktop.core.tools.ports import LONGEST_RESULT
from slm_desktop.core.tools.servers import ServerConfig
from slm_desktop.core.visible import well_formed
from slm_desktop.sandbox import limit_memory
from slm_desktop.tools.ending import end_started
from slm_desktop.tools.lines import AnyOrder, AnyReport, Broken, Call, Cancel, Connect, Connected, Offered, Returned

MEMORY = 512 * 2**20
CONNECT_SECONDS, CALL_SECONDS = 60.0, 300.0
LONGEST_MESSAGE = 8 * 2**20
MOST_TOOLS, MOST_PAGES = 200, 20
LONGEST_DESCRIPTION, LONGEST_SCHEMA, LONGEST_REASON = 4000, 50_000, 300
_decode = msgspec.json.Decoder(AnyOrder).decode
_encode = msgspec.json.Encoder().encode


def main() -> int:
    """Serve one server until the app lets go of it."""
    lines = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints is no line.
    first = _decode(sys.stdin.buffer.readline())
    if not isinstance(first, Connect):
        return 2
    asyncio.run(Worker(lines).serve(first.server))
    os._exit(0)  # A thread that still reads stdin would make the usual end an abort.


class Worker:
    """Passes calls on to the server, and its results back."""

    def __init__(self, lines: BinaryIO) -> None:
        self._lines = lines
        self._calls: dict[int, asyncio.Task[None]] = {}
        self._is_connected = False

    async def serve(self, server: ServerConfig) -> None:
        """Connect, tell the tools, and pass on calls until the input ends or the server does."""
        from mcp import Client

        connecting = asyncio.current_task()
        orders = _orders(on_end=lambda: connecting.cancel() if connecting and not self._is_connected else None)
        try:
            async with contextlib.AsyncExitStack() as stack:
                server_side = Client(transport(server), read_timeout_seconds=CALL_SECONDS, cache=None)
                async with asyncio.timeout(CONNECT_SECONDS):
                    client = await stack.enter_async_context(server_side)
                    await self._tell_tools(client)
                self._is_connected = True
                while order := await orders.get():
                    self._obey(client, order)
                for task in self._calls.values():
                    task.cancel()
        except asyncio.CancelledError:
            return  # The app has let go of it before it was connected.
        except TimeoutError:
            self._say(Broken(f"It did not answer within {CONNECT_SECONDS:g} seconds."))
        except Exception as error:  # noqa: BLE001 - a server can make a library raise anything
            self._say(Broken(reason_of(error)))

    async def _tell_tools(self, client: Any) -> None:
        found: list[Offered] = []
        cursor = None
        for _page in range(MOST_PAGES):
            page = await client.list_tools(cursor=cursor)
            found += [offered(tool) for tool in page.tools]
            cursor = page.next_cursor
            if not cursor or len(found) >= MOST_TOOLS:
                break
        info = client.server_info
        title = str(info.title or info.name) if info else ""
        self._say(Connected(tuple(found[:MOST_TOOLS]), well_formed(title)[:100]))

    def _obey(self, client: Any, order: AnyOrder) -> None:
        if isinstance(order, Cancel):
            if task := self._calls.pop(order.id, None):
                task.cancel()
        elif isinstance(order, Call):
            self._calls[order.id] = asyncio.ensure_future(self._call(client, order))

    async def _call(self, client: Any, call: Call) -> None:
        try:
            result = await client.call_tool(call.name, json.loads(call.arguments))
            self._say(Returned(call.id, bounded(text_of(result)), bool(result.is_error)))
        except Exception as error:  # noqa: BLE001 - it is told to the model
            self._say(Returned(call.id, bounded(reason_of(error)), failed=True))
        finally:
            self._calls.pop(call.id, None)

    def _say(self, report: AnyReport) -> None:
        self._lines.write(_encode(report) + b"\n")
        self._lines.flush()


def _orders(on_end: Callable[[], object]) -> "asyncio.Queue[AnyOrder | None]":
    """What comes on stdin, read on a thread; None at its end, of which `on_end` hears, too."""
    queue: asyncio.Queue[AnyOrder | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with contextlib.suppress(msgspec.MsgspecError, RuntimeError):  # The loop may have ended.
            for line in sys.stdin.buffer:
                loop.call_soon_threadsafe(queue.put_nowait, _decode(line))
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(queue.put_nowait, None)
            loop.call_soon_threadsafe(on_end)

    threading.Thread(target=read, name="orders", daemon=True).start()
    return queue


@contextlib.asynccontextmanager
async def transport(server: ServerConfig) -> AsyncIterator[Any]:
    """The way to a server. Once it runs, this process has a limit of memory, which the server does not inherit."""
    async with contextlib.AsyncExitStack() as stack:
        if server.command:
            from mcp.client import stdio

            # The library puts a line together however long it grows, which takes minutes and all memory.
            stdio.__dict__["TextReceiveStream"] = _bounded_lines()
            cwd = server.cwd or str(Path.home())
            started = stdio.StdioServerParameters(
                command=server.command, args=list(server.args), env=server.env, cwd=cwd
            )
            streams = await stack.enter_async_context(stdio.stdio_client(started))
        else:
            import httpx2
            import truststore
            from mcp.client.streamable_http import streamable_http_client

            trusted = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            timeout = httpx2.Timeout(CONNECT_SECONDS, read=CALL_SECONDS)
            asked = httpx2.AsyncClient(headers=server.headers, verify=trusted, timeout=timeout)
            client = await stack.enter_async_context(asked)
            streams = await stack.enter_async_context(streamable_http_client(server.url, http_client=client))
        with contextlib.suppress(ValueError, OSError):
            limit_memory(MEMORY)
        yield streams


def _bounded_lines() -> type:
    """Text as it comes; a line that is too long ends it."""
    from anyio.streams.text import TextReceiveStream

    class BoundedLines(TextReceiveStream):
        length = 0

        async def receive(self) -> str:
            text = await super().receive()
            rest, newline, tail = text.rpartition("\n")
            self.length = len(tail) if newline else self.length + len(text)
            if self.length + len(rest) > LONGEST_MESSAGE:
                end_started()  # The library would read on until the server ends by itself.
                raise ValueError(f"It sent a message of more than {LONGEST_MESSAGE // 2**20} MB.")
            return text

    return BoundedLines


def offered(tool: Any) -> Offered:
    """A tool as it is told to the app; a schema that is too long is any object."""
    schema = json.dumps(tool.input_schema or {"type": "object"}, ensure_ascii=False)
    schema = schema if len(schema) <= LONGEST_SCHEMA else '{"type": "object"}'
    description = well_formed(tool.description or "")[:LONGEST_DESCRIPTION]
    return Offered(well_formed(tool.name)[:128], description, well_formed(schema))


def text_of(result: Any) -> str:
    """What a model is given of a result: texts, and a word on what is none."""
    parts = [_part(content) for content in result.content]
    if not any(parts) and result.structured_content is not None:
        parts = [json.dumps(result.structured_content, ensure_ascii=False)]
    return "\n".join(part for part in parts if part)


def _part(content: Any) -> str:
    match content.type:
        case "text":
            return str(content.text)
        case "image" | "audio":
            size = len(content.data) * 3 // 4
            return f"({content.type}, {content.mime_type}, {size} bytes: not shown to the model)"
        case "resource":
            return str(getattr(content.resource, "text", "") or f"({content.resource.uri})")
        case "resource_link":
            return f"({content.uri})"
        case _:
            return f"({content.type})"


def bounded(text: str) -> str:
    """A result of a length that a prompt can hold; what is left out is said."""
    text = well_formed(text)
    left_out = len(text) - LONGEST_RESULT
    return text if left_out <= 0 else f"{text[:LONGEST_RESULT]}\n… and {left_out} more characters, which were left out."


def reason_of(error: BaseException) -> str:
    """Why something failed, in the words of what raised it; of several, the first."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    words = well_formed(str(error)).strip() or type(error).__name__
    return words[:LONGEST_REASON]
