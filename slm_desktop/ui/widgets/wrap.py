"""Things beside one another that go on in another line where one has no room for all, as words do.

A widget that places its children, and no layout: the items of a layout that Python keeps are taken from it by Qt as
their widgets go, and whoever touches one after that ends the program.
"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QMargins, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

Line = list[tuple[QWidget, int]]
"""What stands in one line, with the pixels that each has."""


class Wrap(QWidget):
    """What wants to grow takes what is left of its line, up to its maximum; nothing becomes wider than the whole."""

    def __init__(
        self,
        *widgets: QWidget,
        spacing: int = 8,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
        at_end: bool = False,
    ) -> None:
        """With `at_end`, lines that have room left end where the widget ends."""
        super().__init__()
        self._widgets: list[QWidget] = []
        self._spacing, self._at_end = spacing, at_end
        self.setContentsMargins(QMargins(*margins))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Add one at the end."""
        self._widgets.append(widget)
        is_hidden = widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        widget.setParent(self)
        if self.isVisible() and not is_hidden:  # Whoever is shown gets a child that is not.
            widget.show()
        self._refresh()

    def clear(self) -> None:
        """Delete all of them."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets.clear()
        self._refresh()

    # -- sizes -----------------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels that the lines take."""
        margins = self.contentsMargins()
        lines = list(self._lines(width - margins.left() - margins.right()))
        between = self._spacing * max(0, len(lines) - 1)
        return sum(_height(line) for line in lines) + between + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [_hint(widget) for widget in self._shown()]
        width = sum(hint.width() for hint in hints) + self._spacing * max(0, len(hints) - 1)
        return self._with_margins(QSize(width, max((hint.height() for hint in hints), default=0)))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest of them at least."""
        least = [_least(widget) for widget in self._shown()]
        width, height = max((one.width() for one in least), default=0), max((one.height() for one in least), default=0)
        return self._with_margins(QSize(width, height))

    # -- places ----------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """A child has another size, or was shown or hidden."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._refresh()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        self._place()

    def _refresh(self) -> None:
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        inner = self.contentsRect()
        top = inner.top()
        for line in self._lines(inner.width()):
            left, high = inner.left(), _height(line)
            left += inner.width() - self._used(line) if self._at_end else 0
            for widget, width in line:
                own = min(high, widget.maximumHeight())  # What is lower stands in the middle of its line.
                widget.setGeometry(QRect(left, top + (high - own) // 2, width, own))
                left += width + self._spacing
            top += high + self._spacing

    def _shown(self) -> list[QWidget]:
        return [one for one in self._widgets if not one.isHidden() or one.sizePolicy().retainSizeWhenHidden()]

    def _lines(self, width: int) -> Iterator[Line]:
        line: Line = []
        for widget in self._shown():
            wide = min(max(_hint(widget).width(), _least(widget).width()), width)
            if line and self._used(line) + self._spacing + wide > width:
                yield self._grown(line, width)
                line = []
            line.append((widget, wide))
        if line:
            yield self._grown(line, width)

    def _used(self, line: Line) -> int:
        return sum(wide for _widget, wide in line) + self._spacing * (len(line) - 1)

    def _grown(self, line: Line, width: int) -> Line:
        """The line, with what is left of it given to those that want to grow."""
        left = width - self._used(line)
        grown: Line = []
        for widget, wide in line:
            more = min(left, widget.maximumWidth() - wide) if _wants_to_grow(widget) else 0
            grown.append((widget, wide + max(0, more)))
            left -= max(0, more)
        return grown

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())


def _hint(widget: QWidget) -> QSize:
    hint = widget.sizeHint().expandedTo(widget.minimumSizeHint())
    return hint.boundedTo(widget.maximumSize()).expandedTo(widget.minimumSize())


def _least(widget: QWidget) -> QSize:
    """A widget that may shrink has its minimum, another one its whole size."""
    policy, hint, least = widget.sizePolicy(), widget.sizeHint(), widget.minimumSizeHint()
    shrink = QSizePolicy.PolicyFlag.ShrinkFlag.value
    width = least.width() if policy.horizontalPolicy().value & shrink else hint.width()
    height = least.height() if policy.verticalPolicy().value & shrink else hint.height()
    return QSize(width, height).boundedTo(widget.maximumSize()).expandedTo(widget.minimumSize())


def _wants_to_grow(widget: QWidget) -> bool:
    return bool(widget.sizePolicy().horizontalPolicy().value & QSizePolicy.PolicyFlag.ExpandFlag.value)


def _height(line: Line) -> int:
    return max((_height_at(widget, wide) for widget, wide in line), default=0)


def _height_at(widget: QWidget, wide: int) -> int:
    high = widget.heightForWidth(wide) if widget.hasHeightForWidth() else _hint(widget).height()
    return max(widget.minimumHeight(), min(high, widget.maximumHeight()))
