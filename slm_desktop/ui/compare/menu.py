"""The menu of a comparison: its exports, answers made anew, and what its models think of one another's words."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.ui.compare.cards import Cards
from slm_desktop.ui.compare.exports import KINDS, CardExports, export_words
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.words import translate


class MenuScreen(Protocol):
    """What the menu acts on."""

    session: ComparisonSession
    cards: Cards
    exports: CardExports

    def show_opinions(self) -> None:
        """Have all models go over the answers. May raise Fault."""

    def try_to(self, act: Callable[[], object]) -> bool:
        """Do something that may raise a Fault; a banner says why it could not be done."""


def open_comparison_menu(parent: QWidget, screen: MenuScreen, at: QPoint) -> None:
    """Open it at a place of the screen."""
    session, cards, exports = screen.session, screen.cards, screen.exports
    asked = bool(session.record.touched) and not session.record.hidden and session.running is None
    menu = QMenu(parent)

    def add(words: str, act: Callable[[], object], *, is_able: bool = asked) -> None:
        menu.addAction(words, act).setEnabled(is_able)

    for kind in KINDS:
        add(export_words(kind), partial(_export, cards, exports, kind))
    menu.addSeparator()
    new, again = (
        translate("CompareScreen", "New answers in all columns"),
        translate("CompareScreen", "Run again from the records"),
    )
    add(new, partial(screen.try_to, session.again))
    add(again, partial(screen.try_to, cards.run_again))
    add(translate("CompareScreen", "Have all models score the answers"), partial(screen.try_to, screen.show_opinions))
    add(translate("CompareScreen", "Open a run card…"), partial(exports.ask_open, cards.take), is_able=True)
    open_menu(menu, at)


def _export(cards: Cards, exports: CardExports, kind: str) -> None:
    exports.ask(cards.card(), kind)
