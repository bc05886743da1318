"""What the pages of suites and of sweeps share: the list of runs, the progress, the answers behind a cell, and
exports.
"""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.records import letter
from slm_desktop.core.evaluate import report
from slm_desktop.core.evaluate.evaluations import Evaluations
from slm_desktop.core.evaluate.inspect_log import to_inspect
from slm_desktop.core.evaluate.promptfoo_results import to_promptfoo
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.workers import Worker
from slm_desktop.core.moments import when
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.evaluate.answers import AnswersPanel
from slm_desktop.ui.evaluate.result_table import NOTHING, Grid, ResultTable
from slm_desktop.ui.evaluate.spread import SpreadChip
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.media.media_place import MediaContext
from slm_desktop.ui.sampling_words import settings_words, value_words
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, button, column, label, named, row, tip
from slm_desktop.ui.words import explain, fixed, number

SIDE, TICK_MILLISECONDS, REDRAW_MILLISECONDS = 270, 1000, 100
SIZES = (420, 280)
"""Shares of the table and of the answers."""


class EvaluationPageContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a run asks of the screen: the columns with their letters, whom to tell that it runs, this computer and the
    time, where else a model of another machine is served, and what is done with media.
    """

    candidates: Callable[[], list[tuple[str, Candidate]]]
    on_changed: Callable[[], object]
    made_with: Callable[[], tuple[Machine, float]]
    also_at: Callable[[str], tuple[str, ...]]
    media: MediaContext


class EvaluationPage(QWidget):
    """`failed` carries a Fault. Subclasses fill the table and begin runs."""

    failed = Signal(object)
    delete_wanted = Signal()

    def __init__(
        self, *, theme: Theme, evaluations: Evaluations, kind: str, context: EvaluationPageContext, exports: Exports
    ) -> None:
        super().__init__()
        self._theme, self._evaluations, self._kind = theme, evaluations, kind
        self._context, self._exports = context, exports
        self._candidates = context.candidates
        self.session: EvaluationRun | None = None
        self._leave: Callable[[], object] = lambda: None
        self._shown: object = None
        self._runs = QListWidget()
        self._runs.setAccessibleName(self.tr("Earlier runs"))
        self._runs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._runs.currentItemChanged.connect(self._on_run_chosen)
        self._title, self._state = ElidedLabel(15, 600), ElidedLabel(12, tone="2")
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._go = button("", "plain", self._on_go)
        self._export = IconButton(theme, "download", self.tr("Export the results"), self._open_exports, side=32)
        self._remove = IconButton(theme, "trash", self.tr("Delete this run"), self.delete_wanted.emit, side=32)
        self.table = ResultTable(self._on_cell)
        self.table.setAccessibleName(self.tr("Results"))
        self._spread = SpreadChip(context.also_at)
        media = context.media
        self._answers = AnswersPanel(theme, media.viewer(self, theme, self.failed.emit))
        self._answers.hide()
        self._side = QVBoxLayout()
        self._above = QVBoxLayout()
        self._pages = QStackedWidget()
        self._lay_out()
        self._tick = QTimer(self, interval=TICK_MILLISECONDS)
        self._tick.timeout.connect(self._show_state)
        self._soon = QTimer(self, singleShot=True, interval=REDRAW_MILLISECONDS)
        self._soon.timeout.connect(self._refresh)
        evaluations.changed.subscribe(self._fill_runs)
        theme.changed.connect(self._redraw)

    def _show_first(self) -> None:
        """Show what there is: to be called once all parts are made."""
        self._fill_runs()
        self._refresh()

    def _lay_out(self) -> None:
        side = self._side_box = named(QFrame(), "foundList")
        side.setFixedWidth(px(SIDE))
        inside = column(spacing=8, margins=(16, 16, 12, 12))
        inside.addLayout(self._side)
        inside.addWidget(label(self.tr("Earlier runs"), 12, 500, "2"))
        inside.addWidget(self._runs, 1)
        side.setLayout(inside)
        words = QWidget()
        words.setLayout(column(self._title, self._state, spacing=1))
        head = row(words, self._go, self._export, self._remove, spacing=8, margins=(24, 12, 20, 6))
        head.setStretch(0, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self._answers)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setHandleWidth(5)
        split.setSizes([*SIZES])
        split.setAccessibleName(self.tr("Results and answers"))
        split.handle(1).setAccessibleName(self.tr("Height of the results"))
        main = column(spacing=0)
        main.addLayout(self._above)
        main.addLayout(head)
        main.addWidget(self._bar)
        main.addWidget(split, 1)
        results = QWidget()
        results.setLayout(main)
        self._pages.addWidget(results)
        whole = row(side, self._pages, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    # -- runs --------------------------------------------------------------------------------------------------

    def _fill_runs(self) -> None:
        self._runs.blockSignals(True)
        self._runs.clear()
        for evaluation in self._evaluations.of_kind(self._kind):
            item = QListWidgetItem(f"{visible(self._name(evaluation))}\n{when(evaluation.created)}", self._runs)
            item.setData(Qt.ItemDataRole.UserRole, evaluation.id)
            item.setToolTip(tip(visible(self._name(evaluation))))
            if self.session and self.session.evaluation.id == evaluation.id:
                self._runs.setCurrentItem(item)
        self._runs.blockSignals(False)

    def _name(self, evaluation: Evaluation) -> str:
        """What a run is called."""
        return evaluation.title

    def _on_run_chosen(self, item: QListWidgetItem | None) -> None:
        id_ = item.data(Qt.ItemDataRole.UserRole) if item else 0
        evaluation = next((evaluation for evaluation in self._evaluations.evaluations if evaluation.id == id_), None)
        if evaluation:
            self.show_run(self._evaluations.open(evaluation))

    def show_run(self, session: EvaluationRun | None) -> None:
        """Show a run, or none."""
        self._leave()
        self.session = session
        self._leave = session.changed.subscribe(self._redraw) if session else lambda: None
        self._answers.clear()
        self._answers.hide()
        self._shown = None
        self._fill_runs()
        self._refresh()

    def begin(self, make: Callable[[], EvaluationRun]) -> None:
        """Make a run and start it. What stands in the way is reported."""
        before = self.session
        try:
            session = make()
            self.show_run(session)
            (session.start if session.left else session.again)()
        except Fault as fault:
            self.failed.emit(fault)
            self._take_back(before)
        self._context.on_changed()

    def _take_back(self, before: EvaluationRun | None) -> None:
        """A run that could not begin leaves nothing behind."""
        session = self.session
        if session and session is not before and not session.results:
            self.show_run(before)
            self._evaluations.delete(session.evaluation)

    def stop(self) -> None:
        """Stop the run that is shown; it can go on later."""
        if self.session:
            self.session.stop()

    def _redraw(self) -> None:
        """Draw soon: of a large suite the table is much work, and results come in quick succession."""
        if not self._soon.isActive():
            self._soon.start()

    def _on_go(self) -> None:
        session = self.session
        if session is None:
            return
        if session.is_running:
            session.stop()
        else:
            self.begin(lambda: session)

    def remove(self) -> None:
        """Delete the run that is shown."""
        session = self.session
        if session:
            self.show_run(None)
            self._evaluations.delete(session.evaluation)

    # -- what is shown -----------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        session = self.session
        for part in (self._go, self._export, self._remove, self._bar):
            part.setVisible(session is not None)
        self._show_state()
        if session is None:
            self.table.show_grid(NOTHING)
            return
        if session.is_running and not self._tick.isActive():
            self._tick.start()
        elif not session.is_running:
            self._tick.stop()
        self._context.on_changed()
        if self.table.chosen:
            self._on_cell(*self.table.chosen)
        self.table.show_grid(self._grid(session.evaluation, session))

    def _show_state(self) -> None:
        session = self.session
        self._title.setText(visible(self._name(session.evaluation)) if session else self._empty_words())
        if session is None:
            self._state.setText("")
            return
        done, count = len(session.results), session.evaluation.count
        words = self.tr("{done} of {count} answers").format(done=number(done), count=number(count))
        left = session.seconds_left
        if session.is_running and left >= 1:
            words += "  ·  " + self.tr("about {seconds} s left").format(seconds=number(round(left)))
        if session.is_running:
            words += "".join("  ·  " + one for one in self._under_way(session))
        elif session.left:
            words += "  ·  " + self._why_stopped(session)
        self._state.setText(words)
        self._bar.setValue(round(1000 * session.progress))
        failed = session.has_failures
        texts = (
            self.tr("Stop")
            if session.is_running
            else self.tr("Continue")
            if session.left
            else self.tr("Ask again what failed")
        )
        self._go.setText(texts)
        self._go.setVisible(session.is_running or session.left > 0 or failed)

    def _why_stopped(self, session: EvaluationRun) -> str:
        if session.trouble:
            cause = explain(session.trouble.code, session.trouble.details).cause
            return self.tr("{cause} It can go on where it ended.").format(cause=cause)
        return self.tr("stopped; it can go on where it ended")

    def _under_way(self, session: EvaluationRun) -> list[str]:
        """What is written just now: on other machines how much at once, here each prompt with the tokens that it has;
        where there are many, or all have one prompt, how many there are.
        """
        if any(worker.host for worker in session.workers):
            # What is wrong comes first: in a narrow window the end of the line is cut.
            return [self._state_of(worker) for worker in sorted(session.workers, key=lambda one: not one.away)]
        prompts, words = session.evaluation.suite.prompts, self.tr("{prompt}: {count} tokens")
        if len(prompts) == 1:
            tokens = sum(count for _task, count in session.under_way)
            text = self.tr("answers under way: {answers}, with {count} tokens so far")
            return [text.format(answers=number(len(session.under_way)), count=number(tokens))] if tokens else []
        return [
            words.format(prompt=visible(prompts[at].label), count=number(count))
            for (_who, at, _round), count in session.under_way
        ]

    def _state_of(self, worker: Worker) -> str:
        """What another machine does."""
        if worker.away:
            words = self.tr("{host}: {reason}") if worker.trouble else self.tr("{host}: {reason}; it is tried again")
            return words.format(host=visible(worker.host), reason=explain(worker.away.code, worker.away.details).title)
        return self.tr("{host}: {count} at once").format(host=visible(worker.host), count=number(len(worker.runs)))

    def _empty_words(self) -> str:
        return ""

    def _grid(self, evaluation: Evaluation, session: EvaluationRun) -> Grid:
        raise NotImplementedError

    def _on_cell(self, line: int, at: int) -> None:
        raise NotImplementedError

    def _show_answers(self, title: str, candidate: int, prompt: int) -> None:
        session = self.session
        if session:
            results = session.of(candidate, prompt)
            if (title, results) != self._shown:
                self._shown = (title, results)
                self._answers.show()
                self._answers.show_results(title, session.evaluation.suite.prompts[prompt], results)

    def _open_exports(self) -> None:
        session = self.session
        if session is None:
            return
        menu, made_with = QMenu(self), self._context.made_with
        makers: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
            (
                "md",
                self.tr("Table as Markdown…"),
                lambda: report.to_markdown(session, *made_with()).encode("utf-8", "replace"),
            ),
            ("csv", self.tr("All answers as CSV…"), lambda: report.to_csv(session).encode("utf-8", "replace")),
            ("json", self.tr("Everything as JSON…"), lambda: report.to_json(session, *made_with())),
            ("json", self.tr("As results of promptfoo…"), lambda: to_promptfoo(session, *made_with())),
        )

        def export(kind: str, make: Callable[[], bytes]) -> None:
            self._exports.ask_bytes(session.evaluation.title, kind, make())

        for kind, words, make in makers:
            menu.addAction(words, partial(export, kind, make))
        # A log of Inspect is about one candidate.
        logs = menu.addMenu(self.tr("As a log of Inspect"))
        for at in range(len(session.evaluation.candidates)):
            logs.addAction(
                self._candidate_words(session.evaluation, at), partial(export, "json", self._inspect_log(session, at))
            )
        open_menu(menu, self._export.mapToGlobal(self._export.rect().bottomLeft()))

    @staticmethod
    def _candidate_words(evaluation: Evaluation, at: int) -> str:
        """A candidate told from the others: by its model, and by what was tried of the settings."""
        one = evaluation.candidates[at]
        tried = [value_words(axis, one.sampling[axis]) for axis in evaluation.axes if axis in one.sampling]
        words = "  ·  ".join(tried) if tried else settings_words(one, None)
        return f"{letter(at)}  {visible(one.label)}  {words}".replace("&", "&&")

    def _inspect_log(self, session: EvaluationRun, candidate: int) -> Callable[[], bytes]:
        return lambda: to_inspect(session, candidate, *self._context.made_with())


def share_words(share: float) -> str:
    """A share in percent."""
    return f"{fixed(100 * share, 0)} %"
