"""What happens around a prompt: it is chosen, its gaps are asked for, or it is written and kept."""

from collections.abc import Callable, Mapping

import msgspec
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from slm_desktop.core.chat.prompts import Prompt, filled, gaps
from slm_desktop.core.chat.titles import numbered
from slm_desktop.errors import Fault
from slm_desktop.ui.chat.own_prompt import GapsPanel, PromptEditor
from slm_desktop.ui.chat.prompt_library import Own, PromptLibrary
from slm_desktop.ui.theme import Theme


class PromptPanels(QObject):
    """The library with its editor.

    `chosen` carries a Prompt that is ready to be put into the message, `failed` a Fault, `removed` a Prompt and what
    undoes it.
    """

    chosen = Signal(object)
    failed = Signal(object)
    removed = Signal(object, object)

    def __init__(self, parent: QWidget, theme: Theme, own: Own, draft: Callable[[], str]) -> None:
        """`draft` is what a new prompt begins as."""
        super().__init__(parent)
        self._own, self._draft, self._at = own, draft, QPoint()
        self.library, self.asking = PromptLibrary(parent, theme, own), GapsPanel(parent)
        self.editor = PromptEditor(parent, self._names)
        self.library.chosen.connect(self._on_chosen)
        self.library.edit_wanted.connect(lambda prompt: self.editor.show_prompt(prompt, self._draft(), self._at))
        self.editor.kept.connect(self._on_kept)
        self.editor.removed.connect(self._on_removed)
        self.asking.filled.connect(self._on_filled)

    def _free(self, prompt: Prompt) -> Prompt:
        """The prompt under a name that no other has."""
        return msgspec.structs.replace(prompt, name=numbered(prompt.name, self._names()))

    def _names(self) -> set[str]:
        return {prompt.name for prompt in self._own.all()}

    def open(self, at: QPoint) -> None:
        """Open the library with its lower left corner at a place."""
        self._at = at
        self.library.open_above(at)

    def _on_chosen(self, prompt: Prompt) -> None:
        if gaps(prompt):
            self.asking.show_prompt(prompt, self._at)
        else:
            self.chosen.emit(prompt)

    def _on_filled(self, prompt: Prompt, values: Mapping[str, str]) -> None:
        self.chosen.emit(filled(prompt, values))

    def _on_kept(self, prompt: Prompt, before: str) -> None:
        if self._change(lambda: self._own.keep(prompt, before)):
            self.editor.settle()
        else:
            self.editor.show()  # What was written is still there.

    def _on_removed(self, name: str) -> None:
        gone = next((prompt for prompt in self._own.all() if prompt.name == name), None)
        if gone and self._change(lambda: self._own.remove(name)):
            self.removed.emit(gone, lambda: self._change(lambda: self._own.keep(self._free(gone))))

    def _change(self, change: Callable[[], None]) -> bool:
        """Keep or delete, and show the library as it is then; False when the disk refuses."""
        try:
            change()
        except Fault as fault:
            self.failed.emit(fault)
            return False
        self.library.open_above(self._at)
        return True
