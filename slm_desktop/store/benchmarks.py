"""Benchmarks, in the same database as the chats."""

from collections.abc import Iterable

import msgspec

from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.store.chats import Chats
from slm_desktop.store.rows import decoded, upsert

SAVE = upsert("benchmarks", "id, title, body")
_encode = msgspec.json.Encoder().encode


class BenchmarkTable:
    """Reads at once, writes through the queue of the chats."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def benchmarks(self) -> Iterable[BenchmarkRecord]:
        """All, the newest first."""
        return decoded(self._chats.rows("SELECT body FROM benchmarks ORDER BY id DESC"), BenchmarkRecord)

    def save_benchmark(self, record: BenchmarkRecord) -> None:
        """Keep one, or keep it as it is now."""
        self._chats.write((SAVE, [(record.id, record.name, _encode(record))]))

    def remove_benchmark(self, benchmark: int) -> None:
        """Forget one."""
        self._chats.write(("DELETE FROM benchmarks WHERE id = ?", [(benchmark,)]))
