"""What documents need from the world."""

from collections.abc import Callable, Sequence
from typing import Protocol

from slm_desktop.core.documents.page import Extracted, Page
from slm_desktop.core.documents.records import Document, Found, Source


class DocumentStore(Protocol):
    """Where the library is kept. Reading and searching take milliseconds; they raise Fault 'documents_read'."""

    def documents(self) -> Sequence[Document]:
        """All documents, the newest first."""

    def pages(self, document: int, first: int, count: int) -> Sequence[Page]:
        """Some pages of a document, the first of which counts as 0."""

    def search(self, query: str, documents: Sequence[int], limit: int) -> Sequence[Found]:
        """The passages of these documents that have the rarest words of a query most often, the best first."""


class DocumentWork(Protocol):
    """What takes long: done on a thread, and told on the loop's. Faults are reported there."""

    def read(self, path: str, on_pages: Callable[[int], None], on_over: Callable[[Extracted | None], None]) -> None:
        """Read a file; `on_pages` hears how many pages there are so far, `on_over` None where it cannot be read."""

    def cancel(self, path: str) -> None:
        """Read a file no further."""

    def add(self, document: Document, extracted: Extracted, on_over: Callable[[bool], None]) -> None:
        """Keep a document with its passages; `on_over` hears whether it is kept."""

    def remove(self, document: int) -> None:
        """Delete a document."""


class SourceFinder(Protocol):
    """Finds what is in documents for the questions of a chat."""

    def find(self, question: str, documents: Sequence[int], context: int) -> tuple[Source, ...]:
        """The passages for a question, for a model with so many tokens of context. Raise Fault 'documents_read'."""


class NoDocuments:
    """Where there is no library: nothing is found."""

    def find(self, question: str, documents: Sequence[int], context: int) -> tuple[Source, ...]:
        """Nothing."""
        return ()


NO_DOCUMENTS = NoDocuments()
