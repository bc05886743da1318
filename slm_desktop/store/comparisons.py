"""The list of comparisons, in the same database as the chats: their columns are chats, and one transaction holds
both.
"""

from collections.abc import Callable

import msgspec

from slm_desktop.core.compare.records import Comparison, Vote
from slm_desktop.core.records import Chat, Hit
from slm_desktop.core.visible import well_formed
from slm_desktop.store.chats import Chats
from slm_desktop.store.rows import decoded, upsert

SAVE_COMPARISON = upsert("comparisons", "id, title, touched, body")
SAVE_VOTE = upsert("votes", "id, comparison, body")
_encode = msgspec.json.Encoder().encode


class ComparisonTable:
    """Reads at once, writes through the queue of the chats."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self.save = chats.save
        self.tree, self.messages = chats.tree, chats.messages
        self.save_candidates, self.candidates = chats.save_candidates, chats.candidates

    def comparisons(self) -> list[Comparison]:
        """All that are not in the bin, the last used first; one that cannot be read is left out."""
        return decoded(
            self._chats.rows("SELECT body FROM comparisons WHERE deleted IS NULL ORDER BY touched DESC"), Comparison
        )

    def save_comparison(self, comparison: Comparison) -> None:
        """Keep a comparison."""
        comparison.title = well_formed(comparison.title)
        row = (comparison.id, comparison.title, comparison.touched, _encode(comparison))
        self._chats.write((SAVE_COMPARISON, [row]))

    def remove_comparison(self, comparison: int, when: float) -> None:
        """Put it into the bin with its chats."""
        self._chats.write(
            ("UPDATE comparisons SET deleted = ? WHERE id = ?", [(when, comparison)]),
            ("UPDATE chats SET deleted = ? WHERE comparison = ?", [(when, comparison)]),
        )

    def restore_comparison(self, comparison: int) -> None:
        """Take it out of the bin."""
        self._chats.write(
            ("UPDATE comparisons SET deleted = NULL WHERE id = ?", [(comparison,)]),
            ("UPDATE chats SET deleted = NULL WHERE comparison = ?", [(comparison,)]),
        )

    def column_chat(self, chat: int) -> Chat | None:
        """The chat of a column."""
        return self._chats.chat(chat)

    def votes(self) -> list[Vote]:
        """All votes, oldest first."""
        return decoded(self._chats.rows("SELECT body FROM votes ORDER BY id"), Vote)

    def save_vote(self, vote: Vote) -> None:
        """Keep a vote."""
        self._chats.write((SAVE_VOTE, [(vote.id, vote.comparison, _encode(vote))]))

    def remove_vote(self, vote: int) -> None:
        """Take a vote back."""
        self._chats.write(("DELETE FROM votes WHERE id = ?", [(vote,)]))

    def search(self, text: str, limit: int, on_hits: Callable[[list[Hit]], None]) -> None:
        """Find words in the columns of comparisons; `on_hits` gets the hits on the reading thread."""
        self._chats.background.search(text, limit, on_hits, compared=True)
