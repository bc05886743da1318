"""The table of what was scored: a row for each, the newest first."""

from collections.abc import Sequence

from slm_desktop.core.engines.events import Divergence
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.losses import LossRecord
from slm_desktop.ui.words import fixed, translate
from slm_desktop.ui.workshop.boxes import text_words
from slm_desktop.ui.workshop.figures import NOTHING, divergence_words, model_words, share_words
from slm_desktop.ui.workshop.figures_table import FiguresTable


class LossTable(FiguresTable[LossRecord]):
    """Perplexity, and what was lost against another model."""

    def __init__(self) -> None:
        super().__init__(translate("Workshop", "Perplexity and loss"))

    def heads(self) -> Sequence[str]:
        """The names of its columns."""
        return (
            translate("Workshop", "Model"),
            translate("Workshop", "Text"),
            translate("Workshop", "Perplexity"),
            translate("Workshop", "Against"),
            translate("Workshop", "KL, mean"),
            translate("Workshop", "KL, 99 %"),
            translate("Workshop", "Same top"),
        )

    def cells(self, record: LossRecord) -> Sequence[str]:
        """The words of a row."""
        found = record.divergence
        return (
            model_words(record.model.name, record.model.quantisation),
            text_words(record.text.kind, record.text.name),
            perplexity_words(record),
            against_words(record),
            lost_words(found, found.mean) if found else NOTHING,
            lost_words(found, found.percentile_99) if found else NOTHING,
            share_words(found.same_top) if found else NOTHING,
        )

    def notes(self, record: LossRecord) -> Sequence[str]:
        """Nothing disturbs these figures."""
        return ()

    def key(self, record: LossRecord) -> object:
        """Its number."""
        return record.id


def against_words(record: LossRecord) -> str:
    """The other model: its type alone where that tells them apart."""
    if record.base is None:
        return NOTHING
    is_family = record.base.name == record.model.name and record.base.quantisation
    return visible(record.base.quantisation) if is_family else model_words(record.base.name, record.base.quantisation)


def lost_words(found: Divergence, value: float) -> str:
    """A KL divergence; where the other model told of its likeliest tokens alone, it is that at least."""
    return ("≥ " if found.known < 1 else "") + divergence_words(value)


def perplexity_words(record: LossRecord) -> str:
    """Perplexity with its standard error."""
    return f"{fixed(record.measured.perplexity, 2)} ± {fixed(record.measured.error, 2)}"
