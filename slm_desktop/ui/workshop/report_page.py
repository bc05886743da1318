"""The report: which of the models to use on this computer, from benchmarks, suites and votes, as a file to share."""

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QWidget

from slm_desktop.core.compare.records import model_label
from slm_desktop.core.evaluate.records import SUITE, Evaluation
from slm_desktop.core.reports import report
from slm_desktop.core.reports.choices import READING, Choice, Ground, Kind, choices
from slm_desktop.core.reports.lines import Line, Material, lines
from slm_desktop.core.visible import visible
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.parts import button, column, empty, label, named, row
from slm_desktop.ui.words import fixed, translate, when
from slm_desktop.ui.workshop.context import WorkshopContext
from slm_desktop.ui.workshop.figures import divergence_words, memory_words
from slm_desktop.ui.workshop.line_table import LineTable, passed_words
from slm_desktop.ui.workshop.page import WorkshopPage
from slm_desktop.ui.workshop.tick_list import TickList

MOST_SUITES = 50


class ReportPage(WorkshopPage):
    """What goes into the report, what it advises, and its table."""

    def __init__(self, theme: Theme, context: WorkshopContext, reports: Reports) -> None:
        super().__init__(theme, context, reports)
        self.models = TickList(self.tr("Models of the report"))
        self.suites = TickList(self.tr("Suites of the report"))
        self.votes = QCheckBox(self.tr("Votes of comparisons"))
        self.votes.setFont(font(13))
        self.votes.setChecked(True)
        self.table = LineTable()
        self._advice = column(spacing=6)
        self._nothing = label(
            self.tr("Measure models on the page Speed first; suites and votes come from Compare."),
            13,
            tone="3",
            wrap=True,
        )
        self.export_button = button(self.tr("Export…"), "primary", self._open_exports)
        self._known: set[str] = set()
        self._offered: list[str] = []
        self._offered_suites: list[int] = []
        self._lay_out()
        for part in (self.models, self.suites):
            part.chosen.connect(self._show)
        self.votes.toggled.connect(lambda _on: self._show())
        context.benchmarks.changed.subscribe(self.refresh)
        context.losses.changed.subscribe(self.refresh)

    def _lay_out(self) -> None:
        left = column(label(self.tr("Models"), 13, tone="2"), self.models, spacing=6)
        self._suites_column = QWidget()
        self._suites_column.setLayout(column(label(self.tr("Suites"), 13, tone="2"), self.suites, spacing=6))
        lists = row(spacing=16)
        lists.addLayout(left, 1)
        lists.addWidget(self._suites_column, 1)
        card = named(QFrame(), "card")
        inside = column(spacing=10, margins=(16, 14, 16, 14))
        inside.addLayout(lists)
        inside.addLayout(row(self.votes, None, self.export_button, spacing=8))
        card.setLayout(inside)
        self._whole.addWidget(card)
        self._whole.addWidget(self._nothing)
        self._whole.addLayout(self._advice)
        self._whole.addWidget(self.table)
        self._whole.addStretch(1)

    # -- what is shown ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Offer what there is now; a model that was measured since is ticked."""
        if not self.isVisible():
            return
        suites = self._suites()
        offered = [one.id for one in suites]
        if offered != self._offered_suites:
            self._offered_suites = offered
            words = [(str(one.id), f"{visible(one.title)}  ·  {when(one.created)}") for one in suites]
            self.suites.show_lines(words, self.suites.ticked)
            self._suites_column.setVisible(bool(suites))
        self._show()

    def _offer_models(self) -> None:
        """Models of which something was measured, or that suites and votes tell of."""
        offered = [line.label for line in lines(self._whole_material)]
        if offered == self._offered:
            return
        self._offered = offered
        measured = {model_label(one.name, one.quantisation) for one in self._context.benchmarks.records if one.answer}
        ticked = {*self.models.ticked, *(measured - self._known)}
        self._known |= measured
        with QSignalBlocker(self.models):
            self.models.show_lines([(one, visible(one)) for one in offered], sorted(ticked))

    def _suites(self) -> list[Evaluation]:
        return self._context.judged().evaluations.of_kind(SUITE)[:MOST_SUITES]

    @property
    def material(self) -> Material:
        """What was chosen."""
        return msgspec.structs.replace(self._whole_material, labels=self.models.ticked)

    @property
    def _whole_material(self) -> Material:
        judged, ticked = self._context.judged(), set(self.suites.ticked)
        return Material(
            benchmarks=self._context.benchmarks.records,
            losses=self._context.losses.records,
            suites=[judged.evaluations.open(one) for one in self._suites() if str(one.id) in ticked],
            votes=judged.comparisons.votes if self.votes.isChecked() else (),
        )

    def _show(self) -> None:
        self._offer_models()
        found = lines(self.material)
        self.table.show_records(found)
        self.table.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self.export_button.setEnabled(bool(found))
        empty(self._advice)
        for choice in choices(found):
            self._advice.addWidget(_advice(choice))

    # -- what is done ----------------------------------------------------------------------------------------

    def _open_exports(self) -> None:
        kinds = {
            "html": translate("Workshop", "HTML, one page with charts"),
            "pdf": translate("Workshop", "PDF, to print"),
            "md": translate("Workshop", "Markdown, to read"),
        }
        self._offer(self.export_button, kinds, self.export)

    def export(self, kind: str) -> None:
        """Ask where to write the report."""
        self._exports.ask_bytes(self.tr("Models on this computer"), kind, self.made(kind))

    def made(self, kind: str) -> bytes:
        """The report as html, pdf or md."""
        machine, now = self._context.judged().machine(), self._context.now()
        if kind == "pdf":
            from slm_desktop.ui.workshop.pdf import PdfCharts, to_pdf

            charts = PdfCharts()
            return to_pdf(report.TITLE, report.to_html(self.material, machine, now, charts), charts)
        write = report.to_html if kind == "html" else report.to_markdown
        return write(self.material, machine, now).encode()


