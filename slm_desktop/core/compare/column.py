"""One column: a model with settings, its own conversation, and what was measured of its last answer."""

from dataclasses import dataclass

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.compare.engines import Engine
from slm_desktop.core.compare.records import Column
from slm_desktop.core.engines.session import LOADING as MODEL_LOADING
from slm_desktop.core.engines.session import ModelSession
from slm_desktop.core.records import FAILED, Message, RunRecord
from slm_desktop.core.sampling import Values
from slm_desktop.core.signal import Notice

IDLE, WAITING, LOADING, ANSWERING = "idle", "waiting", "loading", "answering"
"""What a column does now; what became of its last answer stands in the answer."""
Trouble = tuple[str, dict[str, str | int | float], tuple[str, ...]]


@dataclass(frozen=True)
class Evidence:
    """What was measured of an answer: seconds to the first token, tokens per second, tokens, bytes, seconds of the load.

    `shared` tells that the model was there already, loaded for another column or an earlier answer.
    """

    first_token: float = 0.0
    speed: float = 0.0
    tokens: int = 0
    peak: int = 0
    load: float = 0.0
    shared: bool = True
    company: int = 0


class ColumnSession:
    """A column at work. `changed` is told when its state changes; its conversation has notices of its own."""

    def __init__(self, record: Column, chat: ChatSession) -> None:
        self.record, self.chat = record, chat
        self.state = IDLE
        self.trouble: Trouble | None = None
        self.changed = Notice()
        self._engine: Engine | None = None
        self._load, self._company = 0.0, 0
        chat.on_end = self._measure

    @property
    def sampling(self) -> Values:
        """Its sampling values."""
        return self.chat.sampling

    @property
    def model(self) -> ModelSession | None:
        """Its model while that is in memory or on its way."""
        return self._engine.model if self._engine else None

    @property
    def progress(self) -> float:
        """How far its model is loaded, 0 to 1."""
        model = self.model
        return model.progress if model and model.state == MODEL_LOADING else 0.0

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
        messages = self.chat.messages
        return messages[-2].content if self.answer and len(messages) > 1 else ""

    @property
    def made_by(self) -> tuple[str, str, str]:
        """Name, quantisation and hash of the model that gave the newest answer: another one may have been chosen since."""
        run, record = self.run, self.record
        if run is None or not run.path or run.path == record.path:
            return record.name, record.quantisation, record.sha256 or (run.sha256 if run else "")
        return run.model, run.quantisation, run.sha256

    @property
    def evidence(self) -> Evidence:
        """What was measured of its newest answer."""
        run = self.run
        if run is None:
            return Evidence()
        return Evidence(run.first_token, run.speed, len(run.tokens), run.peak_memory, run.load_seconds,
                        not run.load_seconds, run.company)  # fmt: skip

    # -- at work ---------------------------------------------------------------------------------------------

    def to(self, state: str) -> None:
        """Go to another state."""
        if state != self.state:
            self.state = state
            self.changed()

    def sit(self, engine: Engine, load: float, company: int) -> None:
        """Take a model that is ready: it took `load` seconds for this answer, and so many others are written with it."""
        self._engine, self._load, self._company = engine, load, company
        self.chat.use(engine.model)

    def sit_on(self) -> None:
        """Its model stays for another answer: nothing was loaded for that one."""
        self._load = 0.0

    def expect(self, engine: Engine) -> None:
        """Its model is being loaded."""
        self._engine = engine

    def leave(self) -> None:
        """The model is let go."""
        self._engine = None

    def note_trouble(self) -> None:
        """Remember why the answer failed, if it did."""
        answer = self.answer
        if answer and answer.fault and self.chat.last_fault:
            self.trouble = self.chat.last_fault

    def fail(self, text: str, code: str, details: dict[str, str | int | float], log: tuple[str, ...]) -> None:
        """Its model did not come to be. A new `text` is kept as a question; of an old one nothing is to be added."""
        if text:
            self.chat.ask_in_vain(text, code)
        self.trouble = (code, details, log)
        self.to(IDLE)

    @property
    def failed(self) -> bool:
        """Whether its newest question got no answer."""
        answer = self.answer
        return bool(answer and (answer.state == FAILED or self.trouble))

    def _measure(self, record: RunRecord) -> None:
        record.load_seconds, record.company = self._load, self._company
        record.peak_memory = self._engine.peak if self._engine else 0
