"""Whole models, as the queue brings them: parts together, names kept inside, restarts without waste."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slm_desktop.core.models.downloads import Downloads
from slm_desktop.core.models.hub import Download, DownloadState, Found, RepoFile, Repository, offers
from slm_desktop.hub import journal, transfer
from slm_desktop.hub.downloads import Downloader
from slm_desktop.net.network import Network
from tests.core.models.test_downloads import FakeStore
from tests.fakes import FakeClock
from tests.hub.fault_book import Fault as Trouble
from tests.hub.server import LocalHub
from tests.patience import outcome, wait_until

REPO = "ann/big-GGUF"
PATIENCE = 30.0
MB = 1_000_000


class World:
    """A queue over the real downloader; calls to the window are made by `run`."""

    def __init__(self, hub: LocalHub, network: Network, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        self._calls: list[Callable[[], None]] = []
        self.fetcher = Downloader(network, lambda: folder, self._calls.append)
        self.queue = Downloads(self.fetcher, FakeStore(), FakeClock(), lambda: 2)

    def add(self, files: dict[str, bytes], repo: str = REPO) -> Download:
        self.hub.add(repo, files)
        listed = tuple(
            RepoFile(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()
        )
        repository = Repository(Found(repo), self.hub.commit(repo), listed)
        return self.queue.add(repository, offers(listed)[0])

    def until(self, done: Callable[[], bool]) -> None:
        def is_done() -> bool:
            while self._calls:
                self._calls.pop(0)()
            return done()

        wait_until(is_done)

    def until_done(self, item: Download, share: float) -> None:
        """Wait until more than a share of a file is there."""
        self.until(lambda: item.done > share * item.size)


@pytest.fixture
def world(hub: LocalHub, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(transfer, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(transfer, "LONGEST_WAIT", 0.05)
    folder = tmp_path / "models"
    folder.mkdir()
    made = World(hub, network, folder)
    yield made
    made.queue.close()


def download_threads() -> list[str]:
    """The names of the threads that download."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("download")]


def content(seed: int, size: int = 2 * MB) -> bytes:
    return random.Random(seed).randbytes(size)


