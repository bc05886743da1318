"""Benchmarks: how fast the models on this computer are, what memory they take, and how that was measured."""

from slm_desktop.core.workshop import report
from slm_desktop.core.workshop.records import BenchmarkRecord, newest
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import IconButton, label, row
from slm_desktop.ui.words import counted, translate
from slm_desktop.ui.workshop.charts_place import ChartsPlace
from slm_desktop.ui.workshop.context import WorkshopContext
from slm_desktop.ui.workshop.measure_card import MeasureCard
from slm_desktop.ui.workshop.page import WorkshopPage
from slm_desktop.ui.workshop.record_table import RecordTable
from slm_desktop.ui.workshop.tests_list import TestsList


class SpeedPage(WorkshopPage):
    """What is chosen to be measured, the table, the charts, and every test of one benchmark."""

    def __init__(self, theme: Theme, context: WorkshopContext, reports: Reports) -> None:
        super().__init__(theme, context, reports)
        self._benchmarks = context.benchmarks
        self.measure, self.table, self.tests = MeasureCard(), RecordTable(), TestsList(context.price)
        self.charts = ChartsPlace(theme)
        self._nothing = label(self.tr("Nothing has been measured yet. Choose models above."), 13, tone="3")
        self._export = IconButton(theme, "download", self.tr("Export the figures"), self._open_exports, side=32)
        self._remove = IconButton(theme, "trash", self.tr("Delete what is selected"), self._on_remove, side=32)
        self._whole.addWidget(self.measure)
        self._whole.addLayout(row(label(self.tr("Benchmarks"), 15, 600), None, self._export, self._remove, spacing=4))
        for part in (self._nothing, self.table, self.charts, self.tests):
            self._whole.addWidget(part)
        self._whole.addStretch(1)
        self.measure.start_wanted.connect(self._on_start)
        self.measure.stop_wanted.connect(self._benchmarks.stop)
        self.table.chosen.connect(self._show_chosen)
        for signal in (self._benchmarks.changed, context.queue.changed):
            signal.subscribe(self.refresh)

    def refresh(self) -> None:
        """Show what is there now."""
        if not self.isVisible():
            return
        records = self._benchmarks.records
        self.measure.show_models(self._context.chatty())
        self.measure.show_progress(self._benchmarks)
        self.table.show_records(records)
        self.table.setVisible(bool(records))
        self._nothing.setVisible(not records)
        self._export.setEnabled(any(record.done for record in records))
        self._show_chosen()

    @property
    def _shown(self) -> list[BenchmarkRecord]:
        """What is selected; all where nothing is."""
        return self.table.selected or self._benchmarks.records

    def _show_chosen(self) -> None:
        selected = self.table.selected
        self._remove.setEnabled(any(record is not self._benchmarks.running for record in selected))
        # What is drawn beside it would slow what is measured: a benchmark stands there once it is done.
        done = [record for record in self._shown if record is not self._benchmarks.running]
        self.charts.show_records(done if selected else newest(done))
        one = selected[0] if selected else next(iter(self._benchmarks.records), None)
        self.tests.setVisible(one is not None and one.done > 0)
        if one:
            self.tests.show_record(one)

    # -- what is done ----------------------------------------------------------------------------------------

    def _on_start(self) -> None:
        self._benchmarks.start(self.measure.wanted(self._context.alone()))

    def _on_remove(self) -> None:
        removed = [record for record in self.table.selected if record is not self._benchmarks.running]
        for record in removed:
            self._benchmarks.remove(record)
        words = counted(self.tr("1 benchmark was deleted"), self.tr("{count} benchmarks were deleted"), len(removed))
        self._reports.report(words, "", lambda: self._benchmarks.put_back(removed))

    def _open_exports(self) -> None:
        kinds = {
            "md": translate("Workshop", "Markdown, as llama-bench writes it"),
            "csv": translate("Workshop", "CSV, for spreadsheets"),
            "json": translate("Workshop", "JSON, with every repetition"),
        }
        self._offer(self._export, kinds, self.export)

    def export(self, kind: str) -> None:
        """Ask where to write the benchmarks that are selected, or all."""
        records = [record for record in self._shown if record.done]
        made = report.WRITERS[kind](records, self._context.now())
        self._exports.ask_bytes(self.tr("Benchmarks"), kind, made)
