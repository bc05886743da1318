"""A place in a text where two models part, as a chat that the lens looks at."""

from collections.abc import Callable

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.events import Parting
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.lens.lens import Lens, LensState
from slm_desktop.core.records import Chat, Message, RunRecord
from slm_desktop.core.visible import well_formed

TEXT = AnswerOptions(text_completion=True)


def parting_chat(parting: Parting, title: str, now: float) -> Archived:
    """The text before the place as a question, and what follows, from that place on, as an answer of nobody's."""
    question = Message(1, 0, None, "user", well_formed(parting.before), now)
    words = well_formed(parting.token + parting.after)
    answer = Message(2, 0, 1, "assistant", words, now, run=RunRecord(answer_options=TEXT))
    return Archived(Chat(0, title, now, now, head=2, answer_options=TEXT), [question, answer])


class PartingLook:
    """Has the model in use go over an answer as soon as it is loaded, and then asks the `other` one what it thinks.

    It ends when both have said it, or when somebody looks at something else.
    """

    def __init__(self, lens: Lens, model: ActiveModel, answer: int, other: ModelChoice | None) -> None:
        self._lens, self._answer, self._other = lens, answer, other
        self._leave: tuple[Callable[[], None], ...] = (
            lens.changed.subscribe(self._look),
            model.changed.subscribe(self._look),
        )
        self._look()

    def _look(self) -> None:
        lens = self._lens
        if lens.answer is None or lens.answer.message.id != self._answer or lens.fault:
            self._end()
        elif lens.state == LensState.MISSING and lens.can_recover:
            lens.recover()
        elif lens.state == LensState.READY:
            self._end()
            if self._other:
                lens.ask(self._other)

    def _end(self) -> None:
        for leave in self._leave:
            leave()
        self._leave = ()
