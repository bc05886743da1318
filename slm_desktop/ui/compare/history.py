"""Earlier comparisons: a popover with a search over their titles and all that was said in them."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QVBoxLayout, QWidget

from slm_desktop.core.chat.titles import LONGEST_TITLE
from slm_desktop.core.compare.comparisons import Comparisons
from slm_desktop.core.compare.records import Comparison
from slm_desktop.core.moments import when
from slm_desktop.core.records import Hit
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, row, search_field
from slm_desktop.ui.widgets.popover import Popover
from slm_desktop.ui.words import translate

USER = Qt.ItemDataRole.UserRole
WIDTH, MOST_ROWS, MOST_SHOWN = 460, 8, 200
Find = Callable[[str, Callable[[list[Hit]], None]], None]


class History(Popover):
    """`chosen` carries a Comparison, `deleted` one too, `failed` a Fault."""

    chosen = Signal(object)
    deleted = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget, theme: Theme, comparisons: Comparisons, find: Find) -> None:
        title = translate("History", "Earlier comparisons")
        super().__init__(parent, title, title, WIDTH)
        self._theme, self._comparisons, self._find = theme, comparisons, find
        self._hits: dict[int, Hit] = {}
        self._field = search_field(
            theme, translate("History", "Search comparisons"), translate("History", "Search comparisons")
        )
        self._field.textChanged.connect(self._on_typed)
        self._layout.insertWidget(1, self._field)
        self.picked.connect(self.chosen.emit)

    def open_list(self, at: QPoint) -> None:
        """Open with all of them."""
        self._field.clear()
        self._fill()
        self.open_at(at, MOST_ROWS)
        self._field.setFocus()

    def _on_typed(self, text: str) -> None:
        self._hits = {}
        self._fill()
        if text.strip():
            self._find(text, lambda hits: self._take(text, hits))

    def _take(self, text: str, hits: list[Hit]) -> None:
        if self.isVisible() and text == self._field.text() and not self._list.findChild(TitleField):
            self._hits = {hit.chat: hit for hit in reversed(hits)}
            self._fill()

    def _shown(self) -> list[Comparison]:
        words = self._field.text().casefold().split()
        titled = [one for one in self._comparisons.comparisons if all(word in one.title.casefold() for word in words)]
        matching = [
            one
            for one in self._comparisons.comparisons
            if one not in titled and any(column.chat in self._hits for column in one.columns)
        ]
        return [*titled, *matching][:MOST_SHOWN]

    def _fill(self) -> None:
        for field in self._list.findChildren(TitleField):
            field.blockSignals(True)  # It is about to go: that must not end the writing a second time.
        self._list.clear()
        for one in self._shown():
            self.add_row(one, one.title, self._row(one))
        if not self._list.count():
            nothing = (
                translate("History", "Nothing was found.") if self._field.text() else translate("History", "None yet.")
            )
            item = QListWidgetItem(nothing, self._list)
            item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _row(self, one: Comparison) -> QWidget:
        widget = QWidget()
        title, about = ElidedLabel(13, 500), ElidedLabel(12, tone="3")
        title.setText(visible(one.title))
        names = ", ".join(dict.fromkeys(column.label for column in one.columns if column.name))
        about.setText(f"{when(one.updated)}  ·  {visible(names)}")
        rename = IconButton(self._theme, "pencil", translate("History", "Rename"), lambda: self._edit(one), side=24)
        remove = IconButton(self._theme, "trash", translate("History", "Delete"), lambda: self._on_delete(one), side=24)
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(0)
        top = row(title, rename, remove, spacing=4)
        top.setStretch(0, 1)
        layout.addLayout(top)
        layout.addWidget(about)
        return widget

    def _edit(self, one: Comparison) -> None:
        """Have another title written in the place of the row."""
        item = next(item for item in map(self._list.item, range(self._list.count())) if item.data(USER) is one)
        field = TitleField(one.title)
        field.editingFinished.connect(lambda: self._on_renamed(one, field))
        self._list.setItemWidget(item, field)
        field.setFocus()

    def _on_renamed(self, one: Comparison, field: "TitleField") -> None:
        """Enter, Esc or a click elsewhere: the row comes back."""
        field.editingFinished.disconnect()
        self._list.setFocus()
        self._comparisons.rename(one, field.text())
        self._fill()

    def _on_delete(self, one: Comparison) -> None:
        try:
            self._comparisons.delete(one)
        except Fault as fault:
            self.hide()
            self.failed.emit(fault)
            return
        self._fill()
        self.deleted.emit(one)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leads from the search into the list; F2 renames, Del deletes."""
        if event.key() == Qt.Key.Key_Down and self._field.hasFocus():
            self._list.setFocus()
            self._list.setCurrentRow(0)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_F2) and self._list.hasFocus():
            item = self._list.currentItem()
            if item and item.data(USER):
                (self._on_delete if event.key() == Qt.Key.Key_Delete else self._edit)(item.data(USER))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._field.hasFocus():
            first = self._list.item(0)
            if first and first.data(USER):
                self._on_activated(first)
        else:
            super().keyPressEvent(event)


class TitleField(QLineEdit):
    """A title that is being written; Esc gives the old one back."""

    def __init__(self, title: str) -> None:
        super().__init__(title, maxLength=LONGEST_TITLE)
        self._old = title
        self.setAccessibleName(translate("History", "Title"))
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._old)
            self.editingFinished.emit()
        else:
            super().keyPressEvent(event)
            event.accept()  # Enter ends the writing and opens nothing.