def test_a_split_model_appears_only_when_all_parts_are_right(world: World) -> None:
    names = [f"Q8/big-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
    files = {name: content(number) for number, name in enumerate(names)}
    world.hub.rate = 3 * MB
    item = world.add(files)
    world.until(lambda: item.done > 3 * MB)
    assert list(world.folder.rglob("*.gguf")) == []
    world.hub.rate = 0
    world.until(lambda: item.state == DownloadState.DONE)
    assert {path.name: path.read_bytes() for path in world.folder.rglob("*.gguf")} == {
        name.split("/")[1]: data for name, data in files.items()
    }
    assert item.path.endswith("ann/big-GGUF/Q8/big-00001-of-00003.gguf")
    assert not list(world.folder.rglob("*.part*"))


def test_one_wrong_part_publishes_nothing(world: World) -> None:
    names = [f"big-0000{number}-of-00002.gguf" for number in (1, 2)]
    world.hub.fault(names[1], Trouble("wrong_bytes", at=5))
    item = world.add({name: content(number) for number, name in enumerate(names)})
    world.until(lambda: item.state == DownloadState.FAILED)
    assert item.code == "wrong_hash"
    assert list(world.folder.rglob("*.gguf")) == []


def test_pause_and_go_on_fetches_each_byte_about_once(world: World) -> None:
    world.hub.rate = 2 * MB
    item = world.add({"a.gguf": content(1, 8 * MB)})
    for share in (0.2, 0.5, 0.8):
        world.until_done(item, share)
        world.queue.pause(item.id)
        assert item.state == DownloadState.PAUSED
        wait_until(lambda: not download_threads())
        world.queue.resume(item.id)
    world.hub.rate = 0
    world.until(lambda: item.state == DownloadState.DONE)
    assert Path(item.path).read_bytes() == content(1, 8 * MB)


def test_cancelling_leaves_nothing_behind(world: World) -> None:
    world.hub.rate = 1 * MB
    item = world.add({"a.gguf": content(1)})
    world.until(lambda: item.done > 0)
    world.queue.cancel(item.id)
    world.until(lambda: not list(world.folder.iterdir()))


def test_twins_in_case_do_not_overwrite_each_other(world: World) -> None:
    first = world.add({"Model.gguf": content(1)})
    world.until(lambda: first.state == DownloadState.DONE)
    second = world.add({"model.gguf": content(2)})
    world.until(lambda: second.state == DownloadState.DONE)
    assert first.path.casefold() != second.path.casefold()
    assert Path(first.path).read_bytes() == content(1)


def test_a_linked_folder_does_not_lead_out(world: World, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (world.folder / "ann").symlink_to(tmp_path / "elsewhere")
    from slm_desktop.errors import Fault

    with pytest.raises(Fault, match="outside"):
        world.add({"a.gguf": content(1)})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_here_already_is_not_fetched_again_and_what_differs_is(world: World) -> None:
    target = world.folder / "ann/big-GGUF/a.gguf"
    target.parent.mkdir(parents=True)
    target.write_bytes(content(1))
    same = world.add({"a.gguf": content(1)})
    world.until(lambda: same.state == DownloadState.DONE)
    assert world.hub.sent("a.gguf") == 0
    world.queue.clear_done()
    other = world.add({"a.gguf": content(2)})
    world.until(lambda: other.state == DownloadState.DONE)
    assert target.read_bytes() == content(2)


def test_a_gated_model_says_so_and_goes_on_with_a_token(hub: LocalHub, tmp_path: Path) -> None:
    from slm_desktop.net.access import Access

    token = ""
    network = Network(lambda: Access(hub.endpoint), lambda: token)
    world = World(hub, network, tmp_path)
    hub.add(REPO, {"a.gguf": content(1)}, gated=True)
    listed = (RepoFile("a.gguf", 2 * MB, hashlib.sha256(content(1)).hexdigest()),)
    item = world.queue.add(Repository(Found(REPO), hub.commit(REPO), listed), offers(listed)[0])
    world.until(lambda: item.state == DownloadState.FAILED)
    assert item.code in ("gated", "needs_token")
    token = hub.token
    world.queue.resume_for(REPO)
    world.until(lambda: item.state == DownloadState.DONE)
    network.close()


@pytest.mark.skipif(not shutil.which("mount") or os.geteuid() != 0, reason="a small disk can be mounted by root alone")
def test_a_full_disk_pauses_and_room_lets_it_go_on(
    hub: LocalHub, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "DISK_MARGIN", -(2**40))  # as when another program takes the room meanwhile
    monkeypatch.setattr(transfer, "LEAST_FREE", 0)
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], check=False, capture_output=True
    ).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        world = World(hub, network, folder)
        item = world.add({"a.gguf": content(1, 4 * MB)})
        world.until(lambda: item.state == DownloadState.PAUSED)
        assert item.code == "disk_full"
        before = hub.sent("a.gguf")
        subprocess.run(["mount", "-o", "remount,size=20m", str(folder)], check=True)
        world.queue.resume(item.id)
        world.until(lambda: item.state == DownloadState.DONE)
        assert Path(item.path).read_bytes() == content(1, 4 * MB)
        assert hub.sent("a.gguf") - before < 4 * MB
        world.queue.close()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


KILLED = """
import sys
from pathlib import Path
from slm_desktop.core.models.hub import RepoFile
from slm_desktop.net.network import Network
from slm_desktop.net.access import Access
from slm_desktop.hub.response import Order
from slm_desktop.hub.transfer import Transfer
from slm_desktop.hub.response import TransferListener
endpoint, commit, size, sha, target = sys.argv[1:]
order = Order("ann/big-GGUF", commit, RepoFile("a.gguf", int(size), sha), Path(target))
listener = TransferListener(on_progress=lambda done: print(done, flush=True))
print("whole", Transfer(network=Network(lambda: Access(endpoint), lambda: ""), order=order, listener=listener).run(), flush=True)
"""


