"""The likeliest next tokens at each place of an answer, from the logits of a decoded batch: what the lens shows."""

import math
from collections.abc import Callable, Sequence
from typing import Any, cast

from slm_desktop.core.engines.events import AnyEvent, Candidates, Distribution
from slm_desktop.core.sampling import DRY_BREAKERS
from slm_desktop.engine.llama import Context, Model

BLOCK = 64
"""Logits of which only the highest is looked at first."""
LONGEST_PROMPT = 8192
"""Tokens at the end of a prompt that penalties and DRY can reach."""


class Summary:
    """Distributions from logits. Room for what is worked out is kept: new room for each token would cost more than
    the sums.
    """

    def __init__(self, vocabulary: int) -> None:
        import numpy as np  # Only who looks through the lens waits for it.

        self._shifted, self._weights = np.empty(vocabulary, np.float32), np.empty(vocabulary, np.float32)

    def of(self, logits: Any, token: int, most: int) -> Distribution | None:
        """The distribution that the logits of all tokens make: a numpy array of 32-bit floats.

        `token` is the one that came, -1 for none. None where the logits are no numbers.
        """
        import numpy as np

        top = _highest(logits, most)
        peak = logits[top[0]]
        shifted = np.subtract(logits, peak, out=self._shifted)
        weights = np.exp(shifted, out=self._weights)
        total = float(weights.sum())
        if not math.isfinite(total):
            return None
        expected = float(np.dot(weights, shifted)) / total
        mean = float(shifted.sum()) / len(logits)
        away = np.subtract(shifted, np.float32(mean), out=self._weights)
        return Distribution(
            ids=top.astype(np.uint32).tobytes(),
            logits=logits[top].tobytes(),
            token=token,
            logit=float(logits[token]) if token >= 0 else 0.0,
            log_sum=float(peak) + math.log(total),
            entropy=math.log(total) - expected,
            mean=float(peak) + mean,
            deviation=math.sqrt(float(np.dot(away, away)) / len(logits)),
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
        self._position, self._summary = 0, cast("Summary | None", None)
        self._items: list[Distribution] = []
        self._known: set[int] | None = None
        """Tokens whose pieces were sent; None before the first event."""

    def take(self, context: Context, index: int, position: int, token: int) -> None:
        """A token came at this position of the answer, by the logits at place `index` of the batch."""
        if not self.most:
            return
        self._summary = self._summary or Summary(self._model.vocabulary)
        found = self._summary.of(context.logits(index), token, self.most)
        if found is None:
            return
        if not self._items:
            self._position = position
        self._items.append(found)

    def flush(self, run: int, emit: Callable[[AnyEvent], None]) -> None:
        """Send what came since the last time."""
        if not self._items:
            return
        items, self._items = tuple(self._items), []
        prompt, breakers = ((), ()) if self._known is not None else (tuple(self._prompt), self._breakers())
        pieces = self._new_pieces(items)
        steering = tuple(id_ for id_ in pieces if self._model.steers(id_))
        emit(
            Candidates(
                run,
                self._position,
                items,
                vocabulary=self._model.vocabulary,
                pieces=pieces,
                steering=steering,
                prompt=prompt,
                breakers=breakers,
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
