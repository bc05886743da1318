"""The table of a header's fields, with what is changed in them."""

from collections.abc import Sequence
from typing import NamedTuple

from slm_desktop.core.models.header_edits import HeaderDraft
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.words import explain, translate
from slm_desktop.ui.workshop.figures_table import FiguresTable

LONGEST_KEY, LONGEST_VALUE = 60, 160
MOST_FIELDS = 2_000
"""Real headers have some tens."""


class FieldRow(NamedTuple):
    """A field, its value as words, and what is changed in it."""

    key: str
    value: str
    change: str
    why_not: str


class FieldTable(FiguresTable[FieldRow]):
    """Keys, values, and whether they are changed."""

    words_columns = (0, 1, 2)
    wide_column = 1

    def __init__(self) -> None:
        super().__init__(translate("Workshop", "Fields of the header"))
        self.setWordWrap(False)
        self.setSelectionMode(FiguresTable.SelectionMode.SingleSelection)

    def heads(self) -> Sequence[str]:
        """The names of its columns."""
        return (translate("Workshop", "Field"), translate("Workshop", "Value"), translate("Workshop", "Change"))

    def cells(self, record: FieldRow) -> Sequence[str]:
        """The words of a row."""
        return (visible(_cut(record.key, LONGEST_KEY)), record.value, record.change)

    def notes(self, record: FieldRow) -> Sequence[str]:
        """Why what was written is not taken."""
        return [record.why_not] if record.why_not else []

    def key(self, record: FieldRow) -> object:
        """Its key."""
        return record.key

    def show_change(self, row: FieldRow) -> None:
        """Show one row as it is now."""
        at = next(at for at, one in enumerate(self._records) if one.key == row.key)
        self._records[at] = row
        self._fill(at, row)


def rows_of(draft: HeaderDraft) -> list[FieldRow]:
    """The rows of a header that is being changed, as many as a table can show."""
    return [row_of(draft, key) for key in draft.keys[:MOST_FIELDS]]


def row_of(draft: HeaderDraft, key: str) -> FieldRow:
    """The row of a field."""
    return FieldRow(key, _value(draft.text(key)), _change(draft, key), why_not(draft, key))


def why_not(draft: HeaderDraft, key: str) -> str:
    """Why what was written for a key is not taken, '' where it is."""
    return whole_words(draft.wrong[key][1]) if key in draft.wrong else ""


def whole_words(fault: Fault) -> str:
    """An error in one line."""
    words = explain(fault.code, fault.details)
    return f"{words.title}. {words.cause}"


def _change(draft: HeaderDraft, key: str) -> str:
    if key in draft.wrong:
        return translate("Workshop", "not valid")
    if key in draft.removed:
        return translate("Workshop", "removed")
    if key in draft.fields:
        return translate("Workshop", "changed") if key in draft.before else translate("Workshop", "new")
    return ""


def _value(text: str) -> str:
    return visible(_cut(" ".join(text[: 4 * LONGEST_VALUE].split()), LONGEST_VALUE))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"
