"""A runtime is tried before loads use it: a small model must go on counting with the very tokens it is known for.

One that fails is not used: the last one that passed is, and one line says so.
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
SILENT_SECONDS = 120.0
"""For a graphics card that compiles its programs first."""
DIED = ("crashed", "aborted", "bus", "illegal", "killed", "not_started", "exited")


class RemembersRuntimes(Protocol):
    """Knows which runtimes have passed, as they are now: a folder with other files in it has not."""

    def has_passed(self, folder: str) -> bool:
        """Whether this one has, unchanged; '' is the built-in one."""

    def passed(self, folder: str) -> None:
        """It has, and is the last one that did."""

    def last(self) -> str | None:
        """The last one that has passed and is still as it was; None for none."""


class RuntimeTrials:
    """`rejected` is what was found wrong with the runtimes that were tried since the start, by their folder; `changed`
    fires when one was tried.
    """

    def __init__(self, pool: Callable[[], EnginePool], memory: RemembersRuntimes, model: Callable[[], str]) -> None:
        """`model` is the small model's path, '' where it is not installed: then nothing can be tried."""
        self._pool, self._memory, self._model = pool, memory, model
        self._trying: set[str] = set()
        self.rejected: dict[str, Fault] = {}
        self.changed = Signal()

    def to_use(self, wanted: str) -> str:
        """The runtime of a load that wants this one: another one while it has not passed and that other one has."""
        if self._memory.has_passed(wanted):
            return wanted
        last = self._memory.last()
        return wanted if last is None else last

    def is_known(self, folder: str) -> bool:
        """Whether there is nothing to be tried: it has passed, or failed since the start."""
        return self._memory.has_passed(folder) or folder in self.rejected or folder in self._trying

    def begin(self, folder: str, options: LoadOptions) -> None:
        """Try this one, unless that is known or going on."""
        model = self._model()
        if not model or self.is_known(folder):
            return
        self._trying.add(folder)
        self._pool().ask(
            SelfTest(1, model, options), SelfTested, SILENT_SECONDS, lambda answer: self._on_answer(folder, answer)
        )

    def _on_answer(self, folder: str, answer: SelfTested | Fault) -> None:
        self._trying.discard(folder)
        if isinstance(answer, Fault) and answer.code == "stopped":
            return  # The app ends: nothing was found out.
        reason = _why_not(answer)
        if reason:
            self.rejected[folder] = Fault("runtime_rejected", {"folder": folder or "llama.cpp", "reason": reason})
        else:
            self._memory.passed(folder)
        self.changed()


def _why_not(answer: SelfTested | Fault) -> str:
    """A code of errors.reasons, or the words of who found it; '' where it computes rightly."""
    if isinstance(answer, SelfTested):
        return "" if answer.tokens == EXPECTED else "runtime_tokens"
    if answer.code in DIED:
        return "runtime_died"
    if answer.code == "stalled":
        return "runtime_silent"
    return str(answer.details.get("reason") or "runtime_load")
