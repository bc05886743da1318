"""The result of a call, as it stands in the conversation and in the model's prompt."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from slm_desktop.core.records import Message, MessageState
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import MONO, Theme, font
from slm_desktop.ui.tools.words import title_of
from slm_desktop.ui.transcript.actions import Verbs
from slm_desktop.ui.widgets.parts import IconButton, button, column, label, named, row
from slm_desktop.ui.words import number

FOLDED_FROM, FOLDED_TO = 700, 400
SHOWN = 20_000


class ToolResult(QWidget):
    """What a tool gave, or why it gave nothing."""

    unsent = ""

    def __init__(self, theme: Theme, message: Message, verbs: Verbs) -> None:
        super().__init__()
        self.message, self._verbs = message, verbs
        self._content = visible(message.content[:SHOWN])
        name = visible(title_of(message.calls[0].name))[:100] if message.calls else ""
        head = label(self._title().format(tool=name), 12, 500, "2")
        self._copy = IconButton(theme, "copy", self.tr("Copy the result"), self.copy, size=14, side=24)
        self._text = label("", 12, wrap=True)
        self._text.setFont(font(12, 400, MONO))
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._more = self._unfolding()
        card = named(QFrame(), "toolResult")
        inside = column(spacing=4, margins=(12, 8, 8, 10))
        inside.addLayout(row(head, None, self._copy))
        inside.addWidget(self._text)
        inside.addLayout(row(self._more, None))
        card.setLayout(inside)
        whole = column(card, spacing=0)
        self.setLayout(whole)
        self._show(folded=len(self._content) > FOLDED_FROM)

    def show_place(self, versions: list[int], *, free: bool, last: bool) -> None:
        """It has no versions."""

    def copy(self) -> None:
        """Copy it, and say so."""
        self._verbs.copy(self.message)
        self._copy.confirm(self.tr("Copied"))

    def edit(self) -> None:
        """What a tool has said stays as it was said."""

    def _title(self) -> str:
        match self.message.state:
            case MessageState.FAILED:
                return self.tr("{tool} failed")
            case MessageState.STOPPED:
                return self.tr("{tool} was not allowed")
            case _:
                return self.tr("Result of {tool}")

    def _unfolding(self) -> QPushButton:
        count = number(len(self.message.content))
        words = self.tr("Show all {count} characters").format(count=count)
        made = button(words, "quiet", lambda: self._show(folded=False))
        made.setVisible(len(self._content) > FOLDED_FROM)
        return made

    def _show(self, *, folded: bool) -> None:
        text = self._content[:FOLDED_TO] + "…" if folded else self._content
        left_out = len(self.message.content) - SHOWN
        if not folded and left_out > 0:
            text += self.tr("\n… and {count} more characters").format(count=number(left_out))
        self._text.setText(text)
        self._more.setVisible(folded)
