"""Pictures that the file of a suite names: from its own folder alone, each read once, and back again as they were."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.engines.pictures import MOST_PICTURES, Picture
from slm_desktop.errors import Fault, explain
from slm_desktop.services.pictures import PictureIntake
from slm_desktop.store.pictures import Pictures
from slm_desktop.suites import files
from slm_desktop.suites import pictures as suite_pictures
from slm_desktop.suites.files import Form, parse, read, to_json, to_promptfoo, to_yaml
from tests.engine.eyes import image, png


@pytest.fixture
def intake(tmp_path: Path) -> PictureIntake:
    return PictureIntake(Pictures(tmp_path / "kept"))


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """The file of a suite with one prompt, whose pictures are so written; `chart.png` lies beside it."""
    folder = tmp_path / "suite"
    (folder / "more").mkdir(parents=True)
    (folder / "chart.png").write_bytes(png(image(1)))
    (folder / "more" / "photo.jpg").write_bytes(png(image(2)))
    (tmp_path / "private.png").write_bytes(png(image(3)))

    def written(names: str) -> Path:
        path = folder / "mine.yaml"
        path.write_text(f"title: Mine\nprompts:\n- prompt: What is this?\n  pictures: {names}\n")
        return path

    return written


def refused(path: Path, intake: PictureIntake) -> Fault:
    with pytest.raises(Fault) as raised:
        read(path, intake.named)
    return raised.value


def test_they_lie_beside_the_file_or_below_it(file: Callable[[str], Path], intake: PictureIntake) -> None:
    (prompt,) = read(file("[chart.png, more/photo.jpg]"), intake.named).suite.prompts
    assert [one.name for one in prompt.pictures] == ["chart.png", "photo.jpg"]
    assert all(intake.has(one) for one in prompt.pictures)


@pytest.mark.parametrize("way", ["../private.png", "{tmp}/private.png", "link.png", "more/../../private.png"])
def test_none_is_taken_from_elsewhere(
    file: Callable[[str], Path], intake: PictureIntake, tmp_path: Path, way: str
) -> None:
    os.symlink(tmp_path / "private.png", tmp_path / "suite" / "link.png")
    fault = refused(file(f"['{way.format(tmp=tmp_path)}']"), intake)
    assert (fault.code, fault.details["reason"]) == ("suite_picture", "picture_elsewhere")
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("names", "code", "words"),
    [
        ("[gone.png]", "suite_picture", "“gone.png”, of prompt 1: "),
        ("[mine.yaml]", "suite_picture", "it is not a picture"),
        ("['data:image/png;base64,%%']", "suite_picture", "damaged"),
        ("['http://somewhere/cat.png']", "suite_picture", "“http://somewhere/cat.png”"),
        ('["a\\0b"]', "suite_picture", "name is not valid text"),
        ("chart.png", "suite_broken", "1 has pictures that are no names of files"),
        ("[{digest: abc, format: png, width: 1, height: 1}]", "suite_broken", "no names of files"),
        (f"[{', '.join(['chart.png'] * (MOST_PICTURES + 1))}]", "suite_pictures", "has 17 pictures; 16 are possible"),
    ],
)
def test_what_is_no_picture_is_told_with_its_place(
    file: Callable[[str], Path], intake: PictureIntake, names: str, code: str, words: str
) -> None:
    fault = refused(file(names), intake)
    assert fault.code == code
    assert words in explain(fault.code, fault.details).cause


def test_a_picture_that_several_prompts_name_is_read_once() -> None:
    asked: list[str] = []

    def take(name: str) -> Picture:
        asked.append(name)
        return Picture("a" * 64, "png", 4, 3, name=name)

    lines = b"\n".join(b'{"prompt": "What is this?", "pictures": ["chart.png"]}' for _prompt in range(3))
    suite = parse(lines, Form.JSON_LINES, "Mine", take).suite
    assert [len(prompt.pictures) for prompt in suite.prompts] == [1, 1, 1]
    assert asked == ["chart.png"]


def test_too_many_different_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite_pictures, "MOST_OF_SUITE", 2)
    lines = b"\n".join(b'{"prompt": "What is this?", "pictures": ["%d.png"]}' % at for at in range(3))
    with pytest.raises(Fault, match="suite_pictures_many"):
        parse(lines, Form.JSON_LINES, "Mine", lambda name: Picture("a" * 64, "png", 4, 3, name=name))


@pytest.mark.parametrize(("write", "form"), [(to_yaml, Form.YAML), (to_json, Form.JSON)])
def test_a_suite_takes_them_along(
    file: Callable[[str], Path], intake: PictureIntake, write: Callable[..., bytes], form: Form
) -> None:
    suite = read(file("[chart.png]"), intake.named).suite
    (prompt,) = parse(write(suite, intake.data), form, "", lambda name: intake.named(name, Path())).suite.prompts
    assert [one.digest for one in prompt.pictures] == [suite.prompts[0].pictures[0].digest]


def test_a_suite_that_could_not_be_read_again_is_not_written(
    file: Callable[[str], Path], intake: PictureIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = read(file("[chart.png]"), intake.named).suite
    monkeypatch.setattr(files, "LARGEST_YAML", 100)
    with pytest.raises(Fault, match="suite_yaml"):
        to_yaml(suite, intake.data)


def test_another_program_is_not_given_them_and_that_is_told(file: Callable[[str], Path], intake: PictureIntake) -> None:
    _made, left_out = to_promptfoo(read(file("[chart.png]"), intake.named).suite)
    assert left_out["pictures"] == 1


def test_what_is_shown_of_a_name_is_visible(file: Callable[[str], Path], intake: PictureIntake) -> None:
    fault = refused(file('["\\u001b[31m\\u202egnp"]'), intake)
    assert fault.code == "suite_picture"
    assert "\u001b" not in str(fault.details["name"])
    assert "\u202e" not in str(fault.details["name"])


@pytest.mark.parametrize("rounds", ["9" * 4000, "0x" + "f" * 5000])
def test_numbers_beyond_all_measure_are_refused_with_words(rounds: str) -> None:
    with pytest.raises(Fault) as raised:
        parse(f"title: Mine\nrounds: {rounds}\nprompts:\n- prompt: Hi\n".encode(), Form.YAML)
    assert len(explain(raised.value.code, raised.value.details).cause) < 500
