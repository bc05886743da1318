"""Answers that are JSON, as tables."""

import json
from typing import Any

import pytest

from slm_desktop.core.formats.answer import json_in, table_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        (" [1, 2]\n", [1, 2]),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        ('<think>hm {"b": 2}</think>\n{"a": 1}', {"a": 1}),
        ("Here it is: {}", None),
        ('{"a": ', None),
        ('"text"', None),
        ("12", None),
        ("[" * 100_000, None),
        ("", None),
    ],
)
def test_what_is_json_is_found(text: str, value: Any) -> None:
    assert json_in(text) == value


@pytest.mark.parametrize(
    ("value", "columns", "rows"),
    [
        ([{"a": 1, "b": None}, {"b": True, "c": "x"}], ("a", "b", "c"), (("1", "", ""), ("", "true", "x"))),
        ({"people": [{"name": "Ana"}], "count": 1}, ("name",), (("Ana",),)),
        ({"a": 1, "b": [1], "c": [2]}, ("field", "value"), (("a", "1"), ("b", "[1]"), ("c", "[2]"))),
        (["x", {"y": 1}], ("value",), (("x",), ('{"y": 1}',))),
    ],
)
def test_lists_and_objects_are_tables(value: Any, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    table = table_of(value)
    assert table
    assert (table.columns, table.rows) == (columns, rows)


def test_nothing_to_tabulate_is_no_table() -> None:
    values: list[Any] = [[], {}, [{}], None, "text", 3]
    assert [table_of(value) for value in values] == [None] * 6


def test_what_is_too_large_to_be_read_is_no_table() -> None:
    assert table_of([{f"key{at}": at} for at in range(3000)]) is None
    assert table_of([{"a": at} for at in range(60_000)]) is None
    assert table_of([{"a": at} for at in range(1000)]) is not None


def test_a_table_goes_to_spreadsheets_without_becoming_a_formula() -> None:
    table = table_of([{"who": "=1+1", "what": 'a,"b"'}, {"who": "x\ny\tz", "what": None}])
    assert table
    assert table.to_csv().decode().splitlines()[:2] == ["who,what", '\'=1+1,"a,""b"""']
    assert table.to_tabs() == 'who\twhat\n=1+1\ta,"b"\nx y z\t'


def test_a_name_that_is_no_text_does_not_matter() -> None:
    assert json.loads('{"a": 1, "a": 2}') == json_in('{"a": 1, "a": 2}')
