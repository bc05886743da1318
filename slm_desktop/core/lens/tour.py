"""A guided tour: steps that a teacher has written, each with something that the model does for it."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from slm_desktop.core.sampling import BY_NAME, SAMPLER_ORDER, Values
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

MOST_STEPS, LONGEST_TITLE, LONGEST_TEXT = 60, 120, 4000
FIRST, LAST, SURE, UNSURE = "first", "last", "sure", "unsure"
"""Tokens of an answer that a step can name: the first, the last, that of which the model was most or least sure."""

Title = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TITLE)]
Text = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
Setting = Annotated[dict[str, float | str], msgspec.Meta(max_length=len(BY_NAME))]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"tried": "try"}):
    """One step.

    `text` is read before, `notice` after. With `ask`, the model answers this question, by these `sampling` values (the
    defaults for others) and this `system` prompt; with `again`, it does so twice. `look_at` is a token of the answer:
    first, last, sure, unsure, its number from 1 on, or a text in which it begins. `tried` are settings tried on that
    token, `point_at` the sampler whose bars are shown. `tokens` is a text whose tokens are shown. With `other_model`,
    another model goes over the answer; with `tree`, sixteen seeds are drawn.
    """

    title: Title
    text: Text
    notice: Text = ""
    ask: Text = ""
    system: Text = ""
    sampling: Setting = {}
    again: bool = False
    look_at: int | Text = FIRST
    tried: Setting = {}
    point_at: str = ""
    tokens: Text = ""
    other_model: bool = False
    tree: bool = False

    @property
    def does_something(self) -> bool:
        """Whether there is more to it than reading."""
        on_answer = self.tried or self.point_at or self.other_model or self.tree
        return bool(self.ask or self.tokens or on_answer)


class Tour(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A tour as its file has it."""

    title: Title
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1, max_length=MOST_STEPS)]
    about: Text = ""


def tour_of(content: object) -> Tour:
    """The tour that plain values say. Raise Fault 'tour_broken' with the place of what is wrong."""
    try:
        tour = msgspec.convert(content, Tour)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Fault("tour_broken", {"reason": str(error)[:300]}) from error
    for number, step in enumerate(tour.steps, 1):
        _check(step, number, has_answer=any(one.ask for one in tour.steps[:number]))
    return tour


def _check(step: Step, number: int, *, has_answer: bool) -> None:
    """Raise Fault for what cannot be done."""
    if step.ask and not step.ask.strip():
        raise _broken(number, "ask: “”")
    _check_values(step.sampling, "sampling", number)
    _check_values(step.tried, "try", number)
    if step.point_at and step.point_at not in SAMPLER_ORDER:
        raise _broken(number, f"point_at: {step.point_at[:40]} ≠ {', '.join(SAMPLER_ORDER)}")
    on_answer = step.tried or step.point_at or step.other_model or step.tree or step.again
    if on_answer and not has_answer:
        raise _broken(number, "ask: …?")


def _check_values(values: Values, field: str, number: int) -> None:
    for name, value in values.items():
        if name not in BY_NAME:
            raise _broken(number, f"{field}: {name[:40]} ≠ {', '.join(BY_NAME)}")
        row = BY_NAME[name]
        if row.kind != "text" and row.clamp(value) != value:
            raise _broken(number, f"{field}: {name} {value} (… {row.low:g} – {row.high:g})")


def _broken(number: int, what: str) -> Fault:
    return Fault("tour_broken", {"reason": f"{well_formed(what)} - at `$.steps[{number - 1}]`"})


def to_dict(tour: Tour) -> Mapping[str, object]:
    """A tour as plain values, without what is as usual."""
    found: dict[str, object] = msgspec.to_builtins(tour)
    return found
