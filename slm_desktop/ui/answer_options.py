"""The fields for how answers are asked for beside their system prompt: what they begin with, text completion, and what
follows an answer there.
"""

import msgspec
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPlainTextEdit, QWidget

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import column, label, named, written

SAVE_AFTER_MILLISECONDS = 300
HEIGHT, LINES_HEIGHT = 46, 84


class AnswerOptionsFields(QWidget):
    """`changed` carries the options, a moment after something was typed; `focused` whether the caret is here."""

    changed = Signal(object)
    focused = Signal(bool)

    def __init__(self, *, framed: bool = False) -> None:
        """The field has a frame of its own where it is `framed`."""
        super().__init__()
        self._options = AS_A_CHAT
        self._prefill = self._field(self.tr("Words, for instance: In one sentence:"), HEIGHT, framed=framed)
        self._suffix = self._field(self.tr("Empty: the text goes on with no end in sight"), LINES_HEIGHT, framed=framed)
        self._begins = self._page(self.tr("Answers begin with"), self._prefill)
        self._follows = self._page(self.tr("What follows: the answer fills the gap before it"), self._suffix)
        self._follows.setToolTip(self.tr("For models that were trained to fill gaps, as some for code are."))
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
        for field in (self._prefill, self._suffix):
            field.textChanged.connect(self._timer.start)
        self._plain.toggled.connect(self.keep)
        self.setLayout(column(self._begins, self._follows, self._plain, spacing=4))
        self._draw()

    def _field(self, hint: str, height: int, *, framed: bool) -> QPlainTextEdit:
        field = QPlainTextEdit(placeholderText=hint)
        if framed:
            field.setProperty("kind", "lines")
        else:
            named(field, "draft")
            field.setFrameShape(QFrame.Shape.NoFrame)
        field.setFont(font(13))
        field.setFixedHeight(px(height))
        field.setTabChangesFocus(True)
        field.installEventFilter(self)
        return field

    @staticmethod
    def _page(title: str, field: QPlainTextEdit) -> QWidget:
        field.setAccessibleName(title)
        words = label(title, 12, 500, "2", wrap=True)
        words.setBuddy(field)
        page = QWidget()
        page.setLayout(column(words, field, spacing=4))
        return page

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
        for field, text in ((self._prefill, options.prefill), (self._suffix, options.suffix)):
            if written(field) != text:
                field.setPlainText(text)
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
            self._options,
            prefill=written(self._prefill),
            suffix=written(self._suffix),
            text_completion=self._plain.isChecked(),
        )
        self._draw()
        self.changed.emit(self._options)

    def _draw(self) -> None:
        """A text that is completed has no beginning of its own; something may follow it."""
        self._begins.setVisible(not self._options.text_completion)
        self._follows.setVisible(self._options.text_completion)
