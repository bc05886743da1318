"""What protocols that ask for answers share: from a request to what is asked of the engine, and to a stream."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.engines.commands import Change, Overflow, Request
from slm_desktop.core.engines.events import Loaded
from slm_desktop.core.sampling import BY_NAME, Values
from slm_desktop.server.answers import Stream, until_gone
from slm_desktop.server.problems import Problem
from slm_desktop.server.sampling import completed
from slm_desktop.server.sse import Streamed

MOST_CHOICES, MOST_TOP = 16, 20
NO_LIMIT = BY_NAME["max_tokens"].high


class StreamOptions(msgspec.Struct, kw_only=True):
    """What a stream holds beside the answer."""

    include_usage: bool | None = None


def request_of(values: Values, loaded: Loaded, *, seed: int, stops: tuple[str, ...], **more: Any) -> Request:
    """What is asked of the engine. Nothing is left out of a prompt that is too long: the client hears of it."""
    whole = completed(values, loaded.recommended, max_tokens=NO_LIMIT)
    return Request(
        changes=(Change(0, whole),), seed=seed, stops=stops, overflow=Overflow.REFUSE.value, **{"turns": (), **more}
    )


def choices_of(n: int | None) -> int:
    """How many answers are wanted. Raise Problem."""
    count = 1 if n is None else n
    if not 1 <= count <= MOST_CHOICES:
        raise Problem(400, f"n must be between 1 and {MOST_CHOICES}.", param="n")
    return count


def top_of(most: int | None, param: str = "top_logprobs") -> int:
    """How many of the likeliest tokens are told. Raise Problem."""
    count = most or 0
    if not 0 <= count <= MOST_TOP:
        raise Problem(400, f"{param} must be between 0 and {MOST_TOP}.", param=param)
    return count


async def begun_stream(
    http: HttpRequest,
    beginning: AbstractAsyncContextManager[Stream],
    chunks: Callable[[Stream], AsyncIterator[bytes]],
) -> Response:
    """The response that sends chunks as they come. Raise Problem for what is wrong from the beginning."""
    stream = await beginning.__aenter__()
    try:
        await until_gone(http, asyncio.ensure_future(stream.begun()))
    except BaseException as error:
        await beginning.__aexit__(type(error), error, error.__traceback__)
        raise

    async def content() -> AsyncGenerator[bytes, None]:
        try:
            async for part in chunks(stream):
                yield part
        finally:
            await beginning.__aexit__(None, None, None)

    return Streamed(content())
