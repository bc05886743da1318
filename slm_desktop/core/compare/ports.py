"""What comparisons need from the world."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from slm_desktop.core.chat.ports import ChatStore
from slm_desktop.core.compare.records import Comparison, Vote
from slm_desktop.core.records import Chat, Message


class VoteStore(Protocol):
    """Where votes are kept. Saving returns at once."""

    def votes(self) -> Iterable[Vote]:
        """All votes, oldest first."""

    def save_vote(self, vote: Vote) -> None:
        """Keep a vote."""

    def remove_vote(self, vote: int) -> None:
        """Take a vote back."""


class ComparisonStore(ChatStore, VoteStore, Protocol):
    """Where comparisons and votes are kept. Saving returns at once."""

    def comparisons(self) -> Iterable[Comparison]:
        """All that are not in the bin, the last used first."""

    def save_comparison(self, comparison: Comparison) -> None:
        """Keep a comparison; its columns' chats are saved as chats are."""

    def remove_comparison(self, comparison: int, when: float) -> None:
        """Put it into the bin with its chats."""

    def restore_comparison(self, comparison: int) -> None:
        """Take it out of the bin."""

    def column_chat(self, chat: int) -> Chat | None:
        """The chat of a column."""

    def tree(self, chat: int) -> Sequence[tuple[int, int | None]]:
        """The id of every message of a chat, oldest first, with that of the message it follows."""

    def messages(self, ids: Sequence[int]) -> Iterable[Message]:
        """These messages, in the order of their ids."""
