"""Texts and files beside the draft: one chip for each, until they are sent or removed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from slm_desktop.core.records import Attachment
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, empty, named
from slm_desktop.ui.words import number


class Attachments(QVBoxLayout):
    """`changed` is emitted when one comes or goes."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._files: list[Attachment] = []
        self.setSpacing(4)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """Those that are beside the draft."""
        return tuple(self._files)

    @property
    def texts(self) -> list[str]:
        """What is sent of them."""
        return [_sent(file) for file in self._files]

    def show_files(self, files: Sequence[Attachment]) -> None:
        """Have these, and no others."""
        self._files = list(files)
        self._draw()

    def add(self, file: Attachment) -> None:
        """Have one more."""
        self.show_files([*self._files, file])
        self.changed.emit()

    def _remove(self, index: int) -> None:
        del self._files[index]
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        empty(self)
        for index, file in enumerate(self._files):
            self.addWidget(self._chip(index, file))

    def _chip(self, index: int, file: Attachment) -> QFrame:
        chip = named(QFrame(), "chip")
        name = visible(file.name) or self.tr("Pasted text")
        words = ElidedLabel(12, tone="2")
        words.setText(self.tr("{name}, {count} characters").format(name=name, count=number(len(file.text))))
        remove = IconButton(
            self._theme,
            "close",
            self.tr("Remove {name}").format(name=name),
            lambda: self._remove(index),
            size=12,
            side=22,
        )
        layout = QHBoxLayout(chip)
        layout.setContentsMargins(10, 2, 4, 2)
        layout.addWidget(words, 1)
        layout.addWidget(remove)
        return chip


def _sent(file: Attachment) -> str:
    """A file stands between tags with its name, so that the model can tell it from the question."""
    name = file.name.replace('"', "'")
    return f'<file name="{name}">\n{file.text.rstrip()}\n</file>' if name else file.text
