"""Sounds are played by the real library, on a device that is silent."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import miniaudio
import psutil
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from slm_desktop.errors import Fault
from slm_desktop.ui.media.player import Player, the_player
from tests.engine.ears import sound

SILENT = [miniaudio.Backend.NULL]


def at_once(work: Callable[[], Any], on_over: Callable[[Any], object]) -> None:
    on_over(work())


@pytest.fixture
def faults() -> list[Fault]:
    return []


@pytest.fixture
def player(qapp: object, faults: list[Fault]) -> Player:
    return Player(QObject(qapp), at_once, SILENT)  # type: ignore[arg-type]


def test_a_sound_is_played_to_its_end(player: Player, qtbot: QtBot, faults: list[Fault]) -> None:
    item = sound(1, 0.3)
    player.play(item, item.data, faults.append)
    assert player.playing == item.digest
    qtbot.waitUntil(lambda: not player.playing, timeout=60_000)
    assert faults == []


def test_another_one_takes_its_place_and_stop_ends_it(player: Player, faults: list[Fault]) -> None:
    first, second = sound(1, 5), sound(2, 5)
    told: list[str] = []
    player.changed.connect(lambda: told.append(player.playing))
    player.play(first, first.data, faults.append)
    player.play(second, second.data, faults.append)
    player.stop()
    assert told == [first.digest, "", second.digest, ""]


def test_what_was_stopped_while_it_was_begun_is_not_heard(qapp: object, faults: list[Fault]) -> None:
    later: list[tuple[Callable[[], Any], Callable[[Any], object]]] = []
    parent = QObject()
    player = Player(parent, lambda *work: later.append(work), SILENT)
    item = sound(1, 5)
    player.play(item, item.data, faults.append)
    player.stop()
    work, on_over = later.pop()
    device = work()
    on_over(device)
    close, _on_over = later.pop()
    close()
    assert not device.running
    assert not player.playing


def test_a_computer_without_speakers_says_so(
    qapp: object, faults: list[Fault], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = miniaudio.PlaybackDevice

    def on_nothing(**settings: Any) -> miniaudio.PlaybackDevice:
        """What the library does where there are no speakers: it takes a device that nobody hears."""
        return whole(**{**settings, "backends": SILENT})

    monkeypatch.setattr(miniaudio, "PlaybackDevice", on_nothing)
    parent, item = QObject(), sound(1)
    player = Player(parent, at_once)
    player.play(item, item.data, faults.append)
    assert [fault.code for fault in faults] == ["no_speakers"]
    assert not player.playing


def test_a_file_that_is_none_of_ours_is_not_played(player: Player, faults: list[Fault]) -> None:
    player.play(sound(1), b"RIFF", faults.append)
    assert [fault.code for fault in faults] == ["media"]
    assert not player.playing


def test_playing_leaves_nothing_open(player: Player, faults: list[Fault]) -> None:
    """The connection to a sound server is one of sixty-four."""
    files = psutil.Process().num_fds
    item = sound(1, 5)
    player.play(item, item.data, faults.append)
    player.stop()
    before = files()
    for _again in range(20):
        player.play(item, item.data, faults.append)
        player.stop()
    assert files() <= before + 1


def test_all_places_share_one(qapp: object) -> None:
    assert the_player(at_once) is the_player(at_once)


def test_the_end_of_the_app_ends_it(qapp: object, faults: list[Fault]) -> None:
    """What still plays while the interpreter ends would wait for its thread for ever."""
    program = (
        "import sys; from PySide6.QtCore import QCoreApplication, QTimer; import miniaudio;"
        "from slm_desktop.ui.media.player import Player; from tests.engine.ears import sound;"
        "app = QCoreApplication([]); item = sound(1, 30);"
        "player = Player(app, lambda work, over: over(work()), [miniaudio.Backend.NULL]);"
        "player.play(item, item.data, print); QTimer.singleShot(200, app.quit); app.exec()"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], timeout=60, check=False)
    assert ended.returncode == 0
