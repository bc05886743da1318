"""What computes, in words."""

import pytest

from slm_desktop.core.engines.computer_use import ComputerUse, ThreadUse
from slm_desktop.core.engines.events import Loaded
from slm_desktop.ui.engine_summary import summary_details, summary_line
from tests.fakes import loaded


def test_the_truth_line_says_how_many_threads_there_are_now_and_why() -> None:
    model: Loaded = loaded(1, threads=4)
    assert summary_line(model, ThreadUse(4)) == "CPU · 4 threads"
    assert summary_line(model, ThreadUse(2)) == "CPU · 2 of 4 threads"  # The other columns have the rest.
    assert summary_line(model, ThreadUse(1, 3.4)) == "CPU · 1 of 4 threads, computer busy"
    assert "Other programs use 3.4 cores" in summary_details(model, ThreadUse(1, 3.4))
    assert "Other programs" not in summary_details(model, ThreadUse(4, 3.4))
    assert summary_line(loaded(1, threads=1), ThreadUse(1)) == "CPU · 1 thread"


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (ComputerUse.BESIDE_WORK, "3 of 4 threads, beside your work"),
        (ComputerUse.BACKGROUND, "3 of 4 threads, in the background"),
        (ComputerUse.ON_BATTERY, "3 of 4 threads, on battery"),
    ],
)
def test_it_says_what_was_chosen_where_that_is_why(use: ComputerUse, words: str) -> None:
    assert words in summary_line(loaded(1, threads=4), ThreadUse(3, 0.0, use))
    chosen = ThreadUse(3, 0.0, use, is_fixed=True)
    assert summary_line(loaded(1, threads=4), chosen) == "CPU · 3 of 4 threads"  # The other columns have the rest.
    assert "computer busy" in summary_line(loaded(1, threads=4), ThreadUse(1, 2.0, use))
    assert summary_line(loaded(1, threads=4), ThreadUse(4, 0.0, use)) == "CPU · 4 threads"  # That number was chosen.
