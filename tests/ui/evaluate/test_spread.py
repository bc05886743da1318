"""The switch that spreads a run over servers: it is there only where it does something, and says where words go."""

import pytest
from pytestqt.qtbot import QtBot

from slm_desktop.core.evaluate.records import Candidate
from slm_desktop.core.models.remotes import RemoteOffer, Remotes, RemoteServer
from slm_desktop.ui.evaluate.spread import SpreadChip
from tests.fakes import FakeClock
from tests.ui.test_remotes_page import Far

HERE, THERE = Candidate("here", "/models/m.gguf"), Candidate("there", "http://a:1#m")


@pytest.fixture
def chip(qtbot: QtBot) -> SpreadChip:
    far = Far()
    far.kept = [
        RemoteServer("http://a:1", models=(RemoteOffer("m"), RemoteOffer("other"))),
        RemoteServer("http://b:2", models=(RemoteOffer("m"),)),
        RemoteServer("http://c:3", models=(RemoteOffer("other"),)),
    ]
    made = SpreadChip(Remotes(far, far, FakeClock()).also_at)
    qtbot.addWidget(made)
    return made


def test_a_model_that_two_servers_have_can_be_spread_over_them(chip: SpreadChip) -> None:
    chip.show_candidates([HERE, THERE])
    assert not chip.isHidden()
    assert "2" in chip.text()
    assert "a:1" in chip.toolTip()
    assert "b:2" in chip.toolTip()
    assert "c:3" not in chip.toolTip()
    assert chip.over([HERE, THERE]) == [HERE, THERE]  # Nothing goes anywhere before it is switched on.
    chip.setChecked(True)
    assert [one.also_at for one in chip.over([HERE, THERE])] == [(), ("http://b:2#m",)]


def test_what_is_nowhere_else_shows_no_switch(chip: SpreadChip) -> None:
    chip.show_candidates([HERE])
    assert chip.isHidden()
