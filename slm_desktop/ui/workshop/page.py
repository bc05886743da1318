"""A page of the workshop: what is to be done, what goes on, and what came of it."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from slm_desktop.errors import Fault
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import column
from slm_desktop.ui.words import explain
from slm_desktop.ui.workshop.context import WorkshopContext


class WorkshopPage(QWidget):
    """Its parts stand below one another in `_whole`."""

    def __init__(self, theme: Theme, context: WorkshopContext, reports: Reports) -> None:
        super().__init__()
        self._theme, self._context, self._reports = theme, context, reports
        self._exports = Exports(self, context.later, reports.report)
        self._whole = column(spacing=12)
        self.setLayout(self._whole)

    def _offer(self, at: QWidget, kinds: Mapping[str, str], export: Callable[[str], None]) -> None:
        """Let somebody choose one of some `kinds` of files, by their words, below a button."""
        menu = QMenu(self)
        for kind, words in kinds.items():
            menu.addAction(words, partial(export, kind))
        menu.exec(at.mapToGlobal(at.rect().bottomLeft()))

    def _try_to(self, act: Callable[[], None]) -> None:
        """Do what may be refused, and say why where it is."""
        try:
            act()
        except Fault as fault:
            self._report(fault)

    def _report(self, fault: Fault) -> None:
        words = explain(fault.code, fault.details)
        self._reports.report(words.title, words.cause)

    def refresh(self) -> None:
        """Show what is there now."""
        raise NotImplementedError
