"""The bar above the columns: pages, how the columns run, blind mode, earlier and new comparisons."""

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from slm_desktop.core.compare.records import Comparison
from slm_desktop.ui.compare.history import WIDTH
from slm_desktop.ui.theme import SIZE, Theme, px
from slm_desktop.ui.widgets.choices import Chip, Choice, Segments
from slm_desktop.ui.widgets.parts import IconButton, button, label, row

COLUMNS, SUITES, SWEEPS, SCORES = range(4)


class Toolbar(QFrame):
    """Tells what was chosen."""

    page_chosen = Signal(int)
    fair_chosen = Signal(bool)
    blind_chosen = Signal(bool)
    add_wanted = Signal()
    new_wanted = Signal()
    past_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setMinimumHeight(SIZE.bar)
        self._pages = Segments([self.tr("Side by side"), self.tr("Suites"), self.tr("Sweeps"), self.tr("Scores")])
        modes = [(False, self.tr("Together, as memory allows")), (True, self.tr("One after another: fair timing"))]
        self._mode = Choice(self.tr("How the columns run"), modes)
        self._blind = Chip(self.tr("Blind"))
        self._blind.setToolTip(self.tr("Hides the names and shuffles the columns until you have voted"))
        self._add = button(self.tr("Add column"), "plain", self.add_wanted.emit)
        self._more = IconButton(theme, "more", self.tr("More"), self.menu_wanted.emit, side=32)
        self._past = IconButton(theme, "book", self.tr("Earlier comparisons"), self.past_wanted.emit, side=32)
        self._new = IconButton(theme, "new-chat", self.tr("New comparison"), self.new_wanted.emit, side=32)
        self._tools = (self._mode, self._blind, self._past, self._new, self._add, self._more)
        self._how, self._acts = QWidget(), QWidget()
        self._how.setLayout(row(self._mode, self._blind, self._add, None, spacing=8))
        self._acts.setLayout(row(self._past, self._new, self._more, spacing=4))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(24, 0, 20, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(label(self.tr("Compare"), 15, 600), 0, 0)
        self._grid.addWidget(self._pages, 0, 1)
        self._grid.addWidget(self._how, 0, 2)
        self._grid.addWidget(self._acts, 0, 3)
        self._two_lines, self._page = False, COLUMNS
        self._pages.chosen.connect(self._on_page)
        self._mode.changed.connect(lambda: self.fair_chosen.emit(bool(self._mode.value)))
        self._blind.changed.connect(lambda: self.blind_chosen.emit(self._blind.isChecked()))

    def choose_page(self, page: int) -> None:
        """Show a page."""
        self._pages.choose(page)

    def show_state(self, record: Comparison, *, runs: bool) -> None:
        """Show how a comparison runs, and what can be changed now."""
        self._mode.blockSignals(True)
        self._mode.choose(record.fair)
        self._mode.blockSignals(False)
        self._mode.setEnabled(not runs)
        self._blind.blockSignals(True)
        self._blind.setChecked(record.blind)
        self._blind.blockSignals(False)
        self._add.setEnabled(not runs and not record.hidden)

    def below_past(self) -> QPoint:
        """Where the list of earlier comparisons opens."""
        return self._past.mapToGlobal(QPoint(self._past.width() - px(WIDTH), self._past.height() + 4))

    def below_menu(self) -> QPoint:
        """Where the menu opens."""
        return self._more.mapToGlobal(QPoint(0, self._more.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window, how the columns run takes a line of its own."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        parts = (self._pages, self._how, self._acts)
        needed = sum(part.sizeHint().width() for part in parts) + px(200)
        two_lines = self._page == COLUMNS and needed > self.width()
        if two_lines != self._two_lines:
            self._two_lines = two_lines
            self._grid.addWidget(self._how, *((1, 0, 1, 4) if two_lines else (0, 2, 1, 1)))
            self._grid.setContentsMargins(24, 10 if two_lines else 0, 20, 10 if two_lines else 0)

    def minimumSizeHint(self) -> QSize:
        """It can become narrower than all its tools."""
        return QSize(px(300), super().minimumSizeHint().height())

    def _on_page(self, page: int) -> None:
        self._page = page
        for tool in self._tools:
            tool.setVisible(page == COLUMNS)
        self._arrange()
        self.page_chosen.emit(page)
