"""Files that engines fill are there as a whole or not at all, and whoever waits for one always gets an answer."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slm_desktop.core.faults import Faults
from slm_desktop.errors import Fault
from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths
from slm_desktop.services import workshop
from slm_desktop.services.services import Services
from slm_desktop.services.workshop import ModelFiles

Begin = Callable[[Path], str]
Finish = Callable[[str, Path], Fault | None]


@pytest.fixture
def services(own_data: Paths) -> Iterator[Services]:
    made = Services(own_data, Faults())
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "models of mine"
    made.mkdir()
    return made


@pytest.fixture
def files(services: Services) -> ModelFiles:
    return ModelFiles(services.context)


@pytest.fixture
def finish(services: Services, files: ModelFiles) -> Finish:
    def finished(half: str, target: Path) -> Fault | None:
        answers: list[Fault | None] = []
        files.finish(half, str(target), answers.append)
        services.loop.run_until(lambda: bool(answers))
        return answers[0]

    return finished


@pytest.fixture
def begin(services: Services, files: ModelFiles) -> Begin:
    def begun(target: Path) -> str:
        answers: list[str | Fault] = []
        files.begin(str(target), answers.append)
        services.loop.run_until(lambda: bool(answers))
        answer = answers[0]
        if isinstance(answer, Fault):
            raise answer
        return answer

    return begun


def filled(begin: Begin, target: Path) -> str:
    half = begin(target)
    shutil.copy(starter() or "", half)
    return half


def test_a_file_takes_its_name_when_it_is_whole(begin: Begin, finish: Finish, folder: Path) -> None:
    target = folder / "model.gguf"
    half = filled(begin, target)
    assert not target.exists()
    assert finish(half, target) is None
    assert os.listdir(folder) == ["model.gguf"]


@pytest.mark.parametrize("spoil", [lambda half: os.truncate(half, 10**6), os.unlink], ids=["cut", "gone"])
def test_what_is_not_whole_is_told_and_goes(
    begin: Begin,
    finish: Finish,
    folder: Path,
    spoil: Callable[[str], None],
) -> None:
    half = filled(begin, folder / "model.gguf")
    spoil(half)
    assert isinstance(finish(half, folder / "model.gguf"), Fault)
    assert os.listdir(folder) == []


def test_an_error_that_nobody_thought_of_is_an_answer_too(
    begin: Begin,
    finish: Finish,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_path: str) -> None:
        raise RuntimeError("never seen")

    monkeypatch.setattr(workshop, "check_whole", broken)
    fault = finish(filled(begin, folder / "model.gguf"), folder / "model.gguf")
    assert fault is not None
    assert "never seen" in str(fault.details["reason"])


def test_one_that_is_given_up_takes_no_later_one_of_its_name_with_it(
    services: Services, files: ModelFiles, begin: Begin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshop, "ENDED_SECONDS", 0.01)
    files.discard(begin(folder / "model.gguf"))
    second = begin(folder / "model.gguf")
    done: list[None] = []
    services.jobs.submit(workshop.FILES, lambda: services.loop.post(lambda: done.append(None)), after=0.05)
    services.loop.run_until(lambda: bool(done))
    assert Path(second).exists()


@pytest.mark.parametrize("name", ["x" * 250, "a**b", "[a]?"])
def test_names_that_are_long_or_patterns(files: ModelFiles, begin: Begin, folder: Path, name: str) -> None:
    target = folder / f"{name}.gguf"
    if len(name) > 200:
        with pytest.raises(Fault, match="file"):
            begin(target)
    else:
        files.discard(begin(target))
    assert os.listdir(folder) == []


def test_a_file_system_without_second_names_will_do(
    begin: Begin,
    finish: Finish,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_names: object) -> None:
        raise OSError(errno.EPERM, "not here")

    monkeypatch.setattr(os, "link", refused)
    target = folder / "model.gguf"
    assert finish(filled(begin, target), target) is None
    assert os.listdir(folder) == ["model.gguf"]
    (folder / "other.gguf").write_bytes(b"mine")
    half = folder / "half"
    shutil.copy(target, half)
    fault = finish(str(half), folder / "other.gguf")
    assert fault is not None
    assert fault.code == "quant_exists"
    assert (folder / "other.gguf").read_bytes() == b"mine"
