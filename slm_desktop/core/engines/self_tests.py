"""A runtime is tested before loads use it: a small model must go on counting with the very tokens it is known for.

One that fails is not used: the last one that passed is, or the built-in one, and one line says so.
"""

from collections.abc import Callable
from typing import Protocol

from slm_desktop.core.engines.commands import SelfTest
from slm_desktop.core.engines.events import SelfTested
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

PROMPT = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,"
EXPECTED = (216, 33, 36, 28, 216, 33, 37, 28)
"""What the starter model goes on with: each of these leads by 3.8 logits at least, which no rounding of any processor
comes near.
"""
BUILT_IN = ""
SILENT_SECONDS = 300.0
"""For a graphics card whose driver compiles its programs first."""
DIED = ("crashed", "aborted", "bus", "illegal", "not_started", "exited")
NOT_ITS_FAULT = ("stopped", "killed", "memory", "memory_model", "memory_answer", "too_many_files")
"""Nothing was found out: the app ended, or there was no room at that moment."""


class RemembersRuntimes(Protocol):
    """Knows which runtimes have passed, as they were then: a folder with other files in it has not."""

    def mark(self, folder: str) -> str:
        """What tells a runtime, as it is now, from another one; '' is the built-in one."""

    def has_passed(self, folder: str) -> bool:
        """Whether this one has, unchanged."""

    def passed(self, folder: str, mark: str) -> None:
        """It has, as it was marked, and is the last one that did."""

    def last(self) -> str | None:
        """The last one that has passed and is still as it was; None for none."""


class SelfTests:
    """`rejected` is what was found wrong with the runtimes that were tested since the start, by their folder; `changed`
    fires when one was tested.
    """

    def __init__(self, pool: Callable[[], EnginePool], memory: RemembersRuntimes, model: Callable[[], str]) -> None:
        """`model` is the small model's path, '' where it is not installed: then nothing can be tested."""
        self._pool, self._memory, self._model = pool, memory, model
        self._running: set[str] = set()
        self.rejected: dict[str, Fault] = {}
        self.changed = Signal()

    def runtime_for(self, wanted: str) -> str:
        """The runtime of a load that wants this one: another one while it has not passed, or where it was rejected."""
        if self._memory.has_passed(wanted):
            return wanted
        if wanted == BUILT_IN and wanted not in self.rejected:
            return wanted  # Whoever goes back to it has a reason.
        last = self._memory.last()
        if last is not None:
            return last
        return BUILT_IN if wanted in self.rejected else wanted

    def is_settled(self, folder: str) -> bool:
        """Whether there is nothing to be tested: it has passed, failed since the start, or is being tested."""
        return self._memory.has_passed(folder) or folder in self.rejected or folder in self._running

    def begin(self, folder: str, options: LoadOptions) -> None:
        """Test this one, unless that is settled."""
        model = self._model()
        if not model or self.is_settled(folder):
            return
        self._running.add(folder)
        mark = self._memory.mark(folder)  # What is changed meanwhile was not tested.
        self._pool().ask(
            SelfTest(1, model, options),
            SelfTested,
            SILENT_SECONDS,
            lambda answer: self._on_answer(folder, mark, answer),
        )

    def forget(self, folder: str) -> None:
        """It may have been put right since it was rejected."""
        self.rejected.pop(folder, None)

    def _on_answer(self, folder: str, mark: str, answer: SelfTested | Fault) -> None:
        self._running.discard(folder)
        if isinstance(answer, Fault) and answer.code in NOT_ITS_FAULT:
            return
        reason = _why_not(answer)
        if reason:
            self.rejected[folder] = Fault("runtime_rejected", {"folder": folder or "llama.cpp", "reason": reason})
        else:
            self._memory.passed(folder, mark)
        self.changed()


def _why_not(answer: SelfTested | Fault) -> str:
    """A code of errors.reasons, or the words of whoever found it; '' where it computes rightly."""
    if isinstance(answer, SelfTested):
        return "" if answer.tokens == EXPECTED else "runtime_tokens"
    if answer.code in DIED:
        return "runtime_died"
    if answer.code == "stalled":
        return "runtime_silent"
    return str(answer.details.get("reason") or "runtime_load")
