"""The queue of downloads: order, limits, pauses, and what is told late by what was halted."""

from collections.abc import Callable, Sequence

import pytest

from slm_desktop.core.models.download_events import Delayed, DownloadEvent, FetchingEnded, HashProgressed, Progressed
from slm_desktop.core.models.downloads import Downloads
from slm_desktop.core.models.hub import Download, DownloadState, Found, Offer, RepoFile, Repository, offers
from slm_desktop.core.models.ports import Fetching
from slm_desktop.errors import Fault
from tests.fakes import FakeClock


class FakeFetching:
    """A download that does what it is told."""

    def __init__(self, number: int, on_event: Callable[[DownloadEvent], None]) -> None:
        self.number, self._on_event, self.stopped = number, on_event, False

    def stop(self) -> None:
        self.stopped = True

    def join(self) -> None:
        """Nothing to wait for."""

    def progress(self, done: int) -> None:
        self._on_event(Progressed(self.number, done))

    def check(self, checked: int) -> None:
        self._on_event(HashProgressed(self.number, checked))

    def delay(self, fault: Fault, seconds: float) -> None:
        self._on_event(Delayed(self.number, fault, seconds))

    def end(self, fault: Fault | None = None) -> None:
        self._on_event(FetchingEnded(self.number, fault))


class FakeFetcher:
    """Starts fake downloads and remembers them."""

    def __init__(self) -> None:
        self.started: list[FakeFetching] = []
        self.discarded: list[int] = []

    def target(self, item: Download) -> str:
        return f"/models/{item.files[0].path}"

    def start(self, item: Download, on_event: Callable[[DownloadEvent], None]) -> FakeFetching:
        self.started.append(FakeFetching(len(self.started), on_event))
        return self.started[-1]

    def discard(self, item: Download, fetching: Fetching | None) -> None:
        self.discarded.append(item.id)


class FakeStore:
    """Remembers what is kept."""

    def __init__(self) -> None:
        self.kept: dict[int, str] = {}
        self.order: Sequence[int] = ()

    def save_download(self, item: Download, place: int) -> None:
        self.kept[item.id] = item.state

    def order_downloads(self, ids: Sequence[int]) -> None:
        self.order = ids

    def forget_download(self, id_: int) -> None:
        self.kept.pop(id_, None)


class World:
    def __init__(self) -> None:
        self.fetcher, self.store, self.clock, self.parallel = FakeFetcher(), FakeStore(), FakeClock(), 2
        self.queue = Downloads(self.fetcher, self.store, self.clock, lambda: self.parallel)

    def add(self, name: str, size: int = 100) -> Download:
        repository = Repository(Found("ann/x"), "c", (RepoFile(name, size, "0" * 64),))
        return self.queue.add(repository, offers(repository.files)[0])

    @property
    def states(self) -> list[str]:
        return [item.state for item in self.queue.items]


@pytest.fixture
def world() -> World:
    return World()


def test_so_many_run_at_once_and_the_next_follows(world: World) -> None:
    for name in ("a.gguf", "b.gguf", "c.gguf"):
        world.add(name)
    assert world.states == [DownloadState.RUNNING, DownloadState.RUNNING, DownloadState.QUEUED]
    world.fetcher.started[0].end()
    assert world.states == [DownloadState.DONE, DownloadState.RUNNING, DownloadState.RUNNING]
    assert set(world.store.kept) == {2, 3}


def test_one_that_is_wanted_already_is_not_wanted_twice(world: World) -> None:
    assert world.add("a.gguf") is world.add("a.gguf")
    assert len(world.fetcher.started) == 1


def test_a_pause_lets_the_next_one_run_and_going_on_starts_anew(world: World) -> None:
    world.parallel = 1
    first, second = world.add("a.gguf"), world.add("b.gguf")
    world.queue.pause(first.id)
    assert (world.fetcher.started[0].stopped, first.state, second.state) == (
        True,
        DownloadState.PAUSED,
        DownloadState.RUNNING,
    )
    world.queue.resume(first.id)
    assert world.states[0] == DownloadState.QUEUED
    world.fetcher.started[1].end()
    assert world.states[0] == DownloadState.RUNNING


