"""A figure of a column: its name, and the value below it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from slm_desktop.core.engines.answer_figures import AnswerFigure
from slm_desktop.ui.figures import heading
from slm_desktop.ui.widgets.parts import column, label, set_tone


class Figure(QWidget):
    """A figure below its name; the best of all columns stands out."""

    def __init__(self, row: AnswerFigure) -> None:
        super().__init__()
        self.row = row
        self._name = label(heading(row), 11, tone="3")
        self._value = label("–", 13, 600)
        self.setLayout(column(self._name, self._value, spacing=0))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._value.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def show_value(self, value: str, *, best: bool) -> None:
        """Show a figure."""
        self._value.setText(value)
        set_tone(self._value, "tone", "accent" if best else "")
