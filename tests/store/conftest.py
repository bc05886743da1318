"""What the store's tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.kept import Kept


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """A store in an empty folder."""
    made = Kept(tmp_path / "chats.sqlite3")
    yield made
    made.close()
