"""The table of options and the file it is kept in."""

import json
from pathlib import Path

import pytest

from slm_desktop.settings import Settings, follow, open_settings
from slm_desktop.settings.table import OPTIONS, Option


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_is_sound(option: Option) -> None:
    assert option.clean(option.default) == option.default
    for absurd in (None, -(10**30), 10**30, "x" * 10, [1], {"a": 1}, 1.5, True):
        assert type(option.clean(absurd)) is type(option.default)
    if option.kind != "state":
        assert option.label
        assert option.help.endswith(".")
        assert option.group


def test_only_what_differs_from_the_defaults_is_kept(tmp_path: Path) -> None:
    settings = open_settings(tmp_path / "s.json")
    settings["theme"] = "dark"
    settings["context"] = 4096
    settings["context"] = 0
    assert json.loads((tmp_path / "s.json").read_text()) == {"theme": "dark"}
    assert open_settings(tmp_path / "s.json")["theme"] == "dark"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000], ids=["empty", "cut", "list", "binary", "deep"]
)
def test_a_damaged_file_is_set_aside_and_defaults_hold(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings = open_settings(path)
    assert settings["theme"] == "system"
    assert (tmp_path / settings.kept).read_bytes() == content


def test_unknown_and_wrong_values_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps({"theme": "plaid", "threads": "many", "from_the_future": 1, "opened": ["a", 3]}))
    settings = open_settings(path)
    assert (settings["theme"], settings["threads"], settings["opened"]) == ("system", 0, ["a"])


def test_a_change_is_told_once() -> None:
    settings, changes = Settings(), list[int]()
    settings.changed.subscribe(lambda: changes.append(1))
    settings["theme"] = "dark"
    settings["theme"] = "dark"
    assert changes == [1]


def test_what_a_newer_version_keeps_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "from_the_future": {"a": [1]}}', encoding="utf-8")
    settings = open_settings(path)
    settings["theme"] = "light"
    assert json.loads(path.read_text("utf-8")) == {"theme": "light", "from_the_future": {"a": [1]}}
    assert not settings.kept


def test_a_file_with_impossible_values_is_kept_before_it_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": 5, "context": "many", "advanced": true}', encoding="utf-8")
    settings = open_settings(path)
    assert (settings["theme"], settings["context"], settings["advanced"]) == ("system", 0, True)
    settings["theme"] = "light"
    assert json.loads((tmp_path / settings.kept).read_text("utf-8"))["theme"] == 5


def test_who_follows_a_part_of_the_settings_hears_of_that_part_alone() -> None:
    settings, received = Settings(), list[str]()
    follow(settings, lambda: settings["context"], lambda: received.append("context"))
    settings["theme"] = "dark"
    assert received == []
    settings["context"] = 4096
    settings["theme"] = "light"
    assert received == ["context"]
