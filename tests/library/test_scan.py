"""Models are found where every app keeps them, once, quickly again, and never by harm."""

import hashlib
import json
import os
import struct
from pathlib import Path

import gguf
import pytest

from slm_desktop.core.models.local_models import (
    ADDED,
    GPT4ALL,
    HUGGING_FACE,
    JAN,
    LM_STUDIO,
    OLLAMA,
    OURS,
    STARTER,
    LocalModel,
)
from slm_desktop.library import scan as scan_module
from slm_desktop.library.ollama import MODEL as OLLAMA_MODEL
from slm_desktop.library.places import Place, places
from slm_desktop.library.scan import Known, Scanner, describe, read_facts
from slm_desktop.library.starter import starter
from slm_desktop.library.watch import Watch
from tests.engine import tiny
from tests.patience import wait_until


@pytest.fixture
def model(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return tiny.write_model(tmp_path_factory.mktemp("source") / "source.gguf").read_bytes()


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def write_head(path: Path, architecture: str, name: str) -> Path:
    """A file with nothing but the head of a header."""
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name(name)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path


def found_in(folder: Path, owner: str = OURS, known: Known | None = None) -> list[LocalModel]:
    return list(Scanner().scan([Place(folder, owner)], known or {}).models)


def test_every_app_s_models_are_found_where_it_keeps_them(tmp_path: Path, model: bytes) -> None:
    home = tmp_path / "home"
    digest = hashlib.sha256(model).hexdigest()
    put(home / ".cache/huggingface/hub/models--ann--x/blobs/abc", model)
    snapshot = home / ".cache/huggingface/hub/models--ann--x/snapshots/1/hf-Q8_0.gguf"
    snapshot.parent.mkdir(parents=True)
    snapshot.symlink_to("../../blobs/abc")
    put(home / ".lmstudio/models/pub/repo/lm-Q4_K_M.gguf", model + b"1")
    put(home / ".config/Jan/data/llamacpp/models/jan-model/model.gguf", model + b"12")
    put(home / ".local/share/nomic.ai/GPT4All/gpt4all-f16.gguf", model + b"123")
    put(home / f".ollama/models/blobs/sha256-{digest}", model)
    manifest = {
        "config": {"digest": f"sha256:{'1' * 64}"},
        "layers": [
            {"mediaType": "x/license", "digest": "sha256:0"},
            {"mediaType": OLLAMA_MODEL, "digest": f"sha256:{digest}"},
        ],
    }
    put(home / f".ollama/models/blobs/sha256-{'1' * 64}", b'{"model_format": "gguf", "file_type": "Q4_K_M"}')
    put(home / ".ollama/models/manifests/registry.ollama.ai/library/tiny/1b", json.dumps(manifest).encode())
    put(tmp_path / "mine/own.gguf", model + b"1234")
    put(tmp_path / "added/more.gguf", model + b"12345")
    searched = places(tmp_path / "mine", [str(tmp_path / "added"), "/not/there"], {}, home)
    found = {one.owner: one for one in Scanner().scan(searched, {}).models}
    assert set(found) == {OURS, HUGGING_FACE, LM_STUDIO, JAN, GPT4ALL, OLLAMA, ADDED}
    assert (found[OLLAMA].name, found[OLLAMA].quantisation, found[OLLAMA].sha256) == ("tiny:1b", "Q4_K_M", digest)
    assert found[HUGGING_FACE].quantisation == "Q8_0"
    assert all(one.facts.architecture == "llama" and one.can_chat for one in found.values())


def test_other_apps_own_settings_are_followed(tmp_path: Path, model: bytes) -> None:
    home = tmp_path / "home"
    put(tmp_path / "lm/pub/repo/a.gguf", model)
    put(home / ".lmstudio/settings.json", json.dumps({"downloadsFolder": str(tmp_path / "lm")}).encode())
    put(tmp_path / "jan/llamacpp/models/b.gguf", model + b"1")
    put(home / ".config/Jan/settings.json", json.dumps({"data_folder": str(tmp_path / "jan")}).encode())
    put(tmp_path / "hf/hub/models--a/snapshots/1/c.gguf", model + b"12")
    environment = {"HF_HOME": str(tmp_path / "hf"), "OLLAMA_MODELS": str(tmp_path / "none")}
    searched = places(tmp_path / "mine", [], environment, home)
    assert {one.owner for one in Scanner().scan(searched, {}).models} == {LM_STUDIO, JAN, HUGGING_FACE}


@pytest.mark.parametrize("content", [b"", b"not json", b"[1]", b"{" * 100_000, b'{"downloadsFolder": 5}', b"\xff\xfe"])
def test_settings_of_other_apps_may_be_anything(content: bytes, tmp_path: Path) -> None:
    put(tmp_path / ".lmstudio/settings.json", content)
    assert places(tmp_path / "mine", [], {}, tmp_path) == []


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{}",
        b'{"layers": 5}',
        b'{"layers": [{"mediaType": "%s"}]}' % OLLAMA_MODEL.encode(),
        b'{"layers": [{"mediaType": "%s", "digest": "sha256:../../x"}]}' % OLLAMA_MODEL.encode(),
        b"[" * 100_000,
    ],
)
def test_manifests_may_be_anything(manifest: bytes, tmp_path: Path) -> None:
    put(tmp_path / "manifests/r/l/m/t", manifest)
    assert found_in(tmp_path, OLLAMA) == []


