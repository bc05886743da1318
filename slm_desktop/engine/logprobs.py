"""Log probabilities of tokens, from the logits of a decoded batch."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from slm_desktop.core.engines.events import AnyEvent, Logprob, Logprobs, TokenLogprobs
from slm_desktop.engine.llama import Context


def token_logprobs(context: Context, index: int, token: int, most: int) -> TokenLogprobs:
    """The log probability of a token, and of the `most` likeliest, by the logits at place `index` of the batch.

    They are the model's own, before any sampling setting.
    """
    scores = _log_softmax(context.logits(index))
    return TokenLogprobs(
        _logprob(context, scores, token), tuple(_logprob(context, scores, one) for one in _likeliest(scores, most))
    )


def _log_softmax(logits: Any) -> Any:
    """Natural logarithms of probabilities; sums are made with 64 bits, as rounding would show in the fourth digit."""
    import numpy as np  # Only who asks for log probabilities waits for it.

    shifted = logits - logits.max()
    return shifted - np.log(np.exp(shifted, dtype=np.float64).sum())


def _likeliest(scores: Any, most: int) -> list[int]:
    """The tokens with the highest scores, the highest first, of equal ones the lower number."""
    import numpy as np

    most = min(most, len(scores))
    if not most:
        return []
    found = np.argpartition(-scores, most - 1)[:most]
    return [int(one) for one in found[np.lexsort((found, -scores[found]))]]


def _logprob(context: Context, scores: Any, token: int) -> Logprob:
    return Logprob(token, context.model.token_name(token), round(float(scores[token]), 6))


class AnswerLogprobs:
    """Those of one answer's tokens, held back as long as the tokens are. `most` is None where none are wanted."""

    def __init__(self, most: int | None) -> None:
        self.most = most
        self._held: deque[TokenLogprobs] = deque()
        self._ready: list[TokenLogprobs] = []

    def take(self, context: Context, index: int, token: int) -> None:
        """A token was drawn from the logits at place `index` of the batch."""
        if self.most is not None:
            self._held.append(token_logprobs(context, index, token, self.most))

    def release(self) -> None:
        """The oldest token that was held back is ready to be sent."""
        if self._held:
            self._ready.append(self._held.popleft())

    def flush(self, run: int, emit: Callable[[AnyEvent], None], *, held: bool) -> None:
        """Send those that are ready; with `held` all: the token that ends an answer has no text to wait for."""
        items = (*self._ready, *(self._held if held else ()))
        self._ready = []
        if held:
            self._held.clear()
        if items:
            emit(Logprobs(run, items))


def prompt_logprobs(context: Context, first: int, following: Sequence[int], most: int) -> list[TokenLogprobs]:
    """Those of tokens that follow one another in a prompt: of the first by the logits at place `first` of the batch."""
    return [token_logprobs(context, first + at, token, most) for at, token in enumerate(following)]
