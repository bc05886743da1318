"""Adapters are merged into a model as one piece of work: the file is there as a whole, or not at all."""

import pytest

from slm_desktop.core.engines.commands import Merge
from slm_desktop.core.engines.events import Failed, Quantised, Quantising
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.merging import MergeWanted, Merging, merge_target
from slm_desktop.errors import Fault
from tests.core.workshop.shop import Workshop

WANTED = MergeWanted(
    NamedModel("/m/Base-Q4_0.gguf", "Base", "Q4_0"), ("/a/Poet.gguf",), (0.5,), "/m/new.gguf", LoadOptions()
)


class Shop(Workshop):
    """One that merges."""

    def __init__(self) -> None:
        super().__init__()
        self.merging = Merging(self.context, self.files)
        self.merging.on_fault = self.faults.append
        self.made: list[str] = []
        self.merging.on_made = self.made.append


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_file_is_written_checked_and_told(shop: Shop) -> None:
    shop.merging.start(WANTED)
    first = shop.engines.last.first
    assert first == Merge(1, "/m/Base-Q4_0.gguf", "/m/new.gguf.half", "Base + Poet", ("/a/Poet.gguf",), (0.5,))
    shop.engines.last.emit(Quantising(1, 3, 9, 100))
    assert shop.merging.step == Quantising(1, 3, 9, 100)
    shop.engines.last.emit(Quantised(1, 100, 50, 0, 1.0))
    assert shop.merging.is_running, "its file is checked"
    shop.files.finished()
    assert (shop.merging.is_running, shop.merging.made, shop.made) == (False, "/m/new.gguf", ["/m/new.gguf"])
    assert shop.files.halves == set()
    assert shop.queue.running is None


def test_what_fails_leaves_nothing(shop: Shop) -> None:
    shop.merging.start(WANTED)
    shop.engines.last.emit(Failed(1, "adapter", {"reason": "adapter_base"}))
    assert [fault.code for fault in shop.faults] == ["adapter"]
    assert (shop.files.halves, shop.files.whole, shop.merging.made) == (set(), set(), "")
    shop.merging.start(WANTED)
    assert shop.merging.is_running


def test_stopping_leaves_nothing_and_says_nothing(shop: Shop) -> None:
    shop.merging.start(WANTED)
    shop.merging.stop()
    assert shop.engines.last.closed
    assert (shop.files.halves, shop.faults, shop.merging.is_running, shop.queue.running) == (set(), [], False, None)


def test_one_that_waits_is_stopped_too(shop: Shop) -> None:
    other = Merging(shop.context, shop.files)
    other.start(WANTED)
    shop.merging.start(WANTED)
    with pytest.raises(Fault, match="merge_running"):
        shop.merging.start(WANTED)
    shop.merging.stop()
    assert not shop.merging.is_running


def test_the_file_is_named_by_the_model_and_its_adapters() -> None:
    names = ["/a/Poet v2.gguf", "/a/Terse.gguf"]
    assert merge_target("/m", "/x/Base-1B-Q4_0.gguf", names) == "/m/Base-1B-with-Poet-v2-with-Terse.gguf"
    assert len(merge_target("/m", "/x/Base.gguf", ["/a/" + "字" * 300 + ".gguf"]).encode()) < 200
