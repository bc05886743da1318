"""One column: a model with settings, its own conversation, and what was measured of its last answer."""

from collections.abc import Sequence
from enum import StrEnum

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.compare.asked import Asked
from slm_desktop.core.compare.records import Column, Contender, model_label
from slm_desktop.core.engines.adapters import Adapter, adapters_at
from slm_desktop.core.engines.answer_figures import MEMORY, SPEED, Figures, measured
from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.pool import Lease
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.records import Message, MessageState, RunRecord
from slm_desktop.core.sampling import Values
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault


class ColumnState(StrEnum):
    """What a column does now; what became of its last answer stands in the answer."""

    IDLE = "idle"
    WAITING = "waiting"
    LOADING = "loading"
    ANSWERING = "answering"


class ColumnSession:
    """A column at work. `changed` fires when its state changes; its conversation has signals of its own.

    It answers for its chat: with the engine that it was assigned, as long as it holds the lease.
    """

    def __init__(self, record: Column, chat: ChatSession) -> None:
        self.record, self.chat = record, chat
        self.state = ColumnState.IDLE
        self.trouble: Trouble | None = None
        self.changed = Signal()
        self._lease: Lease | None = None
        self._is_leaving = False
        self.load_seconds, self.concurrent_answers = 0.0, 0
        """How long its model took to load for the next answer, and how many others are written at the same time."""
        chat.use(self)
        chat.changed.subscribe(self._on_changed)

    @property
    def sampling(self) -> Values:
        """Its sampling values."""
        return self.chat.sampling

    @property
    def engine(self) -> Engine | None:
        """The engine that it was assigned, while it runs or is loaded."""
        return self._lease.engine if self._lease else None

    def start(self, request: Request, on_event: OnEvent) -> Run:
        """Begin an answer. Raise Fault 'no_model'."""
        if self._lease is None:
            raise Fault("no_model")
        run = self._lease.start(request, on_event)
        run.load_seconds = self.load_seconds
        run.concurrent_answers = max(run.concurrent_answers, self.concurrent_answers)
        return run

    def adapters(self, usual: LoadOptions) -> Sequence[Adapter]:
        """Those of its model, which is loaded as `usual` but for what was chosen here; until it is, they have the names
        of their files.
        """
        if self.engine and self.engine.loaded:
            return self.engine.adapters
        return adapters_at(self.record.options.over(usual).adapters)

    @property
    def progress(self) -> float:
        """How far its model is loaded, 0 to 1."""
        engine = self.engine
        return engine.progress if engine and engine.state == EngineState.LOADING else 0.0

    @property
    def answer(self) -> Message | None:
        """Its newest answer, also one that is being written; None before the first."""
        last = self.chat.messages[-1] if self.chat.messages else None
        return last if last and last.role == "assistant" else None

    @property
    def questions(self) -> list[str]:
        """All that it was asked, oldest first, as it is shown."""
        return [message.content for message in self.chat.messages if message.role == "user"]

    @property
    def repeats(self) -> RunRecord | None:
        """The run that its newest answer repeats; None when that is no repetition, or of one that is gone."""
        run = self.run
        known = run and run.replay_of in self.chat.tree
        return self.chat.tree.message(run.replay_of).run if run and known else None

    @property
    def answers(self) -> list[Message]:
        """All its answers that are shown, oldest first."""
        return [message for message in self.chat.messages if message.role == "assistant"]

    @property
    def run(self) -> RunRecord | None:
        """How its newest answer was made, as far as it has come."""
        answer = self.answer
        return answer.run if answer else None

    @property
    def question(self) -> str:
        """What its newest answer answers."""
        return self.questions[-1] if self.answer and self.questions else ""

    @property
    def media(self) -> tuple[Media, ...]:
        """Those of its newest question."""
        asked = [message for message in self.chat.messages if message.role == "user"]
        return asked[-1].media if asked else ()

    @property
    def asked(self) -> Asked:
        """What its newest answer answers, text and media: others can be compared with it that answer the same."""
        return Asked(self.question, self.media)

    @property
    def made_by(self) -> tuple[str, str, str]:
        """Name, quantisation and hash of the model that gave the newest answer: another one may have been chosen
        since.
        """
        run, record = self.run, self.record
        if run is None or not run.path or run.path == record.path:
            return record.name, record.quantisation, record.sha256 or (run.sha256 if run else "")
        return run.model, run.quantisation, run.sha256

    @property
    def contender(self) -> Contender:
        """What a vote on its newest answer is kept with."""
        name, quantisation, _hash = self.made_by
        label = model_label(name, quantisation)
        return Contender(label, self.figure(SPEED), int(self.figure(MEMORY)), self.record.id)

    @property
    def figures(self) -> Figures:
        """What was measured of its newest answer; of one that is being written, what is known so far."""
        if self.chat.answering:
            return measured(self.chat.answering.run)
        return self.run.figures if self.run else {}

    def figure(self, name: str) -> float:
        """One of its figures; 0 where it was not measured."""
        return self.figures.get(name, 0.0)

    # -- at work ---------------------------------------------------------------------------------------------

    def to(self, state: ColumnState) -> None:
        """Go to another state."""
        if state != self.state:
            self.state = state
            self.changed()

    def assign(self, lease: Lease) -> None:
        """Use an engine from now on."""
        self._lease, self._is_leaving = lease, False

    def release(self) -> None:
        """Give its engine back: at once, or when the answer that it is writing has ended."""
        if self.chat.is_busy:
            self._is_leaving = True
        elif self._lease:
            lease, self._lease = self._lease, None
            lease.release()

    def note_trouble(self) -> None:
        """Remember why the answer failed, if it did."""
        answer = self.answer
        if answer and answer.fault and self.chat.last_fault:
            self.trouble = self.chat.last_fault

    def fail(self, question: Asked, trouble: Trouble) -> None:
        """Its model did not come to be. A new question is kept; without one nothing is to be added."""
        if question:
            self.chat.ask_in_vain(question.text, trouble.code, question.media)
        self.trouble = trouble
        self.to(ColumnState.IDLE)

    @property
    def failed(self) -> bool:
        """Whether its newest question got no answer."""
        answer = self.answer
        return bool(answer and (answer.state == MessageState.FAILED or self.trouble))

    def _on_changed(self) -> None:
        if self._is_leaving:
            self.release()
