"""What is asked of a server for an answer, in its own words."""

from collections.abc import Sequence
from typing import Any

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.engines.commands import Request, Turn
from slm_desktop.core.sampling import Values, stop_texts
from slm_desktop.remote.dialects import Continues, Dialect

WHOLE = ("top_k", "max_tokens", "penalty_last_n", "dry_allowed_length", "dry_last_n", "mirostat", "seed")


def chat_body(
    dialect: Dialect, model: str, request: Request, values: Values, begun: str, left: int | None
) -> dict[str, Any]:
    """The body of a streamed chat completion that goes on after `begun`.

    `left` is the most tokens that it may still have, None for as many as there is room for.
    """
    messages = _messages(request.turns)
    is_continued = bool(messages) and messages[-1]["role"] == "assistant"
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
    stops = [*stop_texts(values), *request.stops]
    if stops:
        body["stop"] = stops
    if dialect.has_logprobs:  # Tokens can be told apart by them; they are counted and hovered over one by one.
        body |= {"logprobs": True, "top_logprobs": request.logprobs or 0}
    if dialect.continues == Continues.FLAGS and (begun or is_continued):
        body |= {"add_generation_prompt": False, "continue_final_message": True}
    return body


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
