"""A comparison with fake engines behind it: the test loads them and speaks for them."""

from itertools import count

from slm_desktop.core.compare.comparisons import CompareBook
from slm_desktop.core.compare.engines import Engines
from slm_desktop.core.compare.records import Column
from slm_desktop.core.compare.session import CompareSession, Surroundings
from slm_desktop.core.engines.commands import Generate, Load
from slm_desktop.core.engines.events import Finished, Token, Tokens
from slm_desktop.core.engines.session import ModelSession
from slm_desktop.errors import Fault
from tests.fakes import FakeClock, FakeEngine, FakeEngines, MemoryComparisons

GB = 10**9


class Bench:
    """Everything below the window. `needs` gives bytes by path, `room` what is free."""

    def __init__(self, store: MemoryComparisons | None = None) -> None:
        self.children, self.clock, self.store = FakeEngines(), FakeClock(), store or MemoryComparisons()
        self.needs: dict[str, int] = {}
        self.room = 16 * GB
        self._ids = count(self.store.last_id() + 1)
        self._seeds = count(1)
        self.engines = Engines(self.children, self.clock, lambda _path: None)
        self.world = Surroundings(
            self.store, self.engines, ModelSession(self.children, self.clock), self.clock, lambda: next(self._ids),
            lambda: next(self._seeds), lambda: "oldest", lambda column: self.needs.get(column.path, GB), lambda: self.room, 4,
            dict, self.claim, lambda order: order.reverse(),
        )  # fmt: skip
        self.book = CompareBook(self.world)

    def claim(self, runner: object) -> None:
        """One runner at a time, as the app has it."""
        if any(session is not runner for session in self.book.running):
            raise Fault("comparing")

    def compare(self, *paths: str) -> CompareSession:
        """A comparison with a column for each path."""
        return self.book.new([Column(0, 0, path, path.strip("/").upper(), "Q4_0") for path in paths])

    def living(self) -> list[FakeEngine]:
        """The children that nobody has let go."""
        return [child for child in self.children.started if not child.closed]

    def of(self, path: str) -> FakeEngine:
        """The living child of a model."""
        return next(child for child in self.living() if isinstance(child.first, Load) and child.first.path == path)

    def load_all(self) -> None:
        """All children that are loading are done with it."""
        for child in self.living():
            if not getattr(child, "is_loaded", False):
                child.is_loaded = True  # type: ignore[attr-defined]
                child.load()

    def asked(self, path: str) -> list[Generate]:
        """What the living child of a model was asked."""
        return [command for command in self.of(path).sent if isinstance(command, Generate)]

    def answer(self, path: str, *words: str, at: int = -1) -> None:
        """Answer a question, with a token for each word."""
        child, run = self.of(path), self.asked(path)[at].run
        for number, word in enumerate(words):
            child.tell(Tokens(run, (Token(len(word), word, 0, 0.5 + number / 10),)))
        child.tell(Finished(run, "end", len(words), 1.0, True))
