"""The workshop: how fast models are, the fastest way to load them, how well they foresee a text, and smaller types of
them; a page for each.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from slm_desktop.errors import Fault
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.parts import column, label, named, row
from slm_desktop.ui.words import explain
from slm_desktop.ui.workshop.context import WorkshopContext
from slm_desktop.ui.workshop.edit_page import EditPage
from slm_desktop.ui.workshop.loss_page import LossPage
from slm_desktop.ui.workshop.page import WorkshopPage
from slm_desktop.ui.workshop.quantise_page import QuantisePage
from slm_desktop.ui.workshop.report_page import ReportPage
from slm_desktop.ui.workshop.speed_page import SpeedPage
from slm_desktop.ui.workshop.tune_page import TunePage

SPEED, TUNE, LOSS, QUANTISE, EDIT, REPORT = range(6)


class WorkshopScreen(QWidget):
    """`busy` tells whether something is being measured or made."""

    busy = Signal(bool)

    def __init__(self, theme: Theme, context: WorkshopContext) -> None:
        super().__init__()
        self.setObjectName("monitorScreen")
        self._context = context
        self._reports = Reports(theme)
        self.speed = SpeedPage(theme, context, self._reports)
        self.tune = TunePage(theme, context, self._reports)
        self.loss = LossPage(theme, context, self._reports)
        self.quantise = QuantisePage(theme, context, self._reports)
        self.edit = EditPage(theme, context, self._reports)
        self.report = ReportPage(theme, context, self._reports)
        self._pages: tuple[WorkshopPage, ...] = (
            self.speed,
            self.tune,
            self.loss,
            self.quantise,
            self.edit,
            self.report,
        )
        self._about = label("", 13, tone="2", wrap=True)
        self._bar = Segments(self._names())
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(_scrolled(page))
        self._lay_out()
        self._bar.chosen.connect(self._show_page)
        self._bar.choose(SPEED)
        context.queue.changed.subscribe(self._on_work)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Workshop"))
        self.refresh()

    def _names(self) -> tuple[str, ...]:
        return (
            self.tr("Speed"),
            self.tr("Tune"),
            self.tr("Loss"),
            self.tr("Quantise"),
            self.tr("Edit"),
            self.tr("Report"),
        )

    def _lay_out(self) -> None:
        head = column(spacing=8)
        head.addLayout(row(label(self.tr("Workshop"), 20, 600), None, self._bar))
        head.addWidget(self._about)
        head.addLayout(self._reports)
        head.setContentsMargins(32, 24, 32, 12)
        whole = column(spacing=0)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        self.setLayout(whole)

    def showEvent(self, event: QShowEvent) -> None:
        """Models may have come or gone meanwhile."""
        super().showEvent(event)
        self.refresh()

    def show_page(self, at: int) -> None:
        """Bring a page to the front."""
        self._bar.choose(at)

    def refresh(self) -> None:
        """Show what is there now."""
        for page in self._pages:
            page.refresh()
        self._on_work()

    def show_fault(self, fault: Fault) -> None:
        """Something could not be measured or made, or not to the end."""
        words = explain(fault.code, fault.details)
        self._reports.report(words.title, words.cause)

    def _show_page(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        about = (
            self.tr("How fast the models on this computer are, and what memory they take."),
            self.tr("The fastest way to load a model on this computer, and what each setting is worth."),
            self.tr("How well models foresee a text, and what a smaller one has lost against a larger one."),
            self.tr("Make smaller files of a model, and see what each of them costs and loses."),
            self.tr("Change what the header of a model says, join its files, or split it into several."),
            self.tr("Which of these models to use on this computer, as one page to share."),
        )
        self._about.setText(about[at])
        self._pages[at].refresh()

    def _on_work(self) -> None:
        self.busy.emit(self._context.queue.running is not None)


def _scrolled(page: QWidget) -> QScrollArea:
    body = named(QWidget(), "monitorBody")
    whole = column(page, spacing=0)
    whole.setContentsMargins(32, 0, 32, 24)
    body.setLayout(whole)
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(body)
    return area
