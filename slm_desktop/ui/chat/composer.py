"""Where the next message is written: grows with its text, counts its tokens, sends and stops."""

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, column, label, named, row, set_tone
from slm_desktop.ui.words import number

MOST_LINES = 8
LINE = 22
LONG_PASTE = 8_000
"""Pasted texts above so many characters are kept beside the draft: laying them out would stop the window."""
COUNT_AFTER_MILLISECONDS = 200


class Draft(QPlainTextEdit):
    """The text field. Enter sends, Shift+Enter breaks the line."""

    submitted = Signal()
    focused = Signal(bool)
    pasted_long = Signal(str)

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
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take text alone; long texts go beside the draft."""
        text = source.text()
        if len(text) > LONG_PASTE:
            self.pasted_long.emit(text)
        else:
            self.insertPlainText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusOutEvent(event)
        self.focused.emit(False)

    def resizeEvent(self, event: object) -> None:
        """Lines wrap anew."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        lines = min(MOST_LINES, max(1, round(self.document().size().height())))
        self.setFixedHeight(lines * LINE + 8)


class Composer(QWidget):
    """Draft, pasted texts, token count, send and stop. `submitted` carries the whole message."""

    submitted = Signal(str)
    stopped = Signal()
    count_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._pasted = theme, list[str]()
        self._ready, self._live, self._context, self._used, self._counted = False, False, 0, 0, 0
        self._frame = named(QFrame(), "composer")
        self._draft = Draft()
        self._draft.submitted.connect(self._on_submit)
        self._draft.focused.connect(lambda on: set_tone(self._frame, "focus", "true" if on else "false"))
        self._draft.pasted_long.connect(self.attach)
        self._draft.textChanged.connect(self._on_edited)
        self._chips = QVBoxLayout()
        self._chips.setSpacing(4)
        self._tokens = label("", 12, tone="3")
        self._send = named(QToolButton(), "send")
        self._send.setFixedSize(32, 32)
        self._send.setIconSize(QSize(18, 18))
        self._send.clicked.connect(self._on_button)
        self._hint = ElidedLabel(11, tone="3")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._counter = QTimer(self, singleShot=True, interval=COUNT_AFTER_MILLISECONDS)
        self._counter.timeout.connect(lambda: self.count_wanted.emit(self._text()))
        theme.changed.connect(self._draw)
        self._lay_out()
        self._draw()

    def _lay_out(self) -> None:
        inside = column(spacing=4, margins=(16, 10, 10, 10))
        inside.addLayout(self._chips)
        inside.addWidget(self._draft)
        inside.addLayout(row(None, self._tokens, self._send, spacing=12))
        self._frame.setLayout(inside)
        self._frame.setCursor(Qt.CursorShape.IBeamCursor)
        self._send.setCursor(Qt.CursorShape.ArrowCursor)
        self.setLayout(column(self._frame, self._hint, spacing=6, margins=(0, 0, 0, 10)))

    # -- from outside ----------------------------------------------------------------------------------------

    def focus(self) -> None:
        """Put the caret into the draft."""
        self._draft.setFocus()

    def set_state(self, *, ready: bool, live: bool, loading: bool) -> None:
        """What can be done now, and what the placeholder says."""
        self._ready, self._live = ready, live
        waiting = self.tr("The model is loading. You can write already.") if loading else self.tr("Choose a model above to begin")
        self._draft.setPlaceholderText(self.tr("Ask something") if ready else waiting)
        self._draft.viewport().update()  # Qt repaints only where the old and new words overlap.
        self._draw()

    def set_usage(self, used: int, context: int) -> None:
        """Tokens of the context that the chat takes so far."""
        self._used, self._context = used, context
        self._counter.start()

    def set_used(self, used: int) -> None:
        """The chat has grown; the draft has not."""
        self._used = used
        self.show_count(self._counted)

    @property
    def draft(self) -> tuple[str, list[str]]:
        """What is written and pasted, not yet sent."""
        return self._draft.toPlainText(), list(self._pasted)

    def set_draft(self, text: str, pasted: list[str]) -> None:
        """Bring back what was written in another chat before."""
        self._pasted = list(pasted)
        self._draft.setPlainText(text)
        self._show_chips()
        self._on_edited()

    def show_count(self, tokens: int) -> None:
        """Show how many tokens the draft has, beside those of the chat."""
        self._counted = tokens
        if not self._context:
            self._tokens.setText("")
            return
        words = self.tr("{used} / {context} context").format(used=number(self._used + tokens), context=number(self._context))
        if tokens:
            words = self.tr("draft {count}").format(count=number(tokens)) + "  ·  " + words
        self._tokens.setText(words)
        set_tone(self._tokens, "tone", "warn" if self._used + tokens > self._context else "3")

    def give_back(self, text: str) -> None:
        """Put a text back that could not be sent."""
        if len(text) > LONG_PASTE:
            self.attach(text)
        else:
            self._draft.setPlainText(text)

    def attach(self, text: str) -> None:
        """Keep a long text beside the draft; it is sent after what is written there."""
        self._pasted.append(text)
        self._show_chips()
        self._on_edited()

    # -- inside ----------------------------------------------------------------------------------------------

    def _text(self) -> str:
        return "\n\n".join(part for part in (self._draft.toPlainText(), *self._pasted) if part.strip())

    def _on_button(self) -> None:
        if self._live:
            self.stopped.emit()
        else:
            self._on_submit()

    def _on_submit(self) -> None:
        text = self._text()
        if not self._ready or self._live or not text.strip():
            return
        self._pasted = []
        self._show_chips()
        self._draft.clear()
        self.submitted.emit(text)

    def _on_edited(self) -> None:
        self._counter.start()
        self._draw()

    def _show_chips(self) -> None:
        while item := self._chips.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for index, text in enumerate(self._pasted):
            self._chips.addWidget(self._chip(index, text))

    def _chip(self, index: int, text: str) -> QFrame:
        chip = named(QFrame(), "chip")
        words = label(self.tr("Pasted text, {count} characters").format(count=number(len(text))), 12, tone="2")
        remove = IconButton(
            self._theme, "close", self.tr("Remove the pasted text"), lambda: self._remove(index), size=12, side=22
        )
        layout = QHBoxLayout(chip)
        layout.setContentsMargins(10, 2, 4, 2)
        layout.addWidget(words)
        layout.addStretch(1)
        layout.addWidget(remove)
        return chip

    def _remove(self, index: int) -> None:
        del self._pasted[index]
        self._show_chips()
        self._on_edited()

    def _draw(self) -> None:
        has_text = bool(self._pasted) or not self._draft.document().isEmpty()
        self._send.setEnabled(self._live or (self._ready and has_text))
        set_tone(self._send, "mode", "stop" if self._live else "send")
        token = "content" if self._live else "onAccent" if self._send.isEnabled() else "text3"
        self._send.setIcon(self._theme.icon("stop" if self._live else "send", token, 18))
        name = self.tr("Stop") if self._live else self.tr("Send")
        self._send.setToolTip(name)
        self._send.setAccessibleName(name)
        sending = self.tr("Enter to send  ·  Shift+Enter for a new line")
        idle = sending if self._ready else self.tr("A message can be sent when a model is loaded")
        self._hint.setText(self.tr("Esc to stop  ·  sampling changes apply from the next token") if self._live else idle)
