"""The list of chats, grouped by day. Rows are painted, not built of widgets: a thousand cost as much as ten."""

import datetime
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from slm_desktop.core.book import ChatBook
from slm_desktop.core.records import Chat
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import SIZE, Theme, font
from slm_desktop.ui.widgets.parts import IconButton, label, row

if TYPE_CHECKING:  # Joining Qt's types with | while the program runs costs 15 ms at the start.
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

CHAT_ROW, GROUP_ROW = 46, 34
NOWHERE = QModelIndex()


class ChatRows(QAbstractListModel):
    """Rows of the list: a heading (str) before the chats of each day or week."""

    def __init__(self, book: ChatBook) -> None:
        super().__init__()
        self._book = book
        self._rows: list[Chat | str] = []
        book.changed.subscribe(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the chats again."""
        self.beginResetModel()
        self._rows, last, today = [], "", datetime.date.today()
        for chat in self._book.chats:
            group = self._group(chat, today)
            if group != last:
                self._rows.append(group)
                last = group
            self._rows.append(chat)
        self.endResetModel()

    def rowCount(self, parent: "Index" = NOWHERE) -> int:
        """Headings and chats."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title; under UserRole the Chat itself or the heading."""
        item = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return item if isinstance(item, str) else visible(item.title)
        return None

    def flags(self, index: "Index") -> Qt.ItemFlag:
        """Headings cannot be selected."""
        return Qt.ItemFlag.NoItemFlags if isinstance(self._rows[index.row()], str) else super().flags(index)

    def index_of(self, chat: Chat) -> QModelIndex:
        """Where a chat stands."""
        return next((self.index(number) for number, item in enumerate(self._rows) if item is chat), QModelIndex())

    def _group(self, chat: Chat, today: datetime.date) -> str:
        day = datetime.date.fromtimestamp(chat.updated)
        age = (today - day).days
        if age <= 0:
            return self.tr("Today")
        if age == 1:
            return self.tr("Yesterday")
        if age <= 7:
            return self.tr("Previous 7 days")
        return self.tr("Previous 30 days") if age <= 30 else QLocale().toString(day, "MMMM yyyy")  # type: ignore[call-overload]


class ChatDelegate(QStyledItemDelegate):
    """Paints a heading, or a chat in two lines."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title, self._bold, self._meta = font(13), font(13, 600), font(12)
        self._heading = font(12, 500)

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        """Chats are higher than headings."""
        return QSize(SIZE.list - 20, GROUP_ROW if isinstance(index.data(Qt.ItemDataRole.UserRole), str) else CHAT_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        """Paint one row."""
        item = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        if isinstance(item, str):
            painter.setFont(self._heading)
            painter.setPen(self._theme.colour("text3"))
            painter.drawText(area.adjusted(8, 8, -8, 0), Qt.AlignmentFlag.AlignVCenter, item)
        else:
            self._paint_chat(painter, area, item, option.state)
        painter.restore()

    def _paint_chat(self, painter: QPainter, area: QRect, chat: Chat, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("selected" if selected else "hover"))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 6, 6)
        inner = area.adjusted(8, 5, -8, -5)
        painter.setFont(self._bold if selected else self._title)
        painter.setPen(self._theme.colour("text"))
        self._line(painter, QRect(inner.left(), inner.top(), inner.width(), 18), visible(chat.title[:200]))
        painter.setFont(self._meta)
        painter.setPen(self._theme.colour("text3"))
        when = _when(chat.updated)
        width = painter.fontMetrics().horizontalAdvance(when) + 8
        below = QRect(inner.left(), inner.top() + 18, inner.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        self._line(painter, below.adjusted(0, 0, -width, 0), chat.model)

    @staticmethod
    def _line(painter: QPainter, area: QRect, text: str) -> None:
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)


class ChatList(QFrame):
    """Heading with the button for a new chat, and the list. `opened` carries a Chat."""

    opened = Signal(object)
    new_wanted = Signal()

    def __init__(self, theme: Theme, book: ChatBook) -> None:
        super().__init__()
        self.setObjectName("chatList")
        self.setFixedWidth(SIZE.list)
        self._rows = ChatRows(book)
        self._view = QListView()
        self._view.setMouseTracking(True)
        self._view.setModel(self._rows)
        self._view.setItemDelegate(ChatDelegate(theme, self._view))
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setLayoutMode(QListView.LayoutMode.Batched)
        self._view.setAccessibleName(self.tr("Chats"))
        self._view.clicked.connect(self._on_chosen)
        self._view.activated.connect(self._on_chosen)
        theme.changed.connect(self._view.viewport().update)
        new = IconButton(theme, "new-chat", self.tr("New chat (Ctrl+N)"), self.new_wanted.emit, size=18, side=32)
        head = row(label(self.tr("Chats"), 15, 600), None, new, margins=(16, 0, 10, 0))
        top = QWidget()
        top.setFixedHeight(SIZE.bar - 8)
        top.setLayout(head)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        holder = QVBoxLayout()
        holder.setContentsMargins(8, 0, 6, 8)
        holder.addWidget(self._view)
        layout.addLayout(holder, 1)
        foot = row(self._lock(theme), label(self.tr("Chats stay on this computer"), 12, tone="3"), None, margins=(16, 8, 16, 14))
        layout.addLayout(foot)

    def _lock(self, theme: Theme) -> QWidget:
        picture = label()
        theme.changed.connect(lambda: picture.setPixmap(theme.icon("lock", "text3", 14).pixmap(14, 14)))
        picture.setPixmap(theme.icon("lock", "text3", 14).pixmap(14, 14))
        return picture

    def select(self, chat: Chat) -> None:
        """Mark the chat that is shown; a new one stands in no row yet."""
        index = self._rows.index_of(chat)
        if index.isValid():
            self._view.setCurrentIndex(index)
        else:
            self._view.clearSelection()
            self._view.setCurrentIndex(QModelIndex())

    def _on_chosen(self, index: QModelIndex) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(item, Chat):
            self.opened.emit(item)


def _when(moment: float) -> str:
    """The time of today, the weekday of this week, else the date."""
    now, then = time.time(), time.localtime(moment)
    if now - moment < 86_400 and time.localtime(now).tm_yday == then.tm_yday:
        return time.strftime("%H:%M", then)
    if now - moment < 7 * 86_400:
        return QLocale().dayName(then.tm_wday + 1, QLocale.FormatType.ShortFormat)
    return str(QLocale().toString(datetime.date(*then[:3]), QLocale.FormatType.ShortFormat))  # type: ignore[call-overload]
