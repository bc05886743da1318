"""The documents of the chat that is shown: files are taken in, what a question found is shown, pages are opened."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.documents.page import Extracted
from slm_desktop.core.documents.records import Source
from slm_desktop.core.documents.retrieval import room_for_documents
from slm_desktop.core.faults import Faults
from slm_desktop.core.records import Attachment, Message
from slm_desktop.ui.documents.chips import DocumentChips
from slm_desktop.ui.documents.chooser import Divert, DocumentChooser, search
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.menus import open_menu

if TYPE_CHECKING:
    from slm_desktop.ui.documents.page_view import PageView
    from slm_desktop.ui.documents.sources_panel import SourcesPanel

UNKNOWN_CONTEXT = 8192
"""Tokens of context of an engine that does not tell them."""


class DocumentPlace:
    """`attach` takes a text that is sent whole, `divert` files that are no documents. The library is built when the
    first document is.
    """

    def __init__(
        self,
        *,
        parent: QWidget,
        theme: Theme,
        library: Callable[[], DocumentLibrary],
        session: Callable[[], ChatSession],
        chips: DocumentChips,
        attach: Callable[[Attachment], object],
        faults: Faults,
        divert: Divert,
    ) -> None:
        self._parent, self._theme, self._chooser = parent, theme, DocumentChooser(parent, library, divert)
        self._chooser.on_changed(self.refresh)
        self._session, self._chips, self._attach, self._faults = session, chips, attach, faults
        self._pages: PageView | None = None
        self._sources: SourcesPanel | None = None
        chips.removed.connect(lambda document: search(self._session(), document, on=False))
        chips.opened.connect(self._open)
        chips.cancelled.connect(lambda path: self._chooser.library.cancel(path))

    def refresh(self) -> None:
        """Show the documents of the chat that is shown."""
        wanted = self._session().chat.answer_options.documents
        if not wanted and not self._chooser.is_built:
            self._chips.show_documents((), {})
            return
        library = self._chooser.library
        vectors = library.vectors if library.vectors and library.vectors.is_on and wanted else None
        self._chips.show_documents(library.named(wanted), library.reading, vectors)

    # -- files -----------------------------------------------------------------------------------------------

    def ask(self, at: QPoint) -> None:
        """Offer the documents that are here, and any file; without any, ask for files at once."""
        self._faults.acted()
        session = self._session()
        if self._chooser.library.documents:
            open_menu(self.menu(), at)
        else:
            self._chooser.ask_files(session, self._room(session), self._whole_for(session))

    def menu(self) -> QMenu:
        """The newest documents, each to be searched or not, and what else can be done."""
        session = self._session()
        return self._chooser.menu(session, self._room(session), self._whole_for(session))

    def take(self, paths: Sequence[str]) -> None:
        """Take in files for the chat that is shown: a short one is sent whole, a long one is searched."""
        self._faults.acted()
        session = self._session()
        self._chooser.take(session, paths, self._room(session), self._whole_for(session))

    @staticmethod
    def _room(session: ChatSession) -> int:
        loaded = session.engine.loaded if session.engine else None
        return room_for_documents((loaded.context if loaded else 0) or UNKNOWN_CONTEXT)

    def _whole_for(self, session: ChatSession) -> Callable[[Extracted], None]:
        """What takes a short file: the draft of its chat, while that is shown; else it is searched there, as a long one
        is.
        """

        def take(extracted: Extracted) -> None:
            if session is self._session():
                self._attach(Attachment(extracted.text, extracted.name))
            else:
                self._chooser.library.keep(extracted, lambda document: search(session, document.id, on=True))

        return take

    # -- what was found --------------------------------------------------------------------------------------

    def show_sources(self, message: Message, at: QPoint) -> None:
        """Show what a question found."""
        if self._sources is None:
            from slm_desktop.ui.documents.sources_panel import SourcesPanel

            self._sources = SourcesPanel(self._parent)
            self._sources.picked.connect(self._show_source)
        self._sources.open_for(message.sources or (), at)

    def show_cited(self, answer: Message, number: int) -> None:
        """Open the passage that an answer names by its number."""
        used = self.cited(answer)
        if 1 <= number <= len(used):
            self._show_source(used[number - 1])

    def cited(self, answer: Message) -> list[Source]:
        """The passages that stood in the prompt of an answer, in the order of their numbers."""
        return [source for source in self._session().question_of(answer).sources or () if source.used]

    def _show_source(self, source: Source) -> None:
        self._view().show_source(source)

    def _open(self, document: int) -> None:
        for known in self._chooser.library.named([document]):
            self._view().show_document(known)

    def _view(self) -> "PageView":
        if self._pages is None:
            from slm_desktop.ui.documents.page_view import PageView

            self._pages = PageView(self._parent, self._theme, self._chooser.library, self._faults.report)
        return self._pages