def _advice(choice: Choice) -> QLabel:
    made = label(advice_words(choice), 14, wrap=True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def advice_words(choice: Choice) -> str:
    """What to use, and why."""
    line = choice.line
    if choice.kind == Kind.FASTEST:
        words = translate("Workshop", "The fastest: {model} ({speed} tok/s, {memory}).")
    elif choice.kind == Kind.SMALLEST and choice.ground == Ground.LOSS:
        words = translate(
            "Workshop", "The smallest that has lost little: {model}, by {ground} ({speed} tok/s, {memory})."
        )
    elif choice.kind == Kind.SMALLEST:
        words = translate(
            "Workshop",
            "The smallest that cannot be told from it by what was measured: {model}, by {ground} ({speed} tok/s, "
            "{memory}).",
        )
    elif line.answer >= READING:
        words = translate(
            "Workshop",
            "The best of those that write as fast as people read: {model}, by {ground} ({speed} tok/s, {memory}).",
        )
    else:
        words = translate("Workshop", "The best, though slow: {model}, by {ground} ({speed} tok/s, {memory}).")
    return words.format(
        model=visible(line.label),
        ground=ground_words(line, choice.ground),
        speed=fixed(line.answer, 0 if line.answer >= 10 else 1),
        memory=memory_words(line.memory),
    )


def ground_words(line: Line, ground: Ground) -> str:
    """What says so."""
    found = line.loss.divergence if line.loss else None
    if ground == Ground.SUITES:
        return translate("Workshop", "suites, {passed} passed").format(passed=passed_words(line))
    if ground == Ground.VOTES and line.rating:
        return translate("Workshop", "votes, {points} points").format(points=fixed(line.rating.points, 0))
    if line.is_base:
        return translate("Workshop", "being the original")
    lost = divergence_words(found.mean) if found else ""
    return translate("Workshop", "what it has lost, KL divergence {lost}").format(lost=lost)
