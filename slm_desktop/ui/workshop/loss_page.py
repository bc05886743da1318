"""Perplexity and loss: how well models foresee a text, and what they have lost against another model."""

from slm_desktop.core.workshop import loss_report
from slm_desktop.core.workshop.losses import LossRecord
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import IconButton, label, row
from slm_desktop.ui.words import counted, translate
from slm_desktop.ui.workshop.context import WorkshopContext
from slm_desktop.ui.workshop.loss_card import LossCard
from slm_desktop.ui.workshop.loss_details import LossDetails
from slm_desktop.ui.workshop.loss_table import LossTable
from slm_desktop.ui.workshop.page import WorkshopPage


class LossPage(WorkshopPage):
    """What is chosen to be scored, the table, and where two models part most."""

    def __init__(self, theme: Theme, context: WorkshopContext, reports: Reports) -> None:
        super().__init__(theme, context, reports)
        self._losses = context.losses
        self.card, self.table, self.details = LossCard(), LossTable(), LossDetails(theme)
        self._nothing = label(self.tr("Nothing has been scored yet. Choose models above."), 13, tone="3")
        self._export = IconButton(theme, "download", self.tr("Export the figures"), self._open_exports, side=32)
        self._remove = IconButton(theme, "trash", self.tr("Delete what is selected"), self._on_remove, side=32)
        title = label(self.tr("Perplexity and loss"), 15, 600)
        self._whole.addWidget(self.card)
        self._whole.addLayout(row(title, None, self._export, self._remove, spacing=4))
        for part in (self._nothing, self.table, self.details):
            self._whole.addWidget(part)
        self._whole.addStretch(1)
        self.card.start_wanted.connect(self._on_start)
        self.details.look_wanted.connect(context.look)
        self.card.stop_wanted.connect(self._losses.stop)
        self.table.chosen.connect(self._show_chosen)
        self._losses.changed.subscribe(self.refresh)
        context.queue.changed.subscribe(self.refresh)

    def refresh(self) -> None:
        """Show what is there now."""
        if not self.isVisible():
            return
        records = self._losses.records
        self.card.show_models(self._context.chatty(), self._context.scorers())
        self.card.show_progress(self._losses)
        self.table.show_records(records)
        self.table.setVisible(bool(records))
        self._nothing.setVisible(not records)
        self._export.setEnabled(bool(records))
        self._show_chosen()

    def _show_chosen(self) -> None:
        selected = self.table.selected
        self._remove.setEnabled(bool(selected))
        one = next(iter(selected or self._losses.records), None)
        self.details.setVisible(one is not None)
        if one:
            self.details.show_record(one)

    # -- what is done ----------------------------------------------------------------------------------------

    def _on_start(self) -> None:
        self._try_to(lambda: self._losses.start(self.card.wanted(self._context.alone())))

    def _on_remove(self) -> None:
        removed = self.table.selected
        for record in removed:
            self._losses.remove(record)
        words = counted(self.tr("1 score was deleted"), self.tr("{count} scores were deleted"), len(removed))
        self._reports.report(words, "", lambda: self._losses.put_back(removed))

    def _open_exports(self) -> None:
        kinds = {
            "md": translate("Workshop", "Markdown, to read"),
            "csv": translate("Workshop", "CSV, for spreadsheets"),
            "json": translate("Workshop", "JSON, with where models part"),
        }
        self._offer(self._export, kinds, self.export)

    def export(self, kind: str) -> None:
        """Ask where to write the scores that are selected, or all."""
        records: list[LossRecord] = self.table.selected or self._losses.records
        made = loss_report.WRITERS[kind](records, self._context.now())
        is_private = any(record.text.is_private for record in records)
        note = self.tr("No words of your chats are in it") if is_private and kind == "json" else ""
        self._exports.ask_bytes(self.tr("Perplexity"), kind, made, note)
