"""OpenAI's embeddings: vectors of texts, from any model that is here."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.engines.commands import Embed
from slm_desktop.core.engines.events import Embedded
from slm_desktop.server.answers import Answers
from slm_desktop.server.bodies import Common, read
from slm_desktop.server.problems import Problem
from slm_desktop.server.sse import Json

MOST_TEXTS = 2048
AT_ONCE = 16
"""Texts that are computed before anybody looks whether they are still wanted."""
FORMATS = ("float", "base64")
Text = str | tuple[int, ...]


class EmbeddingsBody(Common, kw_only=True):
    """A request. `input` is a text, or its tokens, or a list of either."""

    input: str | list[Any]
    encoding_format: str | None = None
    dimensions: int | None = None


async def _embeddings(http: HttpRequest) -> Response:
    body = await read(http, EmbeddingsBody)
    texts, form = _texts(body.input), body.encoding_format or "float"
    if form not in FORMATS:
        raise Problem(400, "encoding_format is 'float' or 'base64'.", param="encoding_format")
    answers: Answers = http.app.state.answers
    vectors: list[bytes] = []
    tokens, name = 0, ""
    for some in _cut(texts):
        found, loaded = await answers.text(body.model, _asking(some), Embedded, embed=True)
        vectors += found.vectors
        tokens, name = tokens + found.tokens, loaded.name
        _check_dimensions(body.dimensions, vectors[0])
        if await http.is_disconnected():
            raise ClientDisconnect
    data = [
        {"object": "embedding", "index": at, "embedding": _written(vector, form)} for at, vector in enumerate(vectors)
    ]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return Json({"object": "list", "data": data, "model": body.model or name, "usage": usage})


def _asking(some: tuple[Text, ...]) -> Any:
    return lambda run: Embed(run, some)


def _cut(texts: Sequence[Text]) -> Iterator[tuple[Text, ...]]:
    """A few at a time."""
    return (tuple(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE))


def _texts(given: str | list[Any]) -> list[Text]:
    """What is to be embedded. Raise Problem."""
    if isinstance(given, str):
        return [_text(given, "input")]
    if given and all(_is_token(one) for one in given):
        return [tuple(given)]
    if not 1 <= len(given) <= MOST_TEXTS:
        raise Problem(400, f"Between 1 and {MOST_TEXTS} texts can be given.", param="input")
    return [_text(one, f"input[{at}]") for at, one in enumerate(given)]


def _text(one: object, param: str) -> Text:
    if isinstance(one, str) and one:
        return one
    if isinstance(one, list) and one and all(_is_token(token) for token in one):
        return tuple(one)
    raise Problem(400, "A text, or a list of tokens, is needed, and not an empty one.", param=param)


def _is_token(one: object) -> bool:
    return isinstance(one, int) and not isinstance(one, bool)


def _check_dimensions(wanted: int | None, vector: bytes) -> None:
    """A vector is not cut: only some models are trained for that, and no header says which. Raise Problem."""
    has = len(vector) // 4
    if wanted is not None and wanted != has:
        raise Problem(400, f"The vectors of this model have {has} dimensions.", param="dimensions")


def _written(vector: bytes, form: str) -> str | list[float]:
    if form == "base64":
        return base64.b64encode(vector).decode()
    return [float(value) for value in np.frombuffer(vector, "<f4")]


ROUTES = {("POST", "/v1/embeddings"): _embeddings}
