"""The fields for how answers are asked for beside their system prompt: what they begin with, and text completion."""

import msgspec
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPlainTextEdit, QWidget

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import column, label, named

SAVE_AFTER_MILLISECONDS = 300
HEIGHT = 46


class AnswerOptionsFields(QWidget):
    """`changed` carries the options, a moment after something was typed; `focused` whether the caret is here."""

    changed = Signal(object)
    focused = Signal(bool)

    def __init__(self, *, framed: bool = False) -> None:
        """The field has a frame of its own where it is `framed`."""
        super().__init__()
        self._options = AS_A_CHAT
        self._prefill = QPlainTextEdit(placeholderText=self.tr("Words, for instance: In one sentence:"))
        if framed:
            self._prefill.setProperty("kind", "stop")
        else:
            named(self._prefill, "draft")
            self._prefill.setFrameShape(QFrame.Shape.NoFrame)
        self._prefill.setFont(font(13))
        self._prefill.setFixedHeight(px(HEIGHT))
        self._prefill.setTabChangesFocus(True)
        self._prefill.setAccessibleName(self.tr("Answers begin with"))
        self._prefill.installEventFilter(self)
        title = label(self.tr("Answers begin with"), 12, 500, "2")
        title.setBuddy(self._prefill)
        self._plain = QCheckBox(self.tr("Text completion: no chat template"))
        self._plain.setFont(font(13))
        self._plain.setToolTip(
            self.tr(
                "The model goes on with the text as it stands, as base models expect it. What you write follows "
                "directly on what stands there; names of control tokens in it are those tokens."
            )
        )
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MILLISECONDS)
        self._timer.timeout.connect(self.keep)
        self._prefill.textChanged.connect(self._timer.start)
        self._plain.toggled.connect(self.keep)
        self.setLayout(column(title, self._prefill, self._plain, spacing=4))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell whether the caret is here."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focused.emit(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    @property
    def waits(self) -> bool:
        """Whether something was typed that is not yet taken."""
        return self._timer.isActive()

    def show_options(self, options: AnswerOptions) -> None:
        """Show options that were set elsewhere; what is being typed is left alone."""
        self._options = options
        if self.waits:
            return
        self.blockSignals(True)
        if self._prefill.toPlainText() != options.prefill:
            self._prefill.setPlainText(options.prefill)
        self._plain.setChecked(options.text_completion)
        self._timer.stop()
        self.blockSignals(False)
        self._draw()

    def flush(self) -> None:
        """Take what was typed a moment ago."""
        if self.waits:
            self.keep()

    def keep(self) -> None:
        """Take what stands in the fields."""
        self._timer.stop()
        self._options = msgspec.structs.replace(
            self._options, prefill=self._prefill.toPlainText(), text_completion=self._plain.isChecked()
        )
        self._draw()
        self.changed.emit(self._options)

    def _draw(self) -> None:
        """A text that is completed has no beginning of its own."""
        self._prefill.setEnabled(not self._options.text_completion)
