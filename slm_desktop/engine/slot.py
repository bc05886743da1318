"""A slot and its share of a batch."""

from collections.abc import Callable, Sequence
from itertools import takewhile

import msgspec

from slm_desktop.core.engines.events import TokenLogprobs
from slm_desktop.engine.adapters import Factors
from slm_desktop.engine.answer import Answer

Entry = tuple[int, int, int, bool]
"""A token of a batch: its number, its position, its sequence, and whether its logits are wanted."""


class Scored(msgspec.Struct):
    """Log probabilities of the tokens in a cache from the second on, each with `most` of the likeliest.

    Who scores many endings of one text has its beginning scored once.
    """

    most: int = 0
    items: list[TokenLogprobs] = msgspec.field(default_factory=list)

    def add(self, start: int, found: list[TokenLogprobs], most: int) -> None:
        """Those of the tokens that follow the first `start` + 1; a gap before them would make them worthless."""
        if most != self.most:
            self.most, self.items = most, []
        if start <= len(self.items):
            self.items = [*self.items[:start], *found]

    def first(self, count: int) -> tuple[TokenLogprobs, ...]:
        """Those of the `count` tokens after the first."""
        return tuple(self.items[:count])

    def known(self, prompt: Sequence[int], most: int) -> int:
        """Of how many tokens of a prompt after its first they are known; all that stand in the cache are its own."""
        pairs = zip(self.items if most == self.most else (), prompt[1:], strict=False)
        return sum(1 for _pair in takewhile(lambda pair: pair[0].token.id == pair[1], pairs))


class Slot(msgspec.Struct):
    """A sequence: the tokens in its cache, the batches that put them there, and the answer at work in it.

    `threads` are the numbers of threads that decoded batches of one token: rounding depends on them there. With `keep`
    the cache is kept in a file, too. `has_refused`: a draft was refused whole, so that the token before it came in
    a longer batch than is recorded, and a later answer cannot be replayed exactly. `scales` are those of the adapters
    with which the cache was computed, each with the token from which on it was.
    """

    id: int
    tokens: list[int] = msgspec.field(default_factory=list)
    batches: list[int] = msgspec.field(default_factory=list)
    threads: set[int] = msgspec.field(default_factory=set)
    exact: bool = True
    last_used: float = 0.0
    conversation: int = 0
    keep: bool = False
    has_refused: bool = False
    scales: list[tuple[int, Factors]] = msgspec.field(default_factory=list)
    answer: Answer | None = None
    scored: Scored = msgspec.field(default_factory=Scored)

    def clear(self) -> None:
        """Nothing is in its cache any more."""
        self.scored = Scored()
        self.tokens, self.batches, self.threads = [], [], set()
        self.exact, self.has_refused = True, False
        self.scales = []

    def computed_with(self, factors: Factors) -> None:
        """What comes next into the cache is computed with these scales."""
        if not self.scales or self.scales[-1][1] != factors:
            self.scales.append((len(self.tokens), factors))


def usable(scales: Sequence[tuple[int, Factors]], length: int, factors: Factors) -> int:
    """How many of the first `length` tokens of a cache were computed with these scales of adapters."""
    if not factors or not scales:
        return length
    if scales[0][1] != factors:
        return 0
    return min(length, scales[1][0]) if len(scales) > 1 else length


class Part(msgspec.Struct, frozen=True):
    """A slot's share of a batch: so many (`count`) pending tokens of its answer, and a `draft` of what may follow them.

    `first` is the place in the batch whose logits give the next token; with the pending ones the slot holds `before`
    tokens.
    """

    slot: Slot
    count: int
    draft: tuple[int, ...]
    first: int
    before: int

    @property
    def size(self) -> int:
        """All its tokens."""
        return self.count + len(self.draft)


class Batch:
    """One batch in the making, of at most so many tokens."""

    def __init__(self, room: int, position: Callable[[Sequence[int], int], int]) -> None:
        """`position` gives the one behind so many tokens of a sequence."""
        self._position = position
        self.item: Slot | None = None
        """The slot whose prompt goes on with a picture or sound, which is read by itself behind this batch."""
        self.entries: list[Entry] = []
        self.parts: list[Part] = []
        self._room = room

    @property
    def room(self) -> int:
        """Tokens that can still be added."""
        return self._room - len(self.entries)

    @property
    def factors(self) -> Factors:
        """The scales of adapters with which all of it is computed."""
        return next((part.slot.answer.scales.now for part in self.parts if part.slot.answer), ())

    @property
    def has_drafts(self) -> bool:
        """Whether anything in it is but a guess."""
        return any(part.draft for part in self.parts)

    def add(self, slot: Slot, count: int, draft: tuple[int, ...] = ()) -> None:
        """Add so many pending tokens of the slot's answer, as far as there is room, and a draft if they are all."""
        answer = slot.answer
        if answer is None or min(count, self.room) <= 0:
            return
        stretch = answer.pending[: min(count, self.room)]
        is_whole = len(stretch) == len(answer.pending)
        draft = draft[: self.room - len(stretch)] if is_whole else ()
        start, last = len(slot.tokens), len(stretch) - 1
        position = self._position(slot.tokens, start)
        self.parts.append(Part(slot, len(stretch), draft, len(self.entries) + last, start + len(stretch)))
        for at, token in enumerate((*stretch, *draft)):
            is_wanted = (is_whole and at >= last) or answer.wants_logits(start + at)
            self.entries.append((token, position + at, slot.id, is_wanted))
