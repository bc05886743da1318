"""What computes, in words."""

from slm_desktop.core.engines.events import Loaded
from slm_desktop.ui.engine_summary import summary_details, summary_line
from tests.fakes import loaded


def test_the_truth_line_says_how_many_threads_there_are_now_and_why() -> None:
    model: Loaded = loaded(1, threads=4)
    assert summary_line(model, 4, 0.0) == "CPU · 4 threads"
    assert summary_line(model, 2, 0.0) == "CPU · 2 of 4 threads"  # The other columns have the rest.
    assert summary_line(model, 1, 3.4) == "CPU · 1 of 4 threads, computer busy"
    assert "Other programs use 3.4 cores" in summary_details(model, 1, 3.4)
    assert "Other programs" not in summary_details(model, 4, 3.4)
    assert summary_line(loaded(1, threads=1), 1, 0.0) == "CPU · 1 thread"
