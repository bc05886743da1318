"""Sweeps: one model, a grid over up to two parameters, several seeds each; and what the answers of a cell are like."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import product

import msgspec

from slm_desktop.core.engines import answer_figures
from slm_desktop.core.evaluate.records import SWEEP, Candidate, Evaluation
from slm_desktop.core.evaluate.suite import Prompt, Result, Suite, rate
from slm_desktop.core.sampling import BY_NAME, Value, Values
from slm_desktop.errors import Fault

MOST_VALUES, MOST_CELLS = 9, 49
NGRAM, REPEATED_NGRAM = 2, 4
WORD = re.compile(r"\w+")
DISTINCT, LENGTH, REPETITION, PASSED, SPEED = "distinct", "length", "repetition", "passed", "speed"
METRICS = (DISTINCT, LENGTH, REPETITION, PASSED, SPEED)
Axis = tuple[str, tuple[Value, ...]]
"""A sampling parameter and its values."""


def with_points(text: str) -> str:
    """Values as people type them whose decimal sign is a comma, with points instead:

    “0,5; 0,8”, “0,5, 0,8”, “0..1,5/0,5”.

    A comma between numbers that have points, and one of several without a space, stands between values: “0.5,0.8”,
    “1,2,3”.
    """
    return " ".join(_pointed(part) for part in re.split(r"[;\s]+|,(?=\s|$)\s*", text))


def _pointed(part: str) -> str:
    numbers = re.split(r"\.\.|/", part)
    parted = any(number.count(",") > 1 or {",", "."} <= set(number) for number in numbers)
    return part if parted else part.replace(",", ".")


def values_of(text: str, name: str) -> tuple[Value, ...]:
    """Values as typed: “0.2, 0.8, 1.4”, or “0..1.5/0.5” for 0 to 1.5 in steps of 0.5. Raise Fault 'sweep_values' or
    'sweep_range'.
    """
    row = BY_NAME[name]
    found: list[float] = []
    for part in filter(None, re.split(r"[;,\s]+(?!\d*\.\.)", text.strip())):
        stretch = re.fullmatch(r"(-?[\d.]+)\.\.(-?[\d.]+)/([\d.]+)", part)
        try:
            if stretch:
                start, end, step = float(stretch[1].rstrip(".")), float(stretch[2]), float(stretch[3])
                count = int((end - start) / step + 1e-9) + 1 if step > 0 else 0
                found += [start + at * step for at in range(min(count, MOST_VALUES + 1))]
            else:
                found.append(float(part))
        except ValueError as error:
            raise Fault("sweep_values", {"text": part[:40]}) from error
    outside = next((value for value in found if not row.low <= value <= row.high), None)
    if outside is not None:
        raise Fault("sweep_range", {"parameter": row.label, "value": outside, "low": row.low, "high": row.high})
    if row.kind != "float" and any(value != int(value) for value in found):
        raise Fault("sweep_values", {"text": text[:40]})
    made = tuple(dict.fromkeys(row.clamp(round(value, 6)) for value in found))
    if not 1 <= len(made) <= MOST_VALUES:
        raise Fault("sweep_values", {"text": text[:40]})
    return made


def grid(base: Candidate, axes: Sequence[Axis]) -> list[Candidate]:
    """A candidate for each cell, row by row: the first axis goes down, the second to the right.

    Raise Fault 'sweep_large'.
    """
    cells = list(product(*(values for _name, values in axes)))
    if len(cells) > MOST_CELLS:
        raise Fault("sweep_large", {"count": len(cells), "limit": MOST_CELLS})
    names = [name for name, _values in axes]
    return [_with(base, dict(zip(names, cell, strict=True))) for cell in cells]


def _with(base: Candidate, changed: Values) -> Candidate:
    return msgspec.structs.replace(base, sampling={**base.sampling, **changed})


def sweep(
    id_: int, now: float, base: Candidate, axes: Sequence[Axis], prompts: Iterable[Prompt], rounds: int, seed: int
) -> Evaluation:
    """The evaluation of a sweep."""
    asked = tuple(prompts)
    title = f"{base.label}: {' × '.join(BY_NAME[name].label for name, _values in axes)}"
    suite = Suite(title, asked, rounds=rounds, seed=seed)
    return Evaluation(id_, title, now, suite, grid(base, axes), SWEEP, tuple(name for name, _values in axes))


def axes_of(evaluation: Evaluation) -> list[Axis]:
    """The axes of a sweep, from its candidates."""
    return [
        (name, tuple(dict.fromkeys(one.sampling[name] for one in evaluation.candidates))) for name in evaluation.axes
    ]


# -- what answers are like ---------------------------------------------------------------------------------------


def measure(metric: str, results: Sequence[Result]) -> float:
    """A figure for the answers of a cell, not a number where there is none. Raise KeyError for an unknown metric."""
    answered = [result for result in results if not result.fault]
    measures = {
        DISTINCT: lambda: distinct([result.text for result in answered]),
        LENGTH: lambda: sum(result.figure(answer_figures.TOKENS) for result in answered) / max(1, len(answered)),
        REPETITION: lambda: sum(repetition(result.text) for result in answered) / max(1, len(answered)),
        PASSED: lambda: rate(results).share if rate(results).count else math.nan,
        SPEED: lambda: sum(result.figure(answer_figures.SPEED) for result in answered) / max(1, len(answered)),
    }
    return float(measures[metric]())


def _ngrams(text: str, length: int) -> list[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]


def distinct(texts: Sequence[str], length: int = NGRAM) -> float:
    """Distinct-n: how many different stretches of n words there are among all, 0 to 1.

    Over the answers to all seeds together.
    """
    found = [ngram for text in texts for ngram in _ngrams(text, length)]
    return len(set(found)) / len(found) if found else 0.0


def repetition(text: str, length: int = REPEATED_NGRAM) -> float:
    """The share of stretches of n words that an answer has said before, 0 to 1."""
    found = _ngrams(text, length)
    return 1 - len(set(found)) / len(found) if found else 0.0
