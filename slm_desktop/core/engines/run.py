"""One answer in the making: it takes the events of its engine, and ends exactly once."""

from collections.abc import Callable
from typing import Protocol

from slm_desktop.core.engines.adapters import Scales
from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.engines.commands import (
    Request,
    RunCommand,
    SetCandidates,
    SetFormat,
    SetSampling,
    SetScales,
    Stop,
)
from slm_desktop.core.engines.energy import EnergyShare
from slm_desktop.core.engines.events import (
    AnyEvent,
    Called,
    Calling,
    Candidates,
    Drafted,
    DraftTokens,
    Ended,
    Failed,
    Finished,
    FormatChanged,
    FormatRefused,
    Logprobs,
    Prompted,
    Prompting,
    PromptLogprobs,
    SamplingChanged,
    ScalesChanged,
    Stopped,
    ThreadsSet,
    Token,
    TokenLogprobs,
    Tokens,
)
from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.sampling import Values

OnEvent = Callable[[AnyEvent], None]


class Commanded(Protocol):
    """What a run sends its commands through: the engine that it runs in."""

    def send(self, command: RunCommand) -> None:
        """Send it, if the run's engine is still there."""


class Run:
    """What is known of an answer.

    Only `apply` advances it; `on_event` gets each event after that, the last one included.

    `ending` is None until it is over.
    """

    def __init__(
        self,
        *,
        id_: int,
        request: Request,
        engine: Commanded,
        on_event: OnEvent,
        began: float = 0.0,
        energy: EnergyShare | None = None,
    ) -> None:
        """`began` is the moment of the request, on the monotonic clock."""
        self.id, self.request, self.began = id_, request, began
        self._engine, self._on_event = engine, on_event
        self._pieces: list[str] = []
        self.tokens: list[Token] = []
        self.prompted: Prompted | None = None
        self.progress = (0, 0)
        """Tokens of the prompt that are decoded, and all of them."""
        self.ending: Ended | None = None
        self.load_seconds = 0.0
        """How long its model took to load for it; 0 when it was there already."""
        self.concurrent_answers = 0
        """The most other answers that were written at the same time: in its engine, or as far as its holder knows."""
        self.threads: list[tuple[int, int]] = []
        """From which token on it was decoded with how many threads."""
        self.drafts: list[DraftTokens] = []
        self.draft_pauses: list[tuple[int, int]] = []
        """From which token on there were no drafts for how many."""
        self.logprobs: list[TokenLogprobs] = []
        """Those of `tokens`, where they were asked for, and of the token that ended the answer, if one did."""
        self.prompt_logprobs: list[TokenLogprobs] = []
        """Those of the prompt's tokens from the second on."""
        self.candidates = CandidateRecord()
        """Those of its tokens, where they were asked for."""
        self.calls_from: int | None = None
        """The token from which on it writes calls of tools; None where it does not."""
        self.calls: tuple[ToolCall, ...] = ()
        """The calls of tools that it holds, which are known at its end."""
        self.energy = energy or EnergyShare()
        """What it uses of the computer's energy, as far as that is measured."""
        self.peak_memory = 0
        """The most bytes that the engine used until its end."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.ending is not None

    @property
    def text(self) -> str:
        """The answer so far."""
        return "".join(self._pieces)

    @property
    def shown_text(self) -> str:
        """The answer so far without the calls that it is writing."""
        return "".join(self._pieces[: self.calls_from])

    @property
    def whole_text(self) -> str:
        """The answer so far with what it was to begin with."""
        return self.request.begun + self.text

    @property
    def first_token(self) -> float:
        """Seconds from the request to the first token; 0 before it."""
        return self.tokens[0].at if self.tokens else 0.0

    @property
    def seconds(self) -> float:
        """Seconds from the request to the newest token; 0 before the first."""
        return self.tokens[-1].at if self.tokens else 0.0

    @property
    def speed(self) -> float:
        """Tokens per second from the first token to the newest; 0 where there is no time between them."""
        span = self.seconds - self.first_token
        return (len(self.tokens) - 1) / span if span > 0 else 0.0

    def stop(self) -> None:
        """End it where it is; what came stays."""
        if not self.is_over:
            self._engine.send(Stop(self.id))

    def set_sampling(self, values: Values) -> None:
        """Sample the next token with these values."""
        if not self.is_over:
            self._engine.send(SetSampling(self.id, values))

    def set_format(self, format: OutputFormat | None) -> None:
        """Have the rest of it in this form, from the next token on."""
        if not self.is_over:
            self._engine.send(SetFormat(self.id, format))

    def set_scales(self, scales: Scales) -> None:
        """Compute it with these scales of adapters, from the next token on."""
        if not self.is_over:
            self._engine.send(SetScales(self.id, scales))

    def set_candidates(self, most: int) -> None:
        """Have so many candidates come with each token from the next one on."""
        if not self.is_over:
            self._engine.send(SetCandidates(self.id, most))

    def apply(self, event: AnyEvent) -> None:
        """Take an event of this run; what comes after its end is dropped."""
        if self.is_over:
            return
        match event:
            case Prompting():
                self.progress = (event.done, event.total)
            case Prompted():
                self.prompted, self.progress = event, (event.tokens, event.tokens)
            case Tokens():
                self.tokens.extend(event.items)
                self._pieces.extend(token.text for token in event.items)
            case Candidates():
                self.candidates.take(event)
            case ThreadsSet():
                self.threads.append((event.position, event.threads))
            case Drafted():
                self.drafts.extend(event.items)
                self.draft_pauses.extend(event.pauses)
            case SamplingChanged() | FormatChanged() | FormatRefused() | ScalesChanged():
                pass
            case Finished() | Stopped() | Failed():
                self.ending = event
            case Logprobs() | PromptLogprobs() | Calling() | Called():
                self._take(event)
            case _:
                return
        self._on_event(event)

    def _take(self, event: Logprobs | PromptLogprobs | Calling | Called) -> None:
        """What is told of an answer where it was asked for."""
        match event:
            case Logprobs():
                self.logprobs.extend(event.items)
            case PromptLogprobs():
                # Where a cache cannot be cut, a prompt may be scored from its beginning once more.
                self.prompt_logprobs[event.position - 1 :] = event.items
            case Calling():
                self.calls_from = event.position
            case Called():
                self.calls = event.calls
