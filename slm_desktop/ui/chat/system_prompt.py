"""The system prompt of a chat, in a field that opens above the draft."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import column, label, named, row, rule

SAVE_AFTER_MILLISECONDS = 300
HEIGHT = 76


class SystemPrompt(QWidget):
    """`changed` carries the text, a moment after it was typed."""

    changed = Signal(str)
    focused = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._field = named(QPlainTextEdit(), "draft")
        self._field.setFont(font(13))
        self._field.setFrameShape(QFrame.Shape.NoFrame)
        self._field.setTabChangesFocus(True)
        self._field.setFixedHeight(px(HEIGHT))
        self._field.setAccessibleName(self.tr("System prompt"))
        self._field.setPlaceholderText(
            self.tr("Who the model is and how it answers, for instance: You are brief and exact.")
        )
        self._quiet = False
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MILLISECONDS)
        self._timer.timeout.connect(self.keep)
        self._field.textChanged.connect(self._on_typed)
        self._field.installEventFilter(self)
        title = row(
            label(self.tr("System prompt"), 12, 500, "2"),
            None,
            label(self.tr("Applies to the next answer"), 11, tone="3"),
        )
        whole = column(spacing=4, margins=(0, 0, 0, 4))
        whole.addLayout(title)
        whole.addWidget(self._field)
        whole.addWidget(rule())
        self.setLayout(whole)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell whether the caret is here."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focused.emit(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    @property
    def text(self) -> str:
        """What is written."""
        return self._field.toPlainText()

    def show_text(self, text: str) -> None:
        """Show a text that was set elsewhere; what is being typed is left alone."""
        if not self._timer.isActive() and text != self.text:
            self._quiet = True
            self._field.setPlainText(text)
            self._quiet = False

    def put_before(self, text: str) -> None:
        """Put a text before what stands there, unless it stands there already; Ctrl+Z takes it away."""
        if text not in self.text:
            self._field.moveCursor(self._field.textCursor().MoveOperation.Start)
            self._field.insertPlainText(f"{text}\n\n" if self.text.strip() else text)
            self.keep()

    def keep(self) -> None:
        """Take what was typed, without waiting longer."""
        self._timer.stop()
        self.changed.emit(self.text)

    @property
    def waits(self) -> bool:
        """Whether something was typed that is not yet taken."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Put the caret into the field."""
        self._field.setFocus()

    def _on_typed(self) -> None:
        if not self._quiet and not self._timer.isActive():
            self._timer.start()
