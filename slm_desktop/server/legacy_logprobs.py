"""Log probabilities in the shape of OpenAI's older completions, parallel lists over the tokens; those of a prompt as
vLLM has them, too.
"""

import codecs
from collections.abc import Sequence
from typing import Any

from slm_desktop.core.engines.events import Logprob, TokenLogprobs


class LegacyLogprobs:
    """Those of one choice; `taken` gives what was added since the last time. Offsets count characters of its text."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._offset = 0
        self._clear()

    def _clear(self) -> None:
        self._tokens: list[str] = []
        self._logprobs: list[float | None] = []
        self._top: list[dict[str, float] | None] = []
        self._offsets: list[int] = []

    def add(self, piece: bytes, found: TokenLogprobs | None) -> None:
        """A token that says `piece`; nothing is known of the first one of a prompt."""
        self._tokens.append(_shown(piece))
        self._offsets.append(self._offset)
        self._offset += len(self._decoder.decode(piece))
        self._logprobs.append(found.token.logprob if found else None)
        self._top.append({_shown(one.piece): one.logprob for one in _with_token(found)} if found else None)

    def extend(self, items: Sequence[TokenLogprobs]) -> None:
        """Tokens of an answer."""
        for item in items:
            self.add(item.token.piece, item)

    def taken(self) -> dict[str, Any]:
        """What was added since the last time."""
        found = {
            "tokens": self._tokens,
            "token_logprobs": self._logprobs,
            "top_logprobs": self._top,
            "text_offset": self._offsets,
        }
        self._clear()
        return found


def by_token(found: Sequence[TokenLogprobs]) -> list[dict[str, dict[str, Any]] | None]:
    """For each token of a prompt what could have stood there, by the number of the token; nothing for the first."""
    return [None, *({str(one.id): _ranked(one, item) for one in _with_token(item)} for item in found)]


def _ranked(one: Logprob, item: TokenLogprobs) -> dict[str, Any]:
    """A token's rank is known where it is among the likeliest."""
    rank = next((at for at, other in enumerate(item.top, 1) if other.id == one.id), None)
    return {"logprob": one.logprob, "rank": rank, "decoded_token": _shown(one.piece)}


def _with_token(found: TokenLogprobs) -> Sequence[Logprob]:
    """The likeliest tokens, and the one that came, which may not be among them."""
    return (*found.top, found.token)


def _shown(piece: bytes) -> str:
    """A token's text; bytes that are none are written as numbers, so that no two tokens look alike."""
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return "bytes:" + "".join(f"\\x{byte:02x}" for byte in piece)