def test_a_file_counts_once_whatever_links_lead_to_it(tmp_path: Path, model: bytes) -> None:
    put(tmp_path / "a/x.gguf", model)
    (tmp_path / "b").mkdir()
    (tmp_path / "b/y.gguf").symlink_to(tmp_path / "a/x.gguf")
    (tmp_path / "a/round").symlink_to(tmp_path / "a")
    found = (
        Scanner()
        .scan([Place(tmp_path / "a", OURS), Place(tmp_path / "b", ADDED)], {}, opened=[str(tmp_path / "a/x.gguf")])
        .models
    )
    assert [(one.owner, one.name) for one in found] == [(OURS, "x")]


def test_parts_are_one_model_and_a_missing_one_is_named(tmp_path: Path, model: bytes) -> None:
    for number in (1, 2, 3):
        put(tmp_path / f"big-Q8_0-0000{number}-of-00003.gguf", model)
    (whole,) = found_in(tmp_path)
    assert (len(whole.files), whole.size, whole.missing) == (3, 3 * len(model), ())
    (tmp_path / "big-Q8_0-00002-of-00003.gguf").unlink()
    (cut,) = found_in(tmp_path)
    assert cut.missing == ("big-Q8_0-00002-of-00003.gguf",)
    assert not cut.can_chat


def test_what_is_no_model_to_chat_with_says_what_it_is(tmp_path: Path, model: bytes) -> None:
    tiny.write_model(tmp_path / "mmproj-x.gguf", "clip")
    write_head(tmp_path / "bert.gguf", "bert", "x")
    put(tmp_path / "page.gguf", b"<!doctype html>")
    put(tmp_path / "cut.gguf", model[:100])
    put(tmp_path / "empty.gguf", b"")
    put(tmp_path / "huge.gguf", b"GGUF" + struct.pack("<IQQ", 3, 10**8, 1))
    problems = {Path(one.path).name: one.facts.problem or one.facts.kind for one in found_in(tmp_path)}
    assert problems == {
        "mmproj-x.gguf": "projector",
        "bert.gguf": "embedding",
        "page.gguf": "html",
        "cut.gguf": "truncated",
        "empty.gguf": "empty",
        "huge.gguf": "header",
    }
    assert not any(one.can_chat for one in found_in(tmp_path))


def test_hidden_characters_of_a_header_are_shown(tmp_path: Path) -> None:
    path = write_head(tmp_path / "m.gguf", "llama", "<b>x</b>\u202e")
    assert read_facts(str(path)).name == "<b>x</b>⟨U+202E⟩"


