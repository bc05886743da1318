"""The library of documents: its database, and the threads that read files for it."""

from collections.abc import Callable, Sequence

from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.documents.page import Extracted
from slm_desktop.core.documents.ports import Lacking
from slm_desktop.core.documents.records import Document
from slm_desktop.core.documents.vectors import VectorIndex
from slm_desktop.documents.reader import read_document
from slm_desktop.errors import Fault
from slm_desktop.services.choices import ModelChoices
from slm_desktop.services.context import ServiceContext
from slm_desktop.services.embedder import ChosenEmbedder
from slm_desktop.store.documents import Documents
from slm_desktop.store.vectors import Vectors

READING, KEEPING, VECTORS = "documents", "documents-store", "documents-vectors"
PAGES_BETWEEN = 25
"""So many pages are read between two reports of how far it is."""


class DocumentJobs:
    """What takes long, on threads of its own: one file is read after the other."""

    def __init__(self, context: ServiceContext, store: Documents) -> None:
        self._context, self._store = context, store
        self._vectors = Vectors(context.paths.documents)
        self._is_closing = False
        self._cancelled: set[str] = set()

    def read(self, path: str, on_pages: Callable[[int], None], on_over: Callable[[Extracted | None], None]) -> None:
        """Read a file in a child; `on_over` gets None where that cannot be."""

        def tell(count: int) -> None:
            if count % PAGES_BETWEEN == 0:
                self._context.loop.post(lambda: on_pages(count))

        self._cancelled.discard(path)

        def wanted() -> bool:
            return not self._is_closing and path not in self._cancelled

        self._do(READING, lambda: read_document(path, on_pages=tell, wanted=wanted), on_over, failed=None)

    def cancel(self, path: str) -> None:
        """Read a file no further."""
        self._cancelled.add(path)

    def add(self, document: Document, extracted: Extracted, on_over: Callable[[bool], None]) -> None:
        """Keep a document."""

        def work() -> bool:
            self._store.add(document, extracted)
            return True

        self._do(KEEPING, work, on_over, failed=False)

    def remove(self, document: int) -> None:
        """Delete a document."""
        self._do(KEEPING, lambda: self._store.remove(document), lambda _done: None, failed=None)

    # -- vectors ---------------------------------------------------------------------------------------------

    def lacking(self, model: str, limit: int, on_lacking: Callable[[Lacking], None]) -> None:
        """Some passages without a vector of a model; none where they cannot be read."""
        self._do(VECTORS, lambda: self._vectors.lacking(model, limit), on_lacking, failed=Lacking((), 0, 0))

    def keep(self, model: str, vectors: Sequence[tuple[int, bytes]], on_kept: Callable[[bool], None]) -> None:
        """Keep the vectors of passages."""

        def work() -> bool:
            self._vectors.keep(model, vectors)
            return True

        self._do(VECTORS, work, on_kept, failed=False)

    def nearest(
        self,
        model: str,
        vector: bytes,
        documents: Sequence[int],
        limit: int,
        on_found: Callable[[dict[int, float] | None], None],
    ) -> None:
        """The passages of documents whose vectors are nearest to one."""
        self._do(VECTORS, lambda: self._vectors.nearest(model, vector, documents, limit), on_found, failed=None)

    def forget(self) -> None:
        """Give back the memory of the vectors that were searched."""
        self._context.jobs.submit(VECTORS, self._vectors.forget)

    def stop(self) -> None:
        """The app ends: a file that is being read is left."""
        self._is_closing = True

    def close(self) -> None:
        """Close the vectors; the jobs must have ended."""
        self._vectors.close()

    def _do(self, queue: str, work: Callable[[], object], on_over: Callable[..., None], *, failed: object) -> None:
        """Do work on a thread, and tell its result on the loop's; a fault is reported there."""
        post, report = self._context.loop.post, self._context.faults.report

        def job() -> None:
            try:
                result = work()
            except Fault as fault:
                error = fault
                post(lambda: on_over(failed))
                if error.code != "stopped":
                    post(lambda: report(error))
                return
            post(lambda: on_over(result))

        self._context.jobs.submit(queue, job)


class DocumentServices:
    """The library, and what works for it."""

    def __init__(self, context: ServiceContext, choices: ModelChoices) -> None:
        self._store = Documents(context.paths.documents)
        self._jobs = DocumentJobs(context, self._store)
        self._embedder = ChosenEmbedder(context, choices, self._jobs.forget)
        vectors = VectorIndex(self._jobs, self._embedder, context.clock)
        self.library = DocumentLibrary(self._store, self._jobs, context.clock, context.ids, vectors)
        vectors.fill()

    def stop(self) -> None:
        """The app ends."""
        self._jobs.stop()
        self._embedder.release()

    def close(self) -> None:
        """Close the database; the jobs must have ended."""
        self._jobs.close()
        self._store.close()
