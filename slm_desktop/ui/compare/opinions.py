"""Answers by models: how surprised each model is by what each column wrote, as a table."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from slm_desktop.core.compare.opinions import Answered, AnswerOpinions, Judge, to_csv
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import IconButton, button, column, label, row, tip
from slm_desktop.ui.words import explain, fixed, number

ROW = 44
NARROWEST = 150
MOST_WORDS, LONGEST_TIP = 60, 600


class OpinionsPage(QWidget):
    """`left` leads back to the columns, `export_wanted` carries the name, the kind and the contents of a file."""

    left = Signal()
    export_wanted = Signal(str, str, bytes)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._opinions: AnswerOpinions | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._words = label("", 13, tone="2", wrap=True)
        self._stop = button(self.tr("Stop"), "plain", self._on_stop)
        self._export = button(self.tr("Export as CSV…"), "plain", self._on_export)
        self._close = IconButton(theme, "close", self.tr("Back to the columns (Esc)"), self.left.emit)
        self._table = self._make_table()
        about = self.tr(
            "Each model goes over every answer and says how surprised it is: bits a character, and below them the "
            "perplexity by its own tokens. Fewer bits mean less surprise. Compare along a row, where the text is the "
            "same; a model is usually surprised least by its own."
        )
        head = row(
            label(self.tr("Answers, scored by all models"), 15, 600), None, self._stop, self._export, self._close
        )
        whole = column(spacing=12, margins=(24, 16, 24, 16))
        whole.addLayout(head)
        whole.addWidget(label(about, 13, tone="2", wrap=True))
        whole.addWidget(self._words)
        whole.addWidget(self._table, 1)
        self.setLayout(whole)
        theme.changed.connect(self.refresh)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 0)
        table.setObjectName("scores")
        table.setFont(font(13))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAccessibleName(self.tr("Answers, scored by all models"))
        table.setWordWrap(True)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(px(NARROWEST))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().hide()
        return table

    def show_opinions(self, opinions: AnswerOpinions) -> None:
        """Have the models begin, and show what they say."""
        self.leave()
        self._opinions = opinions
        self._unsubscribe = opinions.changed.subscribe(self.refresh)
        opinions.begin()
        self.refresh()
        self._table.setFocus()

    def leave(self) -> None:
        """Nobody looks at it any more."""
        self._unsubscribe()
        self._unsubscribe = lambda: None
        if self._opinions:
            self._opinions.cancel()
            self._opinions = None

    def refresh(self) -> None:
        """Show what is known now."""
        opinions = self._opinions
        if opinions is None:
            return
        judge = opinions.judge
        at = opinions.judges.index(judge) + 1 if judge else 0
        words = self.tr("{name} goes over the answers: model {at} of {count}…")
        count = number(len(opinions.judges))
        self._words.setText(words.format(name=visible(judge.label), at=number(at), count=count) if judge else "")
        self._words.setVisible(judge is not None)
        self._stop.setEnabled(not opinions.is_over)
        self._export.setEnabled(any(judge.scores for judge in opinions.judges))
        self._fill(opinions)

    def _fill(self, opinions: AnswerOpinions) -> None:
        table = self._table
        table.setColumnCount(1 + len(opinions.judges))
        table.setRowCount(len(opinions.answers))
        names = [self.tr("by {name}").format(name=visible(judge.label)) for judge in opinions.judges]
        table.setHorizontalHeaderLabels([self.tr("Answer"), *names])
        for at, answer in enumerate(opinions.answers):
            table.setItem(at, 0, self._answer_cell(answer))
            for place, judge in enumerate(opinions.judges, 1):
                table.setItem(at, place, self._cell(opinions, judge, answer))
            table.setRowHeight(at, px(ROW))

    @staticmethod
    def _answer_cell(answer: Answered) -> QTableWidgetItem:
        words = visible(" ".join(answer.message.content.split()))
        made = QTableWidgetItem(f"{answer.letter}  {visible(answer.label)}\n“{words[:MOST_WORDS]}…”")
        made.setToolTip(tip(words[:LONGEST_TIP]))
        return made

    def _cell(self, opinions: AnswerOpinions, judge: Judge, answer: Answered) -> QTableWidgetItem:
        score = opinions.score(judge, answer)
        made = QTableWidgetItem("–")
        made.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        if score:
            bits = self.tr("{bits} bit/char").format(bits=fixed(score.bits, 3))
            own = self.tr("its own") if judge.wrote(answer) else ""
            perplexity = self.tr("perplexity {value}").format(value=fixed(score.perplexity, 2))
            made.setText(f"{bits}\n{' · '.join(filter(None, (perplexity, own)))}")
            made.setFont(font(13, 600 if opinions.best(answer) is judge else 400))
        elif fault := judge.faults.get(answer.message.id):
            said = explain(fault.code, fault.details)
            made.setText(said.title)
            made.setToolTip(tip(f"{said.title}. {said.cause}"))
            made.setForeground(self._theme.colour("bad"))
        return made

    def _on_stop(self) -> None:
        if self._opinions:
            self._opinions.cancel()

    def _on_export(self) -> None:
        if self._opinions:
            self.export_wanted.emit("opinions", "csv", to_csv(self._opinions))
