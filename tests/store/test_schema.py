"""The page that describes the database says what is in it."""

import re
from pathlib import Path

import msgspec

from slm_desktop.core.records import RunRecord
from slm_desktop.store import chats
from slm_desktop.store.database import connect
from slm_desktop.store.migrations import MIGRATIONS

PAGE = (Path(chats.__file__).parent / "SCHEMA.md").read_text("utf-8")


def names(section: str) -> set[str]:
    """The first column of the tables below a heading."""
    text = re.split(r"\n##+ ", PAGE.split(f"# {section}\n", 1)[1], maxsplit=1)[0]
    return {name.strip() for row in re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE) for name in row.split(",")}


def test_every_table_and_column_is_described(tmp_path: Path) -> None:
    connection = connect(tmp_path / "c.sqlite3")
    tables = {
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words_%'")
    }
    for table in ("chats", "messages"):
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        assert names(table) - {"column", "---"} == columns
    assert names("The other tables") - {"table", "---"} == tables - {"chats", "messages"}
    connection.close()


def test_every_field_of_a_run_is_described() -> None:
    assert names("run") - {"field", "---"} == {field.name for field in msgspec.structs.fields(RunRecord)}


def test_the_page_speaks_of_the_newest_schema() -> None:
    assert f"describes version {len(MIGRATIONS)}." in PAGE.replace("\n", " ")


def test_the_query_of_the_page_gives_the_branch_that_is_shown(tmp_path: Path) -> None:
    from tests.store.kept import conversation, keep

    keep(tmp_path / "c.sqlite3")
    (query,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    connection = connect(tmp_path / "c.sqlite3")
    chat, messages = conversation()
    assert connection.execute(query, (chat.id,)).fetchall() == [(message.role, message.content) for message in messages]
    connection.close()
