"""Sampling parameters in requests, by the names of the one table and those that other programs use."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from slm_desktop.core.sampling import BY_NAME, PARAMETERS, Parameter, Values, complete, text_of
from slm_desktop.server.bodies import Common
from slm_desktop.server.problems import Problem

APART = ("seed", "stop")
"""Rows that protocols write in another way."""
WHOLE_CONTEXT = ("penalty_last_n", "dry_last_n")
"""Rows of which llama-server takes -1 for all that there is."""
MOST_SEEDS = 0xFFFFFFFE
MOST_STOPS, LONGEST_STOP = 16, 500
ROWS = tuple(row for row in PARAMETERS if row.name not in APART)

if TYPE_CHECKING:

    class SamplingFields(Common, kw_only=True):
        """All rows but `APART`, each under all of its names."""

        max_tokens: float | None = None

else:
    SamplingFields = msgspec.defstruct(
        "SamplingFields",
        [(name, float | None, None) for row in ROWS for name in (row.name, *row.aliases)],
        bases=(Common,),
        kw_only=True,
        forbid_unknown_fields=True,
    )


def asked(body: object) -> Values:
    """The sampling values that a request names. Raise Problem for one that is out of range."""
    found: Values = {}
    for row in ROWS:
        for name in (row.name, *row.aliases):
            value = getattr(body, name, None)
            if value is not None:
                found[row.name] = _checked(row, name, value)
    return found


def _checked(row: Parameter, name: str, value: float) -> float:
    if row.name in WHOLE_CONTEXT and value == -1:
        return row.high
    if row.name == "max_tokens" and (value > row.high or value == -1):
        return row.high  # The context ends an answer before that; -1 is how some programs ask for no limit.
    if row.off is not None and row.off == row.low and value == -1:
        return row.off  # Some programs turn a sampler off by -1.
    if row.kind != "float" and value != int(value):
        raise Problem(400, f"{name} must be a whole number.", param=name)
    if not row.low <= value <= row.high:
        low, high = text_of(row.name, row.low), text_of(row.name, row.high)
        raise Problem(400, f"{name} must be between {low} and {high}.", param=name)
    return value


def completed(values: Values, recommended: Mapping[str, float], **usual: float) -> Values:
    """All values: those that were asked for, else `usual` ones, those that the model's makers recommend, defaults."""
    return complete({**recommended, **usual, **values})


def seed_of(seed: int | None, drawn: int) -> int:
    """The seed of the first answer; none, or -1, draws one."""
    return drawn if seed is None or seed == -1 else seed % MOST_SEEDS


def stops_of(stop: str | list[str] | None, param: str = "stop") -> tuple[str, ...]:
    """The stop texts of a request. Raise Problem when there are too many."""
    stops = [stop] if isinstance(stop, str) else stop or []
    if len(stops) > MOST_STOPS or any(len(text) > LONGEST_STOP for text in stops):
        raise Problem(400, f"At most {MOST_STOPS} stop texts of {LONGEST_STOP} characters can be given.", param=param)
    return tuple(text for text in stops if text)


def bias_of(bias: Mapping[str, float] | None) -> dict[int, float]:
    """The logit bias of a request: token numbers as texts, biases from -100 to 100. Raise Problem."""
    found: dict[int, float] = {}
    for token, value in (bias or {}).items():
        if not token.isascii() or not token.isdigit() or not -100 <= value <= 100:
            raise Problem(400, "logit_bias maps token numbers to biases from -100 to 100.", param="logit_bias")
        found[int(token)] = value
    return found


assert all(name in BY_NAME for name in (*APART, *WHOLE_CONTEXT))