def test_a_second_scan_reads_no_file_again(tmp_path: Path, model: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        put(tmp_path / f"folder{number}/m.gguf", model)
    first = Scanner().scan([Place(tmp_path, OURS)], {})
    known = {path: (size, mtime, facts) for path, size, mtime, facts in first.fresh}
    monkeypatch.setattr(scan_module, "read_facts", lambda path: pytest.fail(f"read again: {path}"))
    again = Scanner().scan([Place(tmp_path, OURS)], known)
    assert (again.models, again.fresh, again.gone) == (first.models, (), ())
    (tmp_path / "folder3/m.gguf").unlink()
    assert Scanner().scan([Place(tmp_path, OURS)], known).gone == (str(tmp_path / "folder3/m.gguf"),)


def test_what_is_added_to_a_folder_that_was_listed_is_found(tmp_path: Path, model: bytes) -> None:
    scanner, long_ago = Scanner(), 1_000_000_000
    put(tmp_path / "a/one.gguf", model)
    os.utime(tmp_path / "a", (long_ago, long_ago))
    assert [one.name for one in scanner.scan([Place(tmp_path, OURS)], {}).models] == ["one"]
    put(tmp_path / "a/two.gguf", model)
    assert [one.name for one in scanner.scan([Place(tmp_path, OURS)], {}).models] == ["one", "two"]
    (tmp_path / "a/one.gguf").write_bytes(model[:100])  # the folder does not change by that
    models = scanner.scan([Place(tmp_path, OURS)], {}).models
    assert [one.facts.problem for one in models] == ["truncated", ""]


def test_a_thorough_scan_sees_through_a_folder_whose_time_stands_still(tmp_path: Path, model: bytes) -> None:
    scanner, long_ago = Scanner(), 1_000_000_000
    put(tmp_path / "a/one.gguf", model)
    os.utime(tmp_path / "a", (long_ago, long_ago))
    scanner.scan([Place(tmp_path, OURS)], {})
    put(tmp_path / "a/two.gguf", model)
    os.utime(tmp_path / "a", (long_ago, long_ago))  # as on some network drives
    assert len(scanner.scan([Place(tmp_path, OURS)], {}).models) == 1
    assert len(scanner.scan([Place(tmp_path, OURS)], {}, thorough=True).models) == 2


def test_what_a_download_was_promised_is_told_with_it(tmp_path: Path, model: bytes) -> None:
    path = put(tmp_path / "m.gguf", model)
    assert Scanner().scan([Place(tmp_path, OURS)], {}, hashes={str(path): "0" * 64}).models[0].sha256 == "0" * 64


def test_a_changed_file_is_read_again(tmp_path: Path, model: bytes) -> None:
    path = put(tmp_path / "m.gguf", model)
    first = Scanner().scan([Place(tmp_path, OURS)], {})
    path.write_bytes(model[:100])
    os.utime(path, (1, 1))
    again = Scanner().scan(
        [Place(tmp_path, OURS)], {file: (size, mtime, facts) for file, size, mtime, facts in first.fresh}
    )
    assert again.models[0].facts.problem == "truncated"


def test_the_starter_comes_first(tmp_path: Path) -> None:
    path = starter()
    assert path is not None
    (found,) = Scanner().scan([], {}, starter=str(path)).models
    assert (found.owner, found.quantisation, found.facts.context) == (STARTER, "Q4_1", 8192)
    quick = describe(str(path))
    assert quick is not None
    assert quick.name == found.name
    assert describe(str(tmp_path / "nothing.gguf")) is None


def test_pipes_and_unreadable_folders_do_not_stop_a_scan(tmp_path: Path, model: bytes) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    (tmp_path / "folder.gguf").mkdir()
    put(tmp_path / "good.gguf", model)
    deep = tmp_path
    for _ in range(30):
        deep = deep / "d"
    put(deep / "too-deep.gguf", model)
    assert [one.name for one in found_in(tmp_path)] == ["good"]


def test_a_watch_hears_of_new_and_deleted_models(tmp_path: Path, model: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slm_desktop.library.watch.QUIET_SECONDS", 0.1)
    changes: list[None] = []
    watch = Watch(lambda: changes.append(None))
    watch.follow([tmp_path])
    path = put(tmp_path / "sub/new.gguf", model)
    wait_until(lambda: len(changes) == 1)
    path.unlink()
    wait_until(lambda: len(changes) == 2)
    watch.close()
