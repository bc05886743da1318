"""A card in which some work is chosen, begun and stopped, and which tells how far it is."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QVBoxLayout, QWidget

from slm_desktop.core.workshop.writing import AnyWanted, WritingJob
from slm_desktop.ui.widgets.parts import button, column, label, named, row
from slm_desktop.ui.words import translate
from slm_desktop.ui.workshop.work_progress import WorkProgress


class WorkCard(QFrame):
    """`start_wanted` is emitted to begin what is chosen, `stop_wanted` to end what goes on."""

    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "card")
        self.go = button("", "primary", self.start_wanted.emit)
        self.stop = button(translate("Workshop", "Stop"), "plain", self.stop_wanted.emit)
        self._progress = WorkProgress()

    def show_writing(self, job: WritingJob[AnyWanted]) -> None:
        """How far the job of this card is."""
        self.stop.setVisible(job.is_running)
        self.go.setVisible(not job.is_running)
        self._progress.show_writing(job)

    def _lay_out(self, left: QWidget | None, *choice: QWidget | QLayout) -> None:
        """What is chosen from at the left, if anything; the other choices beside it, with the buttons below them."""
        right = column(spacing=10)
        for part in choice:
            if isinstance(part, QLayout):
                right.addLayout(part)
            else:
                right.addWidget(part)
        right.addStretch(1)
        right.addLayout(row(None, self.stop, self.go, spacing=8))
        whole = column(spacing=10, margins=(16, 14, 16, 14))
        whole.addLayout(_beside(left, right) if left else right)
        whole.addWidget(self._progress)
        self.setLayout(whole)


def _beside(left: QWidget, right: QVBoxLayout) -> QLayout:
    both = row(left, spacing=16)
    both.setStretch(0, 1)
    both.addLayout(right, 1)
    return both


def fields(boxes: Sequence[tuple[str, QWidget]]) -> QGridLayout:
    """Fields below one another, each behind its name. One of fixed width leaves the others theirs."""
    grid = QGridLayout()
    grid.setColumnStretch(2, 1)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    for at, (words, box) in enumerate(boxes):
        name = label(words, 13, tone="2")
        name.setBuddy(box)
        grid.addWidget(name, at, 0)
        grid.addWidget(box, at, 1, 1, 1 if box.minimumWidth() == box.maximumWidth() else 2)
    return grid
