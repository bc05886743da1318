"""The documents that a chat searches, and files that are being read, as chips above the draft."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from slm_desktop.core.documents.page import DocumentKind
from slm_desktop.core.documents.records import Document
from slm_desktop.core.documents.vectors import VectorIndex
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, column, empty, label, named, tip
from slm_desktop.ui.words import counted, number


class DocumentChips(QWidget):
    """`removed` and `opened` carry the id of a document, `cancelled` the path of a file that is being read."""

    removed = Signal(int)
    cancelled = Signal(str)
    opened = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: object = None
        self._lines = column(spacing=4)
        self.setLayout(self._lines)
        self.hide()

    def show_documents(
        self, documents: Sequence[Document], reading: Mapping[str, int], vectors: VectorIndex | None = None
    ) -> None:
        """Show these, and no others; and how far their `vectors` are, while some are missing."""
        words = self._vector_words(vectors) if vectors else ""
        if (shown := (tuple(documents), tuple(reading.items()), words)) == self._shown:
            return
        self._shown = shown
        empty(self._lines)
        for document in documents:
            self._lines.addWidget(self._chip(document))
        for path, pages in reading.items():
            self._lines.addWidget(self._reading(path, pages))
        if words:
            self._lines.addWidget(label(words, 12, tone="warn" if vectors and vectors.failed else "3"))
        self.setVisible(bool(documents or reading))

    def _vector_words(self, vectors: VectorIndex) -> str:
        """What is to be said of the vectors: nothing where all are there."""
        if vectors.failed:
            return self.tr("The model for embeddings does not work: passages are found by words alone")
        if vectors.progress.is_whole:
            return ""
        done, total = number(vectors.progress.done), number(vectors.progress.total)
        return self.tr("Vectors of {done} of {total} passages: the others are found by words").format(
            done=done, total=total
        )

    def _chip(self, document: Document) -> QFrame:
        name = visible(document.name)
        words = self.tr("{name}, {pages}: searched for each question").format(name=name, pages=self._pages(document))
        chip = self._frame(words)
        layout = chip.layout()
        assert layout is not None
        show = self.tr("Show {name}").format(name=name)
        leave = self.tr("Search {name} no longer").format(name=name)
        layout.addWidget(IconButton(self._theme, "file", show, lambda: self.opened.emit(document.id), size=14, side=22))
        layout.addWidget(
            IconButton(self._theme, "close", leave, lambda: self.removed.emit(document.id), size=12, side=22)
        )
        return chip

    def _reading(self, path: str, pages: int) -> QFrame:
        name = PurePath(path).name
        chip = self._frame(self._reading_words(name, pages))
        layout = chip.layout()
        assert layout is not None
        leave = self.tr("Do not read {name}").format(name=visible(name))
        layout.addWidget(IconButton(self._theme, "close", leave, lambda: self.cancelled.emit(path), size=12, side=22))
        return chip

    def _frame(self, words: str) -> QFrame:
        chip = named(QFrame(), "chip")
        shown = ElidedLabel(12, tone="2")
        shown.setText(words)
        shown.setToolTip(tip(words))
        layout = QHBoxLayout(chip)
        layout.setContentsMargins(10, 2, 4, 2)
        layout.addWidget(shown, 1)
        return chip

    def _pages(self, document: Document) -> str:
        if document.kind == DocumentKind.PDF:
            return counted(self.tr("1 page"), self.tr("{count} pages"), document.pages)
        return counted(self.tr("1 section"), self.tr("{count} sections"), document.pages)

    def _reading_words(self, name: str, pages: int) -> str:
        if not pages:
            return self.tr("Reading {name}…").format(name=visible(name))
        so_far = counted(self.tr("1 page"), self.tr("{count} pages"), pages)
        return self.tr("Reading {name}: {pages} so far").format(name=visible(name), pages=so_far)
