"""Pictures and sounds in the messages of the three protocols. They come as bytes: nothing is fetched for anybody."""

import asyncio
import base64
from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.media import MOST_MEDIA, Media, data_of
from slm_desktop.core.engines.turn_media import must_fit
from slm_desktop.errors import Fault
from slm_desktop.server.problems import Problem

KINDS = {"image_url": "image_url", "input_image": "image_url", "image": "source", "input_audio": "input_audio"}
"""Parts that are pictures or sounds, and where their data is: in chat completions, responses and messages."""
MOST_OF_REQUEST = 4 * MOST_MEDIA
ReadMedia = Callable[[bytes], Media]
"""Takes in a picture or sound from a stranger's bytes. Raise Fault 'media'. It takes its time."""


def is_media(part: object) -> bool:
    """Whether a part of a content is one."""
    kind = part.get("type") if isinstance(part, dict) else None
    return isinstance(kind, str) and kind in KINDS


def unread(part: dict[str, Any], at: int, param: str) -> Media:
    """A picture or sound whose bytes nobody has looked into yet; it stands before the character `at`. Raise Problem."""
    return Media("", "", 0, 0, _bytes_of(part, param), at)


def _bytes_of(part: dict[str, Any], param: str) -> bytes:
    key = KINDS[part["type"]]
    told, place = part.get(key), f"{param}.{key}"
    if key == "image_url":
        return _decoded(told.get("url") if isinstance(told, dict) else told, data_of, place)
    is_data = isinstance(told, dict) and (key == "input_audio" or told.get("type") == "base64")
    return _decoded(told.get("data") if isinstance(told, dict) and is_data else None, _base64, place)


def _base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _decoded(text: object, decode: Callable[[str], bytes | None], param: str) -> bytes:
    try:
        data = decode(text) if isinstance(text, str) else None
    except ValueError:
        raise Problem(400, "The data is no Base64.", param=param) from None
    if data is None:
        raise _not_fetched(param)
    return data


def _not_fetched(param: str) -> Problem:
    words = (
        "Pictures and sounds are sent as Base64, in a data URL (data:image/png;base64,…) or as data: this server "
        "fetches none."
    )
    return Problem(400, words, param=param)


async def seen(turns: Sequence[Turn], read: ReadMedia) -> tuple[Turn, ...]:
    """The turns with their media as they are given to a model. Raise Problem for one that cannot be used."""
    wanted = [item for turn in turns for item in turn.media if not item.digest]
    if len(wanted) > MOST_OF_REQUEST:
        raise Problem.of(Fault("media_many", {"count": MOST_OF_REQUEST}))
    known: dict[bytes, Media] = {}
    size = sum(len(item.data) for turn in turns for item in turn.media if item.digest)
    try:
        for item in wanted:
            if item.data not in known:
                known[item.data] = await asyncio.to_thread(read, item.data)
            size += len(known[item.data].data)
            must_fit(size)
    except Fault as fault:
        raise Problem.of(fault) from None
    return tuple(_with_read(turn, known) if turn.media else turn for turn in turns)


def _with_read(turn: Turn, known: dict[bytes, Media]) -> Turn:
    read = (one if one.digest else replace(known[one.data], at=one.at) for one in turn.media)
    return replace(turn, media=tuple(read))
