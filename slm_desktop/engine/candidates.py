"""The likeliest next tokens at each place of an answer, from the logits of a decoded batch: what the lens shows."""

from collections.abc import Callable, Sequence
from typing import Any

from slm_desktop.core.engines.events import AnyEvent, Candidates, Distribution
from slm_desktop.core.sampling import DRY_BREAKERS
from slm_desktop.engine.llama import Context, Model

BLOCK = 64
"""Logits of which only the highest is looked at first."""
LONGEST_PROMPT = 8192
"""Tokens at the end of a prompt that penalties and DRY can reach."""


def distribution(context: Context, index: int, token: int, most: int) -> Distribution | None:
    """The model's own distribution at place `index` of the last batch, with its `most` likeliest tokens.

    `token` is the one that came, -1 for none. None where the logits are no numbers.
    """
    return summary(context.logits(index), token, most)


def summary(logits: Any, token: int, most: int) -> Distribution | None:
    """The distribution that the logits of all tokens make: a numpy array of 32-bit floats."""
    import numpy as np  # Only who looks through the lens waits for it.

    top = _highest(logits, most)
    peak = logits[top[0]]
    weights = np.exp(logits - peak)
    total = weights.sum(dtype=np.float64)
    if not np.isfinite(total):
        return None
    entropy = np.log(total) - np.dot(weights, logits - peak) / total
    return Distribution(
        ids=top.astype(np.uint32).tobytes(),
        logits=logits[top].tobytes(),
        token=token,
        logit=float(logits[token]) if token >= 0 else 0.0,
        log_sum=float(peak + np.log(total)),
        entropy=float(entropy),
        mean=float(logits.mean(dtype=np.float64)),
        deviation=float(logits.std(dtype=np.float64)),
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
        self._position = 0
        self._items: list[Distribution] = []
        self._known: set[int] | None = None
        """Tokens whose pieces were sent; None before the first event."""

    def take(self, context: Context, index: int, position: int, token: int) -> None:
        """A token came at this position of the answer, by the logits at place `index` of the batch."""
        if not self.most:
            return
        found = distribution(context, index, token, self.most)
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
        steering = tuple(id_ for id_ in pieces if not self._model.piece(id_))
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
        return {id_: self._model.piece(id_, special=True) for id_ in wanted}

    def _breakers(self) -> tuple[int, ...]:
        """The tokens of the prompt behind which DRY looks for no repetition."""
        marks = [mark.encode() for mark in DRY_BREAKERS]
        pieces = {id_: self._model.piece(id_, special=True) for id_ in set(self._prompt)}
        return tuple(id_ for id_, piece in pieces.items() if any(mark in piece for mark in marks))
