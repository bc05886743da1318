"""Vectors of passages, in the database of the documents, and the exact search for those nearest to one.

All vectors of a model are multiplied with one at a time: 100,000 of 384 numbers take about ten milliseconds.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slm_desktop.core.documents.ports import Lacking
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.store.documents import connected

MOST_DIMENSIONS = 8192
FLOAT = 4
"""Bytes of a number."""


class Matrix(NamedTuple):
    """All vectors of a model, in a state of the database: the ids of their passages, those of the documents that each
    is of, and of all documents.
    """

    state: tuple[str, int, int]
    ids: Any
    owners: Any
    documents: Any
    vectors: Any


class Vectors:
    """To be used on one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._loaded: Matrix | None = None
        self._changes = 0

    def lacking(self, model: str, limit: int) -> Lacking:
        """Some passages without a vector of a model. Raise Fault 'documents_read'."""
        rows = self._rows(
            "SELECT passages.id, words.text FROM passages JOIN words ON words.rowid = passages.id "
            "WHERE passages.id NOT IN (SELECT passage FROM vectors WHERE model = ?) ORDER BY passages.id LIMIT ?",
            (model, limit),
        )
        ((done,),) = self._rows("SELECT count(*) FROM vectors WHERE model = ?", (model,))
        ((total,),) = self._rows("SELECT count(*) FROM passages", ())
        return Lacking([(int(id_), str(text)) for id_, text in rows], done, total)

    def keep(self, model: str, vectors: Sequence[tuple[int, bytes]]) -> None:
        """Keep the vectors of passages; of one that was deleted meanwhile none. Raise Fault 'documents_write'."""
        try:
            connection = self._opened()
            self._changes += 1
            with connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO vectors (passage, model, vector) "
                    "SELECT id, ?, ? FROM passages WHERE id = ?",
                    ((model, vector, id_) for id_, vector in vectors),
                )
        except (sqlite3.Error, OSError) as error:
            raise Fault("documents_write", {"name": "", "reason": reason_of(error)}) from error

    def nearest(self, model: str, vector: bytes, documents: Sequence[int], limit: int) -> dict[int, float]:
        """The passages of documents that are nearest to a vector, with the cosines. Raise Fault 'documents_read'."""
        import numpy as np

        known = self._matrix(model, len(vector) // FLOAT)
        if not len(known.ids):
            return {}
        similar = known.vectors @ np.frombuffer(vector, "<f4")
        wanted = np.array(list(documents), np.int64)
        if not np.isin(known.documents, wanted).all():  # Who asks all of them needs no list.
            similar[~np.isin(known.owners, wanted)] = -np.inf
        count = min(limit, len(known.ids))
        best = np.argpartition(-similar, count - 1)[:count]
        order = best[np.argsort(-similar[best], kind="stable")]
        return {int(known.ids[at]): float(similar[at]) for at in order if np.isfinite(similar[at])}

    def forget(self) -> None:
        """Give back the memory of the vectors: another search reads them again."""
        self._loaded = None

    def close(self) -> None:
        """Close the database."""
        if self._connection:
            self._connection.close()
        self._connection = self._loaded = None

    # -- inside ----------------------------------------------------------------------------------------------

    def _matrix(self, model: str, dimensions: int) -> Matrix:
        """All vectors of a model, read again once any of them have changed."""
        import numpy as np

        ((version,),) = self._rows("PRAGMA data_version", ())  # It counts what others have changed.
        state = (model, version, self._changes)
        if self._loaded is None or self._loaded.state != state:
            self._loaded = None
            size = min(dimensions, MOST_DIMENSIONS) * FLOAT
            rows = self._rows(
                "SELECT passage, document, vector FROM vectors JOIN passages ON passages.id = passage "
                "WHERE model = ? AND length(vector) = ?",
                (model, size),
            )
            vectors = np.frombuffer(b"".join(row[2] for row in rows), "<f4").reshape(len(rows), size // FLOAT)
            ids = np.array([row[0] for row in rows], np.int64)
            owners = np.array([row[1] for row in rows], np.int64)
            self._loaded = Matrix(state, ids, owners, np.unique(owners), np.nan_to_num(vectors))
        return self._loaded

    def _rows(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            return self._opened().execute(sql, tuple(values)).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise Fault("documents_read", {"reason": reason_of(error)}) from error

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connected(self._path)
        return self._connection
