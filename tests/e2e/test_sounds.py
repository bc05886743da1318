"""Somebody drops a sound, asks about it, plays it, and finds it again after a restart."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import miniaudio
import pytest
from PySide6.QtWidgets import QLabel

from slm_desktop.core.records import MessageState
from slm_desktop.ui.media.sound import Sound
from slm_desktop.ui.widgets.parts import IconButton
from tests.e2e.conftest import App
from tests.e2e.pages.media import MediaPage
from tests.engine.ears import wav
from tests.engine.hearing import hearing_starter


@pytest.fixture(scope="session")
def hearing_model(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return hearing_starter(tmp_path_factory.mktemp("hearing"), model_path)


@pytest.fixture
def memo(tmp_path: Path) -> str:
    path = tmp_path / "memo.wav"
    path.write_bytes(wav(1, 2.0))
    return str(path)


def beside_draft(app: App) -> list[Sound]:
    return [one for one in app.chat._composer.media.findChildren(Sound) if one.isVisible()]


def words(sound: Sound) -> list[str]:
    return [one.accessibleName() or one.text() for one in sound.findChildren(QLabel)]


def dropped(app: App, path: str) -> None:
    app.chat.take_files([path])
    app.until(lambda: len(beside_draft(app)) == 1)


def test_a_sound_is_dropped_asked_about_and_there_after_a_restart(
    open_app: Callable[..., App], hearing_model: str, memo: str
) -> None:
    app = open_app(model=hearing_model).ready()
    dropped(app, memo)
    assert words(beside_draft(app)[0]) == ["memo.wav", "0:02"]
    assert MediaPage(app.chat).notes[:1] != ["Hearing cannot hear sounds."]
    app.limit(8)
    app.type("What is said here?")
    app.answered()
    question, answer = app.chat.session.messages
    assert answer.state == MessageState.COMPLETE
    assert beside_draft(app) == []
    app.type("Are you sure?")
    app.answered()
    later = app.chat.session.messages[-1].run
    assert later is not None
    assert later.cached > 80, "the sound was not heard again"
    app.close()

    app = open_app(model=hearing_model).ready()
    turn = app.chat.turn(question.id)
    assert turn is not None
    app.until(lambda: len(turn.findChildren(Sound)) == 1)
    app.chat.session.replay(app.chat.session.tree.message(answer.id))
    app.answered()
    repeated = app.chat.session.messages[-1].run
    assert repeated is not None
    assert repeated.repeated


def test_a_sound_beside_the_draft_is_played_and_stopped(
    open_app: Callable[..., App], hearing_model: str, memo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(model=hearing_model).ready()
    app.chat._places.media.viewer.player.backends = [miniaudio.Backend.NULL]
    dropped(app, memo)
    (sound,) = beside_draft(app)
    play, remove = sound.findChildren(IconButton)
    assert play.accessibleName() == "Play memo.wav"
    play.click()
    assert play.accessibleName() == "Stop memo.wav"
    play.click()
    assert play.accessibleName() == "Play memo.wav"
    play.click()
    app.until(lambda: play.accessibleName() == "Play memo.wav")
    remove.click()
    app.until(lambda: beside_draft(app) == [])


def test_a_model_that_cannot_hear_says_so_and_names_one_that_can(open_app: Callable[..., App], memo: str) -> None:
    app = open_app().ready()
    dropped(app, memo)
    page = MediaPage(app.chat)
    app.until(lambda: any("cannot hear sounds" in note for note in page.notes))
    entries = app.services.models.discover.catalogue.entries
    hearing = [f"Get {entry.name}, which can, about" for entry in entries if entry.hears]
    assert any(note.startswith(tuple(hearing)) for note in page.notes)
    app.type("What is said here?")
    app.banner("cannot hear sounds")
    assert len(beside_draft(app)) == 1, "nothing is lost"


def test_sounds_of_a_deleted_chat_are_deleted(open_app: Callable[..., App], hearing_model: str, memo: str) -> None:
    app = open_app(model=hearing_model).ready()
    app.limit(2)
    dropped(app, memo)
    app.type("Hello")
    app.answered()
    folder = app.services.paths.media
    (kept,) = folder.iterdir()
    assert kept.suffix == ".wav"
    app.services.chat_list.delete(app.chat.session.chat)
    app.close()
    os.utime(kept, (0, 0))
    app = open_app(model=hearing_model).ready()
    app.until(lambda: list(folder.iterdir()) == [])


def test_what_is_no_sound_is_told(open_app: Callable[..., App], tmp_path: Path) -> None:
    app = open_app().ready()
    voice = tmp_path / "voice.m4a"
    voice.write_bytes(b"\0\0\0\x20ftypM4A " + bytes(400))
    app.chat.take_files([str(voice)])
    app.banner("This file cannot be used")


def test_the_command_line_asks_about_a_sound(hearing_model: str, model_path: str, memo: str) -> None:
    def asked(model: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "slm_desktop", "chat", "--model", model, "--audio", memo, "--max-tokens", "4"]
        return subprocess.run([*command, "What is said?"], capture_output=True, text=True, check=False)

    assert asked(hearing_model).returncode == 0
    refused = asked(model_path)
    assert refused.returncode != 0
    assert "cannot hear sounds" in refused.stderr
