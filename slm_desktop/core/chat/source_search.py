"""What a question finds in documents before it is answered: at once by its words, in a moment by its meaning."""

from collections.abc import Callable, Sequence

from slm_desktop.core.documents.ports import SourceFinder
from slm_desktop.core.documents.records import Source
from slm_desktop.core.records import Message
from slm_desktop.errors import Fault


class SourceSearch:
    """`question` is the one that waits for what is found."""

    def __init__(self, finder: SourceFinder) -> None:
        self._finder = finder
        self.question: Message | None = None

    def begin(
        self,
        question: Message,
        documents: Sequence[int],
        context: int,
        answer: Callable[[Message], None],
        fail: Callable[[Message, Fault], None],
    ) -> None:
        """Search, and `answer` the question. What cannot be is raised at once as a Fault, and later told to `fail`."""
        self.question, is_awaited = question, False

        def on_found(sources: tuple[Source, ...]) -> None:
            if self.question is not question:  # It was stopped.
                return
            self.question, question.sources = None, sources
            try:
                answer(question)
            except Fault as fault:
                if not is_awaited:
                    raise
                fail(question, fault)

        try:
            self._finder.find(question.content, documents, context, on_found)
        except Fault:
            self.question = None
            raise
        is_awaited = True

    def stop(self) -> Message | None:
        """Wait no longer: the question that waited."""
        question, self.question = self.question, None
        return question
