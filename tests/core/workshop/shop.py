"""A workshop with fake engines, for tests."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from slm_desktop.core.chance import Ids
from slm_desktop.core.compare.card import Machine
from slm_desktop.core.workshop.benchmarks import Benchmarks
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.losses import Losses, LossRecord
from slm_desktop.core.workshop.ports import HasId
from slm_desktop.core.workshop.quantisation import Quantisation
from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.core.workshop.texts import ScoredText, TextChoice, TextUsed
from slm_desktop.core.workshop.work_queue import WorkQueue
from slm_desktop.errors import Fault
from tests.fakes import FakeChance, FakeClock, FakeMemory, FakeProcesses, pool_of

Record = TypeVar("Record", bound=HasId)


class Kept(dict[int, Record], Generic[Record]):
    """A store in memory."""

    def all(self) -> Iterable[Record]:
        return sorted(self.values(), key=lambda one: -one.id)

    def save(self, record: Record) -> None:
        self[record.id] = record

    def remove(self, record: int) -> None:
        self.pop(record, None)


class Computer:
    """One that is known."""

    def machine(self) -> Machine:
        return Machine(cores=2, app="SLM Desktop")


class Texts:
    """Texts that come when `come` is called."""

    def __init__(self) -> None:
        self.asked: list[tuple[TextChoice, Callable[[ScoredText | Fault], None]]] = []

    def read(self, choice: TextChoice, on_text: Callable[[ScoredText | Fault], None]) -> None:
        self.asked.append((choice, on_text))

    def come(self, text: str = "words", fault: Fault | None = None) -> None:
        choice, on_text = self.asked.pop(0)
        on_text(fault or ScoredText(text, TextUsed(choice.kind, "", f"sha of {text}")))


class Files:
    """Model files that are made: the halves that are there, and the whole ones."""

    def __init__(self) -> None:
        self.halves: set[str] = set()
        self.whole: set[str] = set()
        self.is_slow = False
        self.come: Callable[[], None] = lambda: None
        self._finish: Callable[[Fault | None], None] = lambda _fault: None
        self._names = ("", "")

    def begin(self, target: str, on_half: Callable[[str | Fault], None]) -> None:
        def come() -> None:
            if target in self.whole:
                on_half(Fault("quant_exists", {"path": target}))
            else:
                self.halves.add(f"{target}.half")
                on_half(f"{target}.half")

        self.come = come
        if not self.is_slow:
            come()

    def scratch(self) -> str:
        self.halves.add("scratch")
        return "scratch"

    def finish(self, half: str, target: str, on_over: Callable[[Fault | None], None]) -> None:
        self._names, self._finish = (half, target), on_over

    def finished(self, fault: Fault | None = None) -> None:
        half, target = self._names
        self.halves.discard(half)
        if fault is None:
            self.whole.add(target)
        self._finish(fault)

    def discard(self, half: str) -> None:
        self.halves.discard(half)

    def remove(self, path: str) -> None:
        self.whole.discard(path)


class Workshop:
    """All of it."""

    def __init__(self) -> None:
        self.engines, self.clock = FakeProcesses(), FakeClock()
        self.kept, self.kept_losses = Kept[BenchmarkRecord](), Kept[LossRecord]()
        self.texts, self.files, self.queue = Texts(), Files(), WorkQueue()
        self.context = context = MeasuringContext(
            pool=pool_of(self.engines, self.clock, FakeMemory()),
            computer=Computer(),
            clock=self.clock,
            ids=Ids(self.clock, FakeChance(iter(range(1, 99)))),
            queue=self.queue,
        )
        self.benchmarks = Benchmarks(context, self.kept)
        self.losses = Losses(context, self.kept_losses, self.texts)
        self.quantisation = Quantisation(context, self.files, self.texts, self.benchmarks, self.losses)
        self.faults: list[Fault] = []
        for part in (self.benchmarks, self.losses, self.quantisation):
            part.on_fault = self.faults.append
