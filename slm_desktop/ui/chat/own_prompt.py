"""A prompt of one's own: the popover that it is written in, and the one that asks for its gaps."""

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from slm_desktop.core.chat.prompts import LONGEST_NAME, Prompt, gaps
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import button, label, row, written
from slm_desktop.ui.widgets.popover import Panel

WIDTH, TEXT_HEIGHT, SYSTEM_HEIGHT = 460, 150, 60


class _Panel(Panel):
    """A popover above the composer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(16, 14, 16, 14)
        self._whole.setSpacing(8)

    def _open(self, at: QPoint, first: QWidget) -> None:
        self.show_at(at, above=True)
        first.setFocus()


class PromptEditor(_Panel):
    """Write or change a prompt. `kept` carries it and the name that it had, `removed` that name.

    A click elsewhere closes it, and what was written is there again when it is opened for the same prompt.
    """

    kept = Signal(object, str)
    removed = Signal(str)

    def __init__(self, parent: QWidget, taken: Callable[[], Collection[str]]) -> None:
        """`taken` are the names of all prompts."""
        super().__init__(parent)
        self._taken, self._shown, self._draft = taken, Prompt("", ""), ""
        self._name = QLineEdit(placeholderText=self.tr("Name"), maxLength=LONGEST_NAME)
        self._name.setFont(font(13))
        self._name.setAccessibleName(self.tr("Name"))
        self._text = self._field(self.tr("Prompt"), TEXT_HEIGHT)
        self._system = self._field(self.tr("System prompt (may stay empty)"), SYSTEM_HEIGHT)
        hint = self.tr("{gap} in it is asked for each time the prompt is used.").format(
            gap="{{" + self.tr("topic") + "}}"
        )
        self._remove = button(self.tr("Delete"), "quiet", self._on_remove)
        self._keep = button(self.tr("Keep it"), "primary", self._on_keep)
        self._anew = button(self.tr("Discard changes"), "quiet", self._show_as_kept)
        self._replaces = label(
            self.tr("A prompt of this name is kept already; this one takes its place."), 12, wrap=True
        )
        for widget in (self._name, self._text, label(hint, 12, tone="3", wrap=True), self._system, self._replaces):
            self._whole.addWidget(widget)
        self._whole.addLayout(row(self._remove, self._anew, None, self._keep, spacing=8))
        self._name.returnPressed.connect(self._on_keep)
        self._name.textChanged.connect(lambda _text: self._draw())
        self._text.textChanged.connect(self._draw)
        self._system.textChanged.connect(self._draw)

    @staticmethod
    def _field(name: str, height: int) -> QPlainTextEdit:
        field = QPlainTextEdit(placeholderText=name)
        field.setProperty("kind", "lines")
        field.setFont(font(13))
        field.setTabChangesFocus(True)
        field.setAccessibleName(name)
        field.setFixedHeight(px(height))
        return field

    def show_prompt(self, prompt: Prompt | None, draft: str, at: QPoint) -> None:
        """Open for a prompt that is there, or (None) for a new one that begins as the draft."""
        shown = prompt or Prompt("", draft)
        if shown.name != self._shown.name or not self._changed or (not shown.name and draft not in ("", self._draft)):
            self._draft = draft
            self._shown = shown
            self._show_as_kept()
            self.settle()
        self._remove.setVisible(prompt is not None)
        self._draw()
        self._open(at, self._name)

    def _show_as_kept(self) -> None:
        self._name.setText(self._shown.name)
        self._text.setPlainText(self._shown.text)
        self._system.setPlainText(self._shown.system)

    def settle(self) -> None:
        """What is written is kept, and nothing of it waits any more."""
        self._shown = self._written

    @property
    def _changed(self) -> bool:
        return self._written != self._shown

    @property
    def _written(self) -> Prompt:
        name, text = well_formed(self._name.text().strip()), well_formed(written(self._text))
        return Prompt(name, text, well_formed(written(self._system).strip()))

    def _draw(self) -> None:
        prompt = self._written
        self._anew.setVisible(self._changed)
        self._keep.setEnabled(bool(prompt.name and prompt.text.strip()))
        self._replaces.setVisible(prompt.name != self._shown.name and prompt.name in self._taken())

    def _on_keep(self) -> None:
        if self._keep.isEnabled():
            self.hide()
            self.kept.emit(self._written, self._shown.name)

    def _on_remove(self) -> None:
        self.hide()
        self.removed.emit(self._shown.name)


class GapsPanel(_Panel):
    """Asks for the gaps of a prompt. `filled` carries the prompt and their values."""

    filled = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._prompt: Prompt | None = None
        self._fields: dict[str, QLineEdit] = {}
        self._body = QWidget()
        self._whole.addWidget(self._body)
        self._whole.addLayout(row(None, button(self.tr("Put it into the message"), "primary", self._on_done)))

    def show_prompt(self, prompt: Prompt, at: QPoint) -> None:
        """Open for a prompt with gaps."""
        self._prompt = prompt
        body, lines = QWidget(), QVBoxLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(label(visible(prompt.name), 14, 600, wrap=True))
        self._fields = {}
        for name in gaps(prompt):
            field = QLineEdit()
            field.setFont(font(13))
            field.setAccessibleName(visible(name))
            field.returnPressed.connect(self._on_return)
            lines.addWidget(label(visible(name), 12, 500, "2", wrap=True))
            lines.addWidget(field)
            self._fields[name] = field
        body.setLayout(lines)
        self._whole.replaceWidget(self._body, body)
        self._body.deleteLater()
        self._body = body
        body.show()
        self._open(at, next(iter(self._fields.values())))

    def _on_return(self) -> None:
        """Enter leads to the next gap that is empty, and after the last one it is done."""
        empty = next((field for field in self._fields.values() if not field.text().strip()), None)
        if empty is None or empty is self.focusWidget():
            self._on_done()
        else:
            empty.setFocus()

    def _on_done(self) -> None:
        self.hide()
        values: Mapping[str, str] = {name: field.text() for name, field in self._fields.items()}
        self.filled.emit(self._prompt, values)
