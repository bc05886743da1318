"""Requests as typed values: every field is checked, and one that is not known is refused by its name."""

from typing import Any, TypeVar

import msgspec
from starlette.requests import Request

from slm_desktop.core.engines.media import Media
from slm_desktop.server.media import is_media, unread
from slm_desktop.server.problems import Problem

Body = TypeVar("Body")


class Common(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What clients send along that changes nothing here."""

    model: str = ""
    user: Any = None
    metadata: Any = None
    store: Any = None
    service_tier: Any = None
    safety_identifier: Any = None
    prompt_cache_key: Any = None
    prompt_cache_retention: Any = None


async def read(request: Request, kind: type[Body]) -> Body:
    """The body of a request. Raise Problem with the field that is wrong."""
    data = await request.body()
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        message, _at, place = str(error).partition(" - at ")
        words = f"{message}: {place.strip('`')}" if place else message
        raise Problem(400, words, param=place.strip("`$.") or None) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(400, f"The body is no JSON: {str(error)[:200]}") from None


def text_and_media(content: object, param: str) -> tuple[str, tuple[Media, ...]]:
    """The text of a content whose parts are texts and media, and these, still unread. Raise Problem."""
    if not isinstance(content, list) or not any(map(is_media, content)):
        return texts(content, param), ()
    text = ""
    media: list[Media] = []
    for at, part in enumerate(content):
        place = f"{param}[{at}]"
        if is_media(part):
            media.append(unread(part, len(text), place))
        else:
            text += _text(part, place)
    return text, tuple(media)


def texts(content: object, param: str) -> str:
    """The text of a message's content: a text, or a list of parts that are texts. Raise Problem for other parts."""
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    if not isinstance(content, list):
        raise Problem(400, "Content must be a text or a list of parts.", param=param)
    return "".join(_text(part, f"{param}[{at}]") for at, part in enumerate(content))


THOUGHTS = ("thinking", "redacted_thinking", "reasoning")
"""Parts that clients send back as they got them; a model does not read its old thinking again."""


def _text(part: object, param: str) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind in THOUGHTS:
        return ""
    text = part.get("text") if isinstance(part, dict) else None
    if kind not in ("text", "input_text", "output_text"):
        raise Problem(400, f"Content of the type {str(kind)[:40]!r} is not supported here.", param=param)
    if not isinstance(text, str):
        raise Problem(400, "A part of the type 'text' has a text.", param=f"{param}.text")
    return text
