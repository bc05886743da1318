"""Figures of an answer as people read them, row by row of the table in `core/engines/answer_figures.py`."""

from slm_desktop.core.engines.answer_figures import CONTEXT, AnswerFigure, Figures, Place, Unit, shown_in
from slm_desktop.ui.words import fixed, number, translate


def heading(row: AnswerFigure) -> str:
    """What stands over a figure."""
    return translate(CONTEXT, row.heading)


def value_words(row: AnswerFigure, value: float) -> str:
    """A figure without its unit."""
    if row.unit == Unit.COUNT:
        return number(int(value))
    return fixed(value / 1e9 if row.unit == Unit.BYTES else value, row.digits)


def with_unit(row: AnswerFigure, value: float) -> str:
    """A figure with its unit, where its heading does not have it."""
    if not value:
        return translate(CONTEXT, row.zero)
    symbols = {Unit.SECONDS: " s", Unit.BYTES: " GB", Unit.JOULES: " J"}
    return value_words(row, value) + symbols.get(row.unit, "")


def sentences(figures: Figures) -> list[str]:
    """What is said of them under an answer; nothing of what was not measured."""
    return [
        row.mark(figures) + _sentence(row, figures[row.name]) for row in shown_in(Place.ANSWER) if figures.get(row.name)
    ]


def _sentence(row: AnswerFigure, value: float) -> str:
    if value == 1 and row.sentence_of_one:
        return translate(CONTEXT, row.sentence_of_one)
    return translate(CONTEXT, row.sentence).format(value=value_words(row, value))


def energy_words(joules: float, *, is_estimate: bool) -> str:
    """Joules; a dash for what was not measured."""
    if not joules:
        return "–"
    return f"{'≈ ' if is_estimate else ''}{fixed(joules, 1)} J"
