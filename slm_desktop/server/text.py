"""Tokens of texts and texts of tokens, as llama-server and vLLM are asked for them."""

from typing import Any

import msgspec
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.engines.commands import Detokenise, Render, Tokenise
from slm_desktop.core.engines.events import Detokenised, Rendered, Tokenised
from slm_desktop.server.answers import Answers
from slm_desktop.server.bodies import read
from slm_desktop.server.problems import Problem
from slm_desktop.server.prompts import turns_of
from slm_desktop.server.sse import Json


class TokeniseBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`content` and what stands below it are llama-server's words, `prompt` and below vLLM's; `messages` are both's."""

    model: str = ""
    content: str | None = None
    add_special: bool = False
    parse_special: bool = True
    with_pieces: bool = False
    prompt: str | None = None
    add_special_tokens: bool = True
    return_token_strs: bool | None = None
    messages: list[dict[str, Any]] | None = None


class DetokeniseBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A request."""

    tokens: list[int]
    model: str = ""


class TemplateBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A request."""

    messages: list[dict[str, Any]]
    model: str = ""


async def _tokenise(http: HttpRequest) -> Response:
    body = await read(http, TokeniseBody)
    answers: Answers = http.app.state.answers
    text, bos = await _text(http, body, answers)
    found, loaded = await answers.text(
        body.model, lambda run: Tokenise(run, text, special=body.parse_special, bos=bos), Tokenised
    )
    tokens: list[Any] = list(found.tokens)
    if body.with_pieces:
        tokens = [
            {"id": token, "piece": _piece(piece)} for token, piece in zip(found.tokens, found.pieces, strict=True)
        ]
    told: dict[str, Any] = {"tokens": tokens, "count": len(tokens), "max_model_len": loaded.context}
    if body.return_token_strs:
        told["token_strs"] = [piece.decode("utf-8", "replace") for piece in found.pieces]
    return Json(told)


async def _text(http: HttpRequest, body: TokeniseBody, answers: Answers) -> tuple[str, bool]:
    """The text to tokenise, and whether its beginning is marked. Raise Problem."""
    if body.content is not None:
        return body.content, body.add_special
    if body.prompt is not None:
        return body.prompt, body.add_special_tokens
    if body.messages is None:
        raise Problem(400, "A text is needed: content, prompt or messages.", param="content")
    turns = await answers.seen(http, turns_of(body.messages))
    found, _loaded = await answers.text(body.model, lambda run: Render(run, turns), Rendered)
    return found.text, False


def _piece(piece: bytes) -> str | list[int]:
    """As llama-server: the text of a token, or its bytes where they are none."""
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return list(piece)


async def _detokenise(http: HttpRequest) -> Response:
    body = await read(http, DetokeniseBody)
    answers: Answers = http.app.state.answers
    tokens = tuple(body.tokens)
    found, _loaded = await answers.text(body.model, lambda run: Detokenise(run, tokens), Detokenised)
    return Json({"content": found.text, "prompt": found.text})


async def _apply_template(http: HttpRequest) -> Response:
    body = await read(http, TemplateBody)
    answers: Answers = http.app.state.answers
    turns = await answers.seen(http, turns_of(body.messages))
    found, _loaded = await answers.text(body.model, lambda run: Render(run, turns), Rendered)
    return Json({"prompt": found.text})


ROUTES = {
    ("POST", "/tokenize"): _tokenise,
    ("POST", "/detokenize"): _detokenise,
    ("POST", "/apply-template"): _apply_template,
}
