"""A model is written once more: as one file or as several, all of them there or none."""

import pytest

from slm_desktop.core.engines.commands import FilePart, Rewrite
from slm_desktop.core.engines.events import Failed, Quantised
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.gguf import Scalar
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.rewriting import RewriteWanted, Rewriting, new_stem
from slm_desktop.errors import Fault
from tests.core.workshop.shop import Workshop

MODEL = NamedModel("/m/Base-Q4_0.gguf", "Base", "Q4_0")
CHANGES: dict[str, Scalar] = {"general.name": "New"}
TWO = (FilePart(1, 2, 0, 5), FilePart(2, 2, 5, 4))
FIRST, SECOND = "/m/New-00001-of-00002.gguf", "/m/New-00002-of-00002.gguf"


class Shop(Workshop):
    """One that writes models once more."""

    def __init__(self) -> None:
        super().__init__()
        self.rewriting = Rewriting(self.context, self.files)
        self.rewriting.on_fault = self.faults.append

    def begin(self, *parts: FilePart) -> None:
        self.rewriting.start(RewriteWanted(MODEL, CHANGES, ("general.url",), "/m/New", parts, LoadOptions()))

    def filled(self) -> None:
        self.engines.last.emit(Quantised(1, 100, 100, 0, 1.0))


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_one_file_is_written_with_what_was_changed(shop: Shop) -> None:
    shop.begin(FilePart(1, 1, 0, 0))
    assert shop.engines.last.first == Rewrite(1, MODEL.path, "/m/New.gguf.half", CHANGES, ("general.url",))
    shop.filled()
    shop.files.finished()
    assert (shop.rewriting.made, shop.files.whole, shop.files.halves) == ("/m/New.gguf", {"/m/New.gguf"}, set())


def test_files_of_one_model_are_filled_one_after_the_other_and_named_together(shop: Shop) -> None:
    shop.begin(*TWO)
    shop.filled()
    assert shop.rewriting.is_running
    first = shop.engines.last.first
    assert isinstance(first, Rewrite)
    assert (first.target, first.part) == (f"{SECOND}.half", TWO[1])
    assert shop.files.whole == set(), "a part of a model has no name alone"
    shop.filled()
    shop.files.finished()
    shop.files.finished()
    assert (shop.rewriting.made, shop.files.whole, shop.files.halves) == (FIRST, {FIRST, SECOND}, set())


def test_when_one_of_them_fails_none_stays(shop: Shop) -> None:
    shop.begin(*TWO)
    shop.filled()
    shop.engines.last.emit(Failed(1, "quant_disk", {"needed": 1, "free": 0}))
    assert [fault.code for fault in shop.faults] == ["quant_disk"]
    assert (shop.files.whole, shop.files.halves, shop.rewriting.is_running) == (set(), set(), False)


def test_when_one_of_them_cannot_be_named_none_stays(shop: Shop) -> None:
    shop.begin(*TWO)
    shop.filled()
    shop.filled()
    shop.files.finished()
    shop.files.finished(Fault("quant_exists", {"path": SECOND}))
    assert [fault.code for fault in shop.faults] == ["quant_exists"]
    assert (shop.files.whole, shop.files.halves) == (set(), set())


def test_stopped_between_two_of_them_none_stays(shop: Shop) -> None:
    shop.begin(*TWO)
    shop.filled()
    shop.rewriting.stop()
    assert (shop.files.whole, shop.files.halves, shop.faults) == (set(), set(), [])
    assert not shop.rewriting.is_running
    shop.begin()
    with pytest.raises(Fault, match="edit_running"):
        shop.begin()


def test_the_new_file_has_a_name_of_its_own() -> None:
    assert new_stem("/n", "/m/Base-Q4_0.gguf", "edited") == "/n/Base-Q4_0-edited"
    assert new_stem("/n", "/m/Base-Q4_0-00001-of-00003.gguf", "") == "/n/Base-Q4_0"