def test_what_a_halted_one_still_says_is_dropped(world: World) -> None:
    item = world.add("a.gguf")
    old = world.fetcher.started[0]
    world.queue.pause(item.id)
    world.queue.resume(item.id)
    old.progress(99)
    old.end(Fault("offline"))
    assert (item.done, item.state) == (0, DownloadState.RUNNING)


def test_progress_speed_and_time_left(world: World) -> None:
    item = world.add("a.gguf", 1000)
    for second in range(4):
        world.clock.time = 1000.0 + second
        world.fetcher.started[0].progress(100 * second)
    assert world.queue.rate(item.id) == pytest.approx(100)
    assert world.queue.seconds_left(item) == pytest.approx(7)
    assert world.queue.progress == pytest.approx(0.3)


def test_checking_follows_the_last_byte(world: World) -> None:
    item = world.add("a.gguf", 1000)
    world.fetcher.started[0].progress(1000)
    world.fetcher.started[0].check(400)
    assert (item.state, item.checked) == (DownloadState.CHECKING, 400)


def test_a_wait_counts_down_and_bytes_end_it(world: World) -> None:
    item = world.add("a.gguf", 1000)
    world.fetcher.started[0].delay(Fault("hub_busy", {"seconds": 30.0}), 30.0)
    world.clock.time += 10
    assert (item.state, world.queue.wait_left(item)) == (DownloadState.WAITING, 20.0)
    world.fetcher.started[0].progress(10)
    assert (item.state, item.code) == (DownloadState.RUNNING, "")


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("disk_full", DownloadState.PAUSED),
        ("no_room", DownloadState.PAUSED),
        ("gated", DownloadState.FAILED),
        ("wrong_hash", DownloadState.FAILED),
    ],
)
def test_a_full_disk_pauses_and_other_faults_are_said(code: str, state: str, world: World) -> None:
    item = world.add("a.gguf")
    world.fetcher.started[0].end(Fault(code))
    assert (item.state, item.code) == (state, code)
    world.queue.resume(item.id)
    assert (item.state, item.code) == (DownloadState.RUNNING, "")


def test_cancelling_throws_away_and_forgets(world: World) -> None:
    item = world.add("a.gguf")
    world.queue.cancel(item.id)
    assert (world.queue.items, world.fetcher.discarded, world.store.kept) == ([], [item.id], {})


def test_the_order_can_be_changed_and_is_kept(world: World) -> None:
    world.parallel = 1
    items = [world.add(f"{name}.gguf") for name in "abc"]
    world.queue.move(items[2].id, -1)
    assert world.store.order == [1, 3, 2]
    world.fetcher.started[0].end()
    assert items[2].state == DownloadState.RUNNING


def test_after_a_restart_what_ran_goes_on_and_what_was_paused_waits(world: World) -> None:
    files = (RepoFile("a.gguf", 10),)
    kept = [
        Download(7, "ann/x", "c", "a", "", files, state=DownloadState.RUNNING, done=5),
        Download(9, "ann/x", "c", "b", "", files, state=DownloadState.PAUSED),
    ]
    world.queue.restore(kept)
    assert world.states == [DownloadState.RUNNING, DownloadState.PAUSED]
    assert world.add("z.gguf").id == 10


def test_a_token_brings_back_what_asked_for_one(world: World) -> None:
    world.add("a.gguf")
    world.fetcher.started[0].end(Fault("gated"))
    world.queue.resume_for("ann/other")
    assert world.states[0] == DownloadState.FAILED
    world.queue.resume_for("ann/x")
    assert world.states[0] == DownloadState.RUNNING


def test_a_model_with_a_missing_part_is_not_begun(world: World) -> None:
    repository = Repository(Found("ann/x"), "c", (RepoFile("x-00001-of-00002.gguf", 5),))
    (offer,) = offers(repository.files)
    assert isinstance(offer, Offer)
    with pytest.raises(Fault, match="part_missing"):
        world.queue.add(repository, offer)
