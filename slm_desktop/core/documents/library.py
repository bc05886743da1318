"""The library of documents: files are taken in, searched for the questions of chats, and deleted."""

from collections.abc import Callable, Sequence

from slm_desktop.core.chance import Ids
from slm_desktop.core.clock import Clock
from slm_desktop.core.documents.page import Extracted, Page
from slm_desktop.core.documents.ports import DocumentStore, DocumentWork, OnFound
from slm_desktop.core.documents.records import Document, Source
from slm_desktop.core.documents.retrieval import MOST_NEAR, MOST_USED, chosen, fused, room_of
from slm_desktop.core.documents.vectors import Similar, VectorIndex
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

MOST_FOUND = MOST_USED + MOST_NEAR
OnWhole = Callable[[Extracted], object]
OnKept = Callable[[Document], object]


class DocumentLibrary:
    """`changed` fires when a document comes or goes, and while one is read. `reading` are the files that are being read
    by their paths, each with its pages so far.
    """

    def __init__(
        self, store: DocumentStore, work: DocumentWork, clock: Clock, ids: Ids, vectors: VectorIndex | None = None
    ) -> None:
        self._store, self._work, self._clock, self._ids = store, work, clock, ids
        self.vectors = vectors
        self._known: dict[int, Document] | None = None
        self.reading: dict[str, int] = {}
        self._wanted: dict[str, list[Callable[[Extracted], None]]] = {}
        """Who waits for a file that is being read."""
        self._adding: dict[str, list[OnKept]] = {}
        """Who waits for a document that is being kept, by the hash of its file."""
        self.changed = Signal()

    # -- verbs -----------------------------------------------------------------------------------------------

    def take(self, path: str, room: int, on_whole: OnWhole, on_kept: OnKept) -> None:
        """Read a file. One of at most `room` characters is given whole, a longer one is kept, and searched from then
        on; one that is here already is not kept twice.
        """

        def take(read: Extracted) -> None:
            # Of a long one each letter would be looked at: it is too long by their number alone.
            if read.length <= room and room_of(read.text) <= room:
                on_whole(read)
            else:
                self.keep(read, on_kept)

        self._wanted.setdefault(path, []).append(take)
        if path in self.reading:
            return
        self.reading[path] = 0
        self._work.read(path, lambda count: self._on_pages(path, count), lambda read: self._on_read(path, read))
        self.changed()

    def cancel(self, path: str) -> None:
        """Read a file no further: nobody waits for it any more."""
        self._wanted.pop(path, None)
        self._work.cancel(path)

    def keep(self, extracted: Extracted, on_kept: OnKept) -> None:
        """Keep a document, to be searched."""
        same = next((one for one in self.documents if one.sha256 == extracted.sha256), None)
        if same:
            on_kept(same)
            return
        waiting = self._adding.setdefault(extracted.sha256, [])
        waiting.append(on_kept)
        if len(waiting) > 1:
            return
        document = Document(
            id=self._ids.next(),
            name=extracted.name,
            kind=extracted.kind,
            pages=len(extracted.pages),
            length=extracted.length,
            added=self._clock.now(),
            sha256=extracted.sha256,
        )
        self._work.add(document, extracted, lambda is_kept: self._on_kept(document, is_kept=is_kept))

    def remove(self, document: int) -> None:
        """Delete a document; what it has said in chats stays there."""
        self._load().pop(document, None)
        self._work.remove(document)
        self.changed()

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def documents(self) -> Sequence[Document]:
        """All of them, the newest first; none where the library cannot be read."""
        try:
            return sorted(self._load().values(), key=lambda one: -one.id)
        except Fault:
            return ()

    def named(self, ids: Sequence[int]) -> list[Document]:
        """Those of these documents that are still here."""
        known = {one.id: one for one in self.documents}
        return [known[id_] for id_ in ids if id_ in known]

    def pages(self, document: int, first: int, count: int = 1) -> Sequence[Page]:
        """Some pages of a document; none of one that is gone. Raise Fault 'documents_read'."""
        return self._store.pages(document, first, count)

    def find(self, question: str, documents: Sequence[int], context: int, on_found: OnFound) -> None:
        """The passages for a question, for a model with so many tokens of context: by their words, told at once; with a
        model for embeddings by their meaning, too. Raise Fault 'documents_read'.
        """
        known = self._load()
        wanted = [one for one in documents if one in known]
        by_words = self._store.search(question, wanted, MOST_FOUND)
        if not wanted or self.vectors is None or not self.vectors.is_on:
            on_found(chosen(by_words, known, context))
            return

        def on_similar(similar: Similar | None) -> None:
            try:
                by_meaning = self._store.found(similar) if similar else []
            except Fault:
                by_meaning = []
            on_found(chosen(fused(by_words, by_meaning)[:MOST_FOUND], known, context))

        self.vectors.similar(question, wanted, MOST_FOUND, on_similar)

    def find_by_words(self, question: str, documents: Sequence[int], context: int) -> tuple[Source, ...]:
        """The passages that are found by their words alone. Raise Fault 'documents_read'."""
        known = self._load()
        wanted = [one for one in documents if one in known]
        return chosen(self._store.search(question, wanted, MOST_FOUND), known, context)

    # -- inside ----------------------------------------------------------------------------------------------

    def _load(self) -> dict[int, Document]:
        if self._known is None:
            self._known = {one.id: one for one in self._store.documents()}
        return self._known

    def _on_pages(self, path: str, count: int) -> None:
        if path in self.reading:
            self.reading[path] = count
            self.changed()

    def _on_read(self, path: str, read: Extracted | None) -> None:
        self.reading.pop(path, None)
        for take in self._wanted.pop(path, []):
            if read:
                take(read)
        self.changed()

    def _on_kept(self, document: Document, *, is_kept: bool) -> None:
        waiting = self._adding.pop(document.sha256, [])
        if is_kept:
            self._load()[document.id] = document
            for on_kept in waiting:
                on_kept(document)
            if self.vectors:
                self.vectors.fill()
        self.changed()
