"""What one control does, shown on the token that is looked at: the candidates just before its sampler, and after."""

from dataclasses import dataclass, replace

from slm_desktop.core.lens.filters import Outcome
from slm_desktop.core.lens.seen import SeenAnswer
from slm_desktop.core.sampling import Value, Values, used_samplers

MOST_DRAWN = 12
SAMPLER_OF = {
    "temperature": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
    "typical_p": "typical_p",
    "top_n_sigma": "top_n_sigma",
    "xtc_probability": "xtc",
    "xtc_threshold": "xtc",
    "repeat_penalty": "penalties",
    "presence_penalty": "penalties",
    "frequency_penalty": "penalties",
    "penalty_last_n": "penalties",
    "dry_multiplier": "dry",
    "dry_base": "dry",
    "dry_allowed_length": "dry",
    "dry_last_n": "dry",
}
"""The sampler that a setting steers."""
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
TURNS_ON = {"xtc": "xtc_probability", "penalties": "repeat_penalty", "dry": "dry_multiplier"}
"""The setting that turns a sampler on, where it is not called as the sampler is."""
DRAW = "draw"
"""In place of a sampler: what comes after all of them, when the seed decides."""


@dataclass(frozen=True)
class Drawn:
    """A candidate: its bytes, its share just before the sampler, and just after."""

    piece: bytes
    before: float
    after: float


@dataclass(frozen=True)
class Illustration:
    """What a sampler does to a token.

    `example` is the setting and value that are shown where it is off; None where it is on. `drawn` are the likeliest
    candidates before it, `before` and `after` the numbers of all known ones, `kept` the share that those left had
    together before. `others` says that tokens beyond the known ones are left, too. It cuts below `line`, None where it
    cuts by something else. Where it is not `is_exact` shares are bounds or estimates.
    """

    sampler: str
    drawn: tuple[Drawn, ...]
    before: int
    after: int
    kept: float
    others: bool
    line: float | None
    is_exact: bool
    example: tuple[str, Value] | None = None

    @property
    def first_cut(self) -> Drawn | None:
        """The likeliest candidate that it cuts."""
        return next((one for one in self.drawn if not one.after), None)

    @property
    def lowered(self) -> Drawn | None:
        """The candidate that it lowers most, of those that stay."""
        falling = [one for one in self.drawn if 0 < one.after < one.before * 0.99]
        return max(falling, key=lambda one: one.before - one.after, default=None)


def illustrated(answer: SeenAnswer, place: int, values: Values, name: str) -> Illustration | None:
    """What the sampler of a setting does at a place; None where nothing is known of it, or no sampler belongs to it."""
    if name == "seed":
        return _at_the_draw(answer, place, values)
    sampler = SAMPLER_OF.get(name, "")
    example: tuple[str, Value] | None = None
    if sampler and sampler not in used_samplers(values):
        example = (TURNS_ON.get(sampler, sampler), EXAMPLES[sampler])
        values = {**values, "mirostat": 0.0, **dict([example])}
    outcome = answer.outcome(place, values) if sampler else None
    names = [stage.name for stage in outcome.stages] if outcome else []
    if outcome is None or sampler not in names:
        return None
    shown = _at_stage(answer, place, outcome, names.index(sampler))
    return replace(shown, example=example)


def _at_the_draw(answer: SeenAnswer, place: int, values: Values) -> Illustration | None:
    outcome = answer.outcome(place, values)
    if outcome is None:
        return None
    bars = sorted(answer.bars(place, outcome), key=lambda bar: -(bar.after or 0.0))
    left = [bar for bar in bars if bar.after]
    return Illustration(
        sampler=DRAW,
        drawn=tuple(Drawn(bar.piece, bar.raw, bar.after or 0.0) for bar in bars[:MOST_DRAWN]),
        before=len(bars),
        after=len(left),
        kept=sum(bar.raw for bar in left),
        others=bool(outcome.stages and outcome.stages[-1].others),
        line=None,
        is_exact=outcome.is_exact,
    )


def _at_stage(answer: SeenAnswer, place: int, outcome: Outcome, number: int) -> Illustration:
    before, after, stage = outcome.after(number - 1), outcome.after(number), outcome.stages[number]
    shares = before.token_shares if number else dict(enumerate(outcome.raw))
    one = answer.record.places[place]
    ids = one.candidates()
    ranked = sorted(shares, key=lambda at: -shares[at])
    drawn = tuple(
        Drawn(answer.record.piece(ids[at]), shares[at], stage.shares.get(at, 0.0)) for at in ranked[:MOST_DRAWN]
    )
    return Illustration(
        sampler=stage.name,
        drawn=drawn,
        before=len(shares),
        after=len(stage.shares),
        kept=sum(shares.get(at, 0.0) for at in stage.shares),
        others=bool(stage.others),
        line=stage.line,
        is_exact=after.is_exact,
    )
