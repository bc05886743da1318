"""The system prompt of a chat and how else its answers are asked for, in fields that open above the draft."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.ui.answer_options import AnswerOptionsFields
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import column, label, named, row, rule

SAVE_AFTER_MILLISECONDS = 300
HEIGHT = 76


class SystemPrompt(QWidget):
    """`changed` carries the text, and `options_changed` AnswerOptions, a moment after they were typed.

    The fields are made when they are first opened: the first picture of the window does without them.
    """

    changed = Signal(str)
    options_changed = Signal(object)
    focused = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._text, self._answer_options = "", AS_A_CHAT
        self._field: QPlainTextEdit | None = None
        self._options: AnswerOptionsFields | None = None
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MILLISECONDS)
        self._timer.timeout.connect(lambda: self.changed.emit(self._text))
        self.hide()

    def _fill(self) -> QPlainTextEdit:
        field = self._field = named(QPlainTextEdit(), "draft")
        field.setFont(font(13))
        field.setFrameShape(QFrame.Shape.NoFrame)
        field.setTabChangesFocus(True)
        field.setFixedHeight(px(HEIGHT))
        field.setAccessibleName(self.tr("System prompt"))
        field.setPlaceholderText(self.tr("Who the model is and how it answers, for instance: You are brief and exact."))
        field.installEventFilter(self)
        options = self._options = AnswerOptionsFields()
        options.changed.connect(self._on_options)
        options.focused.connect(self.focused)
        title = row(
            label(self.tr("System prompt"), 12, 500, "2"),
            None,
            label(self.tr("Apply to the next answer"), 11, tone="3"),
        )
        whole = column(spacing=4, margins=(0, 0, 0, 4))
        whole.addLayout(title)
        whole.addWidget(field)
        whole.addWidget(rule())
        whole.addWidget(options)
        whole.addWidget(rule())
        self.setLayout(whole)
        self._show()
        field.textChanged.connect(self._on_typed)
        return field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell whether the caret is here."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focused.emit(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    @property
    def has_settings(self) -> bool:
        """Whether anything is set here."""
        options = self._answer_options
        return bool(self._text.strip() or options.prefill) or options.text_completion

    def show_settings(self, text: str, options: AnswerOptions) -> None:
        """Show what was set elsewhere; what is being typed is left alone."""
        if not self._timer.isActive():
            self._text = text
        self._answer_options = options
        self._show()

    def put_before(self, text: str) -> None:
        """Put a text before what stands there, unless it stands there already; Ctrl+Z takes it away."""
        field = self._field or self._fill()
        if text not in self._text:
            field.moveCursor(field.textCursor().MoveOperation.Start)
            field.insertPlainText(f"{text}\n\n" if self._text.strip() else text)
            self.keep()

    def keep(self) -> None:
        """Take what was typed, without waiting longer."""
        if self._timer.isActive():
            self._timer.stop()
            self.changed.emit(self._text)
        if self._options:
            self._options.flush()

    def begin(self) -> None:
        """Open it, and put the caret into the field."""
        field = self._field or self._fill()
        self.show()
        field.setFocus()

    def _show(self) -> None:
        if self._field is None or self._options is None:
            return
        if self._field.toPlainText() != self._text:
            self._field.blockSignals(True)
            self._field.setPlainText(self._text)
            self._field.blockSignals(False)
        self._options.show_options(self._answer_options)
        # A text that is completed has no system prompt.
        self._field.setEnabled(not self._answer_options.text_completion)

    def _on_options(self, options: AnswerOptions) -> None:
        self._answer_options = options
        self._show()
        self.options_changed.emit(options)

    def _on_typed(self) -> None:
        assert self._field is not None
        self._text = self._field.toPlainText()
        if not self._timer.isActive():
            self._timer.start()
