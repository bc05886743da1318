"""The table of sampling parameters."""

import math

import pytest

from slm_desktop.core.sampling import (
    BY_NAME,
    DEFAULTS,
    PARAMETERS,
    Parameter,
    complete,
    difference,
    recommended,
    stop_texts,
)


@pytest.mark.parametrize("row", PARAMETERS, ids=lambda row: row.name)
def test_every_row_is_sound(row: Parameter) -> None:
    assert row.help.endswith(".")
    assert row.clamp(row.default) == row.default
    if row.kind != "text":
        assert row.low <= float(row.default) <= row.high
        assert row.off is None or row.low <= row.off <= row.high
        assert 0 < row.step <= row.high - row.low


@pytest.mark.parametrize("row", [row for row in PARAMETERS if row.kind != "text"], ids=lambda row: row.name)
@pytest.mark.parametrize("absurd", [math.nan, math.inf, -math.inf, 1e300, -1e300, "x", None, [], True])
def test_absurd_values_are_brought_into_range(row: Parameter, absurd: object) -> None:
    assert row.low <= float(row.clamp(absurd)) <= row.high


def test_whole_numbers_stay_whole() -> None:
    assert BY_NAME["top_k"].clamp(39.7) == 40.0


def test_unknown_names_are_left_out_and_missing_ones_get_their_default() -> None:
    values = complete({"temperature": 1.3, "tempreature": 9})
    assert values == {**DEFAULTS, "temperature": 1.3}


def test_difference_names_only_what_changed() -> None:
    assert difference(DEFAULTS, {**DEFAULTS, "top_k": 5.0}) == {"top_k": 5.0}


def test_stop_texts_are_lines_without_the_empty_ones() -> None:
    assert stop_texts({"stop": "END\n\n###\n"}) == ("END", "###")


def test_what_a_file_recommends_is_read_rounded_and_brought_into_range() -> None:
    card = {
        "general.sampling.temp": "0.600000023841858",
        "general.sampling.top_k": "20",
        "general.sampling.penalty_repeat": "99",
        "general.sampling.top_p": "nan",
        "general.sampling.min_p": "a lot",
        "general.sampling.sequence": "edkypmxt",
        "general.sampling.penalty_last_n": "-1",
    }
    assert recommended(card) == {"temperature": 0.6, "top_k": 20.0, "repeat_penalty": 2.0, "penalty_last_n": 4096.0}
    assert recommended({}) == {}
