"""The prompt library: own prompts and ways to ask; what is chosen is put into the composer, to be edited before it is
sent.
"""

from typing import Protocol

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from slm_desktop.core.chat.prompts import Prompt
from slm_desktop.core.visible import visible
from slm_desktop.paths import resources
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, button, column, row, rule
from slm_desktop.ui.widgets.popover import Popover
from slm_desktop.ui.words import language
from slm_desktop.words import known_language

WIDTH, MOST_ROWS = 420, 9


class Example(msgspec.Struct, frozen=True):
    """One way to ask: the `text` goes into the draft, `system` becomes the system prompt."""

    name: str
    about: str
    text: str
    system: str = ""


class Own(Protocol):
    """Where the prompts of the user are kept."""

    def all(self) -> list[Prompt]:
        """All of them."""

    def keep(self, prompt: Prompt, before: str = "") -> None:
        """Keep one, in the place of the one that had the name `before`."""

    def remove(self, name: str) -> None:
        """Delete one."""


def examples(code: str) -> list[Example]:
    """The library in a language, in English if there is none."""
    path = resources() / "prompts" / f"{known_language(code)}.json"
    return msgspec.json.decode(path.read_bytes(), type=list[Example])


class PromptLibrary(Popover):
    """A popover with own prompts, then the examples.

    `chosen` carries a Prompt, `edit_wanted` one or None for a new one.
    """

    chosen = Signal(object)
    edit_wanted = Signal(object)

    def __init__(self, parent: QWidget, theme: Theme, own: Own) -> None:
        title = self.tr("Your prompts, and ways to ask. What you choose can be edited before it is sent.")
        super().__init__(parent, self.tr("Prompt library"), title, WIDTH)
        self._theme, self._own = theme, own
        self.picked.connect(self.chosen.emit)
        new = button(self.tr("Keep a prompt of your own…"), "quiet", lambda: self._edit(None))
        self.add_below((rule(), new))

    def open_above(self, at: QPoint) -> None:
        """Open with its lower left corner at a place."""
        self._list.clear()
        for prompt in self._own.all():
            about = " ".join(visible(prompt.text[:200]).split())
            self.add_row(prompt, f"{visible(prompt.name)}. {about}", self._row(prompt.name, about, prompt))
        for example in examples(language()):
            prompt = Prompt(example.name, example.text, example.system)
            self.add_row(prompt, f"{example.name}. {example.about}", self._row(example.name, example.about, None))
        self.open_at(at, MOST_ROWS, above=True)
        self._list.setCurrentRow(0)

    def _row(self, title: str, words: str, own: Prompt | None) -> QWidget:
        widget = QWidget()
        name, about = ElidedLabel(13, 500), ElidedLabel(12, tone="3")
        name.setText(visible(title))
        about.setText(words)
        line = row(spacing=6, margins=(8, 4, 8, 4))
        line.addLayout(column(name, about, spacing=0), 1)
        if own:
            edit = self.tr("Edit {name}").format(name=visible(own.name))
            line.addWidget(IconButton(self._theme, "pencil", edit, lambda: self._edit(own), size=14, side=26))
        widget.setLayout(line)
        return widget

    def _edit(self, prompt: Prompt | None) -> None:
        self.hide()
        self.edit_wanted.emit(prompt)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 edits the chosen prompt."""
        item = self._list.currentItem()
        chosen = item.data(Qt.ItemDataRole.UserRole) if item else None
        if event.key() == Qt.Key.Key_F2 and chosen in self._own.all():
            self._edit(chosen)
        else:
            super().keyPressEvent(event)
