"""Ways to choose: pages beside one another, chips that are on or off, a button with a menu of values."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton

from slm_desktop.ui.theme import font
from slm_desktop.ui.widgets.parts import set_tone, tip


class Segments(QFrame):
    """Pages to choose from. `chosen` carries the number of one, also when one that is shown is clicked again."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(2)
        for index, name in enumerate(names):
            made = QPushButton(name)
            made.setCheckable(True)
            made.setProperty("kind", "segment")
            made.setFont(font(13, 500))
            self._group.addButton(made, index)
            layout.addWidget(made)
        self._shown_before = -1
        self._group.idToggled.connect(lambda index, on: self.chosen.emit(index) if on else None)
        self._group.idPressed.connect(self._on_pressed)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def current(self) -> int:
        """The number of the page that is shown, -1 for none."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Show a page; a number of none is left alone."""
        page = self._group.button(index)
        if page:
            page.setChecked(True)

    def set_enabled(self, index: int, on: bool) -> None:
        """Whether a page can be chosen."""
        page = self._group.button(index)
        if page:
            page.setEnabled(on)

    def _on_pressed(self, _index: int) -> None:
        self._shown_before = self._group.checkedId()

    def _on_clicked(self, index: int) -> None:
        """A click on another page has told by toggling it."""
        if index == self._shown_before:
            self.chosen.emit(index)


class Chip(QPushButton):
    """A filter that is on or off. `changed` when a person, or a screen reader, turned it."""

    changed = Signal()

    def __init__(self, text: str, icon: Callable[[bool], None] | None = None) -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setProperty("kind", "chip")
        self.setFont(font(13, 500))
        self.toggled.connect(lambda _on: self.changed.emit())


class Choice(QToolButton):
    """A filter with several values: a button that says the chosen one and opens a menu. The first value means any."""

    changed = Signal()

    def __init__(self, name: str, values: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self._values, self.value = list(values), values[0][0]
        self._name = name
        self.setProperty("kind", "choice")
        self.setFont(font(13, 500))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        menu = QMenu(self)
        group = QActionGroup(menu)
        for value, words in values:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(value == self.value)
            group.addAction(action)
            action.triggered.connect(lambda _on=False, value=value: self.choose(value))
        self._group = group
        self.setMenu(menu)
        self._show()

    def choose(self, value: object) -> None:
        """Take a value."""
        if value != self.value:
            self.value = value
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        words = next(words for value, words in self._values if value == self.value)
        self.setText(words)
        self.setAccessibleName(f"{self._name}: {words}")
        self.setToolTip(tip(self._name))
        set_tone(self, "active", self.value != self._values[0][0])
        for action in self._group.actions():
            action.setChecked(action.text() == words)
