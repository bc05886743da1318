"""How an answer comes to be."""

from array import array

import msgspec

from slm_desktop.core.engines.adapters import Scales
from slm_desktop.core.engines.events.event import Event
from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.engines.tools import ToolCall


class Prompting(Event, frozen=True):
    """`done` of `total` prompt tokens are decoded."""

    done: int
    total: int


class Prompted(Event, frozen=True):
    """The prompt is decoded: `cached` of its tokens were there already, `dropped` early turns did not fit.

    `seconds` are those of decoding: what it waited before for its turn is not among them. `batches` made the key-value
    cache of the whole prompt: length, times, length, times, ... The cache of its conversation had `kept` tokens before,
    the first `alike` of which are those of the prompt; `differs` says what stands in the prompt from there on, and what
    stood in the cache. It `was_cleared` where it had to go for an answer that ran alone. `can_cut` says that a part of
    a cache can be used.
    """

    tokens: int
    cached: int
    dropped: int
    seconds: float
    batches: tuple[int, ...]
    kept: int = 0
    alike: int = 0
    differs: tuple[str, str] = ("", "")
    was_cleared: bool = False
    can_cut: bool = True


class Token(msgspec.Struct, frozen=True, array_like=True):
    """One token of an answer: `setting` counts the sampling changes before it, `at` is seconds since the command."""

    id: int
    text: str
    setting: int
    at: float


class Tokens(Event, frozen=True):
    """New tokens of an answer, in order."""

    items: tuple[Token, ...]


class Logprob(msgspec.Struct, frozen=True, array_like=True):
    """A token that may come next: its number, its bytes, and the natural logarithm of its probability.

    Probabilities are the model's own, before any sampling setting.
    """

    id: int
    piece: bytes
    logprob: float


class TokenLogprobs(msgspec.Struct, frozen=True, array_like=True):
    """A token that came, and as many of the likeliest as were asked for, the likeliest first."""

    token: Logprob
    top: tuple[Logprob, ...] = ()


class Logprobs(Event, frozen=True):
    """Log probabilities of the tokens that come with the next Tokens, in the same order.

    Where the model ended the answer by a token, that one follows the last.
    """

    items: tuple[TokenLogprobs, ...]


class PromptLogprobs(Event, frozen=True):
    """Log probabilities of the prompt's tokens from `position` on, in order. The first one of a prompt has none."""

    position: int
    items: tuple[TokenLogprobs, ...]


class Allowed(msgspec.Struct, frozen=True, array_like=True):
    """What an output format leaves of a distribution: so many (`count`) tokens of the vocabulary.

    `forbidden` has a byte for each candidate: 1 where the format rules it out. Of the logits of those that are left:
    the natural logarithm of the sum of their exponentials, their mean and standard deviation.
    """

    count: int
    forbidden: bytes
    log_sum: float
    mean: float
    deviation: float


class Distribution(msgspec.Struct, frozen=True, array_like=True):
    """The likeliest next tokens at one place, as the model sees them: before any sampling setting.

    `ids` are their numbers (32-bit, unsigned) and `logits` theirs (32-bit floats), both as bytes in the order of this
    computer, the likeliest first. `token` is the one that came, with its `logit`; -1 for none. Of all logits of the
    vocabulary: the natural logarithm of the sum of their exponentials, their mean and standard deviation, and the
    entropy of the distribution in nats. Where a format holds, the likeliest that are `allowed` are among them, too.
    """

    ids: bytes
    logits: bytes
    token: int
    logit: float
    log_sum: float
    entropy: float
    mean: float
    deviation: float
    allowed: Allowed | None = None

    def candidates(self) -> "array[int]":
        """The numbers of the likeliest tokens."""
        return array("I", self.ids)

    def scores(self) -> "array[float]":
        """Their logits."""
        return array("f", self.logits)


class Candidates(Event, frozen=True):
    """Distributions at consecutive places of an answer, from `position` on.

    `pieces` are the bytes of tokens in them that this run has not sent before; `steering` ones have a name in place of
    a text. `vocabulary` is the number of all tokens. The first event brings the `prompt`, as far as penalties and DRY
    can reach back, and those tokens of it behind which DRY looks for no repetition.
    """

    position: int
    items: tuple[Distribution, ...]
    vocabulary: int = 0
    pieces: dict[int, bytes] = msgspec.field(default_factory=dict)
    steering: tuple[int, ...] = ()
    prompt: tuple[int, ...] = ()
    breakers: tuple[int, ...] = ()


class SamplingChanged(Event, frozen=True):
    """From answer token `position` on, `values` hold (clamped to what is possible)."""

    position: int
    values: dict[str, float | str]


class FormatChanged(Event, frozen=True):
    """From answer token `position` on, the answer is in this form, or in none."""

    position: int
    format: OutputFormat | None


class ScalesChanged(Event, frozen=True):
    """From answer token `position` on, these scales of adapters hold."""

    position: int
    scales: Scales


class FormatRefused(Event, frozen=True):
    """The form that was wanted does not hold, and the one before does: a code of a fault says why."""

    format: OutputFormat | None
    code: str
    details: dict[str, str | int | float] = msgspec.field(default_factory=dict)


class ThreadsSet(Event, frozen=True):
    """From answer token `position` on, tokens are decoded with so many threads: rounding depends on them."""

    position: int
    threads: int


class DraftTokens(msgspec.Struct, frozen=True, array_like=True):
    """Tokens that were decoded on a guess: after the answer's first `position` tokens, so many of them `accepted`.

    `rejected` is the text of the others. `saved` is the time in seconds that it saved, against steps of one token as
    they were measured meanwhile; below 0 where it cost more. `by_model`: a draft model guessed them.
    """

    position: int
    tokens: tuple[int, ...]
    accepted: int
    rejected: str = ""
    saved: float = 0.0
    by_model: bool = False


class Drafted(Event, frozen=True):
    """What was drafted of an answer since the last time.

    `pauses` say from which token on nothing is drafted for how many tokens, as drafts have cost more than they saved.
    """

    items: tuple[DraftTokens, ...]
    pauses: tuple[tuple[int, int], ...] = ()


class Calling(Event, frozen=True):
    """From answer token `position` on, the answer writes calls of tools: that is no text for whoever reads along."""

    position: int


class Called(Event, frozen=True):
    """The calls of tools that the answer holds. `unread` is one that could not be read; '' for none."""

    calls: tuple[ToolCall, ...]
    unread: str = ""


class Finished(Event, frozen=True):
    """The answer is complete. `reason` is end, length, stop or context, or scored where none was written.

    `stop` is the stop text that ended it.

    `exact` says that a replay gives the same tokens: no other sequence stood in the cache or in a batch.
    `is_unfinished` says that the form which it was to have is not complete.
    """

    reason: str
    tokens: int
    seconds: float
    exact: bool = False
    stop: str = ""
    is_unfinished: bool = False


class Stopped(Event, frozen=True):
    """The run ended because that was asked for."""


class Failed(Event, frozen=True):
    """The run ended by a fault; `errors.explain` says it in words. `log` holds the engine's last lines."""

    code: str
    details: dict[str, str | int | float] = msgspec.field(default_factory=dict)
    log: tuple[str, ...] = ()
