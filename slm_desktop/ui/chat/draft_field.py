"""The field in which a message is written: it grows with its text, and takes files, pictures and sounds beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame

from slm_desktop.ui.media.media_field import MediaField
from slm_desktop.ui.theme import font, px

MOST_LINES = 8
LINE = 22
LONG_PASTE = 8_000
"""Pasted texts above so many characters are kept beside the draft: laying them out would stop the window."""


class DraftField(MediaField):
    """The text field. Enter sends, Shift+Enter breaks the line."""

    submitted = Signal()
    focused = Signal(bool)
    pasted_long = Signal(str)
    up_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("draft")
        self.setFont(font(14))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Message"))
        self.textChanged.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Up and self.document().isEmpty():
            self.up_pressed.emit()
        else:
            super().keyPressEvent(event)

    def take_text(self, text: str) -> None:
        """Long texts go beside the draft."""
        if len(text) > LONG_PASTE:
            self.pasted_long.emit(text)
        else:
            super().take_text(text)

    def show_placeholder(self, words: str) -> None:
        """Say in the empty field what can be written there."""
        if words != self.placeholderText():
            self.setPlaceholderText(words)
            if self.isVisible():
                self.viewport().update()  # Qt repaints only where the old and new words overlap.

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusOutEvent(event)
        self.focused.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = min(MOST_LINES, max(1, round(self.document().size().height())))
        self.setFixedHeight(lines * px(LINE) + 8)
