"""What stands where a conversation has no messages yet."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from slm_desktop.ui.widgets.parts import button, column, label, row


class Empty(QWidget):
    """Words, and below them one thing that can be done, if there is one."""

    def __init__(self) -> None:
        super().__init__()
        self._words = label("", 14, tone="3", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._act: Callable[[], object] = lambda: None
        self._button = button("", "plain", lambda: self._act())
        self._button.hide()
        whole = column(self._words, spacing=14)
        whole.addLayout(row(None, self._button, None))
        self.setLayout(whole)

    @property
    def text(self) -> str:
        """The words."""
        return self._words.text()

    def show_words(self, words: str, offer: str = "", act: Callable[[], object] = lambda: None) -> None:
        """Say these words; `offer` names what the button does."""
        self._words.setText(words)
        self._act = act
        self._button.setText(offer)
        self._button.setVisible(bool(offer))
