"""How a model is to be loaded is remembered for each, and nothing but what can be chosen."""

from pathlib import Path

import pytest

from slm_desktop.core.engines.options import NOTHING_CHOSEN, LoadOverrides
from slm_desktop.store.loads import MOST, Loads


def test_what_was_chosen_is_there_at_the_next_start_and_moves_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "loads.json"
    loads = Loads(path)
    assert loads.of("/old/a.gguf") == NOTHING_CHOSEN
    loads.keep("/old/a.gguf", LoadOverrides(context=4096, flash="off", draft_model="/old/small.gguf"))
    loads.keep("/other/b.gguf", LoadOverrides(threads=1))
    loads.follow("/old", "/new")
    again = Loads(path)
    assert again.of("/new/a.gguf") == LoadOverrides(context=4096, flash="off", draft_model="/new/small.gguf")
    assert again.of("/old/a.gguf") == NOTHING_CHOSEN
    again.keep("/other/b.gguf", NOTHING_CHOSEN)
    assert Loads(path).of("/other/b.gguf") == NOTHING_CHOSEN


def test_only_what_may_be_chosen_is_kept_in_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "loads.json"
    path.write_text('{"/a.gguf": {"context": "many", "threads": 2, "path": "/etc/passwd", "memory_limit": 1}}')
    assert Loads(path).of("/a.gguf") == LoadOverrides(threads=2)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\x00", b'{"/a.gguf": 5}', b'{"/a.gguf": {"context": null}}'])
def test_a_damaged_file_is_as_if_nobody_had_chosen(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "loads.json"
    path.write_bytes(content)
    loads = Loads(path)
    assert loads.of("/a.gguf") == NOTHING_CHOSEN
    loads.keep("/a.gguf", LoadOverrides(slots=2))
    assert Loads(path).of("/a.gguf") == LoadOverrides(slots=2)


def test_it_does_not_grow_for_ever_and_a_full_disk_costs_nothing_now(tmp_path: Path) -> None:
    loads = Loads(tmp_path / "loads.json")
    for number in range(MOST + 5):
        loads._chosen[f"/{number}.gguf"] = LoadOverrides(threads=1)
    loads.keep("/last.gguf", LoadOverrides(threads=2))
    assert len(loads._chosen) == MOST
    assert loads.of("/last.gguf") == LoadOverrides(threads=2)
    nowhere = Loads(tmp_path / "missing" / "loads.json")
    nowhere.keep("/a.gguf", LoadOverrides(threads=2))
    assert nowhere.of("/a.gguf") == LoadOverrides(threads=2)
