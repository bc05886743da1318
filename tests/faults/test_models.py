"""Model files that were made to do harm: they do not end the engine or make it hang, and what is told is what is wrong.

`make faults` tries ten thousand of each kind, and models of all architectures that llama.cpp itself writes.
"""

import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from slm_desktop.core.models import gguf
from slm_desktop.errors import Fault
from slm_desktop.library.sniff import check
from tests.bench.llama_tools import ARCHITECTURES, tools
from tests.engine import tiny
from tests.faults import hand_made
from tests.faults.models import bases
from tests.faults.trial import ANSWERS, DIED, HANGS, REFUSED, outcome_of

FILES = list(hand_made.files())
Told = Callable[[str, object], None]


def tried(*arguments: object) -> dict[str, Any]:
    """In a process of its own: it forks, and has loaded llama.cpp for that."""
    command = [sys.executable, "-m", "tests.faults.models", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("file", "reason"), [(one[1], one[2]) for one in FILES], ids=[one[0] for one in FILES])
def test_what_is_wrong_in_a_file_is_what_is_told(file: hand_made.File, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "made.gguf"
    path.write_bytes(file.encoded())
    outcome = outcome_of(str(path))
    assert outcome.kind == REFUSED, outcome.words
    said = (outcome.code, outcome.details.get("reason"))
    assert reason in said if reason else outcome.code not in ("header", "truncated", "not_gguf"), said


def test_a_token_that_is_there_twice_is_named(tmp_path: Path) -> None:
    """llama.cpp ends its process over it."""
    path = tiny.write_model(tmp_path / "m.gguf")
    data = path.read_bytes()
    assert data.count(b"<|endoftext|>") == 1
    path.write_bytes(data.replace(b"<|endoftext|>", b"<|end_of_txt>"))
    assert outcome_of(str(path)).kind == ANSWERS, "another token is no harm"
    path.write_bytes(data.replace(b"<end_of_turn>", b"<|endoftext|>"))
    outcome = outcome_of(str(path))
    assert (outcome.code, outcome.details["reason"], outcome.details["name"]) == (
        "header",
        "gguf_token_twice",
        "<|endoftext|>",
    )


@pytest.mark.parametrize("kind", ["values", "bytes"])
@pytest.mark.parametrize("count", [60, pytest.param(10_000, marks=pytest.mark.faults)])
def test_damaged_models_end_no_engine(kind: str, count: int, record_property: Told) -> None:
    found = tried(kind, count, 7)
    record_property(f"{count} models with other {kind}", found)
    assert (found[DIED], found[HANGS]) == (0, 0), found["examples"]
    assert found["wrong causes"] <= count / 100, found["examples"]
    assert found[REFUSED], "some are refused"
    assert found[ANSWERS], "and some harm nothing"


@pytest.fixture(scope="session")
def of_all_architectures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("architectures")
    subprocess.run([tools()[ARCHITECTURES], "-o", folder], check=False, capture_output=True)
    assert len(list(folder.glob("*.gguf"))) > 100
    return folder


@pytest.mark.faults
def test_models_of_all_architectures_end_no_engine(of_all_architectures: Path, record_property: Told) -> None:
    found = {path.stem: outcome_of(str(path)) for path in sorted(of_all_architectures.glob("*.gguf"))}
    record_property("models of all architectures", {name: one.words for name, one in found.items()})
    assert {name: one.words for name, one in found.items() if one.kind in (DIED, HANGS)} == {}


@pytest.mark.faults
def test_damaged_models_of_all_architectures_hardly_end_an_engine(
    of_all_architectures: Path, record_property: Told
) -> None:
    """Of single architectures llama.cpp asserts more than is known beforehand; the app outlives that."""
    found = tried("values", 10_000, 11, str(of_all_architectures))
    record_property("10,000 models of all architectures with other values", found)
    assert found[DIED] + found[HANGS] <= 5, found["examples"]


CLAIMS = {
    "tensors": replace(hand_made.File(), counts=(100_000_000, -1)),
    "a text of 1 GiB": replace(
        hand_made.File(), pairs=(hand_made.text("key") + b"\x08\0\0\0" + (2**30).to_bytes(8, "little"),)
    ),
    "a list of 2^40": replace(
        hand_made.File(), pairs=(hand_made.text("key") + b"\x09\0\0\0\x04\0\0\0" + (2**40).to_bytes(8, "little"),)
    ),
    "dimensions": replace(hand_made.File(), tensors=(hand_made.Tensor("one", (2**60,) * 4),)),
}


def refuse(path: Path) -> None:
    check(str(path))
    with path.open("rb") as file:
        gguf.read(gguf.more_of(file))


@pytest.mark.parametrize("claim", CLAIMS)
def test_whatever_a_file_claims_it_costs_little_to_find_out(claim: str, tmp_path: Path) -> None:
    path = tmp_path / "claims.gguf"
    path.write_bytes(CLAIMS[claim].encoded())
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(Fault):
        refuse(path)
    seconds, (_now, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 0.5, "far more than it takes, far less than the claim would"
    assert most < 50e6


def test_the_bases_of_the_trials_work(tmp_path: Path) -> None:
    """What is damaged was whole before."""
    found = bases()
    assert len(found) == len(tiny.ARCHITECTURES)
    for base in found:
        path = tmp_path / f"{base.name}.gguf"
        path.write_bytes(base.data)
        assert outcome_of(str(path)).kind == ANSWERS, base.name
