"""How answers went, in whatever engine they were written: when a model was used last, and how fast it is here."""

from collections.abc import Callable, Sequence
from statistics import median

import msgspec

from slm_desktop.core.engines.energy import EnergyShare, MeasuresEnergy, NoMeter
from slm_desktop.core.engines.events import AnyEvent, Drafted, Ended, Finished, Loaded, Prompted, Tokens
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.remote_address import is_remote

OnEvent = Callable[[AnyEvent], None]
FEWEST_TOKENS = 32
"""The speed of a shorter answer says more about its beginning than about the model."""
MOST_PACES = 20
"""Answers of a file whose speed is kept."""


class Setup(msgspec.Struct, frozen=True):
    """What a model's speed depends on beside the model: tokens of context, threads, type of KV cache, layers on
    GPUs.
    """

    context: int
    threads: int
    kv_type: str
    offloaded: int = 0


class Pace(msgspec.Struct, frozen=True):
    """How fast one answer was written: `rate` in tokens per second from its first token to its last.

    `tokens` are its own, `prompt` those before them.
    """

    rate: float
    tokens: int
    prompt: int
    setup: Setup


class Typical(msgspec.Struct, frozen=True):
    """How fast a model usually is: the middle rate of `count` answers, the slowest and the fastest of them, and their
    setup.
    """

    rate: float
    slowest: float
    fastest: float
    count: int
    setup: Setup


def typical(paces: Sequence[Pace]) -> Typical | None:
    """The usual speed at the setup that was used last; None when nothing was measured. Oldest first."""
    if not paces:
        return None
    setup = paces[-1].setup
    rates = [pace.rate for pace in paces if pace.setup == setup]
    return Typical(median(rates), min(rates), max(rates), len(rates), setup)


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """An answer has ended.

    `pace` is None for one that was short, not alone or drafted; `memory` bytes that the engine then used.
    """

    path: str
    setup: Setup
    pace: Pace | None
    memory: int
    complete: bool


class Usage:
    """All answers that are being written, in all engines."""

    def __init__(self, meter: MeasuresEnergy | None = None) -> None:
        self.meter = meter or NoMeter()
        """Shares out the energy that they take."""
        self.on_begin: Callable[[str], None] = lambda _path: None
        """Told the path of a model that begins to answer."""
        self.on_end: Callable[[Use], None] = lambda _use: None
        self._writing: list[_Answer] = []

    @property
    def busy(self) -> bool:
        """Whether an answer is being written anywhere."""
        return bool(self._writing)

    def energy_of(self, choice: ModelChoice) -> EnergyShare:
        """What an answer that begins now will have used; nothing is known of another machine's."""
        return EnergyShare() if is_remote(choice.path) else self.meter.begin()

    def follow(
        self,
        choice: ModelChoice,
        loaded: Loaded,
        threads: int,
        memory: Callable[[], int],
        listen: OnEvent,
        energy: EnergyShare,
    ) -> OnEvent:
        """Note how an answer goes that begins now, with so many `threads`; its events are handed on to `listen`.

        `memory` gives the bytes that its engine uses, `energy` is what the meter has begun for it.
        """
        path, setup = choice.path, Setup(loaded.context, threads, choice.options.kv_type, loaded.offloaded)
        answer = _Answer(setup, alone=not self._writing)
        for other in self._writing:
            other.alone = False
        self._writing.append(answer)
        self.on_begin(path)

        def apply(event: AnyEvent) -> None:
            answer.apply(event)
            is_over = isinstance(event, Ended)
            if is_over:  # Before the event goes on: whoever gets it may begin the next answer at once.
                self._writing.remove(answer)
                self.meter.end(energy)
            listen(event)
            if is_over:
                self.on_end(
                    Use(
                        path=path,
                        setup=setup,
                        pace=answer.pace(),
                        memory=0 if loaded.draft_model else memory(),  # A draft model has its share in it.
                        complete=isinstance(event, Finished),
                    )
                )

        return apply


class _Answer(msgspec.Struct, eq=False):
    """What is known so far of an answer; `first` and `last` are the moments of its tokens, in seconds."""

    setup: Setup
    alone: bool
    prompt: int = 0
    tokens: int = 0
    first: float = 0.0
    last: float = 0.0
    is_drafted: bool = False

    def apply(self, event: AnyEvent) -> None:
        if isinstance(event, Prompted):
            self.prompt = event.tokens
        elif isinstance(event, Tokens) and event.items:
            self.first = self.first if self.tokens else event.items[0].at
            self.last = event.items[-1].at
            self.tokens += len(event.items)
        elif isinstance(event, Drafted):
            self.is_drafted = True

    def pace(self) -> Pace | None:
        span = self.last - self.first
        # With drafts the speed says more about what was written than about the model.
        if not self.alone or self.is_drafted or self.tokens < FEWEST_TOKENS or span <= 0:
            return None
        return Pace((self.tokens - 1) / span, self.tokens, self.prompt, self.setup)
