"""What the workshop needs from the world."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.workshop.texts import ScoredText, TextChoice
from slm_desktop.errors import Fault


class HasId(Protocol):
    """A record with a number of its own."""

    id: int


Record = TypeVar("Record", bound=HasId)


class RecordStore(Protocol[Record]):
    """Where records of one kind are kept. Saving returns at once."""

    def all(self) -> Iterable[Record]:
        """All, the newest first."""

    def save(self, record: Record) -> None:
        """Keep one, or keep it as it is now."""

    def remove(self, record: int) -> None:
        """Forget one."""


class DescribesMachine(Protocol):
    """Knows this computer."""

    def machine(self) -> Machine:
        """What it is."""


class ReadsTexts(Protocol):
    """Knows the texts that models are scored with."""

    def read(self, choice: TextChoice, on_text: Callable[[ScoredText | Fault], None]) -> None:
        """Read one; it comes later."""


class WritesModels(Protocol):
    """Makes model files that are there as a whole or not at all."""

    def begin(self, target: str, on_half: Callable[[str | Fault], None]) -> None:
        """Make an empty file to be filled, in place of `target` for now; its path comes later, or Fault 'quant_exists',
        'file'.
        """

    def scratch(self) -> str:
        """An empty file for what is only needed meanwhile. Raise Fault 'file'."""

    def finish(self, half: str, target: str, on_over: Callable[[Fault | None], None]) -> None:
        """It is filled: check it and give it its name; that comes later."""

    def discard(self, half: str) -> None:
        """It will not be filled, or not get its name."""

    def remove(self, path: str) -> None:
        """A file that was finished goes again: others of the same model could not be made."""
