"""Which documents a chat, or a column, searches: chosen from the library, or taken in from files."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.documents.library import DocumentLibrary, OnWhole
from slm_desktop.core.documents.records import Document
from slm_desktop.core.documents.vectors import VectorIndex
from slm_desktop.core.visible import visible
from slm_desktop.ui.files import documents as documents_folder
from slm_desktop.ui.words import translate

MOST_OFFERED = 100


Divert = Callable[[Sequence[str]], list[str]]
"""Takes those of some files that are no documents, and gives the others back."""


class DocumentChooser:
    """The library is built when it is first asked for."""

    def __init__(self, parent: QWidget, library: Callable[[], DocumentLibrary], divert: Divert = list) -> None:
        self._parent, self._make, self._divert = parent, library, divert
        self._library: DocumentLibrary | None = None
        self._on_changed: Callable[[], None] = lambda: None

    def on_changed(self, callback: Callable[[], None]) -> None:
        """Call this whenever a document comes or goes."""
        self._on_changed = callback

    @property
    def library(self) -> DocumentLibrary:
        """All documents."""
        if self._library is None:
            self._library = self._make()
            self._library.changed.subscribe(lambda: self._on_changed())
            if self._library.vectors:
                self._library.vectors.changed.subscribe(lambda: self._on_changed())
        return self._library

    @property
    def is_built(self) -> bool:
        """Whether anything was asked of the library."""
        return self._library is not None

    def menu(self, session: ChatSession, room: int, on_whole: OnWhole) -> QMenu:
        """The newest documents, each to be searched or not, and what else can be done."""
        menu, wanted = QMenu(self._parent), session.chat.answer_options.documents
        menu.addAction(translate("Documents", "Add files…"), lambda: self.ask_files(session, room, on_whole))
        if self.library.vectors:
            self._add_models(menu, self.library.vectors)
        offered = self.library.documents[:MOST_OFFERED]
        if not offered:
            return menu
        menu.addSeparator()
        for document in offered:
            action = menu.addAction(_title(document))
            action.setCheckable(True)
            action.setChecked(document.id in wanted)
            action.triggered.connect(lambda on, id_=document.id: search(session, id_, on=on))
        delete = menu.addMenu(translate("Documents", "Delete from the library"))
        for document in offered:
            delete.addAction(_title(document)).triggered.connect(lambda _on, id_=document.id: self.delete(session, id_))
        return menu

    @staticmethod
    def _add_models(menu: QMenu, vectors: VectorIndex) -> None:
        """Which model for embeddings finds passages by their meaning, beside their words."""
        submenu = menu.addMenu(translate("Documents", "Find by meaning, too"))
        offered = vectors.offered()
        for path, name in (("", translate("Documents", "No: by words alone (BM25)")), *offered):
            action = submenu.addAction(visible(name)[:80].replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(path == vectors.model)
            action.triggered.connect(lambda _on, chosen=path: vectors.choose(chosen))
        if not offered:
            none = submenu.addAction(translate("Documents", "No model for embeddings is here: find one under Models"))
            none.setEnabled(False)

    def ask_files(self, session: ChatSession, room: int, on_whole: OnWhole) -> None:
        """Ask for files, and take them in."""
        paths, _filter = QFileDialog.getOpenFileNames(
            self._parent, translate("Documents", "Add files"), str(documents_folder())
        )
        self.take(session, paths, room, on_whole)

    def take(self, session: ChatSession, paths: Sequence[str], room: int, on_whole: OnWhole) -> None:
        """Take in files for a chat: one of at most `room` characters is given whole, a longer one is searched."""
        for path in self._divert(paths):
            self.library.take(path, room, on_whole, lambda document: search(session, document.id, on=True))

    def delete(self, session: ChatSession, document: int) -> None:
        """Delete a document from the library."""
        search(session, document, on=False)
        self.library.remove(document)


def search(session: ChatSession, document: int, *, on: bool) -> None:
    """Search a document for the questions of a chat from now on, or no longer."""
    options = session.chat.answer_options
    left = tuple(one for one in options.documents if one != document)
    session.set_answer_options(msgspec.structs.replace(options, documents=(*left, document) if on else left))


def _title(document: Document) -> str:
    return visible(document.name)[:80].replace("&", "&&")
