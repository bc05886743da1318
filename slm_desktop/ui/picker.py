"""Choose a model: a popover with the models at hand, a filter, and ways to others."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFileDialog, QListView, QVBoxLayout, QWidget

from slm_desktop.core.models.local_models import REMOTE, LocalModel
from slm_desktop.ui.picker_rows import ROW, About, PickerDelegate, PickerFilter, PickerRows
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import button, label, rule, search_field
from slm_desktop.ui.widgets.popover import Panel
from slm_desktop.ui.widgets.wrap import Wrap

WIDTH, MOST_ROWS, FILTER_FROM = 460, 7, 6
DOWN = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Picker(Panel):
    """The popover.

    `chosen` carries a path, `options_wanted` a model and where it stands; `more_wanted` leads to Models.
    """

    chosen = Signal(str)
    options_wanted = Signal(object, QPoint)
    more_wanted = Signal()

    def __init__(self, parent: QWidget, theme: Theme, about: About, *, has_options: bool = True) -> None:
        super().__init__(parent, WIDTH)
        self._has_options = has_options
        self._rows = PickerRows(about)
        self._shown = PickerFilter(self._rows)
        self._field = search_field(theme, self.tr("Filter models"), self.tr("Filter models"))
        self._list = QListView()
        self._list.setModel(self._shown)
        self._delegate = PickerDelegate(theme, self._rows, self._list)
        self._list.setItemDelegate(self._delegate)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(self.tr("Models on this computer"))
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._options = button(self.tr("Load with options…"), "quiet", self._on_options)
        self._options.setToolTip(self.tr("Alt+Enter"))
        self._lay_out()
        self._field.textChanged.connect(self._on_filter)
        for watched in (self._field, self._list, self._list.viewport()):
            watched.installEventFilter(self)

    def _lay_out(self) -> None:
        heading = label(self.tr("Models"), 12, 500, "2", wrap=True)
        heading.setContentsMargins(8, 0, 8, 2)
        more = button(self.tr("Find more models…"), "quiet", self._on_more)
        browse = button(self.tr("Open a .gguf file…"), "quiet", self._on_browse)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 10, 8, 8)
        whole.setSpacing(6)
        for widget in (heading, self._field, self._list, rule()):
            whole.addWidget(widget)
        whole.addWidget(Wrap(self._options, more, browse, spacing=0))
        self._options.setVisible(self._has_options)

    def show_models(self, models: Sequence[LocalModel], current: str, at: QPoint) -> None:
        """Open below `at` with these models."""
        self._field.clear()
        self._field.setVisible(len(models) >= FILTER_FROM)
        self._rows.show_models(models, current)
        self._list.setFixedHeight(px(ROW) * min(MOST_ROWS, max(1, len(models))) + 4)
        paths = [model.path for model in models]
        self._list.setCurrentIndex(self._shown.index(paths.index(current) if current in paths else 0, 0))
        self.show_at(at)
        (self._field if self._field.isVisible() else self._list).setFocus()

    def refresh(self) -> None:
        """Figures have changed."""
        if self.isVisible():
            self._rows.refresh()

    def _on_filter(self, text: str) -> None:
        self._shown.look_for(text)
        self._list.setCurrentIndex(self._shown.index(0, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Typing filters, the arrows choose, Enter takes; with Alt, or on the gear, the options come first."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(watched, event)
        if (
            watched is self._list.viewport()
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
        ):
            self._on_clicked(event.position().toPoint())
        return super().eventFilter(watched, event)

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in TAKE and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._on_options()
        elif event.key() in TAKE:
            self._take(self._list.currentIndex())
        elif watched is self._field and event.key() in DOWN:
            self._list.setFocus()
        elif watched is self._list and event.text().isprintable() and event.text().strip() and self._field.isVisible():
            self._field.setFocus()
            self._field.insert(event.text())
        else:
            return False
        return True

    def _on_clicked(self, at: QPoint) -> None:
        index = self._list.indexAt(at)
        if not index.isValid():
            return
        here = index.data(Qt.ItemDataRole.UserRole).owner != REMOTE
        if here and self._has_options and self._delegate.gear(self._list.visualRect(index)).contains(at):
            self._list.setCurrentIndex(index)
            self._on_options()
        else:
            self._take(index)

    def _take(self, index: QModelIndex) -> None:
        model = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        if self.isVisible() and isinstance(model, LocalModel):
            self.hide()
            self.chosen.emit(model.path)

    def _on_options(self) -> None:
        model = self._list.currentIndex().data(Qt.ItemDataRole.UserRole)
        if isinstance(model, LocalModel) and model.owner == REMOTE:  # How it is loaded is decided there.
            self._take(self._list.currentIndex())
        elif self._has_options and isinstance(model, LocalModel):
            at = self.pos()
            self.hide()
            self.options_wanted.emit(model, at)

    def _on_more(self) -> None:
        self.hide()
        self.more_wanted.emit()

    def _on_browse(self) -> None:
        self.hide()
        path, _filter = QFileDialog.getOpenFileName(
            self.parentWidget(), self.tr("Open a model"), "", self.tr("Models (*.gguf);;All files (*)")
        )
        if path:
            self.chosen.emit(path)
