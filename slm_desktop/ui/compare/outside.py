"""What the compare screen needs of the world."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from slm_desktop.core.compare.card import Cell, Machine
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.records import Column
from slm_desktop.core.records import Hit
from slm_desktop.core.shelf import LocalModel
from slm_desktop.ui.files import Later


@dataclass(frozen=True)
class Outside:
    """What the screen needs of the world: models, a search, work on a thread, this computer, and the way to an ordinary chat."""

    models: Callable[[], Sequence[LocalModel]]
    find: Callable[[str, Callable[[list[Hit]], None]], None]
    later: Later
    machine: Callable[[], Machine]
    now: Callable[[], float]
    to_chat: Callable[[ColumnSession], object]


def located(models: Sequence[LocalModel], column: Column, cell: Cell) -> str:
    """The file of a column on this computer: by its place, its hash, or its name and quantisation; '' when it is not here."""
    if Path(column.path).is_file():
        return column.path
    for alike in (
        lambda one: bool(cell.sha256) and one.sha256 == cell.sha256,
        lambda one: (one.name, one.quantisation) == (column.name, column.quantisation),
    ):
        found = next((one for one in models if alike(one)), None)
        if found:
            return found.path
    return ""
