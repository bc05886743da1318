"""Threads follow what other programs leave: down at once, up slowly, never to and fro."""

import itertools

import pytest

from slm_desktop.core.engines.computer_use import ComputerUse
from slm_desktop.core.engines.events import ThreadsChanged
from slm_desktop.engine.threads import LONGEST_QUIET_SECONDS, QUIET_SECONDS, ThreadPolicy, Threads

BEAT = 0.25


def seen(policy: ThreadPolicy, start: float, seconds: float, others: float) -> list[int]:
    """The threads at each beat while others use so much."""
    threads = []
    for beat in range(round(seconds / BEAT)):
        policy.see(start + beat * BEAT, others)
        threads.append(policy.threads)
    return threads


@pytest.mark.parametrize(
    ("most", "cores", "others", "threads"),
    [
        (2, 2, 0.0, 2),
        (2, 2, 0.3, 2),
        (2, 2, 0.67, 1),
        (2, 2, 2.0, 1),
        (1, 2, 2.0, 1),
        (4, 8, 4.2, 4),
        (4, 8, 5.0, 3),
        (7, 8, 1.0, 7),
        (7, 8, 3.0, 5),
        (16, 16, 40.0, 1),
    ],
)
def test_as_many_threads_as_there_is_room_for(most: int, cores: int, others: float, threads: int) -> None:
    policy = ThreadPolicy(most, cores)
    policy.see(0.0, others)
    assert policy.threads == threads


def test_threads_go_at_once_and_come_back_after_a_quiet_while() -> None:
    policy = ThreadPolicy(2, 2)
    assert seen(policy, 0.0, 5.0, 1.0) == [1] * 20
    back = seen(policy, 5.0, 5.0, 0.0)
    assert back.index(2) == pytest.approx(QUIET_SECONDS / BEAT, abs=1)
    assert back == sorted(back)


def test_what_another_engine_of_the_app_leaves_is_taken_at_once() -> None:
    policy = ThreadPolicy(2, 2)
    for beat in range(20):
        policy.see(beat * BEAT, 0.1, 1.9)
        assert policy.threads == 1
    policy.see(20 * BEAT, 0.1, 0.0)
    assert policy.threads == 2


def test_an_engine_that_rests_does_not_follow_the_others_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, busy = list[ThreadsChanged](), [False]
    threads = Threads(2, heard.append, is_fixed=False, is_busy=lambda: busy[0])
    monkeypatch.setattr("slm_desktop.engine.threads.OtherPrograms.cores", lambda _self: (0.0, 2.0))
    monkeypatch.setattr(threads._policy, "_cores", 2)
    threads.follow()
    assert (threads.count, heard) == (2, [])
    busy[0] = True
    threads.follow()
    assert (threads.count, [event.others for event in heard]) == (1, [0.0]), "no other program is why"


def test_another_engine_hides_no_other_program() -> None:
    policy = ThreadPolicy(2, 2)
    for beat in range(20):
        policy.see(beat * BEAT, 1.0, 1.0)
    assert seen(policy, 20 * BEAT, QUIET_SECONDS - 2 * BEAT, 0.0) == [1] * round(QUIET_SECONDS / BEAT - 2)
    policy.see(40 * BEAT, 0.0)
    policy.see(60 * BEAT, 0.0)
    assert policy.threads == 2


def test_a_short_pause_of_the_others_brings_nothing_back() -> None:
    policy = ThreadPolicy(2, 2)
    seen(policy, 0.0, 1.0, 1.0)
    for at in range(1, 60):
        assert set(seen(policy, at, 0.75, 0.0) + seen(policy, at + 0.75, 0.25, 1.0)) == {1}


def test_others_that_come_and_go_are_waited_for_longer_and_longer() -> None:
    policy, threads = ThreadPolicy(2, 2), []
    for at in range(0, 600, 6):  # Three seconds of work, three of quiet, for ten minutes.
        threads += seen(policy, at, 3.0, 1.0) + seen(policy, at + 3.0, 3.0, 0.0)
    changes = sum(one != other for one, other in itertools.pairwise(threads))
    assert changes <= 4
    quiet = seen(policy, 600, LONGEST_QUIET_SECONDS + 2, 0.0)
    assert quiet[-1] == 2


def test_a_share_of_the_computer_is_a_limit_and_what_others_leave_is_taken_over_at_once() -> None:
    policy = ThreadPolicy(4, 4)
    policy.see(0.0, 0.0)
    policy.limit(2)
    assert policy.threads == 2
    policy.see(1.0, 1.9)
    assert policy.threads == 2
    policy.limit(4)
    assert policy.threads == 2
    policy.see(2.0, 0.0)
    assert policy.threads == 4


def test_a_limit_that_goes_up_does_not_overrule_a_busy_computer() -> None:
    policy = ThreadPolicy(4, 4)
    policy.see(0.0, 3.0)
    policy.limit(2)
    policy.limit(4)
    policy.see(1.0, 3.0)
    assert policy.threads == 1


class Heard:
    """The threads of an engine that was loaded with four, and what is said of them."""

    def __init__(self, *, is_fixed: bool = False) -> None:
        self.events: list[ThreadsChanged] = []
        self.threads = Threads(4, self.events.append, is_fixed=is_fixed)


def test_what_is_wanted_and_what_is_shared_hold_together() -> None:
    heard = Heard()
    heard.threads.use(ComputerUse.BESIDE_WORK)
    assert heard.threads.count == 3
    heard.threads.use(ComputerUse.BACKGROUND)
    assert heard.threads.count == 2
    heard.threads.limit(1)
    assert heard.threads.count == 1
    assert [(event.threads, event.others) for event in heard.events] == [(3, 0.0), (2, 0.0)], "no other program is why"


def test_a_busy_computer_is_no_reason_any_more_once_another_one_holds() -> None:
    heard = Heard()
    heard.threads._policy.see(0.0, 40.0)  # Others use all there is.
    heard.threads.limit(4)
    assert [(event.threads, event.others >= 0) for event in heard.events] == [(1, True)]
    heard.events.clear()
    heard.threads.limit(1)
    heard.threads.use(ComputerUse.BACKGROUND)
    assert all(event.others == 0 for event in heard.events)
    assert heard.threads._known == (1, False)


def test_a_number_that_was_chosen_stays_whatever_is_wanted() -> None:
    heard = Heard(is_fixed=True)
    for use in ComputerUse:
        heard.threads.use(use)
        assert heard.threads.count == 4
    assert heard.events == []
