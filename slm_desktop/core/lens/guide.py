"""A tour under way: which step is shown, and the model doing what it is about."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.lens.lens import Lens
from slm_desktop.core.lens.seen import SeenAnswer
from slm_desktop.core.lens.tour import FIRST, LAST, SURE, UNSURE, Step, Tour
from slm_desktop.core.records import Message, MessageState
from slm_desktop.core.sampling import complete
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault


class StepState(StrEnum):
    """How far the step has come."""

    READING = "reading"
    RUNNING = "running"
    DONE = "done"


class TourScreen(Protocol):
    """What a tour shows things on."""

    def session_for(self, session: ChatSession | None) -> ChatSession:
        """Show the chat of the tour, or a new one if it has none yet or that is gone."""

    def show_tokens(self, text: str) -> None:
        """Show the tokens of a text."""

    def show_tree(self) -> None:
        """Have sixteen seeds drawn."""

    def another_model(self) -> ModelChoice | None:
        """A model that can go over an answer which the one in use has written."""


class Guide:
    """`changed` fires when another step is shown, or the step has come further.

    All questions of a tour are versions of the first one in a chat of its own.
    """

    def __init__(self, tour: Tour, lens: Lens, screen: TourScreen) -> None:
        self.tour, self._lens, self._screen = tour, lens, screen
        self.at = 0
        self.state = StepState.READING
        self.changed = Signal()
        self._session: ChatSession | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._to_ask = 0
        self._answers: dict[int, int] = {}
        """The answers (ids) that were shown, by steps."""
        self._begin_step()

    # -- verbs -------------------------------------------------------------------------------------------------

    def go(self, by: int) -> None:
        """Show another step; what the model is doing for this one ends. One that was done is shown as it was."""
        self._stop()
        self.at = max(0, min(self.at + by, len(self.tour.steps) - 1))
        self._begin_step()
        self._come_back()
        self.changed()

    def _come_back(self) -> None:
        session, answer = self._session, self._answers.get(self.at, 0)
        if session and answer in session.tree and self._lens.follows(session) and not session.answering:
            session.show(answer)
            self._show(again=True)

    def run(self) -> None:
        """Have the model do what the step is about. Raise what a send raises."""
        if self.state == StepState.RUNNING:
            return
        session, step = self._follow(), self.step
        if session.answering:
            raise Fault("not_now")
        if step.ask:
            self._begin_asking(session)
        else:
            self._show()
        self.changed()

    def _begin_asking(self, session: ChatSession) -> None:
        """A chat in which nothing could be asked stays as it was."""
        before = session.chat.title, session.sampling, session.chat.system
        session.set_format(None)  # A tour has none.
        session.chat.title = session.chat.title or self.tour.title
        session.set_sampling(complete(self.step.sampling))
        session.set_system(self.step.system)
        self.state, self._to_ask = StepState.RUNNING, 1 + self.step.again
        try:
            self._ask()
        except Fault:
            self.state = StepState.READING
            session.chat.title = before[0]
            session.set_sampling(before[1])
            session.set_system(before[2])
            raise

    def leave(self) -> None:
        """The tour is over."""
        self._stop()
        self._unsubscribe()

    # -- what is known -----------------------------------------------------------------------------------------

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.tour.steps[self.at]

    @property
    def is_last(self) -> bool:
        """Whether no other step follows."""
        return self.at == len(self.tour.steps) - 1

    @property
    def repeated(self) -> tuple[int, int] | None:
        """Of an answer that was asked for twice: how many tokens came again, and how many there were."""
        session = self._session
        run = session.messages[-1].run if session and session.messages else None
        if not self.step.again or self.state != StepState.DONE or session is None or run is None:
            return None
        first = session.tree.message(run.replay_of).run if run.replay_of in session.tree else None
        return (run.same, max(len(run.tokens), len(first.tokens))) if first else None

    # -- inside ------------------------------------------------------------------------------------------------

    def _begin_step(self) -> None:
        self.state = StepState.READING if self.step.does_something else StepState.DONE

    def _follow(self) -> ChatSession:
        session = self._screen.session_for(self._session)
        if session is not self._session:
            self._unsubscribe()
            self._session = session
            self._unsubscribe = session.changed.subscribe(self._on_session)
        return session

    def _ask(self) -> None:
        """Ask the next time: first the question, then the same answer again from its record."""
        session = self._session
        if session is None:
            return
        self._to_ask -= 1
        if self.step.again and self._to_ask == 0:
            session.replay(session.messages[-1])
        elif session.messages:
            session.edit(session.messages[0], self.step.ask)
        else:
            session.send(self.step.ask)

    def _on_session(self) -> None:
        """An answer has ended, or something else has changed in the chat."""
        session = self._session
        if self.state != StepState.RUNNING or session is None or session.answering:
            return
        last = session.messages[-1] if session.messages else None
        if last is None or last.state == MessageState.FAILED or not self._lens.follows(session):
            self.state = StepState.READING  # Another chat may be shown meanwhile.
        elif self._to_ask and last.state == MessageState.COMPLETE:
            self._ask_again()
            return
        else:
            self._show()
        self.changed()

    def _ask_again(self) -> None:
        """Nobody waits for what this raises: another model may have been chosen meanwhile."""
        try:
            self._ask()
        except Fault:
            self.state = StepState.READING
            self.changed()

    def _show(self, *, again: bool = False) -> None:
        """Show of the answer what the step is about; `again`, nothing is asked of a model."""
        step, lens, session = self.step, self._lens, self._session
        self.state = StepState.DONE
        answer = session.messages[-1] if session and session.messages else None
        if answer and answer.role == "assistant":
            self._answers[self.at] = answer.id
            self._look(answer)
        for name, value in step.tried.items():
            lens.try_value(name, value)
        if step.point_at:
            lens.point_at(step.point_at)
        if again:
            return
        if step.tokens:
            self._screen.show_tokens(step.tokens)
        if step.tree:
            self._screen.show_tree()
        choice = self._screen.another_model() if step.other_model else None
        if choice:
            lens.ask(choice)

    def _look(self, answer: Message) -> None:
        self._lens.look_at(answer, 0)
        if self._lens.answer:
            self._lens.look_at(answer, place_in(self._lens.answer, self.step.look_at))

    def _stop(self) -> None:
        if self.state == StepState.RUNNING and self._session:
            self.state, self._to_ask = StepState.READING, 0
            self._session.stop()


def place_in(answer: SeenAnswer, wanted: int | str) -> int:
    """The place of the token that a step names; the first where there is no such token."""
    if isinstance(wanted, int):
        return wanted - 1
    known = answer.probabilities()
    named = {FIRST: 0, LAST: answer.count - 1}
    if known:
        named |= {SURE: max(known, key=lambda at: known[at]), UNSURE: min(known, key=lambda at: known[at])}
    return named[wanted] if wanted in named else answer.place_of(wanted)
