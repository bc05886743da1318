"""An answer that is JSON, as a tree or a table: below its text, or in its place."""

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from slm_desktop.core.engines.output_format import FormatKind
from slm_desktop.core.formats.answer import Table, json_in, table_of
from slm_desktop.core.records import RunRecord
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.json_views import TableOfAnswer, TreeOfAnswer
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.parts import IconButton, column, row

FENCE = "``````"
"""Longer than one that an answer may hold."""
TEXT, TREE, TABLE = range(3)
Export = Callable[[str, str, bytes], object]


def as_shown(text: str, run: RunRecord | None, *, live: bool) -> str:
    """The Markdown of an answer: one that is held to a JSON schema is code, and no emphasis is read into it."""
    form = run.format if run else None
    if form is None or form.kind != FormatKind.JSON_SCHEMA or not text:
        return text
    return f"{FENCE}json\n{text}" + ("" if live else f"\n{FENCE}")


class StructuredAnswer(QWidget):
    """Ways to see an answer that is JSON; nothing of any other. `text_wanted` says whether its text is to be seen."""

    text_wanted = Signal(bool)

    def __init__(self, theme: Theme, export: Export | None) -> None:
        super().__init__()
        self._theme, self._export = theme, export
        self._value: Any = None
        self._table: Table | None = None
        self._text, self._page = "", TEXT
        self._views: QStackedWidget | None = None
        self.hide()

    @property
    def has_answer(self) -> bool:
        """Whether there is anything to be seen in it."""
        return self._value is not None

    @property
    def shows_text(self) -> bool:
        """Whether the answer is seen as it was written."""
        return self._page == TEXT

    def show_answer(self, text: str) -> None:
        """Look into an answer; '' for one that is being written."""
        if text == self._text:
            return
        self._text, self._value = text, json_in(text)
        self._table = table_of(self._value)
        self.setVisible(self.has_answer)
        if self.has_answer:
            self._make()
            self._show_page(self._page)
        elif self._page != TEXT:
            self._show_page(TEXT)

    def _make(self) -> None:
        """Most answers are none: its parts are made when one is."""
        if self._views is not None:
            return
        self._pages = Segments((self.tr("Text"), self.tr("Tree"), self.tr("Table")))
        self._pages.choose(TEXT)
        self._pages.chosen.connect(self._show_page)
        self._copy = IconButton(self._theme, "copy", self.tr("Copy"), self._on_copy, side=28)
        self._save = IconButton(self._theme, "download", self.tr("Save the table as CSV"), self._on_save, side=28)
        self._views = QStackedWidget()
        self._tree, self._grid = TreeOfAnswer(), TableOfAnswer()
        self._views.addWidget(self._tree)
        self._views.addWidget(self._grid)
        self._views.hide()
        head = row(self._pages, 8, self._copy, self._save, None, spacing=4)
        whole = column(self._views, spacing=8)
        whole.addLayout(head)
        self.setLayout(whole)

    def _show_page(self, page: int) -> None:
        self._page = page if page != TABLE or self._table else TREE if page == TABLE else page
        if self._views is None:
            return
        self._pages.choose(self._page)
        self._pages.set_enabled(TABLE, self._table is not None)
        self._save.setVisible(self._export is not None and self._table is not None)
        self._views.setVisible(self._page != TEXT and self.has_answer)
        if self._page == TREE:
            self._tree.show_value(self._value)
            self._views.setCurrentWidget(self._tree)
        elif self._page == TABLE and self._table:
            self._grid.show_table(self._table)
            self._views.setCurrentWidget(self._grid)
        shown = self._views.currentWidget()
        if self._page != TEXT and shown:
            self._views.setFixedHeight(shown.sizeHint().height())
        self.text_wanted.emit(self._page == TEXT)

    def _on_copy(self) -> None:
        """The table as spreadsheets take it; else the JSON."""
        if self._page == TABLE and self._table:
            text = self._table.to_tabs()
        else:
            text = json.dumps(self._value, ensure_ascii=False, indent=2)
        QGuiApplication.clipboard().setText(text)
        self._copy.confirm(self.tr("Copied"))

    def _on_save(self) -> None:
        if self._export and self._table:
            self._export(self.tr("table"), "csv", self._table.to_csv())
