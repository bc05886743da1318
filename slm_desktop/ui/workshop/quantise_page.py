"""Quantise: a model as smaller types, what each takes and loses, and a click to chat with one."""

from functools import partial

from slm_desktop.core.models.forecasts import local
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.workshop import variant_report
from slm_desktop.core.workshop.variants import Variant, variants
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import IconButton, button, label, row
from slm_desktop.ui.words import translate
from slm_desktop.ui.workshop.charts_place import ChartPlace
from slm_desktop.ui.workshop.context import WorkshopContext
from slm_desktop.ui.workshop.merge_card import MergeCard
from slm_desktop.ui.workshop.page import WorkshopPage
from slm_desktop.ui.workshop.quantise_card import QuantiseCard
from slm_desktop.ui.workshop.variant_table import VariantTable


class QuantisePage(WorkshopPage):
    """What is chosen to be made, the table of types, and the chart of loss over size."""

    def __init__(self, theme: Theme, context: WorkshopContext, reports: Reports) -> None:
        super().__init__(theme, context, reports)
        self._quantisation = context.quantisation
        self.card, self.table = QuantiseCard(context.folder), VariantTable()
        self.merge = MergeCard(context.folder, context.models)
        self.chart = ChartPlace(theme, self.tr("KL divergence from the model itself, over MB of its file"))
        self._use = button(self.tr("Chat with it"), "plain", self._on_use)
        self._export = IconButton(theme, "download", self.tr("Export the figures"), self._open_exports, side=32)
        title = label(self.tr("Types of this model"), 15, 600)
        self._whole.addWidget(self.card)
        self._whole.addLayout(row(title, None, self._use, self._export, spacing=4))
        self._whole.addWidget(self.table)
        self._whole.addWidget(self.chart)
        self._whole.addWidget(self.merge)
        self._whole.addStretch(1)
        self.card.source_picked.connect(self._on_source)
        self.card.start_wanted.connect(self._on_start)
        self.card.stop_wanted.connect(self._quantisation.stop)
        self.merge.start_wanted.connect(self._on_merge)
        self.merge.stop_wanted.connect(context.merging.stop)
        self.table.chosen.connect(self._show_chosen)
        self.table.doubleClicked.connect(lambda _index: self._on_use())
        for signal in (
            self._quantisation.changed,
            context.merging.changed,
            context.benchmarks.changed,
            context.losses.changed,
            context.forecasts.changed,
            context.queue.changed,
        ):
            signal.subscribe(self.refresh)

    def refresh(self) -> None:
        """Show what is there now."""
        if not self.isVisible():
            return
        self.card.source.show_models(self._context.chatty())
        self.card.show_progress(self._quantisation, self._context.queue)
        model = self.card.source.chosen_model
        self.merge.show_model(model)
        self.merge.show_writing(self._context.merging)
        self._show_types(model)
        found = self.variants
        self.table.show_records(found)
        self.table.setVisible(bool(found))
        self.chart.show_variants([one for one in found if one.loss])
        self._export.setEnabled(len(found) > 1)
        self._show_chosen()

    @property
    def variants(self) -> list[Variant]:
        """The chosen model, and what was made of it."""
        model = self.card.source.chosen_model
        if model is None:
            return []
        run = self._quantisation
        made = run.made if run.source and run.source.path == model.path else []
        models = self._context.models()
        return variants(model, made, models, self._context.benchmarks.records, self._context.losses.records)

    def _show_types(self, model: LocalModel | None) -> None:
        if model is None:
            return
        options = self._context.alone()
        self._quantisation.plan(model.path, model.key, options)
        table = self._context.forecasts.want(local(model))
        need = table.needed(options.context, options.kv_type) if table else 0
        known = {one.path for one in self._context.models()}
        there = [kind for kind, path in self.card.targets().items() if path in known]
        self.card.show_types(self._quantisation.planned, max(0, need - model.size) if need else 0, there)

    def _show_chosen(self) -> None:
        one = self._selected
        self._use.setEnabled(one is not None and one.size > 0)

    @property
    def _selected(self) -> Variant | None:
        selected = self.table.selected
        return selected[0] if len(selected) == 1 else None

    # -- what is done ----------------------------------------------------------------------------------------

    def _on_source(self) -> None:
        self.card.source_changed()
        self.refresh()

    def _on_start(self) -> None:
        if wanted := self.card.wanted(self._context.alone()):
            self._try_to(partial(self._quantisation.start, wanted))

    def _on_merge(self) -> None:
        if wanted := self.merge.wanted(self._context.alone()):
            self._try_to(partial(self._context.merging.start, wanted))

    def _on_use(self) -> None:
        one = self._selected
        if one and one.size:
            self._context.use(one.path)

    def _open_exports(self) -> None:
        kinds = {
            "md": translate("Workshop", "Markdown, to read"),
            "csv": translate("Workshop", "CSV, for spreadsheets"),
        }
        self._offer(self._export, kinds, self.export)

    def export(self, kind: str) -> None:
        """Ask where to write the table."""
        self._exports.ask_bytes(self.tr("Types of a model"), kind, variant_report.WRITERS[kind](self.variants))
