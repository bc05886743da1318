"""What was measured in the workshop, in the same database as the chats."""

from collections.abc import Iterable
from typing import Generic, TypeVar

import msgspec

from slm_desktop.core.workshop.losses import LossRecord
from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.store.chats import Chats
from slm_desktop.store.rows import decoded, upsert

TABLES: dict[type, str] = {BenchmarkRecord: "benchmarks", LossRecord: "losses"}
Record = TypeVar("Record", BenchmarkRecord, LossRecord)
_encode = msgspec.json.Encoder().encode


class RecordTable(Generic[Record]):
    """Records of one kind: reads at once, writes through the queue of the chats."""

    def __init__(self, chats: Chats, kind: type[Record]) -> None:
        self._chats, self._table = chats, TABLES[kind]
        self._kind: type[Record] = kind
        self._save = upsert(self._table, "id, title, body")

    def all(self) -> Iterable[Record]:
        """All, the newest first."""
        return decoded(self._chats.rows(f"SELECT body FROM {self._table} ORDER BY id DESC"), self._kind)

    def save(self, record: Record) -> None:
        """Keep one, or keep it as it is now."""
        self._chats.write((self._save, [(record.id, record.name, _encode(record))]))

    def remove(self, record: int) -> None:
        """Forget one."""
        self._chats.write((f"DELETE FROM {self._table} WHERE id = ?", [(record,)]))
