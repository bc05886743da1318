"""What is asked of a server for an answer, in its own words."""

import json
from collections.abc import Sequence
from typing import Any

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.engines.commands import Request, Turn
from slm_desktop.core.engines.format_support import must_support
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.core.sampling import Values, stop_texts
from slm_desktop.errors import Fault
from slm_desktop.remote.dialects import Continues, Dialect, Kind

WHOLE = ("top_k", "max_tokens", "penalty_last_n", "dry_allowed_length", "dry_last_n", "mirostat", "seed")


def chat_body(
    dialect: Dialect, model: str, request: Request, values: Values, begun: str, left: int | None
) -> dict[str, Any]:
    """The body of a streamed chat completion that goes on after `begun`.

    `left` is the most tokens that it may still have, None for as many as there is room for. Raise Fault where the
    server cannot hold the answer to its form.
    """
    messages = _messages(request.turns)
    is_continued = bool(messages) and messages[-1]["role"] == "assistant"
    if is_continued and request.formats and not goes_on(dialect, request):
        raise Fault("format_continue", {"host": dialect.title})
    if is_continued:
        messages[-1]["content"] += begun
    elif begun:
        messages.append({"role": "assistant", "content": begun})
    body: dict[str, Any] = {
        "model": model,
        "messages": messages,
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
    stops = [*stop_texts(values), *request.stops]
    if stops:
        body["stop"] = stops
    if dialect.has_logprobs:  # Tokens can be told apart by them; they are counted and hovered over one by one.
        body |= {"logprobs": True, "top_logprobs": request.logprobs or 0}
    if dialect.continues == Continues.FLAGS and (begun or is_continued):
        body |= {"add_generation_prompt": False, "continue_final_message": True}
    return body


def goes_on(dialect: Dialect, request: Request) -> bool:
    """Whether an answer can go on from where it is: other servers than ours would begin its form anew there."""
    return dialect.continues != Continues.NO and (not request.formats or dialect.kind == Kind.SLM_DESKTOP)


def _format(dialect: Dialect, format: OutputFormat) -> dict[str, Any]:
    """What holds an answer to a form. Raise Fault 'format', 'no_format'."""
    must_support(dialect.features, format, dialect.title)
    if format.kind == FormatKind.GRAMMAR and dialect.grammar:
        return dialect.grammar(format.text)
    try:
        schema = json.loads(format.text)
    except (ValueError, RecursionError) as error:
        raise Fault("format", {"reason": str(error)[:300]}) from error
    named = {"name": "answer", "schema": schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _messages(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """Turns as servers take them: without old thinking, and no two of one role in a row, which templates refuse."""
    messages: list[dict[str, str]] = []
    for at, turn in enumerate(turns):
        is_old = turn.role == "assistant" and at < len(turns) - 1
        content = split(turn.content).answer if is_old else turn.content
        if messages and messages[-1]["role"] == turn.role:
            messages[-1]["content"] += f"\n\n{content}"
        else:
            messages.append({"role": turn.role, "content": content})
    return messages


def _sampling(dialect: Dialect, values: Values) -> dict[str, Any]:
    """Every value that the server understands: what is left out, some servers take from the model's own file."""
    return {
        name: int(float(values[row])) if row in WHOLE else values[row]
        for row, name in dialect.parameters.items()
        if row in values
    }
