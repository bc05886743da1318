"""The one table of what is measured of an answer: its name in files, its unit, and where it is shown."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from slm_desktop.core.engines.energy import EnergySource
from slm_desktop.core.engines.run import Run
from slm_desktop.words import QT_TRANSLATE_NOOP as _

CONTEXT = "AnswerFigures"
Figures = dict[str, float]
"""Values by the names of this table; what was not measured is 0."""


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    SECONDS = "seconds"
    PER_SECOND = "per second"
    BYTES = "bytes"
    JOULES = "joules"
    RATIO = "ratio"


class Place(StrEnum):
    """Where figures are shown, beside the files, which have all of them."""

    ANSWER = "under an answer"
    COLUMN = "in a column of a comparison"
    TABLE = "in exported tables to read"


class Best(StrEnum):
    """Which of several values leads."""

    LOW = "low"
    HIGH = "high"


class AnswerFigure(msgspec.Struct, frozen=True):
    """One row. `measure` reads it from a run, 0 where it cannot be said.

    `name` is its name in records, JSON and CSV, with its unit. `heading` stands over it where it has one, `sentence`
    is what is said under an answer, `sentence_of_one` where the figure is 1. `zero` stands in columns and tables in
    the place of 0, which was not measured; under an answer such a figure is left out. One that
    `is_optional` has no place in a column where it was not measured. Where the figure that `is_estimate_by` names is
    not 0, the value is an estimate.
    """

    name: str
    unit: Unit
    measure: Callable[[Run], float]
    places: tuple[Place, ...] = ()
    heading: str = ""
    sentence: str = "{value}"
    sentence_of_one: str = ""
    zero: str = "–"
    digits: int = 0
    best: Best | None = None
    is_optional: bool = False
    is_estimate_by: str = ""

    def mark(self, figures: Figures) -> str:
        """What stands before the value: it is an estimate where another figure says so."""
        return "≈ " if figures.get(self.name) and figures.get(self.is_estimate_by) else ""

    def plain(self, value: float) -> str:
        """The value for tables in English: seconds, tokens per second, GB."""
        if not value:
            return self.zero
        return f"{value / 1e9 if self.unit == Unit.BYTES else value:.{self.digits}f}"

    @property
    def column(self) -> str:
        """The heading for tables in English, with the unit."""
        symbols = {Unit.SECONDS: " (s)", Unit.BYTES: " (GB)", Unit.JOULES: " (J)"}
        return self.heading + symbols.get(self.unit, "")


def _prompt_speed(run: Run) -> float:
    prompted = run.prompted
    if prompted is None or prompted.seconds <= 0 or prompted.cached < 0:
        return 0.0
    return (prompted.tokens - prompted.cached) / prompted.seconds


def _tokens_per_step(run: Run) -> float:
    """Each step gives one token, and those of its draft that were accepted, until the answer ends."""
    tokens = len(run.tokens)
    more = sum(max(0, min(draft.accepted, tokens - draft.position - 1)) for draft in run.drafts)
    return tokens / max(1, tokens - more) if run.drafts else 0.0


def _gain(run: Run) -> float:
    """Times as fast as without drafts, from the first token to the newest."""
    span, saved = run.seconds - run.first_token, [draft.saved for draft in run.drafts]
    # A replay may have drafts, and nothing to compare them with.
    return (span + sum(saved)) / span if any(saved) and span > 0 else 0.0


def _energy_of_tokens(run: Run) -> float:
    """A thousand tokens of this answer, with its share of the prompt; 0 where no energy was measured."""
    return 1000 * run.energy.joules / len(run.tokens) if run.tokens else 0.0


ENERGY, RESTING, ENERGY_ESTIMATED = "energy_joules", "resting_joules", "energy_is_estimated"
PROCESSOR, CARD, BATTERY = "processor_joules", "graphics_card_joules", "battery_joules"
FIRST_TOKEN, SPEED, MEMORY = "first_token_seconds", "tokens_per_second", "peak_memory_bytes"
TOKENS, LOAD, CONCURRENT, TOTAL = "tokens", "load_seconds", "concurrent_answers", "total_seconds"
GAIN, DRAFTED, ACCEPTED, STEP = "speculation_gain", "draft_tokens", "accepted_draft_tokens", "tokens_per_step"
EVERYWHERE = (Place.ANSWER, Place.COLUMN, Place.TABLE)
COMPARED = (Place.COLUMN, Place.TABLE)
FIGURES: tuple[AnswerFigure, ...] = (
    AnswerFigure(
        FIRST_TOKEN,
        Unit.SECONDS,
        lambda run: run.first_token,
        EVERYWHERE,
        heading=_("AnswerFigures", "First token"),
        sentence=_("AnswerFigures", "first token {value} s"),
        digits=2,
        best=Best.LOW,
    ),
    AnswerFigure(
        SPEED,
        Unit.PER_SECOND,
        lambda run: run.speed,
        EVERYWHERE,
        heading=_("AnswerFigures", "tok/s"),
        sentence=_("AnswerFigures", "{value} tok/s"),
        digits=1,
        best=Best.HIGH,
    ),
    AnswerFigure(
        TOKENS,
        Unit.COUNT,
        lambda run: len(run.tokens),
        EVERYWHERE,
        heading=_("AnswerFigures", "Tokens"),
        sentence=_("AnswerFigures", "{value} tokens"),
        sentence_of_one=_("AnswerFigures", "1 token"),
    ),
    AnswerFigure(
        MEMORY,
        Unit.BYTES,
        lambda run: run.peak_memory,
        COMPARED,
        heading=_("AnswerFigures", "Memory"),
        zero="…",
        digits=2,
        best=Best.LOW,
    ),
    AnswerFigure(
        LOAD,
        Unit.SECONDS,
        lambda run: run.load_seconds,
        COMPARED,
        heading=_("AnswerFigures", "Load"),
        zero=_("AnswerFigures", "shared"),
        digits=2,
    ),
    AnswerFigure(
        ENERGY,
        Unit.JOULES,
        lambda run: run.energy.joules,
        EVERYWHERE,
        heading=_("AnswerFigures", "Energy"),
        sentence=_("AnswerFigures", "{value} J"),
        digits=1,
        best=Best.LOW,
        is_optional=True,
        is_estimate_by=ENERGY_ESTIMATED,
    ),
    AnswerFigure(
        GAIN,
        Unit.RATIO,
        _gain,
        (Place.ANSWER,),
        sentence=_("AnswerFigures", "speculation ≈ ×{value}"),
        digits=2,
        best=Best.HIGH,
    ),
    AnswerFigure(DRAFTED, Unit.COUNT, lambda run: sum(len(draft.tokens) for draft in run.drafts)),
    AnswerFigure(ACCEPTED, Unit.COUNT, lambda run: sum(draft.accepted for draft in run.drafts)),
    AnswerFigure(STEP, Unit.RATIO, _tokens_per_step, digits=2),
    AnswerFigure(TOTAL, Unit.SECONDS, lambda run: run.seconds),
    AnswerFigure("thousand_tokens_joules", Unit.JOULES, _energy_of_tokens, digits=1),
    AnswerFigure(RESTING, Unit.JOULES, lambda run: run.energy.resting, digits=1),
    AnswerFigure(PROCESSOR, Unit.JOULES, lambda run: run.energy.of(EnergySource.PROCESSOR), digits=1),
    AnswerFigure(CARD, Unit.JOULES, lambda run: run.energy.of(EnergySource.NVIDIA, EnergySource.AMD), digits=1),
    AnswerFigure(BATTERY, Unit.JOULES, lambda run: run.energy.of(EnergySource.BATTERY), digits=1),
    AnswerFigure(ENERGY_ESTIMATED, Unit.COUNT, lambda run: float(run.energy.is_estimate)),
    AnswerFigure("prompt_tokens_per_second", Unit.PER_SECOND, _prompt_speed),
    AnswerFigure(CONCURRENT, Unit.COUNT, lambda run: run.concurrent_answers),
)


BY_NAME = {row.name: row for row in FIGURES}


def measured(run: Run) -> Figures:
    """All figures of a run as they are now."""
    return {row.name: row.measure(run) for row in FIGURES}


def shown_in(place: Place) -> list[AnswerFigure]:
    """The rows that are shown in a place, in the order of the table."""
    return [row for row in FIGURES if place in row.places]
