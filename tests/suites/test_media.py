"""Pictures that the file of a suite names: from its own folder alone, each read once, and back again as they were."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.engines.media import MOST_MEDIA, Media
from slm_desktop.errors import Fault, explain
from slm_desktop.services.media import MediaIntake
from slm_desktop.store.media import MediaFiles
from slm_desktop.suites import files
from slm_desktop.suites import media as suite_media
from slm_desktop.suites.files import Form, parse, read, to_json, to_promptfoo, to_yaml
from tests.engine.ears import wav
from tests.engine.eyes import image, png


@pytest.fixture
def intake(tmp_path: Path) -> MediaIntake:
    return MediaIntake(MediaFiles(tmp_path / "kept"))


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


def refused(path: Path, intake: MediaIntake) -> Fault:
    with pytest.raises(Fault) as raised:
        read(path, intake.named)
    return raised.value


def test_they_lie_beside_the_file_or_below_it(file: Callable[[str], Path], intake: MediaIntake) -> None:
    (prompt,) = read(file("[chart.png, more/photo.jpg]"), intake.named).suite.prompts
    assert [one.name for one in prompt.media] == ["chart.png", "photo.jpg"]
    assert all(intake.has(one) for one in prompt.media)


@pytest.mark.parametrize("way", ["../private.png", "{tmp}/private.png", "link.png", "more/../../private.png"])
def test_none_is_taken_from_elsewhere(
    file: Callable[[str], Path], intake: MediaIntake, tmp_path: Path, way: str
) -> None:
    os.symlink(tmp_path / "private.png", tmp_path / "suite" / "link.png")
    fault = refused(file(f"['{way.format(tmp=tmp_path)}']"), intake)
    assert (fault.code, fault.details["reason"]) == ("suite_media_item", "media_elsewhere")
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("names", "code", "words"),
    [
        ("[gone.png]", "suite_media_item", "“gone.png”, of prompt 1: "),
        ("[mine.yaml]", "suite_media_item", "it is neither a picture"),
        ("['data:image/png;base64,%%']", "suite_media_item", "damaged"),
        ("['http://somewhere/cat.png']", "suite_media_item", "“http://somewhere/cat.png”"),
        ('["a\\0b"]', "suite_media_item", "name is not valid text"),
        ("chart.png", "suite_broken", "1 has pictures that are no names of files"),
        ("[{digest: abc, format: png, width: 1, height: 1}]", "suite_broken", "no names of files"),
        (
            f"[{', '.join(['chart.png'] * (MOST_MEDIA + 1))}]",
            "suite_media",
            "has 17 pictures and sounds; 16 are possible",
        ),
    ],
)
def test_what_is_no_picture_is_told_with_its_place(
    file: Callable[[str], Path], intake: MediaIntake, names: str, code: str, words: str
) -> None:
    fault = refused(file(names), intake)
    assert fault.code == code
    assert words in explain(fault.code, fault.details).cause


def test_a_picture_that_several_prompts_name_is_read_once() -> None:
    asked: list[str] = []

    def take(name: str) -> Media:
        asked.append(name)
        return Media("a" * 64, "png", 4, 3, name=name)

    lines = b"\n".join(b'{"prompt": "What is this?", "pictures": ["chart.png"]}' for _prompt in range(3))
    suite = parse(lines, Form.JSON_LINES, "Mine", take).suite
    assert [len(prompt.media) for prompt in suite.prompts] == [1, 1, 1]
    assert asked == ["chart.png"]


def test_too_many_different_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite_media, "MOST_OF_SUITE", 2)
    lines = b"\n".join(b'{"prompt": "What is this?", "pictures": ["%d.png"]}' % at for at in range(3))
    with pytest.raises(Fault, match="suite_media_many"):
        parse(lines, Form.JSON_LINES, "Mine", lambda name: Media("a" * 64, "png", 4, 3, name=name))


@pytest.mark.parametrize(("write", "form"), [(to_yaml, Form.YAML), (to_json, Form.JSON)])
def test_a_suite_takes_them_along(
    file: Callable[[str], Path], intake: MediaIntake, write: Callable[..., bytes], form: Form
) -> None:
    suite = read(file("[chart.png]"), intake.named).suite
    (prompt,) = parse(write(suite, intake.data), form, "", lambda name: intake.named(name, Path())).suite.prompts
    assert [one.digest for one in prompt.media] == [suite.prompts[0].media[0].digest]


def test_a_suite_that_could_not_be_read_again_is_not_written(
    file: Callable[[str], Path], intake: MediaIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = read(file("[chart.png]"), intake.named).suite
    monkeypatch.setattr(files, "LARGEST_YAML", 100)
    with pytest.raises(Fault, match="suite_yaml"):
        to_yaml(suite, intake.data)


def test_another_program_is_not_given_them_and_that_is_told(file: Callable[[str], Path], intake: MediaIntake) -> None:
    _made, left_out = to_promptfoo(read(file("[chart.png]"), intake.named).suite)
    assert left_out["pictures"] == 1


def test_what_is_shown_of_a_name_is_visible(file: Callable[[str], Path], intake: MediaIntake) -> None:
    fault = refused(file('["\\u001b[31m\\u202egnp"]'), intake)
    assert fault.code == "suite_media_item"
    assert "\u001b" not in str(fault.details["name"])
    assert "\u202e" not in str(fault.details["name"])


@pytest.mark.parametrize("rounds", ["9" * 4000, "0x" + "f" * 5000])
def test_numbers_beyond_all_measure_are_refused_with_words(rounds: str) -> None:
    with pytest.raises(Fault) as raised:
        parse(f"title: Mine\nrounds: {rounds}\nprompts:\n- prompt: Hi\n".encode(), Form.YAML)
    assert len(explain(raised.value.code, raised.value.details).cause) < 500


def test_sounds_have_a_key_of_their_own_and_come_back_under_it(tmp_path: Path, intake: MediaIntake) -> None:
    (tmp_path / "words.wav").write_bytes(wav(1))
    (tmp_path / "chart.png").write_bytes(png(image(1)))
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nprompts:\n- prompt: Both?\n  audio: [words.wav]\n  pictures: [chart.png]\n")
    suite = read(path, intake.named).suite
    assert [one.name for one in suite.prompts[0].media] == ["chart.png", "words.wav"]
    for form, written in ((Form.JSON, to_json(suite, intake.data)), (Form.YAML, to_yaml(suite, intake.data))):
        (again,) = parse(written, form, take=lambda name: intake.named(name, tmp_path)).suite.prompts
        assert [one.digest for one in again.media] == [one.digest for one in suite.prompts[0].media]
    assert set(to_promptfoo(suite)[1]) >= {"pictures", "audio"}


def test_a_name_that_is_none_says_under_which_key(tmp_path: Path, intake: MediaIntake) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nprompts:\n- prompt: Both?\n  audio: words.wav\n")
    fault = refused(path, intake)
    assert "write audio: [question.wav]" in explain(fault.code, fault.details).cause


def test_media_of_both_kinds_keep_their_order(tmp_path: Path, intake: MediaIntake) -> None:
    for name, data in (("a.wav", wav(1)), ("b.png", png(image(1)))):
        (tmp_path / name).write_bytes(data)
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nprompts:\n- prompt: Both?\n  pictures: [a.wav, b.png]\n")
    suite = read(path, intake.named).suite
    (again,) = parse(
        to_json(suite, intake.data), Form.JSON, take=lambda name: intake.named(name, tmp_path)
    ).suite.prompts
    assert [one.is_sound for one in again.media] == [True, False]


def test_json_that_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(Fault, match="suite_large"):
        to_json(files.built_in("en"), lambda _item: b"")
