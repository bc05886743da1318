"""The page of suites: choose one, run it over all columns, and see who passes what, with how much certainty."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QMenu, QSpinBox

from slm_desktop.core.compare.records import letter
from slm_desktop.core.engines.remote_address import host_of
from slm_desktop.core.evaluate.evaluations import BUILT_IN, Evaluations
from slm_desktop.core.evaluate.promptfoo import Carried, listed
from slm_desktop.core.evaluate.records import SUITE, Candidate, Evaluation
from slm_desktop.core.evaluate.report import MOST_ROWS
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import MOST_ROUNDS, Prompt, Rate, Suite, rate
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.suites import files
from slm_desktop.ui.evaluate.evaluation_page import EvaluationPage, EvaluationPageContext, share_words
from slm_desktop.ui.evaluate.result_table import Cell, Grid
from slm_desktop.ui.evaluate.suite_editor import MOST_EDITED, SuiteEditor
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.figures import energy_words
from slm_desktop.ui.files import Later, documents
from slm_desktop.ui.sampling_words import settings_words
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.choices import Chip
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import IconButton, button, label, row, tip, together
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import counted, explain, fixed, number, size

LIST_HEIGHT = 150
TOTALS = 4
"""Rows that hold for all prompts."""


class SuitesPage(EvaluationPage):
    """A table of prompts by candidates."""

    def __init__(
        self, *, theme: Theme, evaluations: Evaluations, context: EvaluationPageContext, exports: Exports, later: Later
    ) -> None:
        self._work = later
        self._suites = QListWidget()
        self._media = context.media.intake
        self._editor = SuiteEditor(theme, context.media)
        self._edited, self._rounds_of = BUILT_IN, -1
        self._original: Suite | None = None
        super().__init__(theme=theme, evaluations=evaluations, kind=SUITE, context=context, exports=exports)
        self._make_side()
        self._make_above()
        self._pages.addWidget(self._editor)
        self._editor.edited.connect(self._on_edited)
        self._editor.failed.connect(self.failed)
        self._editor.ended.connect(self._on_edit_ended)
        evaluations.changed.subscribe(self._fill_suites)
        self._fill_suites()
        self._show_first()

    def _make_side(self) -> None:
        self._suites.setAccessibleName(self.tr("Suites"))
        self._suites.setFixedHeight(px(LIST_HEIGHT))
        self._suites.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._suites.currentItemChanged.connect(lambda _now, _before: self._show_suite())
        new = IconButton(self._theme, "new-chat", self.tr("New suite"), self._on_new)
        self._edit_button = IconButton(self._theme, "pencil", self.tr("Edit this suite"), self._on_edit)
        load = IconButton(self._theme, "import", self.tr("Import a suite (YAML, JSON or JSON lines)"), self._ask_import)
        save = IconButton(self._theme, "download", self.tr("Save this suite as a file"), self._ask_save)
        self._forget = IconButton(self._theme, "trash", self.tr("Delete this suite"), self._on_forget)
        self._side.addLayout(
            row(
                label(self.tr("Suites"), 12, 500, "2"),
                None,
                new,
                self._edit_button,
                load,
                save,
                self._forget,
                spacing=0,
            )
        )
        self._side.addWidget(self._suites)

    def _make_above(self) -> None:
        self._about = label("", 13, tone="2", wrap=True)
        self._rounds = QSpinBox()
        self._rounds.setRange(1, MOST_ROUNDS)
        self._rounds.setFont(font(13))
        self._rounds.lineEdit().setTextMargins(6, 0, 0, 0)
        self._rounds.setFixedWidth(px(76))
        self._rounds.setAccessibleName(self.tr("Rounds"))
        self._fair = Chip(self.tr("Fair timing"))
        self._fair.setToolTip(self.tr("One answer at a time, so that speeds can be compared; it takes longer."))
        self._run = button(self.tr("Run"), "primary", self._on_run)
        rounds = label(self.tr("Rounds"), 13, tone="2")
        rounds.setBuddy(self._rounds)
        about = row(self._about, margins=(24, 12, 20, 0))
        self._above.addLayout(about)
        self._above.addWidget(
            Wrap(together(rounds, self._rounds), self._fair, self._spread, self._run, margins=(24, 6, 20, 4))
        )

    # -- suites ------------------------------------------------------------------------------------------------

    def _fill_suites(self) -> None:
        chosen = self._id
        self._suites.blockSignals(True)
        self._suites.clear()
        for id_, suite in self._evaluations.suites:
            item = QListWidgetItem(visible(suite.title) or "…", self._suites)
            item.setData(Qt.ItemDataRole.UserRole, id_)
            if id_ == chosen:
                self._suites.setCurrentItem(item)
        self._suites.blockSignals(False)
        if self._suites.currentItem() is None:
            self._suites.setCurrentRow(0)
        self._show_suite()

    @property
    def _id(self) -> int:
        item = self._suites.currentItem()
        return int(item.data(Qt.ItemDataRole.UserRole)) if item else BUILT_IN

    @property
    def suite(self) -> Suite:
        """The suite that is chosen."""
        return next(
            (suite for id_, suite in self._evaluations.suites if id_ == self._id), self._evaluations.suites[0][1]
        )

    def _show_suite(self) -> None:
        suite = self.suite
        prompts = counted(self.tr("1 prompt"), self.tr("{count} prompts"), len(suite.prompts))
        self._about.setText(f"{visible(suite.about)}  ({prompts})" if suite.about else prompts)
        if self._id != self._rounds_of:
            self._rounds_of = self._id
            self._rounds.setValue(suite.rounds)
        self._forget.setEnabled(self._id != BUILT_IN)
        is_small = len(suite.prompts) <= MOST_EDITED
        self._edit_button.setEnabled(is_small)
        self._edit_button.setToolTip(
            self.tr("Edit this suite") if is_small else self.tr("A suite this large is edited as a file: save it first")
        )

    def show_columns(self) -> None:
        """The columns may have changed: say over how many a run would go."""
        count = len(self._candidates())
        self._run.setText(counted(self.tr("Run over 1 column"), self.tr("Run over {count} columns"), count))
        self._run.setEnabled(count > 0)
        self._spread.show_candidates([one for _letter, one in self._candidates()])

    def _on_run(self) -> None:
        suite = msgspec.structs.replace(self.suite, rounds=self._rounds.value())
        asked = self._spread.over([one for _letter, one in self._candidates()])
        self.begin(lambda: self._evaluations.new(suite, asked, fair=self._fair.isChecked()))

    def _ask_import(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, self.tr("Import a suite"), str(documents()), self.tr("Suites (*.yaml *.yml *.json *.jsonl)")
        )
        if path:
            self.import_suite(Path(path))

    def import_suite(self, path: Path) -> None:
        """Read a suite, and choose it."""
        self._work(lambda: files.read(path, self._media.named), self._take)

    def _take(self, carried: Carried) -> None:
        self._choose(self._evaluations.add_suite(carried.suite))
        self._report_left_out(carried.left_out)

    def _report_left_out(self, left_out: Mapping[str, int]) -> None:
        """Another program's file has more, or less, than a suite."""
        if left_out:
            self.failed.emit(Fault("suite_left_out", {"names": visible(listed(left_out))}))

    def _choose(self, id_: int) -> None:
        for at in range(self._suites.count()):
            if self._suites.item(at).data(Qt.ItemDataRole.UserRole) == id_:
                self._suites.setCurrentRow(at)

    def _ask_save(self) -> None:
        suite = self.suite

        def save(kind: str, make: Callable[[Suite, files.MediaData], bytes]) -> None:
            self._exports.ask_made(suite.title, kind, lambda: make(suite, self._media.data))

        def save_for_promptfoo() -> None:
            made, left_out = files.to_promptfoo(suite)
            self._exports.ask_bytes(suite.title, "yaml", made, self._left_out(left_out))

        menu = QMenu(self)
        menu.addAction(self.tr("As YAML…"), partial(save, "yaml", files.to_yaml))
        menu.addAction(self.tr("As JSON…"), partial(save, "json", files.to_json))
        menu.addAction(self.tr("As JSON lines…"), partial(save, "jsonl", files.to_json_lines))
        menu.addAction(self.tr("For promptfoo…"), save_for_promptfoo)
        open_menu(menu, QCursor.pos())

    @staticmethod
    def _left_out(left_out: Mapping[str, int]) -> str:
        """What a file for another program could not take."""
        return explain("suite_left_out", {"names": visible(listed(left_out))}).cause if left_out else ""

    def _on_forget(self) -> None:
        self._evaluations.remove_suite(self._id)

    # -- editing -----------------------------------------------------------------------------------------------

    def _on_new(self) -> None:
        self._edit(BUILT_IN, Suite(self.tr("New suite"), (Prompt(""),)), None)

    def _on_edit(self) -> None:
        """Edit the chosen suite, or a copy of the one that came with the app."""
        suite = self.suite
        if self._id == BUILT_IN:
            self._edit(
                BUILT_IN,
                msgspec.structs.replace(suite, title=self.tr("{title} (copy)").format(title=suite.title)),
                None,
            )
        else:
            self._edit(self._id, suite, suite)

    def _edit(self, id_: int, suite: Suite, original: Suite | None) -> None:
        self._edited, self._original = id_, original
        self._editor.open(suite)
        self._pages.setCurrentWidget(self._editor)
        self._side_box.setEnabled(False)

    def _on_edited(self, suite: Suite) -> None:
        """Keep what was written; a new suite is one from then on."""
        if self._edited == BUILT_IN:
            self._edited = self._evaluations.add_suite(suite)
            self._choose(self._edited)
        else:
            self._evaluations.change_suite(self._edited, suite)

    def _on_edit_ended(self, keep: bool) -> None:
        if not keep and self._edited != BUILT_IN:
            if self._original:
                self._evaluations.change_suite(self._edited, self._original)
            else:
                self._evaluations.remove_suite(self._edited)
        self._side_box.setEnabled(True)
        self._pages.setCurrentIndex(0)
        self._suites.setFocus()

    # -- results -----------------------------------------------------------------------------------------------

    def _empty_words(self) -> str:
        return self.tr("Run a suite, and see who passes what.")

    def _grid(self, evaluation: Evaluation, session: EvaluationRun) -> Grid:
        """A row for each prompt, and the totals: below them as long as one can see there, else above."""
        prompts, who = evaluation.suite.prompts, evaluation.candidates
        totals = [self.tr("All (95 %)"), self.tr("tok/s"), self.tr("Peak memory"), self.tr("Energy")]
        count, first = len(prompts), self._first_prompt(evaluation)
        total_rows = range(len(totals)) if first else range(count, count + len(totals))

        def row_name(line: int) -> str:
            return totals[line - total_rows[0]] if line in total_rows else visible(prompts[line - first].label)

        def cell(line: int, at: int) -> Cell:
            if line in total_rows:
                return self._total(session, at, line - total_rows[0])
            return self._cell(session, at, line - first)

        return Grid(
            rows=count + len(totals),
            heads=[self._head(at, one, who) for at, one in enumerate(who)],
            tips=[
                tip(f"{letter(at)}  {visible(one.label)}\n{settings_words(one, None)}") for at, one in enumerate(who)
            ],
            row_name=row_name,
            cell=cell,
        )

    @staticmethod
    def _first_prompt(evaluation: Evaluation) -> int:
        """The row of the first prompt."""
        return TOTALS if len(evaluation.suite.prompts) > MOST_ROWS else 0

    def _head(self, at: int, candidate: Candidate, all_of_them: Sequence[Candidate]) -> str:
        """Letter and model, and below it what tells it from others; a name that all have would leave no room for
        that.
        """
        settings = settings_words(candidate, all_of_them[0] if at else None)
        is_one_model = len(all_of_them) > 1 and len({one.name for one in all_of_them}) == 1
        name = candidate.quantisation if is_one_model and candidate.quantisation else candidate.label
        return f"{letter(at)}  {visible(name)}\n{visible(self._where(candidate))}{settings}"

    def _where(self, candidate: Candidate) -> str:
        """The other machine that answers, or how many do; '' for this one."""
        if not candidate.is_remote:
            return ""
        count = len(candidate.paths)
        where = host_of(candidate.path) if count == 1 else self.tr("{count} servers").format(count=number(count))
        return f"{where}  ·  "

    def _cell(self, session: EvaluationRun, candidate: int, prompt: int) -> Cell:
        results = session.of(candidate, prompt)
        found = rate(results)
        checked = bool(session.evaluation.suite.prompts[prompt].checks)
        if not results:
            text = "…" if session.is_running else "–"
        elif any(result.fault for result in results) and not any(result.text for result in results):
            text = self.tr("failed")
        elif not checked:
            text = self.tr("to read")
        else:
            mark = "✓" if found.passed == found.count else "✗" if not found.passed else "◐"
            text = f"{mark}  {found.passed}/{found.count}"
        if not (results and checked):
            return Cell(text=text)
        tone = "ok" if found.passed == found.count else "bad" if not found.passed else "warn"
        return Cell(text=text, foreground=self._theme.colour(tone), background=self._theme.colour(f"{tone}Soft"))

    def _total(self, session: EvaluationRun, candidate: int, which: int) -> Cell:
        """What holds for all prompts: those that passed, the speed, the memory, the energy of an answer."""
        totals = session.totals[candidate]
        words = (
            self._passed_words(totals.rate),
            fixed(totals.speed, 1) if totals.speed else "–",
            size(totals.peak_memory) if totals.peak_memory else "–",
            energy_words(totals.energy, is_estimate=totals.is_estimate),
        )
        return Cell(text=words[which], is_total=True)

    def _passed_words(self, found: Rate) -> str:
        if not found.count:
            return "–"
        return self.tr("{share} ({low} to {high})").format(
            share=share_words(found.share), low=share_words(found.low), high=share_words(found.high)
        )

    def _on_cell(self, row_: int, at: int) -> None:
        session = self.session
        if session is None:
            return
        line = row_ - self._first_prompt(session.evaluation)
        if 0 <= line < len(session.evaluation.suite.prompts) and 0 <= at < len(session.evaluation.candidates):
            prompt = session.evaluation.suite.prompts[line]
            head = self._head(at, session.evaluation.candidates[at], session.evaluation.candidates).replace("\n", ", ")
            self._show_answers(f"{head}: {prompt.label}", at, line)
