"""A comparison with fake engines behind it: the test loads them and speaks for them."""

from itertools import count, repeat

from slm_desktop.core.chance import Ids
from slm_desktop.core.compare.comparisons import Comparisons
from slm_desktop.core.compare.context import ComparisonContext
from slm_desktop.core.compare.records import Column
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.engines.commands import Generate, Load, SetThreads
from slm_desktop.core.engines.events import Finished, Token, Tokens
from slm_desktop.core.engines.run_lock import RunLock
from tests.fakes import (
    FakeChance,
    FakeClock,
    FakeMedia,
    FakeMemory,
    FakePreferences,
    FakeProcess,
    FakeProcesses,
    MemoryComparisons,
    pool_of,
)

GB = 10**9


class Bench:
    """Everything below the window."""

    def __init__(self, store: MemoryComparisons | None = None) -> None:
        self.children, self.clock, self.store = FakeProcesses(), FakeClock(), store or MemoryComparisons()
        self.memory, self.media = FakeMemory(), FakeMedia()
        self.pool = pool_of(self.children, self.clock, self.memory, media=self.media)
        self.ids = Ids(self.clock, FakeChance(repeat(0)))
        self.ids.know(self.store.last_id())
        self.context = ComparisonContext(
            store=self.store,
            pool=self.pool,
            lock=RunLock(),
            clock=self.clock,
            ids=self.ids,
            chance=FakeChance(count(1)),
            preferences=FakePreferences(),
            media=self.media,
            cores=4,
        )
        self.comparisons = Comparisons(self.context)

    def compare(self, *paths: str) -> ComparisonSession:
        """A comparison with a column for each path."""
        return self.comparisons.new([Column(0, 0, path, path.strip("/").upper(), "Q4_0") for path in paths])

    def living(self) -> list[FakeProcess]:
        """The children that run and that nobody has closed."""
        return [child for child in self.children.started if not child.closed and not child.is_gone]

    def of(self, path: str) -> FakeProcess:
        """The living child of a model."""
        return next(child for child in self.living() if isinstance(child.first, Load) and child.first.path == path)

    def load_all(self) -> None:
        """All children that are loading are done with it."""
        for child in self.living():
            if not child.is_loaded:
                child.load(threads=4)

    def threads(self, path: str) -> list[int]:
        """The threads that the living child of a model was told to decode with."""
        return [command.threads for command in self.of(path).sent if isinstance(command, SetThreads)]

    def asked(self, path: str) -> list[Generate]:
        """What the living child of a model was asked."""
        return [command for command in self.of(path).sent if isinstance(command, Generate)]

    def answer(self, path: str, *words: str, at: int = -1) -> None:
        """Answer a question, with a token for each word."""
        child, run = self.of(path), self.asked(path)[at].run
        for number, word in enumerate(words):
            child.emit(Tokens(run, (Token(len(word), word, 0, 0.5 + number / 10),)))
        child.emit(Finished(run, "end", len(words), 1.0, True))


def texts(session: ComparisonSession) -> list[str]:
    """The newest answer of each column; '' where there is none."""
    return [column.answer.content if column.answer else "" for column in session.columns]
