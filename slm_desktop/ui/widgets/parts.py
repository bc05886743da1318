"""Small parts in the look of the app: labels, buttons, rows."""

from collections.abc import Callable
from html import escape
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.announce import announce
from slm_desktop.ui.words import translate

CONFIRM_MILLISECONDS = 1600
NO_KEYS, ON_KEYPAD = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier


def label(text: str = "", pixels: int = 13, weight: int = 400, tone: str = "", *, wrap: bool = False) -> QLabel:
    """A label that takes its text as plain text, whatever is in it."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setFont(font(pixels, weight))
    made.setWordWrap(wrap)
    if wrap:
        made.setMinimumWidth(1)
    if tone:
        made.setProperty("tone", tone)
    return made


Named = TypeVar("Named", bound=QWidget)


def named(widget: Named, name: str) -> Named:
    """The widget under the name that the style sheet knows."""
    widget.setObjectName(name)
    return widget


def set_tone(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and style the widget again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def tip(text: str) -> str:
    """A tool tip that is taken as plain text: a file or title that looks like HTML could make Qt open what it names."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if "<" in text else text


def explain_button(theme: Theme, name: str, on_click: Callable[[], object]) -> "IconButton":
    """A small question mark beside the name of a control."""
    words = translate("Sampling", "Explain {name}").format(name=name)
    return IconButton(theme, "question", words, on_click, size=12, side=20, token="text3")


class ElidedLabel(QLabel):
    """A label that cuts its text with an ellipsis where room ends, and shows all of it as a tool tip."""

    def __init__(self, pixels: int = 13, weight: int = 400, tone: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(pixels, weight))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""
        if tone:
            self.setProperty("tone", tone)

    def setText(self, text: str) -> None:
        """Show as much of `text` as fits."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut again for the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        short = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(0, self.width()))
        super().setText(short)
        self.setToolTip(tip(self._whole) if short != self._whole else "")


def press_on_enter(pressed: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a button that has the focus at Enter, as Space does; Qt does so in dialogs alone.

    Whether it was that key.
    """
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in (NO_KEYS, ON_KEYPAD)
    if enter and pressed.isEnabled() and not event.isAutoRepeat():
        pressed.click()
    return enter


class Button(QPushButton):
    """A push button that Enter presses too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses."""
        if not press_on_enter(self, event):
            super().keyPressEvent(event)


class IconButton(QToolButton):
    """A button with an icon alone; its name is its tool tip and what a screen reader says."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        on_click: Callable[[], object] | None = None,
        *,
        size: int = 16,
        side: int = 28,
        token: str = "text2",
        checkable: bool = False,
    ) -> None:
        super().__init__()
        size, side = px(size), px(side)
        self._theme, self._icon, self._size, self._token = theme, icon, size, token
        self._before: tuple[str, str, str] | None = None
        self.setProperty("kind", "icon")
        self.setFixedSize(side, side)
        self.setIconSize(QSize(size, size))
        self.setCheckable(checkable)
        self.rename(name)
        self.toggled.connect(lambda _checked: self._draw())
        if on_click:
            # A screen reader toggles a button that can be checked without clicking it.
            (self.toggled if checkable else self.clicked).connect(lambda _checked=False: on_click())
        theme.changed.connect(self._draw)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses."""
        if not press_on_enter(self, event):
            super().keyPressEvent(event)

    def show_checked(self, on: bool) -> None:
        """Show a state that was set elsewhere, without telling."""
        self.blockSignals(True)
        self.setChecked(on)
        self.blockSignals(False)
        self._draw()

    def rename(self, name: str) -> None:
        """Give another name."""
        self.setToolTip(tip(name))
        self.setAccessibleName(name)

    def confirm(self, name: str) -> None:
        """Show for a moment that it was done; `name` says so to a screen reader too."""
        if self._before:
            return
        self._before = (self._icon, self._token, self.accessibleName())
        self.show_icon("check", "ok")
        self.rename(name)
        announce(self, name)
        QTimer.singleShot(CONFIRM_MILLISECONDS, self, self._confirmed)

    def _confirmed(self) -> None:
        if self._before:
            icon, token, name = self._before
            self._before = None
            self.show_icon(icon, token)
            self.rename(name)

    def show_icon(self, icon: str, token: str = "text2") -> None:
        """Show another icon."""
        self._icon, self._token = icon, token
        self._draw()

    def _draw(self) -> None:
        token = "accentText" if self.isCheckable() and self.isChecked() else self._token
        self.setIcon(self._theme.icon(self._icon, token, self._size))


