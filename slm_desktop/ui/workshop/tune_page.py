"""Tune: the fastest way to load a model on this computer, what each setting is worth, and a click to keep it."""

from slm_desktop.core.engines.options import KvType
from slm_desktop.core.models.draft_models import draft_models, need_of_draft
from slm_desktop.core.models.forecast import AUTOMATIC_CONTEXT
from slm_desktop.core.models.forecasts import local
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.workshop.search import Space, Trial, Verdict, skips_threads
from slm_desktop.core.workshop.tuning import TuneWanted
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import button, label, row
from slm_desktop.ui.words import fixed
from slm_desktop.ui.workshop.context import WorkshopContext
from slm_desktop.ui.workshop.figures import model_words
from slm_desktop.ui.workshop.loss_card import named_model
from slm_desktop.ui.workshop.page import WorkshopPage
from slm_desktop.ui.workshop.trial_table import TrialTable, gain_words, trial_words
from slm_desktop.ui.workshop.tune_card import TuneCard


class TunePage(WorkshopPage):
    """What is chosen, the table of trials, and the result."""

    def __init__(self, theme: Theme, context: WorkshopContext, reports: Reports) -> None:
        super().__init__(theme, context, reports)
        self._tuning = context.tuning
        self.card, self.table = TuneCard(), TrialTable()
        self._title = label("", 15, 600, wrap=True)
        self._result = label("", 13, wrap=True)
        self.apply = button(self.tr("Load it so from now on"), "primary", self._tuning.apply)
        self._whole.addWidget(self.card)
        self._whole.addWidget(self._title)
        self._whole.addWidget(self.table)
        self._whole.addWidget(self._result)
        self._whole.addLayout(row(self.apply, None))
        self._whole.addStretch(1)
        self.card.start_wanted.connect(self._on_start)
        self.card.stop_wanted.connect(self._tuning.stop)
        self._tuning.changed.subscribe(self.refresh)
        context.queue.changed.subscribe(self.refresh)

    def refresh(self) -> None:
        """Show what is there now."""
        if not self.isVisible():
            return
        tuning, trials = self._tuning, self._tuning.trials
        self.card.show_models(self._context.chatty())
        self.card.show_progress(tuning, trial_words(trials[-1]) if trials else "")
        self.table.show_trials(trials)
        for part in (self.table, self._title):
            part.setVisible(bool(trials))
        if tuning.wanted:
            model = tuning.wanted.model
            self._title.setText(model_words(model.name, model.quantisation))
        self._result.setText(" ".join(filter(None, (self._result_words(), self._busy_words()))))
        self.apply.setVisible(tuning.best is not None and not tuning.is_applied)

    def _result_words(self) -> str:
        tuning = self._tuning
        if tuning.is_running or not tuning.trials:
            return ""
        if tuning.is_stopped:
            return self.tr("The search was stopped. Nothing was changed.")
        if tuning.trials[0].verdict == Verdict.FAILED:
            return self.tr("It cannot be loaded as it is now, so nothing was tried.")
        if tuning.best is None:
            is_too_large = tuning.trials[0].verdict == Verdict.TOO_LARGE
            if is_too_large:
                return self.tr("It takes more memory than allowed in every way that was tried.")
            return self.tr("Nothing that was tried is faster than the way in which it is loaded now.")
        if tuning.is_applied:
            return self.tr("It is loaded so from the next time on; its load settings show that, and take it back.")
        words = self.tr(
            "Fastest here: {ways}. A request of 512 tokens with an answer of 256 takes {seconds} s ({gain})."
        )
        gained = gain_words(tuning.best, tuning.usual)
        return words.format(ways=self._ways(), seconds=fixed(tuning.best.seconds, 1), gain=gained)

    def _busy_words(self) -> str:
        first = next(iter(self._tuning.trials), None)
        if first is None or not skips_threads(first):
            return ""
        return self.tr(
            "Other programs are busy, so threads were not tried: they follow other programs by themselves. Search once "
            "more when the computer is quiet."
        )

    def _ways(self) -> str:
        kept: dict[str, Trial] = {}
        best = self._tuning.best
        for trial in self._tuning.trials:
            is_kept = best is not None and getattr(best.options, trial.setting, None) == trial.value
            if trial.verdict == Verdict.FASTER and is_kept:
                kept[trial.setting] = trial
        return ", ".join(trial_words(trial) for trial in kept.values())

    def _space(self, model: LocalModel) -> Space:
        """What may be tried for a model, and what is known of the memory that it takes."""
        forecasts, options = self._context.forecasts, self._context.options_of(model.path)
        table = forecasts.want(local(model))
        trained = table.trained_context if table else model.facts.context
        context = min(options.context or AUTOMATIC_CONTEXT, trained or AUTOMATIC_CONTEXT)
        rows = {kind.value: table.at(context, kind.value) for kind in KvType} if table else {}
        drafts = {}
        for draft in draft_models(model, self._context.models(), forecasts) if table else ():
            planned = forecasts.want(local(draft))
            if table and planned:
                drafts[draft.path] = need_of_draft(table, planned, context, options.kv_type)
        return Space(
            cores=self._context.cores,
            layers=model.facts.layers if self._context.has_gpu() else 0,
            smaller_kv=self.card.smaller.isChecked(),
            memory_limit=self.card.memory_limit,
            context=context,
            kv={kind: row.kv for kind, row in rows.items() if row},
            drafts=drafts,
        )

    # -- what is done ----------------------------------------------------------------------------------------

    def _on_start(self) -> None:
        model = self.card.model.chosen_model
        if model is None:
            return
        options = self._context.options_of(model.path).by_itself()
        wanted = TuneWanted(named_model(model), options, self._space(model))
        self._try_to(lambda: self._tuning.start(wanted))
