"""A runtime is used once it has passed its self-test; until then, and where it fails, the last one that did."""

from dataclasses import dataclass, field

import pytest

from slm_desktop.core.engines.commands import SelfTest
from slm_desktop.core.engines.events import Exited, Failed, SelfTested
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.self_tests import EXPECTED, SelfTests
from tests.fakes import FakeClock, FakeMemory, FakeProcesses, pool_of

NEW = "/runtimes/new"


@dataclass
class Memory:
    """Runtimes that have passed; those in `changed` are others by now."""

    known: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    def has_passed(self, folder: str) -> bool:
        return folder in self.known and folder not in self.changed

    def mark(self, folder: str) -> str:
        return f"{folder} as it is"

    def passed(self, folder: str, mark: str = "") -> None:
        assert mark in ("", f"{folder} as it is")
        self.known.append(folder)
        self.changed.discard(folder)

    def last(self) -> str | None:
        return next((one for one in reversed(self.known) if self.has_passed(one)), None)


class World:
    def __init__(self) -> None:
        self.engines, self.memory, self.model = FakeProcesses(), Memory(), "/starter.gguf"
        pool = pool_of(self.engines, FakeClock(), FakeMemory())
        self.tests = SelfTests(lambda: pool, self.memory, lambda: self.model)
        self.told: list[str] = []
        self.tests.changed.subscribe(lambda: self.told.append("changed"))

    def begin(self, folder: str) -> None:
        self.tests.begin(folder, LoadOptions(runtime=folder))


@pytest.fixture
def world() -> World:
    return World()


def test_the_first_one_is_used_while_it_is_tried(world: World) -> None:
    world.begin("")
    assert world.tests.runtime_for("") == "", "nothing better is known"
    assert world.engines.last.first == SelfTest(1, "/starter.gguf", LoadOptions())
    world.engines.last.emit(SelfTested(1, EXPECTED))
    assert world.memory.known == [""]
    assert (world.tests.rejected, world.told) == ({}, ["changed"])


def test_another_one_waits_until_it_has_passed(world: World) -> None:
    world.memory.passed("")
    world.begin(NEW)
    assert world.tests.runtime_for(NEW) == ""
    world.engines.last.emit(SelfTested(1, EXPECTED))
    assert world.tests.runtime_for(NEW) == NEW
    assert world.tests.runtime_for("") == "", "who goes back to it has it"


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (SelfTested(1, (*EXPECTED[:-1], 5)), "runtime_tokens"),
        (SelfTested(1, ()), "runtime_tokens"),
        (Failed(1, "runtime", {"folder": "new", "reason": "no such library"}), "no such library"),
        (Failed(1, "unreadable", {}), "runtime_load"),
        (Exited(0, "illegal"), "runtime_died"),
    ],
)
def test_one_that_fails_is_not_used_and_told(world: World, end: SelfTested | Failed | Exited, reason: str) -> None:
    world.memory.passed("")
    world.begin(NEW)
    world.engines.last.emit(end)
    assert world.tests.runtime_for(NEW) == ""
    fault = world.tests.rejected[NEW]
    assert (fault.code, fault.details) == ("runtime_rejected", {"folder": NEW, "reason": reason})
    before = len(world.engines.started)
    world.begin(NEW)
    assert len(world.engines.started) == before, "it is not tried again and again"


@pytest.mark.parametrize("end", [Failed(1, "memory_model", {}), Exited(0, "killed")])
def test_where_there_was_no_room_nothing_was_found_out(world: World, end: Failed | Exited) -> None:
    world.memory.passed("")
    world.begin(NEW)
    world.engines.last.emit(end)
    assert (world.tests.rejected, world.tests.runtime_for(NEW)) == ({}, "")
    world.begin(NEW)
    world.engines.last.emit(SelfTested(1, EXPECTED))
    assert world.tests.runtime_for(NEW) == NEW


def test_a_rejected_one_is_not_used_where_nothing_else_has_passed_either(world: World) -> None:
    world.begin(NEW)
    assert world.tests.runtime_for(NEW) == NEW, "nothing is known yet"
    world.engines.last.emit(SelfTested(1, ()))
    assert world.tests.runtime_for(NEW) == ""


def test_who_goes_back_to_the_built_in_one_has_it_at_once(world: World) -> None:
    world.memory.passed(NEW)
    assert world.tests.runtime_for("") == ""


def test_one_whose_files_are_others_is_tried_anew(world: World) -> None:
    for folder in ("", NEW):
        world.memory.passed(folder)
    assert world.tests.runtime_for(NEW) == NEW
    world.memory.changed.add(NEW)
    assert world.tests.runtime_for(NEW) == ""
    world.begin(NEW)
    world.engines.last.emit(SelfTested(1, EXPECTED))
    assert world.tests.runtime_for(NEW) == NEW


def test_without_the_small_model_nothing_is_tried_and_nothing_kept_back(world: World) -> None:
    world.model = ""
    world.begin(NEW)
    assert world.engines.started == []
    assert world.tests.runtime_for(NEW) == NEW
