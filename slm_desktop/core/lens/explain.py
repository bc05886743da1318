"""What one control does, shown on the token that is looked at: the candidates just before its sampler, and after."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from slm_desktop.core.lens.filters import Outcome
from slm_desktop.core.lens.seen import SeenAnswer
from slm_desktop.core.sampling import SAMPLER_OF, SETTING_OF, Value, Values, used_samplers

MOST_DRAWN = 12
EXAMPLES: Values = {
    "top_k": 5.0,
    "top_p": 0.9,
    "min_p": 0.1,
    "typical_p": 0.5,
    "top_n_sigma": 1.0,
    "xtc": 1.0,
    "penalties": 1.3,
    "dry": 0.8,
}
"""Values by sampler at which one that is off shows what it would do."""
DRAW = "draw"
"""In place of a sampler: what comes after all of them, when the seed decides."""


class Use(StrEnum):
    """Whether a control acts on the token."""

    ON = "on"
    OFF = "off"
    """It is shown at an example value."""
    REPLACED = "replaced"
    """Mirostat is in its place; it is shown at its own value."""


class Effect(msgspec.Struct, frozen=True):
    """A candidate: its bytes, its share just before the sampler, and just after."""

    piece: bytes
    before: float
    after: float


class Illustration(msgspec.Struct, frozen=True, kw_only=True):
    """What a sampler does to a token, with `setting` at `value`.

    `effects` are the likeliest candidates before it, `before` and `after` the numbers of all known ones, `kept` the
    share that those left had together before. There may be more than the known ones where `others_before` or
    `others_after` says so. It cuts below `line`, None where it cuts by something else, and only `chance` of the times.
    Where it is not `is_exact` shares are bounds or estimates.
    """

    sampler: str
    effects: tuple[Effect, ...]
    before: int
    after: int
    kept: float
    others_before: bool
    others_after: bool
    line: float | None = None
    is_exact: bool = True
    chance: float = 1.0
    setting: str = ""
    value: Value = 0.0
    use: Use = Use.ON

    @property
    def first_cut(self) -> Effect | None:
        """The likeliest candidate that it cuts."""
        return next((one for one in self.effects if not one.after), None)

    @property
    def lowered(self) -> Effect | None:
        """The candidate that it lowers most, of those that stay."""
        falling = [one for one in self.effects if 0 < one.after < one.before * 0.99]
        return max(falling, key=lambda one: one.before - one.after, default=None)


def illustrated(answer: SeenAnswer, place: int, values: Values, name: str) -> Illustration | None:
    """What the sampler of a setting does at a place; None where nothing is known of it, or no sampler belongs to it."""
    if name == "seed":
        return _at_the_draw(answer, place, values)
    sampler = SAMPLER_OF.get(name, "")
    if not sampler:
        return None
    values, use = _made_visible(values, sampler)
    outcome = answer.outcome(place, values)
    names = [stage.name for stage in outcome.stages] if outcome else []
    if outcome is None or sampler not in names:
        return None
    setting = SETTING_OF[sampler] if use == Use.OFF else name
    found = _at_stage(answer, place, outcome, names.index(sampler))
    return replace(found, setting=setting, value=values[setting], use=use)


def _made_visible(values: Values, sampler: str) -> tuple[Values, Use]:
    """Settings under which a sampler does something: its own, those without Mirostat, or an example."""
    if sampler in used_samplers(values):
        return values, Use.ON
    alone: Values = {**values, "mirostat": 0.0}
    if sampler in used_samplers(alone):
        return alone, Use.REPLACED
    return {**alone, SETTING_OF[sampler]: EXAMPLES[sampler]}, Use.OFF


def _at_the_draw(answer: SeenAnswer, place: int, values: Values) -> Illustration | None:
    outcome = answer.outcome(place, values)
    if outcome is None:
        return None
    last = outcome.stages[-1] if outcome.stages else None
    effects, kept, after = _effects(answer, place, dict(enumerate(outcome.raw)), outcome.token_shares)
    return Illustration(
        sampler=DRAW,
        effects=effects,
        before=len(outcome.raw),
        after=after,
        kept=kept,
        others_before=outcome.raw_others > 0,
        others_after=bool(last.others) if last else outcome.raw_others > 0,
        is_exact=outcome.is_exact,
    )


def _at_stage(answer: SeenAnswer, place: int, outcome: Outcome, number: int) -> Illustration:
    stage, former = outcome.stages[number], outcome.stages[number - 1] if number else None
    shares = former.shares if former else dict(enumerate(outcome.raw))
    effects, kept, after = _effects(answer, place, shares, stage.shares)
    return Illustration(
        sampler=stage.name,
        effects=effects,
        before=len(shares),
        after=after,
        kept=kept,
        others_before=bool(former.others) if former else outcome.raw_others > 0,
        others_after=bool(stage.others),
        line=stage.line,
        is_exact=stage.is_exact,
        chance=outcome.xtc_chance if stage.name == "xtc" else 1.0,
    )


def _effects(
    answer: SeenAnswer, place: int, before: Mapping[int, float], after: Mapping[int, float]
) -> tuple[tuple[Effect, ...], float, int]:
    """The likeliest before, what those left had together, and how many those are."""
    ids, record = answer.record.places[place].candidates(), answer.record
    ranked = sorted(before, key=lambda at: -before[at])[:MOST_DRAWN]
    left = [at for at, share in after.items() if share > 0]
    effects = tuple(Effect(record.piece(ids[at]), before[at], after.get(at, 0.0)) for at in ranked)
    return effects, sum(before.get(at, 0.0) for at in left), len(left)
