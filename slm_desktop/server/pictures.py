"""Pictures in the messages of the three protocols. They come as bytes: this server fetches nothing for anybody."""

import asyncio
import base64
from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.pictures import MOST_PICTURES, Picture, data_of
from slm_desktop.core.engines.turn_pictures import must_fit
from slm_desktop.errors import Fault
from slm_desktop.server.problems import Problem

KINDS = ("image_url", "input_image", "image")
"""Parts that are pictures: in chat completions, responses and messages."""
MOST_OF_REQUEST = 4 * MOST_PICTURES
ReadPicture = Callable[[bytes], Picture]
"""Takes in a picture from a stranger's bytes. Raise Fault 'picture'. It takes its time."""


def is_picture(part: object) -> bool:
    """Whether a part of a content is one."""
    return isinstance(part, dict) and part.get("type") in KINDS


def unread(part: dict[str, Any], at: int, param: str) -> Picture:
    """A picture whose bytes nobody has looked into yet; it stands before the character `at`. Raise Problem."""
    return Picture("", "", 0, 0, _bytes_of(part, param), at)


def _bytes_of(part: dict[str, Any], param: str) -> bytes:
    if part["type"] == "image":
        source = part.get("source")
        is_data = isinstance(source, dict) and source.get("type") == "base64"
        text = source.get("data") if isinstance(source, dict) and is_data else None
        return _decoded(text, _base64, f"{param}.source")
    told = part.get("image_url")
    url = told.get("url") if isinstance(told, dict) else told
    return _decoded(url, data_of, f"{param}.image_url")


def _base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _decoded(text: object, decode: Callable[[str], bytes | None], param: str) -> bytes:
    try:
        data = decode(text) if isinstance(text, str) else None
    except ValueError:
        raise Problem(400, "The picture is no Base64.", param=param) from None
    if data is None:
        raise _not_fetched(param)
    return data


def _not_fetched(param: str) -> Problem:
    words = "Pictures are sent as Base64, in a data URL (data:image/png;base64,…): this server fetches none."
    return Problem(400, words, param=param)


async def seen(turns: Sequence[Turn], read: ReadPicture) -> tuple[Turn, ...]:
    """The turns with their pictures as they are given to a model. Raise Problem for one that cannot be used."""
    wanted = [picture for turn in turns for picture in turn.pictures if not picture.digest]
    if len(wanted) > MOST_OF_REQUEST:
        raise Problem.of(Fault("pictures_many", {"count": MOST_OF_REQUEST}))
    known: dict[bytes, Picture] = {}
    size = sum(len(picture.data) for turn in turns for picture in turn.pictures if picture.digest)
    try:
        for picture in wanted:
            if picture.data not in known:
                known[picture.data] = await asyncio.to_thread(read, picture.data)
            size += len(known[picture.data].data)
            must_fit(size)
    except Fault as fault:
        raise Problem.of(fault) from None
    return tuple(_with_read(turn, known) if turn.pictures else turn for turn in turns)


def _with_read(turn: Turn, known: dict[bytes, Picture]) -> Turn:
    read = (one if one.digest else replace(known[one.data], at=one.at) for one in turn.pictures)
    return replace(turn, pictures=tuple(read))