class ElidedButton(Button):
    """A button that takes the room it is given, and cuts its text with an ellipsis where that ends."""

    def __init__(self, name: str, on_click: Callable[[], object]) -> None:
        """`name` is the one that the style sheet knows."""
        super().__init__()
        self.setObjectName(name)
        self.setFont(font(13, 500))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self.clicked.connect(lambda _checked=False: on_click())

    def setText(self, text: str) -> None:
        """Show as much of `text` as fits; an ampersand is an ampersand."""
        self._whole = text
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut again for the new width."""
        super().resizeEvent(event)
        self._elide()

    @property
    def whole(self) -> str:
        """All of the text."""
        return self._whole

    def _elide(self) -> None:
        room = max(0, self.width() - 20)
        short = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        super().setText(short.replace("&", "&&"))
        self.setToolTip(tip(self._whole) if short != self._whole else "")


def button(text: str, kind: str, on_click: Callable[[], object]) -> QPushButton:
    """A push button; `kind` is primary, plain or quiet."""
    made = Button(text)
    made.setProperty("kind", kind)
    made.setFont(font(13, 500))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda _checked=False: on_click())
    return made


def search_field(theme: Theme, name: str, hint: str) -> QLineEdit:
    """A field to search with: a glass before the words, and a cross that takes them away."""
    field = QLineEdit(placeholderText=hint)
    field.setFont(font(13))
    field.setAccessibleName(name)
    field.setClearButtonEnabled(True)
    picture = QAction(field)
    picture.setText(name)
    field.addAction(picture, QLineEdit.ActionPosition.LeadingPosition)
    for inner in field.findChildren(QToolButton):
        inner.setAccessibleName(name)
        inner.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    theme.follow(field, lambda: picture.setIcon(theme.icon("search", "text3", 16)))
    return field


def row(
    *items: QWidget | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """A row of widgets; a number is a fixed gap, None takes the room that is left."""
    layout = QHBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def together(*widgets: QWidget) -> QWidget:
    """What stands in one line with one another, wherever that line is."""
    made = QWidget()
    made.setLayout(row(*widgets))
    return made


def column(
    *items: QWidget | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """A column of widgets, likewise."""
    layout = QVBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def _fill(
    layout: QHBoxLayout | QVBoxLayout,
    items: tuple[QWidget | int | None, ...],
    spacing: int,
    margins: tuple[int, int, int, int],
) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            layout.addWidget(item)


def empty(layout: QLayout) -> None:
    """Take all widgets away. Nothing of them can be pressed any more."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()


class _WheelPasses(QObject):
    """A filter that leaves each turn of the wheel to what is behind."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let nothing through but what is no wheel."""
        if event.type() != QEvent.Type.Wheel:
            return False
        event.ignore()
        return True


def leave_wheel_to_page(widget: QWidget) -> None:
    """Turning the wheel over the widget scrolls the page that it is on."""
    widget.installEventFilter(_WheelPasses(widget))


def unscrolled(box: QComboBox | QAbstractSpinBox) -> None:
    """Leave the wheel to the page that the box is on: turning it must change nothing in passing."""
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    leave_wheel_to_page(box)


class Canvas(QWidget):
    """An area that is painted by whoever has it."""

    def __init__(self, paint: Callable[[QPaintEvent], None]) -> None:
        super().__init__()
        self._paint = paint

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the owner paints it."""
        self._paint(event)


def written(field: QPlainTextEdit) -> str:
    """What stands in a field to the letter: Qt's own plain text has other spaces and line ends."""
    return str(field.document().toRawText()).replace("\u2029", "\n")


def rule(*, vertical: bool = False) -> QFrame:
    """A hairline."""
    made = named(QFrame(), "rule")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def badge(text: str, *, mono: bool = False) -> QLabel:
    """A small word on a ground of its own, as high as its text."""
    made = named(label(text, 11), "badge")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if mono:
        made.setFont(font(11, family=MONO))
    return made
