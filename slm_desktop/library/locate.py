"""Where the models of comparisons lie on this computer."""

from collections.abc import Sequence
from pathlib import Path

from slm_desktop.core.compare.card import Cell
from slm_desktop.core.compare.records import Column
from slm_desktop.core.models.local_models import OPENED, REMOTE, Facts, LocalModel


def located(models: Sequence[LocalModel], column: Column, cell: Cell) -> tuple[str, str]:
    """The file of a column on this computer with its hash, as far as that is known; ('', '') when it is not here.

    It is looked for by its place, unless another file is known to lie there now, by its hash, and by name and
    quantisation.
    """
    # The card of a stranger must not lead to another machine: only a column of that very machine does.
    models = [one for one in models if one.owner != REMOTE or one.path == column.path]
    listed = next((one for one in models if one.path == column.path), None)
    own = (cell.model, cell.quantisation) == (
        column.name,
        column.quantisation,
    )  # Another model may have been chosen since.
    sha256 = cell.sha256 if own else ""
    alike = [one for one in models if sha256 and one.sha256 == sha256]
    named = [one for one in models if (one.name, one.quantisation) == (column.name, column.quantisation)]
    if Path(column.path).is_file() and (listed is None or listed.sha256 in ("", sha256) or not sha256):
        return column.path, listed.sha256 if listed else ""
    found = next(iter([*alike, *([listed] if listed else []), *named]), None)
    return (found.path, found.sha256) if found else ("", "")


def with_columns(models: Sequence[LocalModel], columns: Sequence[Column]) -> list[LocalModel]:
    """The models at hand, and the files that were opened for columns and lie elsewhere."""
    known = {model.path for model in models}
    others = {column.path: column for column in columns if column.path and column.path not in known}
    return [*models, *(_opened(column) for path, column in others.items() if Path(path).is_file())]


def _opened(column: Column) -> LocalModel:
    about = Path(column.path).stat()
    return LocalModel(column.path, OPENED, column.name, column.quantisation, about.st_size, about.st_mtime, Facts())
