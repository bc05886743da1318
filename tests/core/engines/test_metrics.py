"""What the live graph reads."""

import pytest

from slm_desktop.core.engines.events import Drafted, DraftTokens, Sample
from slm_desktop.core.engines.metrics import Recorder, Timeline


def test_speed_is_tokens_over_the_window_and_idle_is_a_gap() -> None:
    timeline = Timeline()
    for step in range(11):
        timeline.tokens(10 + step * 0.1, run=1, model="a", count=5)
    timeline.ended(11.1, run=1, model="a")
    rates = [point.rate for point in timeline.speeds]
    assert rates[-1] is None
    assert all(rate is not None and 40 < rate < 60 for rate in rates[1:-1])


def test_an_answer_shorter_than_the_window_has_its_speed_too() -> None:
    timeline = Timeline()
    timeline.tokens(1.0, 1, "a", 1)
    timeline.tokens(1.05, 1, "a", 8)
    timeline.tokens(1.1, 1, "a", 7)
    timeline.ended(1.1, 1, "a")
    assert [point.rate for point in timeline.speeds] == [pytest.approx(150), pytest.approx(150), None]


def test_what_was_drafted_is_a_share_of_the_speed_and_is_gone_with_it() -> None:
    timeline = Timeline()
    timeline.tokens(0.0, 1, "a", 1)
    timeline.accepted(3)
    timeline.tokens(0.5, 1, "a", 5)
    timeline.tokens(1.0, 1, "a", 5)
    timeline.ended(1.0, 1, "a")
    assert [(point.rate, point.drafted) for point in timeline.speeds] == [(10, 6), (10, 0), (None, 0)]


def test_a_pause_of_drafts_is_marked() -> None:
    timeline = Timeline()
    Recorder(timeline).take(1.0, Drafted(1, (DraftTokens(3, (7, 8), 0, "ab", -0.1),), ((4, 32),)), "a")
    assert [(marker.kind, marker.after) for marker in timeline.markers] == [("pause", "32")]


def test_two_answers_of_one_model_add_up_and_the_line_ends_with_the_last() -> None:
    timeline = Timeline()
    timeline.tokens(0.0, 1, "a", 1)
    timeline.tokens(0.0, 2, "a", 1)
    timeline.ended(0.1, 1, "a")
    assert all(point.rate is not None for point in timeline.speeds)
    timeline.ended(0.2, 2, "a")
    assert timeline.speeds[-1].rate is None


def test_dragging_a_slider_makes_one_marker_from_the_first_value_to_the_last() -> None:
    timeline = Timeline()
    for step, value in enumerate(["0.9", "1.0", "1.2"]):
        timeline.mark(5 + step * 0.1, "change", "temperature", "0.8", value)
    timeline.mark(9, "change", "temperature", "1.2", "0.5")
    assert [(marker.before, marker.after) for marker in timeline.markers] == [("0.8", "1.2"), ("1.2", "0.5")]


def test_dragging_there_and_back_leaves_no_marker() -> None:
    timeline = Timeline()
    timeline.mark(5, "change", "temperature", "0.8", "1.2")
    timeline.mark(5.2, "change", "temperature", "1.2", "0.8")
    assert not timeline.markers


def test_a_processor_that_comes_to_rest_and_weights_that_come_into_memory_are_told() -> None:
    timeline = Timeline()
    timeline.sample(0, Sample(0, 0, 50_000_000, 100_000_000, 0.0))
    timeline.sample(1, Sample(0, 0, 50_000_000, 100_000_000, 156.0))
    timeline.sample(2, Sample(0, 0, 50_000_000, 100_000_000, 0.5))
    timeline.sample(3, Sample(0, 100_000_000, 50_000_000, 0, 0.5))
    assert [(point.weights, point.cpu) for point in timeline.memory] == [
        (0, 0.0),
        (0, 156.0),
        (0, 0.5),
        (100_000_000, 0.5),
    ]
    timeline.sample(4, Sample(0, 100_000_000, 50_000_000, 0, 1.5))
    assert len(timeline.memory) == 4


def test_idle_heartbeats_that_say_the_same_do_not_wake_the_graph() -> None:
    timeline = Timeline()
    changes: list[int] = []
    for at in range(3):
        timeline.sample(at, Sample(0, 100_000_000, 50_000_000, 1_000_000, 0.0))
    timeline.changed.subscribe(lambda: changes.append(1))
    timeline.sample(4, Sample(0, 100_000_000, 50_000_000, 1_100_000, 0.0))
    assert not changes
    timeline.sample(5, Sample(0, 100_000_000, 90_000_000, 1_100_000, 0.0))
    assert changes


def test_an_unloaded_model_uses_nothing() -> None:
    timeline = Timeline()
    timeline.sample(1, Sample(0, 10_000_000, 0, 0, 0.0))
    timeline.unloaded(2, "a")
    assert timeline.memory[-1].total == 0
