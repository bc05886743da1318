"""Sounds are played by the real library, on a device that is silent."""

from collections.abc import Callable
from typing import Any

import miniaudio
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from slm_desktop.errors import Fault
from slm_desktop.ui.media.player import Player
from tests.engine.ears import sound

SILENT = [miniaudio.Backend.NULL]


def at_once(work: Callable[[], Any], on_over: Callable[[Any], object]) -> None:
    on_over(work())


@pytest.fixture
def faults() -> list[Fault]:
    return []


@pytest.fixture
def player(qapp: object, faults: list[Fault]) -> Player:
    return Player(QObject(qapp), at_once, faults.append, SILENT)  # type: ignore[arg-type]


def test_a_sound_is_played_to_its_end(player: Player, qtbot: QtBot, faults: list[Fault]) -> None:
    item = sound(1, 0.3)
    player.play(item, item.data)
    assert player.playing == item.digest
    qtbot.waitUntil(lambda: not player.playing, timeout=60_000)
    assert faults == []


def test_another_one_takes_its_place_and_stop_ends_it(player: Player) -> None:
    first, second = sound(1, 5), sound(2, 5)
    told: list[str] = []
    player.changed.connect(lambda: told.append(player.playing))
    player.play(first, first.data)
    player.play(second, second.data)
    player.stop()
    assert told == [first.digest, "", second.digest, ""]


def test_what_was_stopped_while_it_was_begun_is_not_heard(qapp: object, faults: list[Fault]) -> None:
    later: list[tuple[Callable[[], Any], Callable[[Any], object]]] = []
    parent = QObject()
    player = Player(parent, lambda *work: later.append(work), faults.append, SILENT)
    item = sound(1, 5)
    player.play(item, item.data)
    player.stop()
    work, on_over = later.pop()
    device = work()
    on_over(device)
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
    player = Player(parent, at_once, faults.append)
    player.play(item, item.data)
    assert [fault.code for fault in faults] == ["no_speakers"]
    assert not player.playing


def test_a_file_that_is_none_of_ours_is_not_played(player: Player, faults: list[Fault]) -> None:
    player.play(sound(1), b"RIFF")
    assert [fault.code for fault in faults] == ["media"]
    assert not player.playing
