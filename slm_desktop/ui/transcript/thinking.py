"""What the model thought before its answer, folded."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QToolButton

from slm_desktop.ui.text.flow import Flow
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.parts import column, named
from slm_desktop.ui.words import fixed, number


class Thinking(QFrame):
    """What the model thought, folded, with its time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._head = QToolButton()
        self._head.setCheckable(True)
        self._head.setFont(font(13, 500))
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setIconSize(QSize(12, 12))
        self._flow = Flow(theme)
        self._flow.setContentsMargins(14, 2, 0, 2)
        self._holder = named(QFrame(), "thinking")
        self._holder.setLayout(self._flow)
        self._holder.hide()
        self._words = ""
        self._head.toggled.connect(self._on_toggled)
        theme.changed.connect(self._draw)
        self.setLayout(column(self._head, self._holder, spacing=6))
        self._draw()
        self.hide()

    def show_thought(self, text: str, over: bool, seconds: float, tokens: int) -> None:
        """Show the thinking so far; nothing when there is none."""
        self.setVisible(bool(text))
        if not text:
            return
        self._words = text
        title = (
            self.tr("Thought for {seconds} s, {count} tokens")
            if over
            else self.tr("Thinking for {seconds} s, {count} tokens")
        )
        self._head.setText(title.format(seconds=fixed(seconds, 1), count=number(tokens)))
        if self._head.isChecked():
            self._flow.show_text(text)

    def _on_toggled(self, opened: bool) -> None:
        if opened:
            self._flow.show_text(self._words)
        self._holder.setVisible(opened)
        self._draw()

    def _draw(self) -> None:
        self._head.setIcon(self._theme.icon("caret-down" if self._head.isChecked() else "caret-right", "text2", 12))
