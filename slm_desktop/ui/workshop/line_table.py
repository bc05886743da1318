"""The table of a report: a row for each model."""

from collections.abc import Sequence

from slm_desktop.core.reports.lines import Line
from slm_desktop.core.visible import visible
from slm_desktop.ui.figures import energy_words
from slm_desktop.ui.words import fixed, translate
from slm_desktop.ui.workshop.figures import NOTHING, disturbance_words, divergence_words, memory_words, rate_words
from slm_desktop.ui.workshop.figures_table import FiguresTable


class LineTable(FiguresTable[Line]):
    """Speed, memory, energy, loss, suites and votes."""

    def __init__(self) -> None:
        super().__init__(translate("Workshop", "Models of the report"))

    def heads(self) -> Sequence[str]:
        """The names of its columns."""
        return (
            translate("Workshop", "Model"),
            translate("Workshop", "Memory"),
            translate("Workshop", "Answer, tok/s"),
            translate("Workshop", "J per 1,000 tokens"),
            translate("Workshop", "KL, mean"),
            translate("Workshop", "Suites"),
            translate("Workshop", "Votes"),
        )

    def cells(self, record: Line) -> Sequence[str]:
        """The words of a row."""
        found, benchmark = record.loss.divergence if record.loss else None, record.benchmark
        is_estimate = benchmark is not None and benchmark.is_energy_estimate
        return (
            visible(record.label),
            memory_words(record.memory),
            rate_words(benchmark.answer if benchmark else None),
            energy_words(record.energy, is_estimate=is_estimate),
            divergence_words(found.mean) if found else NOTHING,
            passed_words(record) or NOTHING,
            f"{fixed(record.rating.points, 0)} ± {fixed(record.rating.spread, 0)}" if record.rating else NOTHING,
        )

    def notes(self, record: Line) -> Sequence[str]:
        """What disturbed its speed."""
        results = record.benchmark.results if record.benchmark else ()
        return list(dict.fromkeys(filter(None, map(disturbance_words, results))))

    def key(self, record: Line) -> object:
        """Its name."""
        return record.label


def passed_words(line: Line) -> str:
    """The share of answers that passed, and between which shares the true one lies."""
    found = line.passed
    if found is None:
        return ""
    share, low, high = (fixed(100 * value, 0) for value in (found.share, found.low, found.high))
    return translate("Workshop", "{share} % ({low} to {high})").format(share=share, low=low, high=high)
