"""Answers that are JSON: what they hold, and as a table where they are one."""

import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.csv_file import csv_text

LONGEST = 500_000
"""Characters of an answer that is looked into."""
MOST_COLUMNS, MOST_CELLS = 100, 50_000
"""What is larger is no table that somebody reads, and would hold the window."""
FENCED = re.compile(r"\A```[a-zA-Z]*\n(.*)\n```\Z", re.DOTALL)
FIELD, VALUE = "field", "value"
"""The columns of an object that holds no list."""


class Table(msgspec.Struct, frozen=True):
    """Rows of texts below the names of columns; each row has all of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_csv(self) -> bytes:
        """As a file for spreadsheets."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return csv_text(rows, self.columns).encode("utf-8", "replace")

    def to_tabs(self) -> str:
        """As spreadsheets take it from the clipboard."""
        return "\n".join("\t".join(_one_line(cell) for cell in row) for row in (self.columns, *self.rows))


def json_in(text: str) -> Any:
    """The object or list that a text is, behind thinking and within a code fence or not; None of any other text."""
    text = split(text).answer.strip() if len(text) <= LONGEST else ""
    if fenced := FENCED.match(text):
        text = fenced.group(1).strip()
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def table_of(value: Any) -> Table | None:
    """A list of objects, or of plain values; an object around one such list, or with plain fields.

    None of others, and of what is too large to be read.
    """
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list) and inner]
        if len(lists) == 1 and (found := table_of(lists[0])):
            return found
        return _of_rows((FIELD, VALUE), [{FIELD: name, VALUE: inner} for name, inner in value.items()])
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(one, dict) for one in value):
        columns: dict[str, None] = {}
        for one in value:
            columns.update(dict.fromkeys(one))
            if len(columns) > MOST_COLUMNS:
                return None
        return _of_rows(tuple(columns), value)
    return _of_rows((VALUE,), [{VALUE: one} for one in value])


def _of_rows(columns: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> Table | None:
    if not columns or not rows or len(columns) * len(rows) > MOST_CELLS:
        return None
    return Table(columns, tuple(tuple(cell(row.get(name)) for name in columns) for row in rows))


def cell(value: Any) -> str:
    """A value as a cell shows it: what is nested as JSON, nothing for null."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.replace("\t", " ").splitlines())
