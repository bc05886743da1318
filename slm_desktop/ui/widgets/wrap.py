"""Things beside one another that go on in another line where one has no room for all, as words do."""

from collections.abc import Iterator

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

ACROSS = Qt.Orientation.Horizontal
Line = list[tuple[QLayoutItem, int]]
"""What stands in one line, with the pixels that each has."""


class Wrap(QLayout):
    """What wants to grow takes what is left of its line, up to its maximum; nothing becomes wider than the layout."""

    def __init__(self, *widgets: QWidget, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins(*margins))
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Add one at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels that the lines take."""
        margins = self.contentsMargins()
        lines = list(self._lines(width - margins.left() - margins.right()))
        between = self.spacing() * max(0, len(lines) - 1)
        return sum(_height(line) for line in lines) + between + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return self._with_margins(QSize(width, max((hint.height() for hint in hints), default=0)))

    def minimumSize(self) -> QSize:
        """As wide as the widest of them at least."""
        least = [item.minimumSize() for item in self._shown()]
        width, height = max((one.width() for one in least), default=0), max((one.height() for one in least), default=0)
        return self._with_margins(QSize(width, height))

    def setGeometry(self, place: QRect) -> None:
        """Put all into their places."""
        super().setGeometry(place)
        inner = place.marginsRemoved(self.contentsMargins())
        top = inner.top()
        for line in self._lines(inner.width()):
            left, high = inner.left(), _height(line)
            for item, width in line:
                item.setGeometry(QRect(QPoint(left, top), QSize(width, high)))
                left += width + self.spacing()
            top += high + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> Iterator[Line]:
        line: Line = []
        for item in self._shown():
            wide = min(max(item.sizeHint().width(), item.minimumSize().width()), width)
            if line and self._used(line) + self.spacing() + wide > width:
                yield self._grown(line, width)
                line = []
            line.append((item, wide))
        if line:
            yield self._grown(line, width)

    def _used(self, line: Line) -> int:
        return sum(wide for _item, wide in line) + self.spacing() * (len(line) - 1)

    def _grown(self, line: Line, width: int) -> Line:
        """The line, with what is left of it given to those that want to grow."""
        left = width - self._used(line)
        grown: Line = []
        for item, wide in line:
            more = min(left, item.maximumSize().width() - wide) if item.expandingDirections() & ACROSS else 0
            grown.append((item, wide + max(0, more)))
            left -= max(0, more)
        return grown

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())


def _height(line: Line) -> int:
    return max((_height_at(item, wide) for item, wide in line), default=0)


def _height_at(item: QLayoutItem, wide: int) -> int:
    return item.heightForWidth(wide) if item.hasHeightForWidth() else item.sizeHint().height()
