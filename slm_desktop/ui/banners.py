"""Inline banners: what happened, why, and the next step as a button. Never a modal window."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from slm_desktop.errors import Fault
from slm_desktop.ui.theme import MONO, Theme, font
from slm_desktop.ui.widgets.button_line import ButtonLine
from slm_desktop.ui.widgets.parts import IconButton, button, empty, label, named
from slm_desktop.ui.words import explain, translate

REPORT_MILLISECONDS, UNDO_MILLISECONDS = 8000, 20_000
TONES = {"bad": "error", "warn": "warning", "info": "info", "ok": "check"}


class Step(msgspec.Struct, frozen=True):
    """A next step: the words on its button, what it does, and of which `kind` the button is while it is the first
    one.
    """

    text: str
    act: Callable[[], object]
    kind: str = "primary"


class BannerPlace(QVBoxLayout):
    """Where one banner at most is shown; it stays as it is, details unfolded, while its key stays the same.

    `air` is the room above and below it, in pixels, which an empty place does not take.
    """

    def __init__(self, air: int = 0) -> None:
        super().__init__()
        self._key: object = None
        self._air = air

    def show_banner(self, key: object, make: "Callable[[], Banner | None]") -> None:
        """Show what `make` gives, unless the banner for `key` is shown already."""
        if key == self._key:
            return
        self._key = key
        empty(self)
        banner = make()
        air = self._air if banner else 0
        self.setContentsMargins(0, air, 0, air)
        if banner:
            self.addWidget(banner)

    def clear(self) -> None:
        """Take away what is shown."""
        self.show_banner(None, lambda: None)

    def leave(self, key: object) -> None:
        """Take the banner for `key` away, if it is still there."""
        if key is self._key:
            self.clear()


class Reports(BannerPlace):
    """Where it is said shortly that something was done."""

    def __init__(self, theme: Theme, air: int = 0) -> None:
        super().__init__(air)
        self._theme = theme

    def report(self, title: str, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say it for some seconds; longer where a button can `undo` it."""
        key = object()

        def take_back() -> None:
            self.leave(key)
            if undo:
                undo()

        def banner() -> Banner:
            steps = [Step(translate("Reports", "Undo"), take_back, "plain")] if undo else []
            return Banner(
                theme=self._theme, tone="ok", title=title, text=text, steps=steps, on_close=lambda: self.leave(key)
            )

        self.show_banner(key, banner)
        QTimer.singleShot(UNDO_MILLISECONDS if undo else REPORT_MILLISECONDS, self, lambda: self.leave(key))


class Bounded(QScrollArea):
    """As high as what is in it, up to its maximum; then it scrolls."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._inside = inside
        self.setWidget(inside)
        inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """Wrapped words are as high as the width makes them."""
        inside = self._inside
        height = inside.heightForWidth(self.width()) if inside.hasHeightForWidth() else inside.sizeHint().height()
        return QSize(super().sizeHint().width(), max(0, height))

    def minimumSizeHint(self) -> QSize:
        """It may be as low as nothing."""
        return QSize(0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another banner asks for other room."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return super().eventFilter(watched, event)


class Banner(QFrame):
    """One banner. `tone` is bad, warn, info or ok; `details` unfold and can be copied."""

    def __init__(
        self,
        *,
        theme: Theme,
        tone: str,
        title: str,
        text: str,
        steps: Sequence[Step] = (),
        details: str = "",
        on_close: Callable[[], object] | None = None,
        narrow: bool = False,
    ) -> None:
        """A `narrow` one stacks its buttons."""
        super().__init__()
        self.setObjectName("banner")
        self._narrow = narrow
        self.setAccessibleName(f"{title}. {text}")
        self._details = details
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 14, 12, 16)
        outer.setSpacing(14)
        if not narrow:
            outer.addWidget(_tile(theme, tone), 0, Qt.AlignmentFlag.AlignTop)
        body = QVBoxLayout()
        body.setSpacing(4)
        outer.addLayout(body, 1)
        body.addWidget(label(title, 14, 600, wrap=True))
        if text:
            body.addWidget(label(text, 13, tone="2", wrap=True))
        self._text = self._folded(details)
        if steps or details:
            body.addSpacing(8)
            body.addWidget(self._actions(steps))
            body.addWidget(self._text)
        if on_close:
            outer.addWidget(IconButton(theme, "close", self.tr("Close"), on_close), 0, Qt.AlignmentFlag.AlignTop)

    def _actions(self, steps: Sequence[Step]) -> ButtonLine:
        made = [button(step.text, "plain" if index else step.kind, step.act) for index, step in enumerate(steps)]
        unfold = button(self.tr("Details"), "quiet", lambda: self._text.setVisible(not self._text.isVisible()))
        copy = button(self.tr("Copy details"), "quiet", lambda: QGuiApplication.clipboard().setText(self._details))
        return ButtonLine(made, [unfold, copy] if self._details else [], stacked=self._narrow)

    def _folded(self, details: str) -> QPlainTextEdit:
        text = named(QPlainTextEdit(readOnly=True), "details")
        text.setFont(font(12, family=MONO))
        text.setPlainText(details)
        text.setFixedHeight(min(160, 24 + 18 * (details.count("\n") + 1)))
        text.setAccessibleName(self.tr("Details"))
        text.hide()
        return text


def _tile(theme: Theme, tone: str) -> QWidget:
    tile = named(QLabel(), "tile")
    tile.setProperty("tone", tone)
    tile.setFixedSize(32, 32)
    tile.setAlignment(Qt.AlignmentFlag.AlignCenter)
    token = "accentText" if tone == "info" else tone
    tile.setPixmap(theme.pixmap(TONES[tone], token, 18))
    tile.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return tile


def fault_banner(theme: Theme, fault: Fault, tone: str = "bad", on_close: Callable[[], object] | None = None) -> Banner:
    """What went wrong, in words, without steps."""
    explanation = explain(fault.code, fault.details)
    return Banner(theme=theme, tone=tone, title=explanation.title, text=explanation.cause, on_close=on_close)
