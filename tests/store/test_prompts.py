"""Own prompts outlive the app, and a damaged file is set aside before anything takes its place."""

from pathlib import Path

import pytest

from slm_desktop.core.chat.prompts import LONGEST_TEXT, Prompt
from slm_desktop.errors import Fault
from slm_desktop.store.prompts import MOST, Prompts


def test_prompts_are_there_again_renamed_and_deleted(tmp_path: Path) -> None:
    path = tmp_path / "prompts.json"
    prompts = Prompts(path)
    prompts.keep(Prompt("b", "two"))
    prompts.keep(Prompt("A", "one", "system"))
    prompts.keep(Prompt("c", "three"), before="b")
    assert Prompts(path).all() == [Prompt("A", "one", "system"), Prompt("c", "three")]
    Prompts(path).remove("A")
    assert Prompts(path).all() == [Prompt("c", "three")]


def test_a_damaged_file_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "prompts.json"
    path.write_bytes(b'[{"name": 5}]')
    prompts = Prompts(path)
    assert prompts.all() == []
    prompts.keep(Prompt("a", "b"))
    assert path.with_suffix(".damaged.json").read_bytes() == b'[{"name": 5}]'
    assert Prompts(path).all() == [Prompt("a", "b")]


def test_what_the_disk_refuses_is_said_and_not_shown_as_kept(tmp_path: Path) -> None:
    prompts = Prompts(tmp_path / "missing" / "prompts.json")
    with pytest.raises(Fault):
        prompts.keep(Prompt("a", "b"))
    assert prompts.all() == []


def test_what_is_too_long_or_too_many_is_refused_and_not_cut(tmp_path: Path) -> None:
    prompts = Prompts(tmp_path / "prompts.json")
    with pytest.raises(Fault, match="prompt_long"):
        prompts.keep(Prompt("long", "y" * (LONGEST_TEXT + 1)))
    prompts._prompts = {str(at): Prompt(str(at), "x") for at in range(MOST)}
    with pytest.raises(Fault, match="prompts_full"):
        prompts.keep(Prompt("last", "y"))
    prompts.keep(Prompt("0", "changed"))
    assert len(prompts.all()) == MOST
    assert prompts.all()[0].text == "changed"
