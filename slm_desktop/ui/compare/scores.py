"""What all votes come to: a table of models that can be sorted and exported, and a chart of quality, speed and
memory.
"""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from slm_desktop.core.compare.ratings import Rating
from slm_desktop.core.compare.records import Vote
from slm_desktop.core.compare.votes import to_json_lines
from slm_desktop.core.csv_file import safe_cell
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import button, label, row
from slm_desktop.ui.words import fixed, number

CHART_HEIGHT = 300
CSV_HEADS = (
    "model",
    "elo",
    "spread_95",
    "games",
    "won_share",
    "votes",
    "all_bad",
    "tokens_per_second",
    "peak_memory_bytes",
)


class Number(QTableWidgetItem):
    """A figure that sorts by its value, not by its letters."""

    def __init__(self, value: float, words: str) -> None:
        super().__init__(words)
        self.value = value
        self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: object) -> bool:
        """By value."""
        return isinstance(other, Number) and self.value < other.value


class Scores(QWidget):
    """`export_wanted` carries the name, the kind and the contents of a file; `votes` are all that were given."""

    export_wanted = Signal(str, str, bytes)

    def __init__(self, theme: Theme, votes: Callable[[], Sequence[Vote]]) -> None:
        super().__init__()
        self._votes = votes
        self._theme, self._ratings = theme, list[Rating]()
        self._plot: Any = None
        self._empty = label(
            self.tr("No votes yet. Ask two models the same, and say which answer is best."), 14, tone="3", wrap=True
        )
        self._table = self._make_table()
        self._export = button(self.tr("Export as CSV…"), "plain", self._on_export)
        self._export_votes = button(self.tr("Votes as JSON lines…"), "plain", self._on_export_votes)
        about = label(self._about(), 12, tone="3", wrap=True)
        self._place = QVBoxLayout()
        self._chart_title = label(self.tr("Quality (Elo) against speed (tok/s); the bubble is the memory"), 13, 600)
        theme.changed.connect(self._draw_again)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 16)
        whole.setSpacing(12)
        head = row(about, self._export, self._export_votes, spacing=12)
        head.setStretch(0, 1)
        whole.addLayout(head)
        whole.addWidget(self._empty)
        whole.addWidget(self._table, 1)
        whole.addWidget(self._chart_title)
        whole.addLayout(self._place)
        whole.addStretch(0)

    def _on_export(self) -> None:
        self.export_wanted.emit("scores", "csv", to_csv(self._ratings).encode())

    def _on_export_votes(self) -> None:
        self.export_wanted.emit("votes", "jsonl", to_json_lines(self._votes()))

    def _draw_again(self) -> None:
        self.show_ratings(self._ratings)

    def _about(self) -> str:
        return self.tr(
            "Elo from your votes: 1,000 is the middle, 400 more wins ten times as often. ± holds 95 of 100 times. "
            "Ties count half; settings of one model are no game."
        )

    def _make_table(self) -> QTableWidget:
        heads = [
            self.tr("Model"),
            self.tr("Elo"),
            "±",
            self.tr("Games"),
            self.tr("Won"),
            self.tr("Votes"),
            self.tr("All bad"),
            self.tr("tok/s"),
            self.tr("Peak memory"),
        ]
        table = QTableWidget(0, len(heads))
        table.setObjectName("scores")
        table.setHorizontalHeaderLabels(heads)
        table.setFont(font(13))
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setAccessibleName(self.tr("Ratings of models"))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setSortingEnabled(True)
        table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        return table

    def build(self) -> None:
        """Make the chart; call it when pyqtgraph can be imported quickly."""
        from slm_desktop.ui.compare.plots import QualityPlot

        if self._plot is None:
            self._plot = QualityPlot(self._theme)
            self._plot.widget.setFixedHeight(px(CHART_HEIGHT))
            self._plot.widget.setAccessibleName(self._chart_title.text())
            self._plot.widget.setAccessibleDescription(self.tr("The same figures stand in the table."))
            self._place.addWidget(self._plot.widget)
            self.show_ratings(self._ratings)

    def show_ratings(self, ratings: list[Rating]) -> None:
        """Show the ratings."""
        self._ratings = ratings
        self._empty.setVisible(not ratings)
        for part in (self._table, self._chart_title, self._export, self._export_votes):
            part.setVisible(bool(ratings))
        self._table.setSortingEnabled(False)
        self._table.setRowCount(len(ratings))
        for at, rating in enumerate(ratings):
            for column, item in enumerate(self._cells(rating)):
                self._table.setItem(at, column, item)
            self._table.setRowHeight(at, px(36))
        self._table.setSortingEnabled(True)
        if self._plot is not None:
            self._plot.widget.setVisible(any(rating.speed for rating in ratings))
            self._plot.draw(ratings)

    def _cells(self, rating: Rating) -> list[QTableWidgetItem]:
        won = f"{fixed(100 * rating.share, 0)} %" if rating.games else "–"
        speed = fixed(rating.speed, 1) if rating.speed else "–"
        memory = f"{fixed(rating.memory / 1e9, 2)} GB" if rating.memory else "–"
        values = (
            (rating.points, fixed(rating.points, 0)),
            (rating.spread, fixed(rating.spread, 0)),
            (rating.games, number(rating.games)),
            (rating.share, won),
            (rating.votes, number(rating.votes)),
            (rating.bad, number(rating.bad)),
            (rating.speed, speed),
            (rating.memory, memory),
        )
        return [
            QTableWidgetItem(f"  {visible(rating.label)}"),
            *(Number(float(value), f"{words}  ") for value, words in values),
        ]


def to_csv(ratings: list[Rating]) -> str:
    """The table for a spreadsheet: numbers with a point, whatever the language."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEADS)
    for one in ratings:
        figures = (round(one.points, 1), round(one.spread, 1), one.games, round(one.share, 4), one.votes, one.bad)
        writer.writerow([safe_cell(one.label), *figures, round(one.speed, 2), one.memory])
    return out.getvalue()
