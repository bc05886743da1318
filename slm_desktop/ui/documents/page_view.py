"""The pages of a document as text, with a passage marked."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QTextEdit, QWidget

from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.documents.page import DocumentKind
from slm_desktop.core.documents.records import Document, Source
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, column, label, row
from slm_desktop.ui.words import number

WIDTH, HEIGHT = 720, 640


class PageView(QDialog):
    """One page at a time. `report` says why a page cannot be shown."""

    def __init__(
        self, parent: QWidget, theme: Theme, library: DocumentLibrary, report: Callable[[Fault], object]
    ) -> None:
        super().__init__(parent)
        self._theme, self._library, self._report = theme, library, report
        self._document: Document | None = None
        self._at, self._raw = 0, ""
        self.resize(px(WIDTH), px(HEIGHT))
        self._title = ElidedLabel(14, 600)
        self._place = label("", 12, tone="3")
        self._back = IconButton(theme, "caret-left", self.tr("Previous page (Ctrl+PgUp)"), lambda: self._go(-1))
        self._on = IconButton(theme, "caret-right", self.tr("Next page (Ctrl+PgDown)"), lambda: self._go(1))
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setFont(font(14))
        self._text.setAccessibleName(self.tr("Text of the page"))
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        for keys, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            QShortcut(QKeySequence(keys), self, partial(self._go, by))
        head = row(self._title, self._place, self._back, self._on, spacing=8)
        head.setStretch(0, 1)
        whole = column(spacing=10, margins=(20, 16, 20, 20))
        whole.addLayout(head)
        whole.addWidget(self._text, 1)
        self.setLayout(whole)

    def show_document(self, document: Document, page: int = 0) -> None:
        """Show a page of a document."""
        self._document = document
        self._title.setText(visible(document.name))
        self.setWindowTitle(visible(document.name))
        self._show(page)
        self.show()
        self.raise_()

    def show_source(self, source: Source) -> None:
        """Show the page of a passage, and mark it; of a document that is gone the passage alone."""
        known = self._library.named([source.document])
        if known:
            self.show_document(known[0], source.page)
            self._mark(source)
            return
        self._document = None
        self._title.setText(visible(source.name))
        self._place.setText(self.tr("The document was deleted: this is the passage that was sent"))
        self._text.setPlainText(visible(source.text))
        for one in (self._back, self._on):
            one.setEnabled(False)
        self.show()

    def _show(self, at: int) -> None:
        document = self._document
        if document is None:
            return
        try:
            pages = self._library.pages(document.id, at)
        except Fault as fault:
            self._report(fault)
            return
        self._at = at
        self._raw = pages[0].text if pages else ""
        self._text.setPlainText(visible(self._raw))
        self._place.setText(self._words(document, pages[0].label if pages else ""))
        self._back.setEnabled(at > 0)
        self._on.setEnabled(at < document.pages - 1)

    def _words(self, document: Document, name: str) -> str:
        is_pdf = document.kind == DocumentKind.PDF
        words = self.tr("Page {at} of {count}") if is_pdf else self.tr("Section {at} of {count}")
        place = words.format(at=number(self._at + 1), count=number(document.pages))
        return place if is_pdf or not name else f"{place}: {visible(name)[:60]}"

    def _go(self, by: int) -> None:
        if self._document and 0 <= self._at + by < self._document.pages:
            self._show(self._at + by)

    def _mark(self, source: Source) -> None:
        """Colour the ground of a passage, and bring it into view."""
        mark = QTextEdit.ExtraSelection()
        most = self._text.document().characterCount() - 1
        start, length = _units(self._raw[: source.start]), _units(source.text)
        cursor = QTextCursor(self._text.document())
        cursor.setPosition(min(start, most))
        cursor.setPosition(min(start + length, most), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(self._theme.colour("warnSoft"))
        mark.cursor, mark.format = cursor, look
        self._text.setExtraSelections([mark])
        cursor.setPosition(min(start + length, most))
        self._text.setTextCursor(cursor)
        cursor.setPosition(min(start, most))
        self._text.setTextCursor(cursor)
        self._text.ensureCursorVisible()

    @property
    def marked(self) -> str:
        """The words that are marked."""
        return "\n".join(one.cursor.selectedText().replace("\u2029", "\n") for one in self._text.extraSelections())


def _units(text: str) -> int:
    """How many of Qt's characters a text takes as it is shown: they are units of UTF-16."""
    return len(visible(text).encode("utf-16-le", "surrogatepass")) // 2
