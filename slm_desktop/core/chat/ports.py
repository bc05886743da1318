"""What chats need from the world."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.records import Chat, Draft, Message, Preset

NOTHING_MOVED: Mapping[int, int | None] = MappingProxyType({})


class Answerer(Protocol):
    """What writes answers: the model that chats use, or a column's."""

    @property
    def engine(self) -> Engine | None:
        """The engine in use."""

    def start(self, request: Request, on_event: OnEvent) -> Run:
        """Begin an answer. Raise Fault 'no_model'."""


class ChatStore(Protocol):
    """Where chats are kept. Saving returns at once; a failure is reported as a Fault."""

    def save(
        self,
        chat: Chat,
        messages: Sequence[Message],
        gone: Sequence[int] = (),
        moved: Mapping[int, int | None] = NOTHING_MOVED,
    ) -> None:
        """Keep a chat with those of its messages that are new or changed, are `gone`, or follow another one now
        (`moved`).
        """

    def save_candidates(self, message: int, body: bytes) -> None:
        """Keep what could have come in place of the tokens of a message."""

    def candidates(self, message: int) -> bytes:
        """What was kept of that; b'' where nothing was. Raise Fault 'store_read'."""


class ChatListStore(ChatStore, Protocol):
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
