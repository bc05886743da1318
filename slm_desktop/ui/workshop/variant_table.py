"""The table of a model and its types: the original first, then the smallest."""

from collections.abc import Sequence

from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.quantisation import TypeState
from slm_desktop.core.workshop.variants import Variant
from slm_desktop.ui.words import counted, explain, fixed, size, translate
from slm_desktop.ui.workshop.figures import (
    NOTHING,
    disturbance_words,
    divergence_words,
    memory_words,
    rate_words,
    share_words,
)
from slm_desktop.ui.workshop.figures_table import FiguresTable
from slm_desktop.ui.workshop.quantise_card import doing_words


class VariantTable(FiguresTable[Variant]):
    """Size, memory, speed and loss of each type."""

    def __init__(self) -> None:
        super().__init__(translate("Workshop", "Types of this model"))

    def heads(self) -> Sequence[str]:
        """The names of its columns."""
        return (
            translate("Workshop", "Type"),
            translate("Workshop", "Size"),
            translate("Workshop", "Memory"),
            translate("Workshop", "Answer, tok/s"),
            translate("Workshop", "Perplexity"),
            translate("Workshop", "KL, mean"),
            translate("Workshop", "Same top"),
        )

    def cells(self, record: Variant) -> Sequence[str]:
        """The words of a row."""
        divergence = record.loss.divergence if record.loss else None
        return (
            kind_words(record),
            size(record.size) if record.size else NOTHING,
            memory_words(record.memory),
            rate_words(record.answer),
            fixed(record.perplexity, 2) if record.perplexity else NOTHING,
            divergence_words(divergence.mean) if divergence else NOTHING,
            share_words(divergence.same_top) if divergence else NOTHING,
        )

    def notes(self, record: Variant) -> Sequence[str]:
        """Why it could not be made, what is not of its type, and what disturbed its speed."""
        notes = list[str]()
        made, benchmark = record.made, record.benchmark
        if made and made.fault:
            words = explain(made.fault.code, made.fault.details)
            notes.append(f"{words.title}. {words.cause}")
        if made and made.fallbacks:
            notes.append(
                counted(
                    translate("Workshop", "For 1 tensor this type is not possible; a larger one was taken."),
                    translate("Workshop", "For {count} tensors this type is not possible; a larger one was taken."),
                    made.fallbacks,
                )
            )
        disturbed = map(disturbance_words, benchmark.results) if benchmark else ()
        return [*notes, *dict.fromkeys(filter(None, disturbed))]

    def key(self, record: Variant) -> object:
        """Its file."""
        return record.path


def kind_words(variant: Variant) -> str:
    """A type, and what becomes of it while it is not done."""
    if variant.is_source:
        return translate("Workshop", "{type}, the model itself").format(type=visible(variant.kind))
    made = variant.made
    if made and made.state != TypeState.DONE:
        return f"{visible(variant.kind)}  ·  {doing_words(made)}"
    return visible(variant.kind)