def test_kills_in_the_middle_cost_almost_nothing(hub: LocalHub, tmp_path: Path) -> None:
    data = content(1, 12 * MB)
    hub.add(REPO, {"a.gguf": data})
    hub.rate = 4 * MB
    target = tmp_path / "a.gguf"
    arguments = [hub.endpoint, hub.commit(REPO), str(len(data)), hashlib.sha256(data).hexdigest(), str(target)]
    last = 0
    for share in (0.25, 0.5, 0.75):
        child = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        first = int(child.stdout.readline())
        assert first >= last * 0.99, "what the last run fetched was lost"
        for line in child.stdout:
            last = int(line)
            if last > share * len(data):
                break
        child.kill()
        child.wait()
        child.stdout.close()
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "whole True"
    assert journal.part_of(target).read_bytes() == data


def test_after_the_system_went_down_only_what_was_flushed_counts(tmp_path: Path) -> None:
    kept = journal.Kept("r", "p", "c", "e", 100, done=[(0, 90)], flushed=[(0, 40)], boot=5.0)
    target = tmp_path / "x.gguf"
    journal.part_of(target).write_bytes(b"x" * 100)
    import msgspec

    journal.journal_of(target).write_bytes(msgspec.json.encode(kept))
    made = journal.Journal(target, journal.Kept("r", "p", "c", "e", 100))
    made.close()
    assert list(made.ranges) == [(0, 40)]


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"repo": 5}', b"[" * 10_000])
def test_a_damaged_journal_is_begun_anew(damage: bytes, tmp_path: Path) -> None:
    target = tmp_path / "x.gguf"
    journal.journal_of(target).write_bytes(damage)
    journal.part_of(target).write_bytes(b"old")
    made = journal.Journal(target, journal.Kept("r", "p", "c", "e", 100))
    made.close()
    assert list(made.ranges) == []
    assert not journal.part_of(target).exists()


def test_many_threads_end_with_the_queue(world: World) -> None:
    world.hub.fault("a.gguf", Trouble("stall", at=10, value=600, times=-1))
    world.add({"a.gguf": content(1)})
    wait_until(lambda: len(download_threads()) > 0)
    outcome(world.queue.close)
    assert download_threads() == []


def test_two_apps_on_one_folder_do_not_write_one_file(hub: LocalHub, network: Network, tmp_path: Path) -> None:
    hub.rate = 2 * MB
    first, second = World(hub, network, tmp_path), World(hub, network, tmp_path)
    mine = first.add({"a.gguf": content(1)})
    first.until(lambda: mine.done > 0)
    theirs = second.add({"a.gguf": content(1)})
    second.until(lambda: theirs.state == DownloadState.FAILED)
    assert theirs.code == "in_use"
    hub.rate = 0
    first.until(lambda: mine.state == DownloadState.DONE)
    second.queue.resume(theirs.id)
    second.until(lambda: theirs.state == DownloadState.DONE)
    assert Path(mine.path).read_bytes() == content(1)
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith("a.gguf.")]


def test_pausing_and_cancelling_as_fast_as_one_can_click(world: World) -> None:
    world.hub.rate = 2 * MB
    files = {"a.gguf": content(1)}
    item = world.add(files)
    for _ in range(5):
        world.queue.pause(item.id)
        world.queue.resume(item.id)
    world.until(lambda: item.done > 0)
    world.queue.cancel(item.id)
    again = world.queue.add(Repository(Found(REPO), world.hub.commit(REPO), item.files), offers(item.files)[0])
    world.hub.rate = 0
    world.until(lambda: again.state == DownloadState.DONE)
    assert Path(again.path).read_bytes() == content(1)
    assert not [path for path in world.folder.rglob("*") if path.name.startswith("a.gguf.")]


def test_parts_that_nobody_goes_on_with_are_thrown_away(tmp_path: Path) -> None:
    for name in ("old", "young", "wanted"):
        target = tmp_path / f"ann/{name}.gguf"
        target.parent.mkdir(exist_ok=True)
        journal.part_of(target).write_bytes(b"x")
        journal.journal_of(target).write_bytes(b"{}")
        age = 1000.0 if name != "young" else time.time()
        os.utime(journal.journal_of(target), (age, age))
    journal.clean(tmp_path, [str(tmp_path / "ann/wanted.gguf")], time.time() - 60)
    assert {path.name for path in (tmp_path / "ann").glob("*.part")} == {"young.gguf.part", "wanted.gguf.part"}
