"""The calls that an answer holds: what is called with what, and the buttons that allow it."""

import json
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QWidget

from slm_desktop.core.chat.tool_steps import Allowance, ToolSteps
from slm_desktop.core.engines.tools import ToolCall, arguments_of
from slm_desktop.core.records import Message
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import MONO, Theme, font
from slm_desktop.ui.tools.words import title_of
from slm_desktop.ui.widgets.parts import IconButton, button, column, empty, label, named, row
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import number

SHOWN_OF_ARGUMENTS = 4000
"""Characters of the arguments that are shown: more than a small model writes."""


class CallCards(QWidget):
    """One card a call. It is made anew where anything about its calls has changed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: object = None
        self._asks = True
        self._cards = column(spacing=8)
        self.setLayout(self._cards)
        self.hide()

    def show_calls(self, message: Message, steps: ToolSteps | None, *, asks: bool = True) -> None:
        """Show the calls of an answer. Of the `steps`, those that wait for somebody have buttons, where that `asks`."""
        waiting = steps.waiting if steps else ()
        running = steps.running if steps else None
        shown = (message.calls, waiting, running)
        self._asks = asks
        if shown == self._shown:
            return
        self._shown = shown
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        empty(self._cards)
        made = [self._card(call, steps if call in waiting else None) for call in message.calls]
        for card in made:
            self._cards.addWidget(card)
            card.show()  # A layout gives no room to what is not shown yet.
        self.setVisible(bool(message.calls))
        buttons = [one for card in made for one in card.findChildren(QPushButton)]
        if had_focus and buttons:  # The pressed button has gone: the keyboard goes on where the next one is.
            buttons[0].setFocus()

    def _card(self, call: ToolCall, steps: ToolSteps | None) -> QFrame:
        card = named(QFrame(), "toolCall")
        inside = column(spacing=6, margins=(12, 10, 12, 10))
        known = steps.known(call) if steps else None
        icon = IconButton(self._theme, "wrench", self.tr("Call of a tool"), size=14, side=20)
        icon.setEnabled(False)
        name = label(visible(title_of(call.name))[:100], 13, 600)
        origin = visible(known.server) if known else ""
        inside.addLayout(row(icon, name, label(origin, 12, tone="3"), None, spacing=6))
        if words := written(call):
            text = label(words, 12, wrap=True)
            text.setFont(font(12, 400, MONO))
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            text.setAccessibleName(self.tr("Arguments: {text}").format(text=words))
            inside.addWidget(text)
        if steps:
            inside.addWidget(self._ask(call, steps))
        card.setLayout(inside)
        card.setAccessibleName(self.tr("Call of {tool}").format(tool=call.name))
        return card

    def _ask(self, call: ToolCall, steps: ToolSteps) -> QWidget:
        """What can be done about a call that waits."""
        if steps.running == call:
            working = row(label(self.tr("Running…"), 12, tone="2"), None, button(self.tr("Stop"), "plain", steps.stop))
            line = QWidget()
            line.setLayout(working)
            return line
        if steps.waiting[0] != call:
            return label(self.tr("Waits for the call before it"), 12, tone="3")
        if steps.known(call) is None:
            words = self.tr("There is no such tool in this chat; the model is told so.")
            return self._buttons(words, (self.tr("Go on"), "primary", steps.refuse))
        if not self._asks:
            words = self.tr("Not called: a comparison calls what is always allowed, and asks nobody.")
            return label(words, 12, tone="2", wrap=True)
        words = self.tr("The model wants to call this. Nothing has been done yet.")
        return self._buttons(
            words,
            (self.tr("Allow once"), "primary", lambda: steps.allow(Allowance.ONCE)),
            (self.tr("Allow in this chat"), "plain", lambda: steps.allow(Allowance.CHAT)),
            (self.tr("Always allow"), "plain", lambda: steps.allow(Allowance.ALWAYS)),
            (self.tr("Refuse"), "plain", steps.refuse),
        )

    @staticmethod
    def _buttons(words: str, *offered: tuple[str, str, Callable[[], object]]) -> QWidget:
        holder, line = QWidget(), Wrap(spacing=6)
        for text, kind, act in offered:
            line.add(button(text, kind, act))
        holder.setLayout(column(label(words, 12, tone="2", wrap=True), line, spacing=6))
        return holder


def written(call: ToolCall) -> str:
    """The arguments as lines, a name and a value each; '' for none."""
    lines = []
    for name, value in arguments_of(call).items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name}: {text}")
    whole = visible("\n".join(lines))
    left_out = len(whole) - SHOWN_OF_ARGUMENTS
    return whole if left_out <= 0 else f"{whole[:SHOWN_OF_ARGUMENTS]}\n… +{number(left_out)}"
