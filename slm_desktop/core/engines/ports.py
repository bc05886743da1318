"""What engines need from the world."""

from collections.abc import Callable
from typing import Protocol

from slm_desktop.core.engines.commands import AnyCommand, FirstCommand
from slm_desktop.core.engines.events import AnyEvent


class Engine(Protocol):
    """A child process that runs one model; `pid` is its number, 0 when it could not be started."""

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
        """End it now; the runs it had are told as failed."""


StartEngine = Callable[[FirstCommand, Callable[[AnyEvent], None]], Engine]
"""Start a child with its first command; its events come to the function, from any thread."""
