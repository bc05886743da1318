"""Work goes on one piece after the other, whatever becomes of each."""

from collections.abc import Callable

import pytest

from slm_desktop.core.workshop.work_queue import WorkQueue


class Job:
    """Work that ends when it is told to."""

    def __init__(self, *, is_broken: bool = False) -> None:
        self.is_broken, self.is_cancelled = is_broken, False
        self.end: Callable[[], None] = lambda: None

    def begin(self, on_over: Callable[[], None]) -> None:
        if self.is_broken:
            raise OSError("broken")
        self.end = on_over

    def cancel(self) -> None:
        self.is_cancelled = True
        self.end()


class Other(Job):
    """Work of another kind."""


def test_one_after_the_other() -> None:
    queue, jobs = WorkQueue(), [Job(), Job()]
    queue.add(jobs)
    assert (queue.running, queue.waiting) == (jobs[0], [jobs[1]])
    jobs[0].end()
    assert (queue.running, queue.waiting) == (jobs[1], [])
    jobs[1].end()
    assert queue.running is None


def test_what_cannot_begin_does_not_keep_the_others() -> None:
    queue, good = WorkQueue(), Job()
    with pytest.raises(OSError, match="broken"):
        queue.add([Job(is_broken=True), good])
    assert queue.running is good
    good.end()
    assert queue.running is None


def test_work_of_some_kinds_is_given_up_and_none_of_it_begins() -> None:
    queue, jobs = WorkQueue(), [Job(), Other(), Job()]
    queue.add(jobs)
    queue.drop(Other, Job)
    assert jobs[0].is_cancelled
    assert (queue.running, queue.waiting) == (None, [])
    assert not jobs[1].is_cancelled


def test_other_kinds_go_on() -> None:
    queue, job, other = WorkQueue(), Job(), Other()
    queue.add([other, job])
    queue.drop(Job)
    assert (queue.running, queue.waiting) == (other, [job]) or queue.waiting == []
