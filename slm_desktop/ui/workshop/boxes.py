"""Fields to choose a model or a text from."""

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog

from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.texts import TextChoice, TextKind
from slm_desktop.ui.theme import font
from slm_desktop.ui.widgets.parts import tip, unscrolled
from slm_desktop.ui.words import translate
from slm_desktop.ui.workshop.tick_list import words_of

CHARACTERS = 18
"""A box has room for at least so many; the whole name is in its hint."""
A_FILE = "another file"


class Box(QComboBox):
    """A field to choose from that leaves the wheel to its page."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFont(font(13))
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(CHARACTERS)
        self.currentIndexChanged.connect(lambda _at: self.setToolTip(tip(self.currentText())))
        unscrolled(self)


class ModelBox(Box):
    """Models of this computer; `nothing` is offered before them, '' for no such line. `picked` when another is."""

    picked = Signal()

    def __init__(self, name: str, nothing: str = "") -> None:
        super().__init__(name)
        self._nothing = nothing
        self._models: list[LocalModel] = []
        if nothing:
            self.addItem(nothing, "")
        self.currentIndexChanged.connect(lambda _at: self.picked.emit())

    def show_models(self, models: Sequence[LocalModel]) -> None:
        """Offer these; the one that is chosen stays so while it is there."""
        if list(models) == self._models or self.view().isVisible():
            return
        before = self.currentData()
        self._models = list(models)
        with QSignalBlocker(self):
            self.clear()
            if self._nothing:
                self.addItem(self._nothing, "")
            for model in models:
                self.addItem(words_of(model), model.path)
            self.setCurrentIndex(max(0, self.findData(before)))
        self.setToolTip(tip(self.currentText()))
        self.picked.emit()

    @property
    def chosen_model(self) -> LocalModel | None:
        """The one that is chosen."""
        path = self.currentData()
        return next((model for model in self._models if model.path == path), None)


class TextBox(Box):
    """Texts that models are scored with: those that come with the app, one's own chats, and files. `picked` when
    another is chosen.
    """

    picked = Signal()

    def __init__(self, name: str = "", nothing: str = "") -> None:
        """`nothing` is offered before them, '' for no such line."""
        super().__init__(name or translate("Workshop", "Text"))
        if nothing:
            self.addItem(nothing, None)
        for kind in (TextKind.ENGLISH, TextKind.SPANISH, TextKind.CODE, TextKind.CHATS):
            self.addItem(text_words(kind), TextChoice(kind))
        self.addItem(translate("Workshop", "A file…"), A_FILE)
        self._before = 0
        self.currentIndexChanged.connect(self._on_changed)
        self.activated.connect(self._on_activated)

    @property
    def chosen_text(self) -> TextChoice | None:
        """The text that is chosen; None for none."""
        data = self.itemData(self._before)
        return data if isinstance(data, TextChoice) else None

    @property
    def choice(self) -> TextChoice:
        """The same where there is always one."""
        return self.chosen_text or TextChoice()

    def take_file(self, path: str) -> None:
        """Choose a file."""
        at = self.count() - 1
        self.insertItem(at, visible(PurePath(path).name), TextChoice(TextKind.FILE, path))
        self.setCurrentIndex(at)

    def _on_changed(self, at: int) -> None:
        if self.itemData(at) != A_FILE:
            self._before = at
            self.picked.emit()

    def _on_activated(self, at: int) -> None:
        if self.itemData(at) != A_FILE:
            return
        self.setCurrentIndex(self._before)
        path, _filter = QFileDialog.getOpenFileName(self, translate("Workshop", "A text to score models with"))
        if path:
            self.take_file(path)


def text_words(kind: TextKind, name: str = "") -> str:
    """What a text is called; `name` is that of a file."""
    words = {
        TextKind.ENGLISH: translate("Workshop", "English prose"),
        TextKind.SPANISH: translate("Workshop", "Spanish prose"),
        TextKind.CODE: translate("Workshop", "Code"),
        TextKind.CHATS: translate("Workshop", "My chats"),
        TextKind.FILE: visible(name),
    }
    return words[kind]
