"""The table of benchmarks: a row for each, the newest first."""

from collections.abc import Sequence

from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.ui.words import explain, translate, when
from slm_desktop.ui.workshop.figures import (
    disturbance_words,
    first_token_words,
    load_words,
    memory_words,
    rate_words,
    title_of,
)
from slm_desktop.ui.workshop.figures_table import FiguresTable


class RecordTable(FiguresTable[BenchmarkRecord]):
    """Speeds, memory and load of what was measured."""

    def __init__(self) -> None:
        super().__init__(translate("Workshop", "Benchmarks"))

    def heads(self) -> Sequence[str]:
        """The names of its columns."""
        return (
            translate("Workshop", "Model"),
            translate("Workshop", "Prompt, tok/s"),
            translate("Workshop", "Answer, tok/s"),
            translate("Workshop", "First token"),
            translate("Workshop", "Memory"),
            translate("Workshop", "Load"),
            translate("Workshop", "Measured"),
        )

    def cells(self, record: BenchmarkRecord) -> Sequence[str]:
        """The words of a row."""
        return (
            title_of(record),
            rate_words(record.prompt),
            rate_words(record.answer),
            first_token_words(record),
            memory_words(record.memory),
            load_words(record),
            when(record.created),
        )

    def notes(self, record: BenchmarkRecord) -> Sequence[str]:
        """What ended it early, and what disturbed it."""
        notes = list(dict.fromkeys(filter(None, map(disturbance_words, record.results))))
        if record.fault:
            notes.insert(0, explain(record.fault, {"name": record.name}).title)
        return notes

    def key(self, record: BenchmarkRecord) -> object:
        """Its number."""
        return record.id
