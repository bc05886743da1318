"""Columns side by side, their history, and what leaves them as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton, QWidget

from slm_desktop.core.compare.card import Card
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.ui.compare.column import ColumnView
from slm_desktop.ui.compare.exports import made
from slm_desktop.ui.compare.history import History, TitleField
from slm_desktop.ui.compare.screen import CompareScreen
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.transcript.question import Question


class HistoryPage:
    """Earlier comparisons."""

    def __init__(self, history: History) -> None:
        self.popup = history

    @property
    def field(self) -> QLineEdit:
        """The search."""
        return self.popup._field

    @property
    def comparisons(self) -> QListWidget:
        """The comparisons."""
        return self.popup._list

    @property
    def count(self) -> int:
        """How many are listed."""
        return self.comparisons.count()

    @property
    def is_filled(self) -> bool:
        """Whether what is listed was looked for with the words in the field."""
        return bool(self.popup._shown())

    @property
    def title_field(self) -> QWidget:
        """The field for a title, in the first row."""
        return self.comparisons.itemWidget(self.comparisons.item(0))

    @property
    def is_renaming(self) -> bool:
        """Whether that field is there."""
        return self.comparisons.findChild(TitleField) is not None

    def take_hits(self, hits: list[Any]) -> None:
        """Hits of the search arrive."""
        self.popup._take(self.field.text(), hits)

    def refresh(self) -> None:
        """List anew."""
        self.popup._fill()

    def open(self, row: int) -> None:
        """Click a comparison."""
        self.popup._on_activated(self.comparisons.item(row))

    def delete(self, comparison: Any) -> None:
        """Delete a comparison."""
        self.popup._on_delete(comparison)


class ComparePage:
    """The screen."""

    def __init__(self, screen: CompareScreen) -> None:
        self.screen = screen

    @property
    def views(self) -> list[ColumnView]:
        """The columns."""
        return self.screen._views

    @property
    def history(self) -> HistoryPage:
        """Earlier comparisons."""
        return HistoryPage(self.screen._history)

    @property
    def names(self) -> list[str]:
        """What stands over the columns."""
        return [view._name.whole for view in self.views]

    @property
    def plot_ground(self) -> QColor | None:
        """The colour behind the graph, once there is one."""
        plot = self.screen.evidence._plot
        return plot.widget.backgroundBrush().color() if plot else None

    @property
    def settings_panel(self) -> QWidget:
        """The panel of settings of a column."""
        return self.screen._panel

    def open_settings(self, column: ColumnSession) -> None:
        """Open that panel."""
        self.screen._panel.open_for(self.screen.session, column)

    def ask(self, text: str) -> None:
        """Write a question and press the button."""
        self.screen.ask.set_text(text)
        self.press_run()

    def press_run(self) -> None:
        """Press the button, which stops what runs."""
        self.screen.ask._run.click()

    def press_best(self, at: int) -> None:
        """Vote for a column."""
        self.views[at]._best.click()

    def add_column(self) -> None:
        """Add one."""
        self.screen._on_add()

    def settings_words(self, at: int) -> str:
        """The settings over a column."""
        return self.views[at]._settings.whole

    def questions(self, at: int) -> int:
        """How many questions a column shows."""
        return sum(not one.isHidden() for one in self.views[at].transcript.findChildren(Question))

    def marked(self, at: int) -> list[object]:
        """What is marked as different in the newest answer of a column."""
        answer = self.views[at]._answer()
        return [one for text in answer.texts for one in text.extraSelections()] if isinstance(answer, Answer) else []

    def again_button(self, at: int) -> QPushButton:
        """The button that loads the model of a column again."""
        (again,) = [one for one in self.views[at].findChildren(QPushButton) if one.text() == "Try again"]
        return again

    def to_chat(self, column: ColumnSession) -> None:
        """Go on with a column as a chat."""
        self.screen._verbs.to_chat(column)

    def save_card(self, path: Path, card: Card, kind: str) -> None:
        """Write a run card into a file."""
        self.screen.exports.save(path, made(card, kind))

    def open_card(self, path: Path) -> None:
        """Read a run card from a file."""
        self.screen.exports.open(path, self.screen.cards.take)

    @property
    def opinions(self) -> list[list[str]]:
        """What each model says of each answer: a row for an answer."""
        table = self.screen.opinions._table
        items = [[table.item(at, model) for model in range(1, table.columnCount())] for at in range(table.rowCount())]
        return [[item.text() if item else "" for item in row] for row in items]

    @property
    def popup_openers(self) -> list[Callable[[], object]]:
        """Each opens something over the screen."""
        screen = self.screen
        return [
            screen.bar.menu_wanted.emit,
            self.views[0]._open_menu,
            screen.suites._ask_save,
            lambda: screen._picker.choose(screen.session, screen.session.columns[0], QPoint(200, 200)),
            lambda: screen._history.open_list(screen.bar.below_past()),
        ]
