"""Where the focus goes when what had it disappears: to what stands nearest, and not to the rail."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class FocusKeeper(QObject):
    """Keeps the focus inside a part of the window for as long as nobody takes it out of there."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part = part
        self._path: list[QWidget] = []
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_changed)  # Bound to this object: it ends with it.

    def _on_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._part.isAncestorOf(now):
            self._path = self._up(now)
        elif self._is_lost and (now is None or now.window() is self._part.window()):
            QTimer.singleShot(0, self, self._go_near)  # What is being deleted now is gone then.

    @property
    def _is_lost(self) -> bool:
        return bool(self._path) and not _is_there(self._path[0])

    def _go_near(self) -> None:
        focused = self._part.window().focusWidget()
        nearest = self._nearest()
        if nearest and self._is_lost and not (focused and self._part.isAncestorOf(focused)):
            nearest.setFocus(Qt.FocusReason.OtherFocusReason)

    def _up(self, widget: QWidget) -> list[QWidget]:
        """A widget, and all that it is in, up to the part."""
        path = [widget]
        while path[-1] is not self._part and (parent := path[-1].parentWidget()):
            path.append(parent)
        return path

    def _nearest(self) -> QWidget | None:
        """The first thing to reach by Tab in the smallest of what the lost widget was in."""
        around = (one for one in self._path[1:] if isValid(one) and one.isVisible())
        return next((inside for one in around for inside in one.findChildren(QWidget) if _takes_focus(inside)), None)


def _is_there(widget: QWidget) -> bool:
    return isValid(widget) and widget.isVisible() and widget.isEnabled()


def _takes_focus(widget: QWidget) -> bool:
    return _is_there(widget) and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
