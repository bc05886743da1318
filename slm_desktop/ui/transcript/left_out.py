"""Where turns were left out of a prompt."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from slm_desktop.core.engines.commands import Overflow
from slm_desktop.core.records import Message, RunRecord
from slm_desktop.ui.widgets.parts import button, column, label, rule
from slm_desktop.ui.words import number


class LeftOut(QWidget):
    """A line in the transcript: what stands above it no longer fits into the context, and what can be done about it."""

    def __init__(self, run: RunRecord, open_menu: Callable[[Message | None, QWidget], object]) -> None:
        super().__init__()
        if run.overflow == Overflow.MIDDLE:
            text = self.tr("Here {count} messages were left out: the context of {context} tokens is full")
        else:
            text = self.tr("The {count} messages above were left out: the context of {context} tokens is full")
        words = label(text.format(count=number(run.dropped), context=number(run.context)), 12, tone="warn", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        choose = button(self.tr("What to do"), "quiet", lambda: open_menu(None, choose))
        lines = column(rule(), words, rule(), spacing=6, margins=(0, 4, 0, 4))
        lines.insertWidget(2, choose, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(lines)
