"""Structured output: its panel, and answers that have it."""

from PySide6.QtWidgets import QPlainTextEdit, QToolButton

from slm_desktop.ui.chat.screen import ChatScreen
from slm_desktop.ui.formats.format_panel import FormatPanel
from slm_desktop.ui.transcript.structured import StructuredAnswer


class FormatPage:
    """The panel, and the newest answer as a tree or a table."""

    def __init__(self, screen: ChatScreen) -> None:
        self._screen = screen

    @property
    def panel(self) -> FormatPanel:
        """The panel, once it was opened."""
        panel = self._screen.findChild(FormatPanel)
        assert panel is not None
        return panel

    @property
    def field(self) -> QPlainTextEdit:
        """Where the form is written."""
        return self.panel._field

    @property
    def status(self) -> str:
        """What is said of it."""
        return self.panel._status.text()

    @property
    def is_marked(self) -> bool:
        """Whether the composer tells that there is a form."""
        return self._screen._composer._format_button.isChecked()

    @property
    def answer(self) -> StructuredAnswer:
        """The newest answer that is JSON."""
        found = [one for one in self._screen.findChildren(StructuredAnswer) if one.isVisible()]
        assert found
        return found[-1]

    def choose(self, page: int) -> None:
        """See the answer as text, tree or table."""
        self.answer._pages._group.button(page).click()

    @property
    def cells(self) -> list[list[str]]:
        """The table."""
        rows = self.answer._grid.model()
        return [
            [str(rows.index(at, column).data()) for column in range(rows.columnCount())]
            for at in range(rows.rowCount())
        ]

    @property
    def save_button(self) -> QToolButton:
        """Saves the table."""
        return self.answer._save
