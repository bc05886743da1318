"""The conversation as it scrolls: the way back to its end, and presets that come with the app."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from slm_desktop.core.sampling import DEFAULTS, SHIPPED, complete
from slm_desktop.ui.chat.presets import PresetBar
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.actions import Editor
from slm_desktop.ui.transcript.view import Transcript
from tests.core.world import World
from tests.ui.verbs import NO_VERBS


def test_a_button_leads_to_the_end_while_that_is_out_of_sight(qtbot: QtBot, theme: Theme) -> None:
    world = World()
    session = world.chat_list.new()
    for at in range(12):
        world.exchange(session, f"Question {at}", *(["A long answer in many words. "] * 12))
    view = Transcript(theme, NO_VERBS)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    view.show_session(session)
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 1000 and bar.value() >= bar.maximum() - 4)
    assert view._end.isHidden()
    bar.setValue(0)
    qtbot.waitUntil(lambda: not view._end.isHidden())
    assert view.viewport().rect().contains(view._end.geometry())
    view._end.click()
    qtbot.waitUntil(lambda: bar.value() >= bar.maximum() - 4 and view._end.isHidden())


def test_words_are_as_wide_whether_there_is_something_to_scroll_or_not(qtbot: QtBot, theme: Theme) -> None:
    """Else there is a height at which the bar is needed only while it is there: it came and went until Qt crashed."""
    world = World()
    session = world.chat_list.new()
    world.exchange(session, "A question", *(["A long answer in many words. "] * 40))
    view = Transcript(theme, NO_VERBS)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    view.show_session(session)
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    narrow = view.viewport().width()
    view.resize(500, 2000)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    QApplication.processEvents()
    view.grab()
    assert view.viewport().width() == narrow


def test_shipped_presets_are_in_the_menu_and_are_recognised(qtbot: QtBot, theme: Theme) -> None:
    world = World()
    bar = PresetBar(theme, world.chat_list, world.model, lambda _path: {})
    qtbot.addWidget(bar)
    session = world.chat_list.new()
    bar.show_session(session)
    menu = bar.menu()
    offered = {action.text(): action for action in menu.actions()}
    assert set(SHIPPED) <= set(offered)
    offered["Precise"].trigger()
    assert session.sampling == complete(SHIPPED["Precise"])
    bar.refresh()
    assert bar._choice.text() == "Precise"
    assert {action.text() for action in bar.menu().actions() if action.isChecked()} == {"Precise"}
    session.set_sampling(DEFAULTS)
    bar.refresh()
    assert bar._choice.text() == "Defaults"


def test_what_the_makers_of_a_model_recommend_is_the_first_preset(qtbot: QtBot, theme: Theme) -> None:
    world = World()
    bar = PresetBar(theme, world.chat_list, world.model, {"/m.gguf": {"temperature": 0.6, "top_k": 20.0}}.__getitem__)
    qtbot.addWidget(bar)
    session = world.chat_list.new()
    bar.show_session(session)
    words = [action.text() for action in bar.menu().actions()]
    assert words[:3] == ["Defaults", "Recommended for this model", "Precise"]
    bar.menu().actions()[1].trigger()
    assert session.sampling == complete({"temperature": 0.6, "top_k": 20})
    bar.refresh()
    assert bar._choice.text() == "Recommended for this model"

    # What the file itself says comes before what is known of it.
    engine = world.model.engine
    assert engine is not None
    assert engine.loaded is not None
    engine.loaded = msgspec.structs.replace(engine.loaded, recommended={"temperature": 1.0})
    bar.menu().actions()[1].trigger()
    assert session.sampling == complete({"temperature": 1.0})


def test_shipped_presets_differ_from_one_another_and_from_the_defaults() -> None:
    values = [complete(differing) for differing in SHIPPED.values()]
    assert all(one != DEFAULTS for one in values)
    assert len({tuple(sorted(one.items())) for one in values}) == len(values)
    assert all(
        one[name] == value
        for one, differing in zip(values, SHIPPED.values(), strict=True)
        for name, value in differing.items()
    )


def test_a_second_esc_leaves_an_edited_message_and_enter_presses_a_button(qtbot: QtBot) -> None:
    left = []
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        editor = Editor("before", "Send")
        qtbot.addWidget(editor)
        editor.cancelled.connect(lambda: left.append(1))
        editor.show()
        editor.begin()
        qtbot.keyClicks(editor._field, " and more")
        qtbot.keyClick(editor._field, Qt.Key.Key_Escape)
        assert not left
        qtbot.keyClick(editor._leave, key)
        assert left == [1]
        left.clear()
