"""The prompt library: ways to ask, each an example that is put into the composer to be edited before it is sent."""

import msgspec
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from slm_desktop.paths import resources
from slm_desktop.ui.widgets.parts import ElidedLabel, column
from slm_desktop.ui.widgets.popover import Popover
from slm_desktop.ui.words import language

WIDTH, MOST_ROWS = 380, 9


class Example(msgspec.Struct, frozen=True):
    """One way to ask: the `text` goes into the draft, `system` becomes the system prompt."""

    name: str
    about: str
    text: str
    system: str = ""


def examples(code: str) -> list[Example]:
    """The library in a language, in English if there is none."""
    folder = resources() / "prompts"
    path = folder / f"{code}.json"
    return msgspec.json.decode((path if path.exists() else folder / "en.json").read_bytes(), type=list[Example])


class PromptLibrary(Popover):
    """A popover with the examples. `chosen` carries one."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        title = self.tr("Ways to ask. The example can be edited before it is sent.")
        super().__init__(parent, self.tr("Prompt library"), title, WIDTH)
        self.picked.connect(self.chosen.emit)
        for example in examples(language()):
            self.add_row(example, f"{example.name}. {example.about}", _row(example))

    def open_above(self, at: QPoint) -> None:
        """Open with its lower left corner at a place."""
        self.open_at(at, MOST_ROWS, above=True)
        self._list.setCurrentRow(0)


def _row(example: Example) -> QWidget:
    widget = QWidget()
    name, about = ElidedLabel(13, 500), ElidedLabel(12, tone="3")
    name.setText(example.name)
    about.setText(example.about)
    widget.setLayout(column(name, about, spacing=0, margins=(8, 4, 8, 4)))
    return widget
