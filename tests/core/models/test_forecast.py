"""What follows from a forecast: verdicts, contexts, corrections."""

import pytest

from slm_desktop.core.engines.events import Planned
from slm_desktop.core.models.estimate import rough_size
from slm_desktop.core.models.forecast import (
    FAST,
    MARGIN,
    TIGHT,
    TOO_BIG,
    UNKNOWN,
    Measured,
    Table,
    automatic_context,
    corrected,
    for_size,
    stops,
    verdict,
)

MB = 1_000_000
TABLE = Table(
    "llama",
    1000,
    3,
    32_768,
    50 * MB,
    tuple(Planned(context, "f16", 100 * MB, context * 10_000, 20 * MB) for context in stops(32_768)),
)


@pytest.mark.parametrize(
    ("trained", "expected"),
    [
        (512, (512,)),
        (2048, (512, 1024, 2048)),
        (300, (300,)),
        (40_960, (512, 1024, 2048, 4096, 8192, 16384, 32768, 40960)),
        (1000, (512, 1000)),
    ],
)
def test_stops_are_powers_of_two_up_to_the_trained_context(trained: int, expected: tuple[int, ...]) -> None:
    assert stops(trained) == expected


@pytest.mark.parametrize(
    ("needed", "free", "expected"),
    [
        (0, 10**9, UNKNOWN),
        (500 * MB, 2000 * MB, FAST),
        (1500 * MB, 2000 * MB, TIGHT),
        (1900 * MB, 2000 * MB, TOO_BIG),
        (1, 0, TOO_BIG),
    ],
)
def test_verdicts_leave_a_margin(needed: int, free: int, expected: str) -> None:
    assert verdict(needed, free) == expected


def test_between_two_stops_a_line_is_laid() -> None:
    row = TABLE.at(12_288, "f16")
    assert row is not None
    assert (row.context, row.kv) == (12_288, 122_880_000)
    assert TABLE.at(100, "f16") == TABLE.rows[0]
    assert TABLE.at(10**9, "f16") == TABLE.rows[-1]
    assert TABLE.at(8192, "q4_0") is None
    assert TABLE.needed(8192, "f16") == (100 + 20 + 50) * MB + 81_920_000


def test_another_quantisation_differs_in_its_weights_alone() -> None:
    other = for_size(TABLE, 300 * MB, 8)
    assert [row.weights for row in other.rows] == [300 * MB] * len(other.rows)
    assert [row.kv for row in other.rows] == [row.kv for row in TABLE.rows]


@pytest.mark.parametrize(
    ("free", "context"),
    [(MARGIN + 2000 * MB, 32_768), (MARGIN + 600 * MB, 8192), (MARGIN + 220 * MB, 4096), (MARGIN + 100 * MB, 0)],
)
def test_the_automatic_context_is_what_fits_and_more_only_when_memory_is_plenty(free: int, context: int) -> None:
    assert automatic_context(TABLE, free, "f16") == context


def test_measured_runs_shift_a_forecast_and_one_odd_run_does_not() -> None:
    runs = [Measured(1000, 1100), Measured(1000, 1110), Measured(1000, 9000)]
    assert corrected(1000, runs) == 1110
    assert corrected(1000, [Measured(1000, 9000)]) == 1500
    assert corrected(1000, []) == 1000
    # Thirty bytes more at a short context are no share of a long one; and a large model's are no lesson for a small one.
    assert corrected(1000, [Measured(100, 130)]) == 1030
    assert corrected(1000, [Measured(20_000, 22_000)]) == 1100


@pytest.mark.parametrize(
    ("parameters", "quantisation", "size"),
    [(135e6, "Q4_1", 83e6), (1.7e9, "Q8_0", 1.83e9), (3.2e9, "Q4_K_M", 2.0e9), (1e9, "BF16", 2e9)],
)
def test_a_rough_size_is_near_what_files_have(parameters: float, quantisation: str, size: float) -> None:
    assert rough_size(int(parameters), quantisation) == pytest.approx(size, rel=0.1)
