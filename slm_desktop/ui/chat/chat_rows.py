"""Rows of the list of chats. They are painted, not built of widgets: ten thousand cost as much as ten."""

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QAbstractListModel, QDate, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from slm_desktop.core.chat.chat_list import ChatList
from slm_desktop.core.chat.titles import LONGEST_TITLE
from slm_desktop.core.records import MARK_OFF, MARK_ON, Chat, Hit
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.painting import paint_ground, paint_line
from slm_desktop.ui.widgets.parts import tip
from slm_desktop.ui.words import locale, number, when

if TYPE_CHECKING:  # Joining Qt's types with | while the program runs costs 15 ms at the start.
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

CHAT_ROW, GROUP_ROW, HIT_ROW = 46, 34, 30
MENU_WIDTH = 26
NOWHERE = QModelIndex()


class Found(msgspec.Struct, frozen=True):
    """A row of a search: a chat by its title alone, or with a message in which the words were found.

    `further` hits of one chat stand below its first one, without its title.
    """

    chat: Chat
    hit: Hit | None
    further: bool = False


class Folder(msgspec.Struct, frozen=True):
    """The heading of a folder, with how many chats are in it."""

    name: str
    count: int
    closed: bool


Item = Chat | Found | Folder | str
Heading = Folder | str


class ChatRows(QAbstractListModel):
    """Pinned chats, folders, then a heading (str) before the chats of each day or week; while a search is on, what it
    found.

    Pinned chats of a folder come first in it.
    `renamed` carries a Chat or a Folder and what it is to be called. `closed` are the names of folders that are shut.
    """

    renamed = Signal(object, str)

    def __init__(self, chat_list: ChatList, closed: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._chat_list, self._closed = chat_list, closed
        self._items: list[Item] = []
        self._found: list[Item] | None = None
        chat_list.changed.subscribe(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the chats again."""
        if self._found is None:
            self._reset(self._grouped())

    def show_found(self, found: Sequence[Found] | None) -> None:
        """Show what a search found; None shows all chats again."""
        self._found = None if found is None else list(found)
        self._reset(self._grouped() if self._found is None else self._found)

    def _reset(self, items: list[Item]) -> None:
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def _grouped(self) -> list[Item]:
        inside: dict[str, list[Chat]] = {name: [] for name in self._chat_list.folders}
        for chat in self._chat_list.chats:
            if chat.folder:
                inside[chat.folder].append(chat)
        outside, closed = [chat for chat in self._chat_list.chats if not chat.folder], set(self._closed())
        pinned = [chat for chat in outside if chat.pinned]
        items: list[Item] = [self.tr("Pinned"), *pinned] if pinned else []
        for name, chats in inside.items():
            items += [Folder(name, len(chats), name in closed), *([] if name in closed else chats)]
        return items + self._by_day([chat for chat in outside if not chat.pinned])

    def _by_day(self, chats: Sequence[Chat]) -> list[Item]:
        items: list[Item] = []
        today, youngest, last = datetime.date.today(), 0, ""
        for chat in chats:
            # The list is in the order of use, whatever the clock said then: no heading comes twice.
            youngest = max(youngest, (today - datetime.date.fromtimestamp(chat.updated)).days)
            group = self._group(youngest, today)
            if group != last:
                items.append(group)
                last = group
            items.append(chat)
        return items

    def rowCount(self, parent: "Index" = NOWHERE) -> int:
        """Headings and chats."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title; under UserRole the Chat, the Found or the heading."""
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role == Qt.ItemDataRole.EditRole:
            return item.title if isinstance(item, Chat) else item.name if isinstance(item, Folder) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = self._words(item)
            return tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def _words(self, item: Item) -> str:
        if isinstance(item, str):
            return item
        if isinstance(item, Folder):
            words = (
                self.tr("Folder {name}, closed. Chats: {count}")
                if item.closed
                else self.tr("Folder {name}. Chats: {count}")
            )
            return words.format(name=visible(item.name), count=number(item.count))
        if isinstance(item, Chat):
            writing = ", " + self.tr("an answer is being written") if self._chat_list.writes(item) else ""
            return visible(item.title) + writing
        excerpt = visible(item.hit.excerpt.replace(MARK_ON, "").replace(MARK_OFF, "")) if item.hit else ""
        return f"{visible(item.chat.title)}: {excerpt}" if excerpt else visible(item.chat.title)

    def setData(self, index: "Index", value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename a chat or a folder."""
        item = self._items[index.row()]
        if isinstance(item, Chat | Folder) and role == Qt.ItemDataRole.EditRole:
            self.renamed.emit(item, str(value))
            return True
        return False

    def flags(self, index: "Index") -> Qt.ItemFlag:
        """Headings of days cannot be selected, chats and folders can be renamed."""
        item = self._items[index.row()]
        if isinstance(item, str):
            return Qt.ItemFlag.NoItemFlags
        flags = super().flags(index)
        return flags if isinstance(item, Found) else flags | Qt.ItemFlag.ItemIsEditable

    def index_of(self, chat: Chat) -> QModelIndex:
        """Where a chat stands."""
        return next((self.index(number) for number, item in enumerate(self._items) if item is chat), QModelIndex())

    def index_of_folder(self, name: str) -> QModelIndex:
        """Where a folder stands."""
        places = (at for at, item in enumerate(self._items) if isinstance(item, Folder) and item.name == name)
        return next((self.index(at) for at in places), QModelIndex())

    def first(self) -> QModelIndex:
        """The first row that is no heading."""
        return next(
            (self.index(number) for number, item in enumerate(self._items) if not isinstance(item, str)), QModelIndex()
        )

    def writes(self, chat: Chat) -> bool:
        """Whether an answer is being written in a chat."""
        return self._chat_list.writes(chat)

    def _group(self, age: int, today: datetime.date) -> str:
        if age <= 0:
            return self.tr("Today")
        if age == 1:
            return self.tr("Yesterday")
        if age <= 7:
            return self.tr("Previous 7 days")
        day = today - datetime.timedelta(age)
        month = locale().toString(QDate(day.year, day.month, day.day), "MMMM yyyy")
        return self.tr("Previous 30 days") if age <= 30 else month


class ChatDelegate(QStyledItemDelegate):
    """Paints a heading, a folder, a chat in two lines, or a hit with its words marked.

    `menu_wanted` carries an index and a place.
    """

    menu_wanted = Signal(object, QPoint)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title, self._bold, self._meta, self._mark = font(13), font(13, 600), font(12), font(12, 600)
        self._heading = font(12, 500)

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        """Chats are higher than headings."""
        item = index.data(Qt.ItemDataRole.UserRole)
        low = HIT_ROW if isinstance(item, Found) and item.further else GROUP_ROW if isinstance(item, Heading) else 0
        return QSize(px(200), px(low or CHAT_ROW))

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
        elif isinstance(item, Folder):
            self._paint_folder(painter, area, item, option)
        elif isinstance(item, Found) and item.further and item.hit:
            paint_ground(painter, self._theme, option)
            self._marked(painter, area.adjusted(8, 0, -8, 0), item.hit.excerpt)
        else:
            self._paint_item(painter, area, item, option, index)
        painter.restore()

    def _paint_folder(self, painter: QPainter, area: QRect, folder: Folder, option: QStyleOptionViewItem) -> None:
        paint_ground(painter, self._theme, option)
        line, count = area.adjusted(6, 0, -10, 0), number(folder.count)
        side = px(12)
        caret = QRect(line.left(), line.center().y() - side // 2, side, side)
        self._theme.icon("caret-right" if folder.closed else "caret-down", "text3", 12).paint(painter, caret)
        width = QFontMetrics(self._meta).horizontalAdvance(count) + 8
        words = line.adjusted(side + 6, 0, -width, 0)
        paint_line(painter, words, visible(folder.name), self._bold, self._theme.colour("text2"))
        painter.setFont(self._meta)
        painter.setPen(self._theme.colour("text3"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)

    def _paint_item(
        self, painter: QPainter, area: QRect, item: Chat | Found, option: QStyleOptionViewItem, index: "Index"
    ) -> None:
        chat, hit = (item, None) if isinstance(item, Chat) else (item.chat, item.hit)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint_ground(painter, self._theme, option)
        inner, half = area.adjusted(8, 5, -8, -5), (area.height() - 10) // 2
        above = QRect(inner.left(), inner.top(), inner.width(), half)
        below = QRect(inner.left(), inner.top() + half, inner.width(), half)
        if hovered and isinstance(item, Chat):
            self._theme.icon("more", "text2", 16).paint(painter, self._menu_area(area))
            above.setRight(above.right() - MENU_WIDTH)
            below.setRight(below.right() - MENU_WIDTH)
        colour = self._theme.colour("text")
        paint_line(painter, above, visible(chat.title[:LONGEST_TITLE]), self._bold if selected else self._title, colour)
        if hit:
            self._marked(painter, below, hit.excerpt)
            return
        moment = "" if hovered else self._writes(index, chat) or when(chat.updated)
        width = QFontMetrics(self._meta).horizontalAdvance(moment) + 8 if moment else 0
        paint_line(painter, below.adjusted(0, 0, -width, 0), chat.model, self._meta, self._theme.colour("text3"))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, moment)

    def _writes(self, index: "Index", chat: Chat) -> str:
        rows = index.model()
        return self.tr("writing…") if isinstance(rows, ChatRows) and rows.writes(chat) else ""

    def _marked(self, painter: QPainter, area: QRect, excerpt: str) -> None:
        """The excerpt on one line, with the words that were looked for in bold on a soft ground; they are never cut
        off.
        """
        lead, *rest = [visible(piece) for piece in " ".join(excerpt.split()).replace(MARK_OFF, MARK_ON).split(MARK_ON)]
        widths = [
            QFontMetrics(self._mark if at % 2 == 0 else self._meta).horizontalAdvance(text)
            for at, text in enumerate(rest)
        ]
        room = max(area.width() // 3, area.width() - sum(widths))
        meta, left, high = QFontMetrics(self._meta), area.left(), QFontMetrics(self._mark).height()
        lead = meta.elidedText(lead, Qt.TextElideMode.ElideLeft, room)
        for at, (text, wide) in enumerate(zip((lead, *rest), (meta.horizontalAdvance(lead), *widths), strict=True)):
            place = QRect(left, area.center().y() - high // 2, min(wide, area.right() - left), high)
            if place.width() > 0:
                self._paint_piece(painter, place, text, is_hit=at % 2 == 1)
            left += wide

    def _paint_piece(self, painter: QPainter, place: QRect, text: str, *, is_hit: bool) -> None:
        if is_hit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accentSoft"))
            painter.drawRoundedRect(place.adjusted(-1, 0, 1, 0), 3, 3)
        chosen, tone = (self._mark, "accentText") if is_hit else (self._meta, "text3")
        paint_line(painter, place.adjusted(0, 0, 1, 0), text, chosen, self._theme.colour(tone))

    # -- the button and the editor of a row ------------------------------------------------------------------

    @staticmethod
    def _menu_area(area: QRect) -> QRect:
        return QRect(area.right() - MENU_WIDTH, area.top(), 20, area.height())

    def editorEvent(self, event: object, model: object, option: QStyleOptionViewItem, index: "Index") -> bool:
        """Open the menu at a click on its dots."""
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent

        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            is_chat = isinstance(index.data(Qt.ItemDataRole.UserRole), Chat)
            if is_chat and self._menu_area(option.rect).contains(event.position().toPoint()):
                self.menu_wanted.emit(index, event.globalPosition().toPoint())
                return True
        return False

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: "Index") -> QWidget:
        """A field for another title."""
        field = QLineEdit(parent)
        field.setFont(font(13))
        field.setMaxLength(LONGEST_TITLE)
        chat = isinstance(index.data(Qt.ItemDataRole.UserRole), Chat)
        field.setAccessibleName(self.tr("Title of the chat") if chat else self.tr("Name of the folder"))
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: "Index") -> None:
        """The field stands in the middle of its row."""
        area: QRect = option.rect
        editor.setGeometry(area.adjusted(2, (area.height() - px(32)) // 2, -2, -(area.height() - px(32)) // 2))
