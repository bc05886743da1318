"""The documents of the chat that is shown: files are taken in, what a question found is shown, pages are opened."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.documents.page import Extracted
from slm_desktop.core.documents.records import Document, Source
from slm_desktop.core.documents.retrieval import room_for_documents
from slm_desktop.core.faults import Faults
from slm_desktop.core.records import Attachment, Message
from slm_desktop.core.visible import visible
from slm_desktop.ui.documents.chips import DocumentChips
from slm_desktop.ui.files import documents as documents_folder
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.words import translate

if TYPE_CHECKING:
    from slm_desktop.ui.documents.page_view import PageView
    from slm_desktop.ui.documents.sources_panel import SourcesPanel

MOST_OFFERED = 12
UNKNOWN_CONTEXT = 8192
"""Tokens of context of an engine that does not tell them."""


class DocumentPlace:
    """`attach` takes a text that is sent whole. The library is built when the first document is."""

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
    ) -> None:
        self._parent, self._theme, self._make = parent, theme, library
        self._session, self._chips, self._attach, self._faults = session, chips, attach, faults
        self._library: DocumentLibrary | None = None
        self._pages: PageView | None = None
        self._sources: SourcesPanel | None = None
        chips.removed.connect(lambda document: self._search(document, on=False))
        chips.opened.connect(self._open)

    @property
    def library(self) -> DocumentLibrary:
        """All documents."""
        if self._library is None:
            self._library = self._make()
            self._library.changed.subscribe(self.refresh)
        return self._library

    def refresh(self) -> None:
        """Show the documents of the chat that is shown."""
        wanted = self._session().chat.answer_options.documents
        if not wanted and self._library is None:
            self._chips.show_documents((), {})
            return
        self._chips.show_documents(self.library.named(wanted), self.library.reading)

    # -- files -----------------------------------------------------------------------------------------------

    def ask(self, at: QPoint) -> None:
        """Offer the documents that are here, and any file; without any, ask for files at once."""
        self._faults.acted()
        if not self.library.documents:
            self._ask_files()
            return
        open_menu(self.menu(), at)

    def menu(self) -> QMenu:
        """The newest documents, each to be searched or not, and what else can be done."""
        menu, wanted = QMenu(self._parent), self._session().chat.answer_options.documents
        menu.addAction(translate("Documents", "Add files…"), self._ask_files)
        menu.addSeparator()
        offered = self.library.documents[:MOST_OFFERED]
        for document in offered:
            action = menu.addAction(_title(document))
            action.setCheckable(True)
            action.setChecked(document.id in wanted)
            action.triggered.connect(lambda on, id_=document.id: self._search(id_, on=on))
        delete = menu.addMenu(translate("Documents", "Delete from the library"))
        for document in offered:
            delete.addAction(_title(document)).triggered.connect(lambda _on, id_=document.id: self._delete(id_))
        return menu

    def _ask_files(self) -> None:
        paths, _filter = QFileDialog.getOpenFileNames(
            self._parent, translate("Documents", "Add files"), str(documents_folder())
        )
        self.take(paths)

    def take(self, paths: Sequence[str]) -> None:
        """Take in files for the chat that is shown: a short one is sent whole, a long one is searched."""
        self._faults.acted()
        session = self._session()
        loaded = session.engine.loaded if session.engine else None
        room = room_for_documents((loaded.context if loaded else 0) or UNKNOWN_CONTEXT)
        for path in paths:
            self.library.take(path, room, self._take_whole, lambda document: self._add(session, document.id))

    def _take_whole(self, extracted: Extracted) -> None:
        self._attach(Attachment(extracted.text, extracted.name))

    def _search(self, document: int, *, on: bool) -> None:
        session = self._session()
        if on:
            self._add(session, document)
        else:
            self._leave(session, document)

    @staticmethod
    def _add(session: ChatSession, document: int) -> None:
        """Search a document for the questions of a chat from now on."""
        options = session.chat.answer_options
        if document not in options.documents:
            session.set_answer_options(msgspec.structs.replace(options, documents=(*options.documents, document)))

    @staticmethod
    def _leave(session: ChatSession, document: int) -> None:
        options = session.chat.answer_options
        left = tuple(one for one in options.documents if one != document)
        session.set_answer_options(msgspec.structs.replace(options, documents=left))

    def _delete(self, document: int) -> None:
        self._leave(self._session(), document)
        self.library.remove(document)

    # -- what was found --------------------------------------------------------------------------------------

    def show_sources(self, message: Message, at: QPoint) -> None:
        """Show what a question found."""
        if self._sources is None:
            from slm_desktop.ui.documents.sources_panel import SourcesPanel

            self._sources = SourcesPanel(self._parent)
            self._sources.picked.connect(self._show_source)
        self._sources.open_for(message.sources, at)

    def show_cited(self, answer: Message, number: int) -> None:
        """Open the passage that an answer names by its number."""
        used = self.cited(answer)
        if 1 <= number <= len(used):
            self._show_source(used[number - 1])

    def cited(self, answer: Message) -> list[Source]:
        """The passages that stood in the prompt of an answer, in the order of their numbers."""
        return [source for source in self._session().question_of(answer).sources if source.used]

    def _show_source(self, source: Source) -> None:
        self._view().show_source(source)

    def _open(self, document: int) -> None:
        for known in self.library.named([document]):
            self._view().show_document(known)

    def _view(self) -> "PageView":
        if self._pages is None:
            from slm_desktop.ui.documents.page_view import PageView

            self._pages = PageView(self._parent, self._theme, self.library, self._faults.report)
        return self._pages


def _title(document: Document) -> str:
    return visible(document.name)[:80].replace("&", "&&")
