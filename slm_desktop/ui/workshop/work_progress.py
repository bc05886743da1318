"""How far some work is: a bar with words below it."""

from PySide6.QtWidgets import QProgressBar, QWidget

from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.writing import AnyWanted, WritingJob
from slm_desktop.ui.widgets.parts import ElidedLabel, column
from slm_desktop.ui.words import number, translate

WHOLE = 1000


class WorkProgress(QWidget):
    """It is there only while there is something to tell."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar(textVisible=False, maximum=WHOLE)
        self._words = ElidedLabel(12, tone="2")
        self.setLayout(column(self._bar, self._words, spacing=8))
        self.hide()

    def show_share(self, share: float, *words: str) -> None:
        """So much of all is done, 0 to 1, and this is going on."""
        self._bar.setMaximum(WHOLE)
        self._bar.setValue(round(share * WHOLE))
        self._words.setText("  ·  ".join(filter(None, words)))
        self.show()

    def show_going_on(self, *words: str) -> None:
        """This is going on, and nobody knows how much there is of it."""
        self.show_share(0.0, *words)
        self._bar.setMaximum(0)

    def show_writing(self, job: WritingJob[AnyWanted]) -> None:
        """How far a model is written; then that it is there, until another one is begun."""
        if job.made:
            self.show_share(1.0, translate("Workshop", "{path} is written").format(path=visible(job.made)))
        elif not job.is_running:
            self.hide()
        elif job.step is None:
            self.show_waiting()
        else:
            far = translate("Workshop", "writes tensor {done} of {total}")
            words = far.format(done=number(job.step.done), total=number(job.step.total))
            self.show_share(job.step.done / max(1, job.step.total), words)

    def show_waiting(self) -> None:
        """Other work is going on before it."""
        self.show_share(0.0, translate("Workshop", "Waits until other work is done"))
