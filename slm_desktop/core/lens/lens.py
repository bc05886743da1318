"""What is looked at through the lens: an answer, one of its tokens, and what other settings would leave of it."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from slm_desktop.core.chat.ports import ChatStore
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.candidates import CandidateRecord, decoded
from slm_desktop.core.engines.events import AnyEvent, Distribution, Failed, Feature, Finished, Stopped
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.run import Run
from slm_desktop.core.lens.by_hand import ByHand
from slm_desktop.core.lens.filters import Outcome
from slm_desktop.core.lens.opinion import Opinion, Segment, aligned, pieces_of
from slm_desktop.core.lens.requests import rescoring
from slm_desktop.core.lens.seed_tree import SeedTree
from slm_desktop.core.lens.seen import Bar, SeenAnswer
from slm_desktop.core.records import Message
from slm_desktop.core.sampling import Value, Values, complete
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

OF_ANSWERS = ("seed", "max_tokens", "stop")
"""Settings of a whole answer: trying them on a token says nothing."""


class LensState(StrEnum):
    """What can be seen."""

    NOTHING = "nothing"
    """No answer is looked at."""
    WRITTEN = "written"
    """It is being written, and candidates come with its tokens."""
    MISSING = "missing"
    """It was written without the lens, all of it or a part: the model can go over it once more."""
    RECOVERING = "recovering"
    READY = "ready"


class Subject(msgspec.Struct, frozen=True):
    """A token of an answer, and the settings that are tried on it or hold."""

    answer: SeenAnswer
    place: int
    values: Values


class Lens:
    """One lens over the chat that is shown. `changed` fires when anything of it does."""

    def __init__(self, store: ChatStore, pool: EnginePool) -> None:
        self._store, self._pool = store, pool
        self._session: ChatSession | None = None
        self._leave: tuple[Callable[[], None], ...] = ()
        self._run: Run | None = None
        self.is_open = False
        self.answer: SeenAnswer | None = None
        self.place = 0
        self._before: tuple[int, int] | None = None
        """The answer and the place that were looked at when it was closed."""
        self.preview: Values | None = None
        """Settings that are tried on the token; None for those that made it."""
        self.pinned: dict[int, float] = {}
        """Probabilities by token that stay drawn while settings are tried."""
        self.pointed = ""
        """The sampler whose bars are shown while nobody points at another; '' for what is left after all."""
        self.fault: Fault | None = None
        self.opinion: Opinion | None = None
        """What another model was asked to think of the answer."""
        self.changed = Signal()

    # -- verbs -------------------------------------------------------------------------------------------------

    def follow(self, session: ChatSession) -> None:
        """Look at another chat: at its last answer."""
        for leave in self._leave:
            leave()
        if self._session and self._session is not session:
            self._session.record_candidates(False)
        self._session = session
        self._leave = (session.changed.subscribe(self._on_session), session.streamed.subscribe(self._on_session))
        session.record_candidates(self.is_open)
        self._show_last()

    def open(self, on: bool) -> None:
        """Open or close it: candidates come with the tokens only while it is open."""
        if on == self.is_open:
            return
        self.is_open = on
        if self._session:
            self._session.record_candidates(on)
        before = (self.answer.message.id, self.place) if self.answer else self._before
        self._show_last()
        if self.answer and before and before[0] == self.answer.message.id:
            self.look_at(self.answer.message, before[1])
        self._before = before

    def follows(self, session: ChatSession) -> bool:
        """Whether it looks at this chat."""
        return self._session is session

    def look_at(self, message: Message, place: int) -> None:
        """Look at a token of an answer."""
        if self.answer is None or message is not self.answer.message:
            self._release()
            self.fault = None
            self.answer = SeenAnswer(message, self._known(message))
        self.place = max(0, min(place, self.answer.count - 1))
        self.preview, self.pinned, self.pointed = None, {}, ""
        self.changed()

    def go(self, place: int) -> None:
        """Look at another token of the same answer."""
        if self.answer:
            self.look_at(self.answer.message, place)

    def go_to_unsure(self) -> None:
        """Look at the next token of which the model was not sure; after the last, at the first again."""
        unsure = self.answer.unsure() if self.answer else []
        if unsure:
            self.go(next((place for place in unsure if place > self.place), unsure[0]))

    def try_value(self, name: str, value: Value) -> None:
        """See what another value of a setting would leave; nothing else changes."""
        self.preview = complete({**self.values, name: value})
        self.changed()

    def reset(self) -> None:
        """Back to the settings that made the token."""
        self.preview = None
        self.changed()

    def pin(self, on: bool) -> None:
        """Keep what is left now drawn while settings are tried, or no longer."""
        self.pinned = {bar.token: bar.after or 0.0 for bar in self.bars()} if on else {}
        self.changed()

    def point_at(self, sampler: str) -> None:
        """Show the bars just after a sampler."""
        self.pointed = sampler
        self.changed()

    def apply(self) -> None:
        """Use the settings that are tried in the chat, from the next token on."""
        if self._session and self.preview:
            kept = {name: self._session.sampling[name] for name in OF_ANSWERS}
            self._session.set_sampling({**self.preview, **kept})
            self.reset()

    def recover(self) -> None:
        """Have the loaded model go over the answer, and tell what could have come in place of each token."""
        if self._session is None or self.answer is None or self.state != LensState.MISSING:
            return
        self.fault = None
        try:
            self._run = self._session.start(rescoring(self._session, self.answer.message), self._on_rescored)
        except Fault as fault:
            self.fault = fault
        self.changed()

    def ask(self, choice: ModelChoice) -> None:
        """Have another model go over the answer, and tell how surprised it is."""
        if self._session is None or self.answer is None or self.state != LensState.READY:
            return
        self._dismiss()
        request = self._session.beside(rescoring(self._session, self.answer.message, of_another=True))
        self.opinion = Opinion(self._pool, choice, request, self.changed)
        self.changed()

    @property
    def question(self) -> Message | None:
        """What the answer that is looked at answers; else the last question of the chat. None while one is written."""
        session = self._session
        last = self.answer.message if self.answer else (session.messages[-1] if session and session.messages else None)
        return None if session is None or last is None or session.answering else session.question_of(last)

    def by_hand(self) -> ByHand | None:
        """Begin an answer to that question, each token of which a person chooses."""
        session, question = self._session, self.question
        if session is None or question is None:
            return None
        made = ByHand(session, question)
        made.begin()
        return made

    def seed_tree(self, question: Message, first_seed: int, most_tokens: int) -> SeedTree:
        """Have sixteen answers to a question drawn. Raise Fault 'no_model', 'not_now' while an answer is written."""
        session = self._session
        if session is None or session.answering:
            raise Fault("not_now")
        return SeedTree(session, question, self._pool, first_seed=first_seed, most_tokens=most_tokens)

    def branch(self, bar: Bar) -> None:
        """Write another version of the answer, with this candidate in place of the token that came.

        Raise Fault 'other_words' where that is no text, or what a send raises.
        """
        if bar.steers:
            raise Fault("other_words")
        self._branch(bar.piece, (bar.token,))

    def branch_with_text(self, text: str) -> None:
        """The same with words of one's own. Raise what a send raises."""
        self._branch(text.encode("utf-8", "replace"), ())

    def _branch(self, piece: bytes, tokens: tuple[int, ...]) -> None:
        session, answer = self._session, self.answer
        if session is None or answer is None or session.answering or not piece:
            return
        words, before = answer.beginning(self.place)
        try:
            text = (words + piece).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Fault("other_words") from error
        session.branch_with(answer.message, text, (*before, *tokens) if tokens else ())

    # -- what is known -----------------------------------------------------------------------------------------

    @property
    def state(self) -> LensState:
        """What can be seen."""
        if self.answer is None:
            return LensState.NOTHING
        if self._run:
            return LensState.RECOVERING
        if self._is_written:
            return LensState.WRITTEN
        return LensState.READY if self.answer.is_whole else LensState.MISSING

    @property
    def can_recover(self) -> bool:
        """Whether the engine in use could go over the answer: the model that wrote it, or any where a person did."""
        if self._session is None or self.answer is None or not self._session.can(Feature.CANDIDATES):
            return False
        return self._session.engine is not None and self.answer.run.path in ("", self._session.engine.choice.path)

    @property
    def can_branch(self) -> bool:
        """Whether another version of the answer could be begun now."""
        return self._session is not None and self._session.answering is None

    @property
    def distribution(self) -> Distribution | None:
        """What could have come at the place that is looked at; None where that is not known."""
        return self.answer.at(self.place) if self.answer else None

    @property
    def values(self) -> Values:
        """The settings that are tried, or those that made the token."""
        made_with = self.answer.made_with(self.place) if self.answer else complete({})
        return self.preview or made_with

    def subject(self) -> Subject | None:
        """What a control can be explained on: the token that is looked at. While it is closed, the first of the last
        answer of which the model was not sure, as far as its candidates were kept; with the settings of the chat.
        """
        if self.is_open:
            return Subject(self.answer, self.place, self.values) if self.answer and self.distribution else None
        last = self._last_answer()
        seen = SeenAnswer(last, self._known(last)) if last else None
        if seen is None or self._session is None or not seen.record.places:
            return None
        return Subject(seen, next(iter(seen.unsure()), min(seen.record.places)), self._session.sampling)

    def outcome(self) -> Outcome | None:
        """What the settings leave of the distribution."""
        return self.answer.outcome(self.place, self.values) if self.answer else None

    def bars(self) -> list[Bar]:
        """The candidates at the place that is looked at, the likeliest first."""
        outcome = self.outcome()
        return self.answer.bars(self.place, outcome) if self.answer and outcome else []

    # -- inside ------------------------------------------------------------------------------------------------

    @property
    def _is_written(self) -> bool:
        session, answer = self._session, self.answer
        return bool(session and session.answering and answer and session.answering.message is answer.message)

    def _show_last(self) -> None:
        """Look at the last answer of the chat, if the lens is open."""
        self._release()
        last = self._last_answer() if self.is_open else None
        self.answer = SeenAnswer(last, self._known(last)) if last else None
        self.place, self.preview, self.pinned, self.pointed, self.fault = 0, None, {}, "", None
        self.changed()

    def _last_answer(self) -> Message | None:
        recent = self._session.messages[-2:] if self._session else []
        return next((message for message in reversed(recent) if message.role == "assistant"), None)

    def _known(self, message: Message) -> CandidateRecord:
        """What is known of an answer: what has come of one that is written, else what was kept."""
        answering = self._session.answering if self._session else None
        if answering and answering.message is message:
            return answering.run.candidates
        try:
            return decoded(self._store.candidates(message.id)) or CandidateRecord()
        except Fault as fault:
            self.fault = fault
            return CandidateRecord()

    def segments(self) -> list[Segment]:
        """The answer cut where both models cut it, with how surprised each was; none before the other has said it."""
        opinion, answer = self.opinion, self.answer
        if opinion is None or opinion.record is None or answer is None:
            return []
        if opinion.segments is None:
            own = pieces_of(answer.record, len(answer.beginning(0)[0]))
            opinion.segments = aligned(own, pieces_of(opinion.record))
        return opinion.segments

    def place_at(self, byte: int) -> int | None:
        """The place of the token that begins at a byte of the answer; None where none does."""
        answer = self.answer
        if answer is None:
            return None
        at = len(answer.beginning(0)[0])
        for place in range(answer.count):
            if at >= byte:
                return place if at == byte else None
            at += len(answer.piece(place))
        return None

    def _dismiss(self) -> None:
        """Nobody wants to know any more what another model thinks."""
        if self.opinion and self.opinion.is_waited_for:
            self.opinion.leave()
        self.opinion = None

    def _release(self) -> None:
        """Nobody waits for what a model goes over now."""
        self._dismiss()
        if self._run:
            self._run.stop()
            self._run = None

    def _on_session(self) -> None:
        """The chat has changed: a new answer is looked at from its first token on."""
        session = self._session
        if session is None or not self.is_open:
            return
        answering, answer = session.answering, self.answer
        if answering and (answer is None or answering.message is not answer.message):
            self.look_at(answering.message, 0)
        elif answer is None or answer.message.id not in session.messages.ids:
            self._show_last()
        else:
            self.changed()

    def _on_rescored(self, event: AnyEvent) -> None:
        run = self._run
        if run is None or event.run != run.id or not isinstance(event, Finished | Stopped | Failed):
            return
        self._run = None
        if isinstance(event, Failed):
            self.fault = Fault(event.code, event.details)
        elif isinstance(event, Finished) and self.answer:
            self.answer = SeenAnswer(self.answer.message, run.candidates)
            self._store.save_candidates(self.answer.message.id, self.answer.record.encoded())
        self.changed()
