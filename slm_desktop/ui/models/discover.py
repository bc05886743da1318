"""Discover: a search over the built-in catalogue and the Hub, what was found, and the model that is open."""

from PySide6.QtCore import QDateTime, QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QSplitter, QVBoxLayout, QWidget

from slm_desktop.core.models.hub import Query
from slm_desktop.ui.banners import Banner, BannerPlace
from slm_desktop.ui.models.context import ModelsContext
from slm_desktop.ui.models.details import Details
from slm_desktop.ui.models.filters import Filters
from slm_desktop.ui.models.rows import FoundDelegate, FoundRows
from slm_desktop.ui.models.troubles import Acts, banner_of
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import column, label, named
from slm_desktop.ui.words import fixed, language, locale, number

LIST = 372


class DiscoverPage(QWidget):
    """The page. `settings_wanted` leads to the network settings."""

    settings_wanted = Signal()

    def __init__(self, theme: Theme, context: ModelsContext) -> None:
        super().__init__()
        self._theme, self._context = theme, context
        self.filters = Filters(theme)
        self.details = Details(theme, context)
        self._rows = FoundRows(context.discover)
        self._count = label("", 12, 500, "2")
        self._banners = BannerPlace(air=12)
        self._list = self._make_list()
        self._lay_out()
        self.filters.typed.connect(self._on_typed)
        self.filters.field.installEventFilter(self)
        self.filters.searched.connect(context.discover.search)
        self.details.settings_wanted.connect(self.settings_wanted)
        context.discover.changed.subscribe(self._refresh)
        context.discover.opened.subscribe(self._mark)
        self.begun = False

    def _make_list(self) -> QListView:
        view = QListView()
        view.setModel(self._rows)
        view.setItemDelegate(FoundDelegate(self._theme, view))
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(self.tr("Models"))
        view.clicked.connect(self._on_chosen)
        view.activated.connect(self._on_chosen)
        view.selectionModel().currentChanged.connect(self._on_current)
        view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        return view

    def _lay_out(self) -> None:
        left = named(QFrame(), "foundList")
        head = column(self._count, margins=(16, 12, 12, 4))
        inside = column(spacing=4, margins=(0, 0, 0, 0))
        inside.addLayout(head)
        inside.addWidget(self._list, 1)
        self._list.setViewportMargins(8, 0, 4, 8)
        left.setLayout(inside)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self.details)
        split.setStretchFactor(1, 1)
        split.setHandleWidth(1)
        split.setAccessibleName(self.tr("List and model"))
        split.handle(1).setAccessibleName(self.tr("Width of the list"))
        split.splitterMoved.connect(self._on_moved)
        self._split, self._moved = split, False
        left.setMinimumWidth(px(260))
        left.setMaximumWidth(px(520))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.filters)
        banners = QVBoxLayout()
        banners.setContentsMargins(24, 0, 24, 0)
        banners.addLayout(self._banners)
        whole.addLayout(banners)
        whole.addWidget(split, 1)

    def _on_moved(self) -> None:
        self._moved = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list takes a share of the width, until somebody gave it another one."""
        super().resizeEvent(event)
        if not self._moved:
            width = max(px(270), min(px(LIST), int(0.28 * self.width())))
            self._split.setSizes([width, self.width() - width])

    def begin(self) -> None:
        """Shown for the first time: the catalogue, with the model to take first."""
        if self.begun:
            return
        self.begun = True
        self._context.discover.look(Query())
        first = self._context.discover.suggestion(language())
        if first and self._context.discover.row is None:
            self._context.discover.show(first)

    def tick(self) -> None:
        """A second has passed."""
        self._context.discover.tick()
        if self._context.discover.wait_left:
            self._refresh()
        self.details.tick()

    def _on_typed(self, query: Query) -> None:
        self._context.discover.look(query)
        self._list.scrollToTop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search to what was found."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self._list.setFocus()
            first = self._rows.first()
            self._list.setCurrentIndex(first)
            self._on_chosen(first)
            return True
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        discover = self._context.discover
        shown = len(discover.entries) + len(discover.shown())
        one = shown == 1 and discover.whole
        words = (
            self.tr("1 model")
            if one
            else self.tr("{count} models").format(count=number(shown) + ("" if discover.whole else "+"))
        )
        if discover.searching:
            words += "  ·  " + self.tr("asking Hugging Face…")
        elif discover.answered_at:
            when = _moment(discover.answered_at)
            words += "  ·  " + self.tr("as of {when}, kept on this computer").format(when=when)
        self._count.setText(words)
        wait = round(discover.wait_left)
        self._banners.show_banner((discover.fault, wait), self._trouble)
        self._mark()

    def _trouble(self) -> Banner | None:
        fault = self._context.discover.fault
        if fault is None:
            return None
        banner = banner_of(self._theme, fault, self._acts())
        wait = self._context.discover.wait_left
        if wait:
            self._wait = label(self.tr("{seconds} s").format(seconds=fixed(wait, 0)), 13, 600)
            holder = banner.layout()
            if holder:
                holder.addWidget(self._wait)
        return banner

    def _acts(self) -> Acts:
        return {"try_again": self._context.discover.again, "network_settings": self.settings_wanted.emit}

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self._list.hasFocus() and _before.isValid():  # Coming here by Tab opens nothing.
            self._on_chosen(index)

    def _on_chosen(self, index: QModelIndex) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        discover = self._context.discover
        if item is not None and not isinstance(item, str) and (item != discover.row or not discover.asked_files):
            discover.open(item)

    def _mark(self) -> None:
        index = self._rows.index_of(self._context.discover.row)
        if index.isValid() and index != self._list.currentIndex():
            place = self._list.verticalScrollBar().value()
            self._list.setCurrentIndex(index)
            self._list.verticalScrollBar().setValue(place)
        elif not index.isValid():
            self._list.clearSelection()

    def _on_scrolled(self, value: int) -> None:
        bar = self._list.verticalScrollBar()
        if value >= bar.maximum() - px(300):
            self._context.discover.more()


def _moment(at: float) -> str:
    return locale().toString(QDateTime.fromSecsSinceEpoch(int(at)), locale().FormatType.ShortFormat)
