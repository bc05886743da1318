"""On this computer: all models that were found, whose they are, and what can be done with them."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.models.forecasts import local
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.ui.banners import Banner, BannerPlace, Step
from slm_desktop.ui.model_origin import COLOURS, NAMES, owner_name
from slm_desktop.ui.models.context import ModelsContext
from slm_desktop.ui.models.facts import FactsPanel
from slm_desktop.ui.models.local_rows import NAME, RATE, USED, LocalProxy, LocalRows, RowDelegate
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.announce import announce
from slm_desktop.ui.widgets.choices import Choice
from slm_desktop.ui.widgets.parts import CONFIRM_MILLISECONDS, Canvas, button, column, label, named, row, search_field
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import number, size

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

WIDTHS = (260, 90, 90, 160, 80, 120, 130)
NARROW = 860


class ComputerPage(QWidget):
    """The page. `load_wanted` carries a path, the other signals LocalModels, `import_wanted` paths."""

    load_wanted = Signal(str)
    options_wanted = Signal(object, QPoint)
    unload_wanted = Signal()
    remove_wanted = Signal(object)
    verify_wanted = Signal(object)
    header_wanted = Signal(object)
    import_wanted = Signal(list)
    folder_wanted = Signal()

    def __init__(
        self,
        *,
        theme: Theme,
        context: ModelsContext,
        model: ActiveModel,
        folder: Callable[[], Path],
        uses: Callable[[], dict[str, float]],
        source: Callable[[LocalModel], str],
    ) -> None:
        """`source` tells the repository that a model came from, '' when that is not known."""
        super().__init__()
        self._theme, self._context, self._model, self._folder, self._uses = theme, context, model, folder, uses
        self._source = source
        self._rows = LocalRows(theme, context.local_models, context.speeds, context.forecasts)
        self._proxy = LocalProxy(self._rows)
        self._disk = DiskBar(theme)
        self._field = search_field(theme, self.tr("Filter models"), self.tr("Filter models"))
        self._owner = Choice(
            self.tr("Source"), [("", self.tr("All sources")), *((owner, owner_name(owner)) for owner in NAMES)]
        )
        self._table = self._make_table()
        self.panel = FactsPanel(theme, context.forecasts, context.speeds, context.settings)
        self.panel.hide()
        self.banners = BannerPlace()
        self._foot = label("", 12, tone="3")
        self._empty = label(self.tr("Looking for models…"), 14, tone="3", wrap=True)
        self._lay_out()
        self._connect()

    def _make_table(self) -> "_Table":
        table = _Table()
        table.setModel(self._proxy)
        table.setItemDelegate(RowDelegate(self._theme, table))
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setSortingEnabled(True)
        table.setAllColumnsShowFocus(True)
        table.setAccessibleName(self.tr("Models on this computer"))
        table.setIconSize(QSize(px(9), px(9)))
        table.sortByColumn(USED, Qt.SortOrder.DescendingOrder)
        header = table.header()
        header.setStretchLastSection(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column_, width in enumerate(WIDTHS):
            if column_ != NAME:
                table.setColumnWidth(column_, px(width))
        return table

    def _lay_out(self) -> None:
        self._field.setMaximumWidth(px(280))
        again = self._again = button(self.tr("Scan again"), "plain", self._on_scan)
        tools = Wrap(self._field, self._owner, button(self.tr("Add a file…"), "plain", self._on_import), again)
        left = column(self._disk, spacing=14, margins=(24, 18, 24, 10))
        left.addWidget(tools)
        left.addLayout(self.banners)
        left.addWidget(self._empty)
        left.addWidget(self._table, 1)
        left.addWidget(self._foot)
        whole = row(spacing=0)
        whole.addLayout(left, 1)
        whole.addWidget(self.panel)
        self.setLayout(whole)

    def _on_scan(self) -> None:
        """Look through all folders; the button says when that is done, as nothing else may change."""
        self._again.setEnabled(False)
        self._again.setText(self.tr("Scanning…"))
        self._context.local_models.refresh(thorough=True)

    def _on_local_models(self) -> None:
        if not self._again.isEnabled() and not self._context.local_models.scanning:
            self._again.setEnabled(True)
            self._again.setText(self.tr("Scanned ✓"))
            announce(self._again, self.tr("All folders were looked through"))
            QTimer.singleShot(CONFIRM_MILLISECONDS, self._again, lambda: self._again.setText(self.tr("Scan again")))
        self.refresh()

    def _connect(self) -> None:
        self._field.textChanged.connect(lambda _text: self._on_filter())
        self._owner.changed.connect(self._on_filter)
        self._table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._on_selected())
        self._table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._table.viewport().update())
        self._table.activated.connect(self._on_activated)
        self._table.deleted.connect(lambda: self._ask_remove(self._current()))
        panel = self.panel
        panel.load_wanted.connect(lambda model: self.load_wanted.emit(model.path))
        panel.options_wanted.connect(self.options_wanted)
        panel.unload_wanted.connect(self.unload_wanted)
        panel.reveal_wanted.connect(
            lambda model: QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(model.path).parent)))
        )
        panel.remove_wanted.connect(self._ask_remove)
        panel.verify_wanted.connect(self.verify_wanted)
        panel.closed.connect(self._on_closed)
        self._context.local_models.changed.subscribe(self._on_local_models)
        self._context.forecasts.changed.subscribe(self._on_forecast)
        self._context.speeds.changed.subscribe(self.refresh)
        self._model.changed.subscribe(self.refresh)

    # -- what is shown -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is on this computer now; while hidden, later."""
        if not self.isVisible():
            return
        choice = self._model.choice
        self._rows.loaded = choice.path if choice and self._model.loaded else ""
        self._rows.uses = self._uses()
        self._rows.reload()
        self._rows.changed()
        self._look_into_files()
        local_models = self._context.local_models
        self._disk.show_sizes(local_models.by_owner(), self._folder())
        owners = {model.owner for model in local_models.models}
        words = self.tr("{count} models, {sources} sources").format(
            count=number(len(local_models.models)), sources=number(len(owners))
        )
        words = self.tr("1 model") if len(local_models.models) == 1 else words
        if self._proxy.rowCount() != len(local_models.models):
            words = self.tr("{shown} of {all} models").format(
                shown=number(self._proxy.rowCount()), all=number(len(local_models.models))
            )
        self._foot.setText(words + ("  ·  " + self.tr("looking…") if local_models.scanning else ""))
        self._empty.setVisible(not local_models.models)
        if local_models.known and not local_models.models:
            self._empty.setText(self.tr("No models yet. Discover finds some that run on this computer."))
        self._on_selected(keep=True)

    def _look_into_files(self) -> None:
        """Each file is planned for once, one after another: that finds damage, and what memory and speed it comes
        to.
        """
        for model in self._context.local_models.models:
            if model.can_chat:
                self._context.forecasts.want(local(model))

    def _on_forecast(self) -> None:
        if self.isVisible():
            self._rows.changed()
        if self.panel.isVisible():
            self.panel.refresh()

    def _on_filter(self) -> None:
        self._proxy.look_for(self._field.text(), str(self._owner.value))
        self.refresh()

    def _current(self) -> LocalModel | None:
        return self._proxy.model_at(self._table.currentIndex())

    def _on_selected(self, *, keep: bool = False) -> None:
        model = self._current()
        if model is None:
            self.panel.hide()
        elif not keep or self.panel.isVisible():
            self.panel.show_model(model, loaded=model.path == self._rows.loaded, why_not=self._rows.trouble(model))
            if not keep:
                self.panel.show()
                self.header_wanted.emit(model)

    def select(self, path: str) -> None:
        """Show the model of a file."""
        for at in range(self._proxy.rowCount()):
            index = self._proxy.index(at, NAME)
            model = self._proxy.model_at(index)
            if model and path in model.files:
                self._table.setCurrentIndex(index)

    def _on_closed(self) -> None:
        self.panel.hide()
        self._table.setFocus()

    # -- what was done -----------------------------------------------------------------------------------------

    def _on_activated(self, index: QModelIndex) -> None:
        """Enter on a model, and a double click: how it is to be loaded is chosen, and Enter again loads it."""
        model = self._proxy.model_at(index)
        if model and model.can_chat:
            place = self._table.visualRect(index.siblingAtColumn(NAME))
            self.options_wanted.emit(model, self._table.viewport().mapToGlobal(place.bottomLeft() + QPoint(24, 2)))

    def _on_import(self) -> None:
        paths, _filter = QFileDialog.getOpenFileNames(self, self.tr("Add models"), "", self.tr("Models (*.gguf)"))
        if paths:
            self.import_wanted.emit(paths)

    def _ask_remove(self, model: LocalModel | None) -> None:
        """Say what would be deleted, and whose it is, before anything is."""
        if model is None or model.path == self._rows.loaded:
            return
        from slm_desktop.core.models.local_models import ADDED, OURS, REMOVABLE

        if model.owner not in REMOVABLE:
            words = self.tr("It belongs to {owner}; remove it there.").format(owner=owner_name(model.owner))
            self.show_banner("info", self.tr("This model is not deleted here"), words)
            return
        if model.owner == OURS:
            again = (
                self.tr("It can be downloaded again.")
                if self._source(model)
                else self.tr("Where it came from is not known here.")
            )
            words = f"{self.tr('{size} are freed.').format(size=size(model.size))} {again}"
        elif model.owner == ADDED:
            words = self.tr("It is in a folder of yours, and is gone for good then. {size} are freed.").format(
                size=size(model.size)
            )
        else:
            words = self.tr("It belongs to {owner}, which will miss it. {size} are freed.").format(
                owner=owner_name(model.owner), size=size(model.size)
            )
        title = self.tr("Delete {name} from the disk?").format(
            name=visible(f"{model.name} {model.quantisation}".strip())
        )
        words += "\n" + visible(model.path)
        step = Step(self.tr("Delete the file"), lambda: self._remove(model), "danger")
        keep = Step(self.tr("Keep it"), self.banners.clear)
        self.banners.show_banner(
            model,
            lambda: Banner(
                theme=self._theme,
                tone="warn",
                title=title,
                text=words,
                steps=[step, keep],
                details="\n".join(model.files),
            ),
        )

    def _remove(self, model: LocalModel) -> None:
        self.banners.clear()
        self.remove_wanted.emit(model)

    def show_banner(self, tone: str, title: str, words: str) -> None:
        """Say something above the table."""
        key = object()
        self.banners.show_banner(
            key,
            lambda: Banner(
                theme=self._theme, tone=tone, title=title, text=words, on_close=lambda: self.banners.leave(key)
            ),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window columns go, the least needed first."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while hidden is shown now."""
        super().showEvent(event)
        self.refresh()

    def _arrange(self) -> None:
        room = self.width() - (self.panel.width() if self.panel.isVisible() else 0)
        for column_, least in ((USED, 900), (RATE, 760), (4, 660)):
            self._table.setColumnHidden(column_, room < px(least))


class _Table(QTreeView):
    """The table; Del asks to delete."""

    deleted = Signal()

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        """Each cell by its delegate, and nothing else: Fusion would paint a selection of its own below."""
        for column_ in range(RATE + 1):
            cell = self._cell(index, column_)
            if not self.isColumnHidden(column_):
                plain = QStyleOptionViewItem(option)
                plain.rect = self.visualRect(cell)
                self.itemDelegateForIndex(cell).paint(painter, plain, cell)

    def _cell(self, index: "Index", column_: int) -> QModelIndex:
        rows = self.model()
        return rows.index(index.row(), column_)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del, else as usual."""
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)


class DiskBar(QFrame):
    """How much room models take, by whose they are, and what the disk has left."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = theme
        self._sizes: dict[str, int] = {}
        self._total, self._free = label("", 14, 600), label("", 12, tone="2")
        self._strip = Canvas(self._paint)
        self._strip.setFixedHeight(px(8))
        self._legend = Wrap(spacing=14)
        self._free.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._free.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        head = Wrap(label(self.tr("Models on disk"), 13, 600), self._total, self._free, spacing=10)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(8)
        whole.addWidget(head)
        whole.addWidget(self._strip)
        whole.addWidget(self._legend)
        theme.changed.connect(self._strip.update)

    def show_sizes(self, sizes: dict[str, int], folder: Path) -> None:
        """Show bytes by owner."""
        try:
            usage = shutil.disk_usage(folder)
            self._free.setText(self.tr("{free} free of {total}").format(free=size(usage.free), total=size(usage.total)))
        except OSError:
            self._free.setText("")
        self._total.setText(size(sum(sizes.values())) if sizes else "–")
        if sizes == self._sizes:
            return
        self._sizes = dict(sizes)
        self._legend.clear()
        for owner, bytes_ in sizes.items():
            mark, entry = label("■", 11), QWidget()
            mark.setProperty("series", COLOURS[owner])
            entry.setLayout(row(mark, label(owner_name(owner), 12, tone="2"), label(size(bytes_), 12, 600), spacing=6))
            self._legend.add(entry)
        note = label(self.tr("Other apps' files are used in place, never copied"), 12, tone="3", wrap=True)
        note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._legend.add(named(note, "note"))
        self._strip.update()

    def _paint(self, _event: QPaintEvent) -> None:
        painter = QPainter(self._strip)
        painter.fillRect(self._strip.rect(), self._theme.colour("line"))
        whole, at = max(1, sum(self._sizes.values())), 0.0
        for owner, bytes_ in self._sizes.items():
            length = bytes_ / whole * self._strip.width()
            painter.fillRect(
                QRectF(at, 0, max(1.0, length - 1), self._strip.height()), self._theme.colour(COLOURS[owner])
            )
            at += length
