"""What the app needs from the world; the services fulfil it, and `app` introduces them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from slm_desktop.core.commands import AnyCommand, Load, Probe
from slm_desktop.core.events import AnyEvent
from slm_desktop.core.records import Chat, Message


class Engine(Protocol):
    """A child process that runs one model."""

    def send(self, command: AnyCommand) -> None:
        """Ask it something; nothing is said about a child that is gone."""

    def close(self) -> None:
        """End it politely, then less so; returns at once."""

    def kill(self) -> None:
        """End it now; the runs it had are told as failed."""


StartEngine = Callable[[Load | Probe, Callable[[AnyEvent], None]], Engine]
"""Start a child with its first command; its events come to the function, from any thread."""


class Clock(Protocol):
    """Seconds; `now` is the time of day, `monotonic` only ever grows."""

    def now(self) -> float:
        """Seconds since 1970."""

    def monotonic(self) -> float:
        """Seconds since some moment."""


class ChatStore(Protocol):
    """Where chats are kept. Saving returns at once; a failure comes as a notice."""

    def save(self, chat: Chat, messages: Sequence[Message]) -> None:
        """Keep a chat and those of its messages that are new or changed."""


class BookStore(ChatStore, Protocol):
    """Where all chats are kept."""

    def chats(self, limit: int) -> Iterable[Chat]:
        """The chats, last used first."""

    def path(self, chat: Chat) -> Iterable[Message]:
        """The messages from the beginning to the chat's head."""

    def last_id(self) -> int:
        """The greatest id in use."""
