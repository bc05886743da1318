"""The menu of a column that marks the words in which its answer differs from another one's."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from slm_desktop.core.compare.records import letter
from slm_desktop.ui.compare.column import ColumnView
from slm_desktop.ui.theme import px
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.words import translate


def ask_differences(parent: QWidget, views: Sequence[ColumnView], view: ColumnView) -> None:
    """Ask which other column to compare the words of a column with."""
    menu = QMenu(parent)
    for at, other in enumerate(views):
        if other is not view and other.column.answer:
            words = translate("CompareScreen", "Column {letter}").format(letter=letter(at))
            menu.addAction(words, partial(_compare, views, view, other))
    menu.addAction(translate("CompareScreen", "Where they part"), lambda: _compare(views, view, None))
    open_menu(menu, view.mapToGlobal(QPoint(view.width() // 2, px(80))))


def _compare(views: Sequence[ColumnView], view: ColumnView, other: ColumnView | None) -> None:
    """Mark the words of both that the other one does not have; None goes back to where all part."""
    for one in views:
        one.compare_words(None)
    if other:
        view.compare_words(other.column)
        other.compare_words(view.column)
