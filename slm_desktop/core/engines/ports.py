"""What engines need from the world."""

from collections.abc import Callable
from typing import Protocol

from slm_desktop.core.engines.commands import AnyCommand, FirstCommand, Overflow
from slm_desktop.core.engines.events import AnyEvent
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.options import LoadOptions


class Process(Protocol):
    """A child process that runs one engine; `pid` is its number, 0 when it could not be started."""

    @property
    def pid(self) -> int:
        """The number of the process."""

    def log(self) -> tuple[str, ...]:
        """The last lines that it wrote."""

    def send(self, command: AnyCommand) -> None:
        """Ask it something; nothing is said about a child that is gone."""

    def close(self) -> None:
        """End it politely, then less so; returns at once."""

    def kill(self) -> None:
        """End it now; the runs it had end as failed."""

    def join(self, seconds: float) -> bool:
        """Wait until it is gone and its last event was posted; False when that takes longer."""


StartProcess = Callable[[FirstCommand, Callable[[AnyEvent], None]], Process]
"""Start a child with its first command; its events come to the function, on the loop's thread."""


class Memory(Protocol):
    """The main memory of this computer, in bytes."""

    def free(self) -> int:
        """What is free now."""

    def limit(self) -> int:
        """The most that models may take, as the user said; 0 for no limit."""

    def need(self, choice: ModelChoice) -> int:
        """What a model needs when it is loaded so; 0 when nothing is known of it."""


class MediaStore(Protocol):
    """Where the media of chats are kept."""

    def data(self, item: Media) -> bytes:
        """The bytes of one. Raise Fault 'media_lost' where they are gone."""

    def has(self, item: Media) -> bool:
        """Whether its bytes are there."""


class FileCheck(Protocol):
    """A look at a file before an engine is started for it."""

    def __call__(self, path: str) -> None:
        """Raise Fault for what cannot be a model."""


class Preferences(Protocol):
    """What the user has chosen for all answers and loads."""

    @property
    def overflow(self) -> Overflow:
        """What is left out of a prompt that is too long."""

    @property
    def speculate(self) -> bool:
        """Whether tokens of an answer are drafted where that is faster."""

    def load_options(self, path: str) -> LoadOptions:
        """How a model file is loaded: as the settings say, but for what was chosen for this one."""
