"""What a loaded model is asked about text: how many tokens it has, which ones, and what its template makes of it."""

from collections.abc import Callable, Iterator

from slm_desktop.core.engines.commands import Count, TextQuestion
from slm_desktop.core.engines.events import AnyEvent, Failed, TextAnswer
from slm_desktop.errors import Fault

OnTextAnswer = Callable[[TextAnswer | Fault], None]


class TextQuestions:
    """The questions of one engine that are not answered yet, by their numbers.

    Of several counts only the last is answered for sure: they follow what somebody types.
    """

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self._waiting: dict[int, OnTextAnswer] = {}
        self._counting = 0

    def add(self, make: Callable[[int], TextQuestion], on_answer: OnTextAnswer) -> TextQuestion:
        """The question, made with its number, of which `on_answer` will hear."""
        question = make(next(self._numbers))
        if isinstance(question, Count):
            self._waiting.pop(self._counting, None)
            self._counting = question.run
        self._waiting[question.run] = on_answer
        return question

    def take(self, event: AnyEvent) -> bool:
        """Whether an event answers one of them."""
        on_answer = self._waiting.pop(event.run, None)
        if on_answer is None:
            return False
        if isinstance(event, TextAnswer):
            on_answer(event)
        else:
            on_answer(Fault(event.code, event.details) if isinstance(event, Failed) else Fault("no_model"))
        return True

    def end(self) -> None:
        """The engine is gone: nobody will answer them."""
        waiting, self._waiting = self._waiting, {}
        for on_answer in waiting.values():
            on_answer(Fault("no_model"))
