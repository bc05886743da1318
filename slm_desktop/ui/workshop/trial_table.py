"""The table of all that was tried for a model, in the order in which it was."""

from collections.abc import Sequence
from math import isfinite

from slm_desktop.core.workshop.search import Setting, Trial, Verdict, gain
from slm_desktop.ui.words import explain, fixed, translate
from slm_desktop.ui.workshop.figures import NOTHING, memory_words, rate_words
from slm_desktop.ui.workshop.figures_table import FiguresTable
from slm_desktop.ui.workshop.tune_card import value_of


class TrialTable(FiguresTable[Trial]):
    """What each choice is worth."""

    def __init__(self) -> None:
        super().__init__(translate("Workshop", "What was tried"))
        self._usual: Trial | None = None

    def show_trials(self, trials: Sequence[Trial]) -> None:
        """Show these; each is held against the first one."""
        self._usual = trials[0] if trials else None
        self.show_records(trials)

    def heads(self) -> Sequence[str]:
        """The names of its columns."""
        return (
            translate("Workshop", "Tried"),
            translate("Workshop", "Prompt, tok/s"),
            translate("Workshop", "Answer, tok/s"),
            translate("Workshop", "Memory"),
            translate("Workshop", "Against the usual"),
            translate("Workshop", "Result"),
        )

    def cells(self, record: Trial) -> Sequence[str]:
        """The words of a row."""
        return (
            trial_words(record),
            rate_words(record.prompt),
            rate_words(record.answer),
            memory_words(record.memory),
            gain_words(record, self._usual) if record is not self._usual else NOTHING,
            verdict_words(record),
        )

    def notes(self, record: Trial) -> Sequence[str]:
        """Why it failed, and what disturbed it."""
        notes = [explain(record.fault, {}).title] if record.fault else []
        if record.is_disturbed:
            notes.append(translate("Workshop", "Other programs were busy meanwhile, or the processor was hot"))
        return notes

    def key(self, record: Trial) -> object:
        """The trial itself."""
        return id(record)


def trial_words(trial: Trial) -> str:
    """What is tried."""
    words = {
        Setting.USUAL: translate("Workshop", "As it is loaded now"),
        Setting.CONTEXT: translate("Workshop", "Context: {value}"),
        Setting.DRAFT_MODEL: translate("Workshop", "Draft model: {value}"),
        Setting.THREADS: translate("Workshop", "Threads: {value}"),
        Setting.GPU_LAYERS: translate("Workshop", "Layers on the GPU: {value}"),
        Setting.FLASH: translate("Workshop", "Flash attention: {value}"),
        Setting.KV_TYPE: translate("Workshop", "KV cache: {value}"),
        Setting.BATCH: translate("Workshop", "Batch: {value}"),
        Setting.TOGETHER: translate("Workshop", "All that was faster, once more"),
    }
    return words[trial.setting].format(value=value_of(trial))


def gain_words(trial: Trial, usual: Trial | None) -> str:
    """By how much a request is faster or slower than usually."""
    if usual is None or not isfinite(trial.seconds) or not isfinite(usual.seconds):
        return NOTHING
    percent = 100 * gain(trial, usual)
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{fixed(abs(percent), 0)} %"


def only_fits(trial: Trial) -> bool:
    """Whether it is better for its memory alone."""
    return trial.setting == Setting.CONTEXT and trial.verdict == Verdict.FASTER


def verdict_words(trial: Trial) -> str:
    """What came of it."""
    if only_fits(trial):
        return translate("Workshop", "fits")
    slower = translate("Workshop", "slower, given up") if trial.given_up else translate("Workshop", "slower")
    words = {
        Verdict.RUNNING: translate("Workshop", "is measured"),
        Verdict.USUAL: "",
        Verdict.FASTER: translate("Workshop", "faster"),
        Verdict.EQUAL: translate("Workshop", "no difference"),
        Verdict.SLOWER: slower,
        Verdict.TOO_LARGE: translate("Workshop", "too large"),
        Verdict.FAILED: translate("Workshop", "failed"),
    }
    return words[trial.verdict]
