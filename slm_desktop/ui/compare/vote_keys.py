"""Votes by key: Alt and a number."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from slm_desktop.core.compare.records import BEST, MOST, TIE
from slm_desktop.core.compare.session import ComparisonSession


def bind_votes(screen: QWidget, shown: Callable[[], ComparisonSession | None]) -> None:
    """Alt+1 says that the first column has the best answer, Alt+0 a tie; `shown` is the comparison that is looked
    at.
    """
    for at in range(MOST + 1):
        key = QShortcut(QKeySequence(f"Alt+{at}"), screen, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(lambda at=at: _vote(shown(), at))


def _vote(session: ComparisonSession | None, at: int) -> None:
    if session and at <= len(session.columns):
        session.judge(BEST if at else TIE, session.columns[at - 1] if at else None)
