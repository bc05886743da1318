"""What was measured so far, of one kind, and kept from start to start."""

from collections.abc import Iterable
from functools import cached_property
from typing import Generic, TypeVar

from slm_desktop.core.signal import Signal
from slm_desktop.core.workshop.ports import HasId, RecordStore

Record = TypeVar("Record", bound=HasId)


class History(Generic[Record]):
    """`changed` fires when a record came, changed or went."""

    def __init__(self, store: RecordStore[Record]) -> None:
        self._store = store
        self.changed = Signal()

    @cached_property
    def records(self) -> list[Record]:
        """All, the newest first."""
        return list(self._store.all())

    def begin(self, record: Record) -> None:
        """One is under way; it is kept once it is saved."""
        self.records.insert(0, record)
        self.changed()

    def save(self, record: Record) -> None:
        """Keep one as it is now."""
        self._store.save(record)
        self.changed()

    def remove(self, record: Record) -> None:
        """Forget one."""
        self.records.remove(record)
        self._store.remove(record.id)
        self.changed()

    def put_back(self, records: Iterable[Record]) -> None:
        """Take back that some were forgotten."""
        for record in records:
            self.records.append(record)
            self._store.save(record)
        self.records.sort(key=lambda one: -one.id)
        self.changed()
