"""What the app needs from the world; the services fulfil it, and `app` introduces them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from slm_desktop.core.commands import AnyCommand, FirstCommand
from slm_desktop.core.events import AnyEvent
from slm_desktop.core.hub import Download
from slm_desktop.core.records import Chat, Draft, Message, Preset

NOTHING_MOVED: Mapping[int, int | None] = MappingProxyType({})


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


class Clock(Protocol):
    """Seconds; `now` is the time of day, `monotonic` only ever grows."""

    def now(self) -> float:
        """Seconds since 1970."""

    def monotonic(self) -> float:
        """Seconds since some moment."""


class ChatStore(Protocol):
    """Where chats are kept. Saving returns at once; a failure comes as a notice."""

    def save(self, chat: Chat, messages: Sequence[Message], gone: Sequence[int] = (),
             moved: Mapping[int, int | None] = NOTHING_MOVED) -> None:  # fmt: skip
        """Keep a chat with those of its messages that are new or changed, are `gone`, or follow another one now (`moved`)."""


class BookStore(ChatStore, Protocol):
    """Where all chats are kept. Reading raises Fault 'store_read'."""

    def chats(self, limit: int, offset: int = 0) -> Iterable[Chat]:
        """The chats, pinned ones first, then last used first."""

    def chat(self, chat: int) -> Chat | None:
        """One chat; None when it is deleted or unknown."""

    def tree(self, chat: int) -> Sequence[tuple[int, int | None]]:
        """The id of every message of a chat, oldest first, with that of the message it follows."""

    def messages(self, ids: Sequence[int]) -> Iterable[Message]:
        """These messages, in the order of their ids."""

    def presets(self) -> Iterable[Preset]:
        """All presets by name."""

    def drafts(self) -> Mapping[int, Draft]:
        """What was written and not sent, by chat; 0 is the chat that has not begun."""

    def last_id(self) -> int:
        """The greatest id in use."""

    def save_chats(self, chats: Sequence[Chat]) -> None:
        """Keep what is known of chats beside their messages, of all or of none."""

    def settle(self) -> None:
        """Wait until all that was saved so far is written or was refused; on any thread but the window's."""

    def remove(self, chat: int, when: float) -> None:
        """Put a chat into the bin, which is emptied at the next start."""

    def restore(self, chat: int) -> None:
        """Take a chat out of the bin."""

    def save_draft(self, chat: int, draft: Draft) -> None:
        """Keep what is written and not sent."""

    def save_preset(self, preset: Preset) -> None:
        """Keep a preset."""

    def remove_preset(self, preset: int) -> None:
        """Delete a preset."""


class Fetching(Protocol):
    """A download at work; `number` tells it from others of the same download."""

    number: int

    def stop(self) -> None:
        """Give up soon; what came is kept, and nothing more is told."""

    def join(self) -> None:
        """Wait until what came is noted."""


class Fetcher(Protocol):
    """Brings models. It tells `number, what, *facts`: progress, checked (bytes), waits (Fault, seconds), ended (Fault, None)."""

    def target(self, item: Download) -> str:
        """Where the first file of a download goes. Raise Fault for a name that may not be used."""

    def start(self, item: Download, tell: Callable[..., None]) -> Fetching:
        """Begin, or go on where an earlier run ended."""

    def discard(self, item: Download, fetching: Fetching | None) -> None:
        """Stop, and throw away what came."""


class DownloadStore(Protocol):
    """Where the queue of downloads is kept. Saving returns at once."""

    def save_download(self, item: Download, place: int) -> None:
        """Keep a download and its place in the queue."""

    def order_downloads(self, ids: Sequence[int]) -> None:
        """Keep the order of the queue."""

    def forget_download(self, id_: int) -> None:
        """It is done, or not wanted any more."""
