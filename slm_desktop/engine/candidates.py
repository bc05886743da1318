"""The likeliest next tokens at each place of an answer, from the logits of a decoded batch: what the lens shows."""

import math
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from slm_desktop.core.engines.events import Allowed, AnyEvent, Candidates, Distribution
from slm_desktop.core.sampling import DRY_BREAKERS
from slm_desktop.engine.llama import Context, Model

BLOCK = 64
"""Logits of which only the highest is looked at first."""
FARTHEST = 1e4
"""So far below the highest score a token has no chance whatever is set."""
LONGEST_PROMPT = 8192
"""Tokens at the end of a prompt that penalties and DRY can reach."""


class Summary:
    """Distributions from logits. Room for what is worked out is kept: new room for each token would cost more than
    the sums.
    """

    def __init__(self, vocabulary: int) -> None:
        import numpy as np  # Only who looks through the lens waits for it.

        self._shifted, self._weights = np.empty(vocabulary, np.float32), np.empty(vocabulary, np.float32)

    def of(self, logits: Any, token: int, most: int, allowed: Any = None) -> Distribution | None:
        """The distribution that the logits of all tokens make: a numpy array of 32-bit floats.

        `token` is the one that came, -1 for none; `allowed` are those that a format allows, a numpy array of bool. None
        where the logits are no numbers.
        """
        import numpy as np

        top = _highest(logits, most)
        if allowed is not None:
            top = _with_allowed(top, logits, allowed, most)
        peak = logits[top[0]]
        if not math.isfinite(peak):
            return None
        shifted = np.subtract(logits, peak, out=self._shifted)
        if shifted.min() < -FARTHEST:  # Some models rule tokens out by scores that no sum can hold.
            np.maximum(shifted, np.float32(-FARTHEST), out=shifted)
        weights = np.exp(shifted, out=self._weights)
        total = float(weights.sum())
        if not math.isfinite(total):
            return None
        expected = float(np.dot(weights, shifted)) / total
        mean = float(shifted.sum()) / len(logits)
        away = np.subtract(shifted, np.float32(mean), out=self._weights)
        return Distribution(
            ids=top.astype(np.uint32).tobytes(),
            logits=np.maximum(logits[top], peak - np.float32(FARTHEST)).tobytes(),
            token=token,
            logit=max(float(logits[token]), float(peak) - FARTHEST) if token >= 0 else 0.0,
            log_sum=float(peak) + math.log(total),
            entropy=math.log(total) - expected,
            mean=float(peak) + mean,
            deviation=math.sqrt(float(np.dot(away, away)) / len(logits)),
            allowed=None if allowed is None else _left(logits, allowed, top),
        )


def _with_allowed(top: Any, logits: Any, allowed: Any, most: int) -> Any:
    """The likeliest tokens with the likeliest of those that a format allows, the likeliest first."""
    import numpy as np

    numbers = np.flatnonzero(allowed)
    found = np.union1d(top, numbers[_highest(logits[numbers], most)])
    return found[np.lexsort((found, -logits[found]))]


def _left(logits: Any, allowed: Any, top: Any) -> Allowed:
    """What a format leaves of a distribution."""
    import numpy as np

    left = logits[allowed].astype(np.float64)
    peak = float(left.max())
    left = np.maximum(left, peak - FARTHEST)
    return Allowed(
        count=len(left),
        forbidden=(~allowed[top]).astype(np.uint8).tobytes(),
        log_sum=peak + math.log(float(np.exp(left - peak).sum())),
        mean=float(left.mean()),
        deviation=float(left.std()),
    )


def _highest(logits: Any, most: int) -> Any:
    """The numbers of the `most` highest, the highest first, of equal ones the lower number first.

    The highest of each block bound from below what can be among them, so that few have to be sorted.
    """
    import numpy as np

    most = min(most, len(logits))
    whole = len(logits) - len(logits) % BLOCK
    peaks = logits[:whole].reshape(-1, BLOCK).max(axis=1)
    if len(peaks) <= most:
        found = np.arange(len(logits))
    else:
        found = np.flatnonzero(logits >= np.partition(peaks, len(peaks) - most)[len(peaks) - most])
    return found[np.lexsort((found, -logits[found]))][:most]


class AnswerCandidates:
    """Those of one answer. Nothing is computed while `most` is 0."""

    def __init__(self, most: int, model: Model, prompt: Sequence[int]) -> None:
        self.most = most
        self._model, self._prompt = model, prompt[-LONGEST_PROMPT:]
        self._summary: Summary | None = None
        self._items: list[tuple[int, Distribution]] = []
        self._known: set[int] | None = None
        """Tokens whose pieces were sent; None before the first event."""

    def take(self, context: Context, index: int, position: int, token: int, allowed: Any = None) -> None:
        """A token came at this position of the answer, by the logits at place `index` of the batch.

        `allowed` says which tokens its format left, where there was one.
        """
        if not self.most:
            return
        self._summary = self._summary or Summary(self._model.vocabulary)
        found = self._summary.of(context.logits(index), token, self.most, allowed)
        if found is None:
            return
        self._items.append((position, found))

    def flush(self, run: int, emit: Callable[[AnyEvent], None]) -> None:
        """Send what came since the last time."""
        items, self._items = self._items, []
        # Places follow one another but where the lens was closed for a moment.
        for _gap, group in groupby(enumerate(items), key=lambda pair: pair[1][0] - pair[0]):
            self._send(run, [item for _at, item in group], emit)

    def _send(self, run: int, items: list[tuple[int, Distribution]], emit: Callable[[AnyEvent], None]) -> None:
        is_first = self._known is None
        found = tuple(item for _position, item in items)
        pieces = self._new_pieces(found)
        emit(
            Candidates(
                run,
                items[0][0],
                found,
                vocabulary=self._model.vocabulary,
                pieces=pieces,
                steering=tuple(id_ for id_ in pieces if self._model.steers(id_)),
                prompt=tuple(self._prompt) if is_first else (),
                breakers=self._breakers() if is_first else (),
            )
        )

    def _new_pieces(self, items: Sequence[Distribution]) -> dict[int, bytes]:
        known = self._known = self._known or set()
        wanted = {id_ for item in items for id_ in (*item.candidates(), item.token) if id_ >= 0} - known
        known |= wanted
        return {id_: self._model.token_name(id_) for id_ in wanted}

    def _breakers(self) -> tuple[int, ...]:
        """The tokens of the prompt behind which DRY looks for no repetition."""
        marks = [mark.encode() for mark in DRY_BREAKERS]
        pieces = {id_: self._model.token_name(id_) for id_ in set(self._prompt)}
        return tuple(id_ for id_, piece in pieces.items() if any(mark in piece for mark in marks))
