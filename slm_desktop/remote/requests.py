"""What is asked of a server for an answer, in its own words."""

import json
from collections.abc import Sequence
from typing import Any

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.engines.commands import Request, Turn
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.media import Media, divided
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.core.engines.support import must_support_format
from slm_desktop.core.engines.tools import ToolCall, ToolChoice, function_call, function_of, without_calls
from slm_desktop.core.engines.turn_media import has_media
from slm_desktop.core.sampling import Values, stop_texts
from slm_desktop.errors import Fault
from slm_desktop.remote.dialects import Continues, Dialect, Kind

Parts = list[dict[str, Any]]
"""A content with more than text in it."""
Lora = list[dict[str, int | float]]
"""Adapters by their numbers, with their scales."""
WHOLE = ("top_k", "max_tokens", "penalty_last_n", "dry_allowed_length", "dry_last_n", "mirostat", "seed")


def wanted(
    dialect: Dialect, model: str, request: Request, values: Values, lora: Lora, begun: str, left: int | None
) -> tuple[str, dict[str, Any]]:
    """The path and the body of a streamed answer that goes on after `begun`.

    `left` is the most tokens that it may still have, None for as many as there is room for. Raise Fault where the
    server cannot do what the request asks for.
    """
    body = {
        "model": model,
        "stream": True,
        "stream_options": {"include_usage": True},
        "seed": request.seed,
        **_sampling(dialect, {**values, "max_tokens": float(left or 0)}),
        **dialect.extra,
    }
    if left is None:
        del body[dialect.parameters["max_tokens"]]
    if request.formats and request.formats[-1].format:
        body |= _format(dialect, request.formats[-1].format)
    if lora:
        body["lora"] = lora
    stops = [*stop_texts(values), *request.stops]
    if stops:
        body["stop"] = stops
    if request.tools and request.has_template:
        body |= _tools(request)
    if request.text_completion:
        return "/v1/completions", body | _text_prompt(dialect, request, begun)
    return "/v1/chat/completions", body | _chat_prompt(dialect, request, begun)


def _text_prompt(dialect: Dialect, request: Request, begun: str) -> dict[str, Any]:
    """What a text completion has of its own."""
    if Feature.RAW_PROMPT not in dialect.features:
        raise Fault("no_text_completion", {"model": dialect.title})
    if has_media(request):
        raise Fault("no_media_in_text", {"model": dialect.title})
    prompt = {"prompt": "".join(turn.content for turn in request.turns) + begun}
    if request.suffix:
        prompt["suffix"] = request.suffix
    return prompt | ({"logprobs": request.logprobs or 0} if dialect.has_logprobs else {})


def _chat_prompt(dialect: Dialect, request: Request, begun: str) -> dict[str, Any]:
    """What a chat completion has of its own."""
    messages = _messages(request.turns)
    if request.begun:
        _must_go_on(dialect, request)
        messages[-1]["content"] += begun
    elif begun:
        messages.append({"role": "assistant", "content": begun})
    body: dict[str, Any] = {"messages": messages}
    if dialect.has_logprobs and (
        dialect.has_logprobs_with_tools or not request.tools
    ):  # Tokens can be told apart by them; they are counted and hovered over one by one.
        body |= {"logprobs": True, "top_logprobs": request.logprobs or 0}
    if dialect.continues == Continues.FLAGS and (begun or request.begun):
        body |= {"add_generation_prompt": False, "continue_final_message": True}
    return body


def _must_go_on(dialect: Dialect, request: Request) -> None:
    """Raise Fault 'no_continue', 'format_continue' where a server cannot go on with what an answer begins with."""
    if dialect.continues == Continues.NO:
        raise Fault("no_continue", {"model": dialect.title})
    if request.formats and not goes_on(dialect, request):
        raise Fault("format_continue", {"host": dialect.title})


def goes_on(dialect: Dialect, request: Request) -> bool:
    """Whether an answer can go on from where it is: other servers than ours would begin its form anew there."""
    can_go_on = request.text_completion or dialect.continues != Continues.NO
    is_bound = bool(request.formats or request.tools)
    return can_go_on and (not is_bound or dialect.kind == Kind.SLM_DESKTOP)


def _format(dialect: Dialect, format: OutputFormat) -> dict[str, Any]:
    """What holds an answer to a form. Raise Fault 'format', 'no_format'."""
    must_support_format(dialect.features, format, dialect.title)
    if format.kind == FormatKind.GRAMMAR and dialect.grammar:
        return dialect.grammar(format.text)
    try:
        schema = json.loads(format.text)
    except (ValueError, RecursionError) as error:
        raise Fault("format", {"reason": str(error)[:300]}) from error
    named = {"name": "answer", "schema": schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _tools(request: Request) -> dict[str, Any]:
    """What the model is told of tools. Servers choose by themselves whether it calls some, if nothing else is said."""
    found: dict[str, Any] = {"tools": [function_of(tool) for tool in request.tools]}
    if request.tool_choice != ToolChoice.AUTO:
        found["tool_choice"] = request.tool_choice
    if not request.parallel_calls:
        found["parallel_tool_calls"] = False
    return found


def _messages(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Turns as servers take them: without old thinking, and no two of one role in a row, which templates refuse."""
    messages: list[dict[str, Any]] = []
    for at, turn in enumerate(turns):
        is_old = turn.role == "assistant" and at < len(turns) - 1
        text = without_calls(turn.content, turn.calls)
        content = split(text).answer if is_old else text
        if turn.call:
            messages.append({"role": turn.role, "tool_call_id": turn.call.id or "0", "content": content})
        elif turn.calls:
            messages.append(
                {"role": turn.role, "content": content or None, "tool_calls": [_call(call) for call in turn.calls]}
            )
        elif messages and messages[-1]["role"] == turn.role:
            messages[-1]["content"] = _joined(messages[-1]["content"] or "", _content(content, turn.media))
        else:
            messages.append({"role": turn.role, "content": _content(content, turn.media)})
    return messages


def _content(text: str, media: Sequence[Media]) -> str | Parts:
    """A text as it is; with media in it as parts."""
    return [_part(piece) for piece in divided(text, media)] if media else text


def _part(piece: str | Media) -> dict[str, Any]:
    if isinstance(piece, str):
        return {"type": "text", "text": piece}
    if piece.is_sound:
        return {"type": "input_audio", "input_audio": {"data": piece.base64, "format": piece.format}}
    return {"type": "image_url", "image_url": {"url": piece.url}}


def _joined(first: str | Parts, second: str | Parts) -> str | Parts:
    """Two contents as one, a blank line between them."""
    if isinstance(first, str) and isinstance(second, str):
        return f"{first}\n\n{second}"
    parts = [*_parts(first), {"type": "text", "text": "\n\n"}, *_parts(second)]
    return [part for part in parts if part.get("text") != ""]


def _parts(content: str | Parts) -> Parts:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _call(call: ToolCall) -> dict[str, Any]:
    return {**function_call(call), "id": call.id or "0"}


def _sampling(dialect: Dialect, values: Values) -> dict[str, Any]:
    """Every value that the server understands: what is left out, some servers take from the model's own file."""
    return {
        name: int(float(values[row])) if row in WHOLE else values[row]
        for row, name in dialect.parameters.items()
        if row in values
    }
