"""What documents need from the world."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

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

    def found(self, similar: Mapping[int, float]) -> Sequence[Found]:
        """Passages by their ids, with how similar they are to a question."""


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


class Embedder(Protocol):
    """Makes vectors of texts."""

    @property
    def model(self) -> str:
        """What names the vectors of the model that was chosen; '' for none."""

    @property
    def path(self) -> str:
        """The file of that model; '' for none."""

    def offered(self) -> Sequence[tuple[str, str]]:
        """The models that can be chosen: their paths, and their names."""

    def choose(self, path: str) -> None:
        """Use another model from now on; '' for none."""

    def embed(self, texts: Sequence[str], on_vectors: "OnVectors", *, is_question: bool) -> None:
        """The vectors of texts, each of length one; None where they cannot be made. A question may be read in another
        way than a passage.
        """


OnVectors = Callable[[Sequence[bytes] | None], None]


class Lacking(NamedTuple):
    """Passages without a vector, by their ids; how many have one, and how many there are."""

    passages: Sequence[tuple[int, str]]
    done: int
    total: int


class VectorWork(Protocol):
    """Where vectors are kept: on a thread, told on the loop's. 32-bit floats, one after the other."""

    def lacking(self, model: str, limit: int, on_lacking: Callable[[Lacking], None]) -> None:
        """Some passages without a vector of a model."""

    def keep(self, model: str, vectors: Sequence[tuple[int, bytes]], on_kept: Callable[[bool], None]) -> None:
        """Keep the vectors of passages; `on_kept` hears whether they are."""

    def nearest(
        self,
        model: str,
        vector: bytes,
        documents: Sequence[int],
        limit: int,
        on_found: Callable[[dict[int, float] | None], None],
    ) -> None:
        """The passages of documents whose vectors are nearest to one."""


OnFound = Callable[[tuple[Source, ...]], None]


class SourceFinder(Protocol):
    """Finds what is in documents for the questions of a chat."""

    def find(self, question: str, documents: Sequence[int], context: int, on_found: OnFound) -> None:
        """The passages for a question, for a model with so many tokens of context: told at once, or in a moment.

        Raise Fault 'documents_read'.
        """


class NoDocuments:
    """Where there is no library: nothing is found."""

    def find(self, question: str, documents: Sequence[int], context: int, on_found: OnFound) -> None:
        """Nothing."""
        on_found(())


NO_DOCUMENTS = NoDocuments()
