"""What the chunks of a streamed completion say, whichever server sent them. All of it is a stranger's."""

import json
from typing import Any

import msgspec

from slm_desktop.core.engines.events import Logprob, TokenLogprobs
from slm_desktop.core.visible import well_formed

THINKING_NAMES = ("reasoning_content", "reasoning")
LONGEST_PIECE = 100_000
MOST_CALLS = 32


class Piece(msgspec.Struct, frozen=True):
    """One token, or as much as came at once where tokens are not told apart; `id` is -1 where it is not told."""

    text: str
    id: int = -1
    logprobs: TokenLogprobs | None = None


class CallPart(msgspec.Struct, frozen=True):
    """What a chunk adds to the call with a number: a part of its arguments, and at first its name."""

    index: int
    id: str
    name: str
    arguments: str


class Chunk(msgspec.Struct):
    """What a chunk adds. `usage` counts tokens by their names in OpenAI's protocol, as far as they are told."""

    thoughts: list[Piece] = msgspec.field(default_factory=list)
    pieces: list[Piece] = msgspec.field(default_factory=list)
    calls: list[CallPart] = msgspec.field(default_factory=list)
    reason: str = ""
    usage: dict[str, int] = msgspec.field(default_factory=dict)
    prompt: tuple[int, int] = (0, 0)
    """Tokens of the prompt that are decoded, and all of them, while it is being read."""
    error: str = ""
    id: str = ""


def read(data: dict[str, Any]) -> Chunk:
    """Read one chunk; what is of another type than it should be says nothing."""
    chunk = Chunk(error=_error(data), id=_text(data.get("id")))
    chunk.usage = _usage(data)
    progress = data.get("prompt_progress")
    if isinstance(progress, dict):
        chunk.prompt = (_count(progress.get("processed")), _count(progress.get("total")))
    choices = data.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    chunk.reason = _text(choice.get("finish_reason"))
    delta = choice.get("delta") or choice.get("message")
    if isinstance(delta, dict):
        thinking = next((text for name in THINKING_NAMES if (text := _text(delta.get(name)))), "")
        chunk.thoughts = _pieces(thinking, choice)
        chunk.pieces = _pieces(_text(delta.get("content")), {} if thinking else choice)
        chunk.calls = _calls(delta.get("tool_calls"))
    else:
        chunk.pieces = _pieces(_text(choice.get("text")), choice)
    return chunk


def _calls(found: object) -> list[CallPart]:
    """Parts of calls; a server that sends whole ones need not number them."""
    parts = [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []
    return [_call(part, at) for at, part in enumerate(parts[:MOST_CALLS])]


def _call(part: dict[str, Any], at: int) -> CallPart:
    index, function = part.get("index"), part.get("function")
    inner = function if isinstance(function, dict) else {}
    arguments = inner.get("arguments")
    text = json.dumps(arguments) if isinstance(arguments, dict) else _text(arguments)
    number = _count(index) if isinstance(index, int) else at
    return CallPart(number, _text(part.get("id")), _text(inner.get("name")), text)


def _pieces(text: str, choice: dict[str, Any]) -> list[Piece]:
    """The tokens of a text; where their texts do not add up to it, the first one has all of it."""
    entries = _entries(choice) if text else []
    if not entries:
        return [Piece(text)] if text else []
    texts = [entry.token.piece.decode("utf-8", "replace") for entry in entries]
    if "".join(texts) != text:
        texts = [text, *("" for _entry in entries[1:])]
    return [Piece(one, entry.token.id, entry) for one, entry in zip(texts, entries, strict=True)]


def _entries(choice: dict[str, Any]) -> list[TokenLogprobs]:
    found = choice.get("logprobs")
    content = found.get("content") if isinstance(found, dict) else None
    if isinstance(found, dict) and content is None:
        content = _in_columns(found)
    rows = [row for row in content if isinstance(row, dict)] if isinstance(content, list) else []
    return [TokenLogprobs(_logprob(row), tuple(_logprob(one) for one in _top(row))) for row in rows]


def _in_columns(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of log probabilities as text completions have them: a list of tokens, and one of what each has."""
    tokens, values = found.get("tokens"), found.get("token_logprobs")
    if not isinstance(tokens, list) or not isinstance(values, list):
        return []
    return [{"token": token, "logprob": value} for token, value in zip(tokens, values, strict=False)]


def _top(row: dict[str, Any]) -> list[dict[str, Any]]:
    top = row.get("top_logprobs")
    return [one for one in top if isinstance(one, dict)] if isinstance(top, list) else []


def _logprob(row: dict[str, Any]) -> Logprob:
    numbers, value, id_ = row.get("bytes"), row.get("logprob"), row.get("id")
    piece = _text(row.get("token")).encode()
    if isinstance(numbers, list) and all(isinstance(one, int) and 0 <= one < 256 for one in numbers):
        piece = bytes(numbers)
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return Logprob(_count(id_) if isinstance(id_, int) else -1, piece, float(value) if known else 0.0)  # type: ignore[arg-type]


def _usage(data: dict[str, Any]) -> dict[str, int]:
    usage, timings = data.get("usage"), data.get("timings")
    found: dict[str, int] = {}
    if isinstance(usage, dict):
        found = {name: _count(usage[name]) for name in ("prompt_tokens", "completion_tokens") if name in usage}
        details = usage.get("prompt_tokens_details")
        if isinstance(details, dict) and "cached_tokens" in details:
            found["cached_tokens"] = _count(details["cached_tokens"])
    if isinstance(timings, dict) and "cache_n" in timings:
        found["cached_tokens"] = _count(timings["cache_n"])
    if isinstance(timings, dict):
        for name in ("draft_n", "draft_n_accepted"):
            if name in timings:
                found[name] = _count(timings[name])
    return found


def _error(data: dict[str, Any]) -> str:
    error = data.get("error")
    if isinstance(error, dict):
        error = error.get("message") or "–"
    return _text(error)


def _text(value: object) -> str:
    return well_formed(value[:LONGEST_PIECE]) if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0
