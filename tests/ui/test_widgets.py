"""Sliders, composer, notices, graph, loop, settings page."""

import threading
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.events import Sample
from slm_desktop.core.engines.metrics import Memory, Speed, Timeline
from slm_desktop.core.sampling import BY_NAME, DEFAULTS, PARAMETERS, Parameter
from slm_desktop.loop import Loop
from slm_desktop.settings import Settings
from slm_desktop.ui.banners import Banner, Step
from slm_desktop.ui.chat.composer import Composer
from slm_desktop.ui.chat.inspector import Inspector
from slm_desktop.ui.settings.page import SettingsPage
from slm_desktop.ui.theme import TOKENS, Theme
from slm_desktop.ui.waker import Waker
from slm_desktop.ui.widgets.graph import LiveGraph
from slm_desktop.ui.widgets.parameters import Parameters
from slm_desktop.ui.widgets.slider import Scale, Slider, SliderRow
from tests.fakes import NOWHERE, FakeClock, FakeProcesses, choice_of, pool_of

NUMBERS = [row for row in PARAMETERS if row.kind in ("float", "int") and row.name != "seed"]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.name)
def test_every_position_of_a_slider_is_a_possible_value_and_the_ends_are_reached(row: Parameter) -> None:
    scale = Scale(row)
    values = [scale.value(position) for position in range(scale.count + 1)]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (row.low, row.high)
    assert all(row.clamp(value) == value for value in values)
    assert scale.value(scale.position(float(row.default))) == pytest.approx(row.default, rel=0.05)


def model_with(timeline: Timeline) -> ActiveModel:
    """A model of which these things were measured."""
    model = ActiveModel(pool_of(FakeProcesses(), FakeClock()), FakeClock())
    model.timeline = timeline
    model.load(choice_of("/m.gguf"))
    return model


def turn_wheel(slider: Slider) -> None:
    middle = QPointF(slider.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(slider.mapToGlobal(slider.rect().center())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, event)


def test_the_wheel_turns_a_slider_that_was_chosen_until_the_panel_is_scrolled(qtbot: QtBot, theme: Theme) -> None:
    area, body = QScrollArea(), QWidget()
    whole = QVBoxLayout(body)
    row = SliderRow(theme, BY_NAME["temperature"])
    whole.addWidget(row)
    whole.addSpacing(2000)
    area.setWidget(body)
    area.resize(300, 300)
    qtbot.addWidget(area)
    area.show()
    slider = row.findChild(Slider)
    assert slider is not None
    area.activateWindow()
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton)
    slider.setFocus()
    qtbot.waitUntil(slider.hasFocus)
    before = slider.value()
    turn_wheel(slider)
    chosen = slider.value()
    area.verticalScrollBar().setValue(20)
    turn_wheel(slider)
    assert chosen != before
    assert slider.value() == chosen, "it went on scrolling"


def test_keys_move_a_slider_by_a_step_and_with_shift_by_ten(qtbot: QtBot, theme: Theme) -> None:
    row = SliderRow(theme, BY_NAME["temperature"])
    qtbot.addWidget(row)
    slider = row.findChild(Slider)
    emitted: list[float] = []
    row.changed.connect(emitted.append)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert emitted == [0.85, 1.35, 1.3]


@pytest.mark.parametrize(
    ("typed", "value"), [("1.25", 1.25), ("0,5", 0.5), ("99", 2.0), ("nonsense", 0.8), ("-3", 0.0), ("nan", 0.8)]
)
def test_a_value_can_be_typed_and_is_brought_into_range(qtbot: QtBot, theme: Theme, typed: str, value: float) -> None:
    row = SliderRow(theme, BY_NAME["temperature"])
    qtbot.addWidget(row)
    field = row.findChild(QLineEdit)
    assert field is not None
    field.setText(typed)
    field.editingFinished.emit()
    assert row._value == value
    assert float(field.text()) == value


def test_esc_takes_back_what_was_typed(qtbot: QtBot, theme: Theme) -> None:
    row = SliderRow(theme, BY_NAME["temperature"])
    qtbot.addWidget(row)
    row.show()
    field = row.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, "1.5")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.80"
    field.editingFinished.emit()
    assert row._value == 0.8


def test_the_reset_dot_shows_only_when_changed_and_resets(qtbot: QtBot, theme: Theme) -> None:
    row = SliderRow(theme, BY_NAME["top_k"])
    qtbot.addWidget(row)
    row.show()
    reset = row.findChild(QToolButton)
    assert reset is not None
    assert not reset.isVisible()
    row.take(7)
    assert reset.isVisible()
    reset.click()
    assert row._value == 40


def test_the_inspector_has_a_control_for_every_parameter(qtbot: QtBot, theme: Theme) -> None:
    inspector = Inspector(theme, QWidget(), advanced=True)
    qtbot.addWidget(inspector)
    inspector.show_values({**DEFAULTS, "top_k": 3.0})
    inspector.fill()
    assert set(inspector._rows) == {row.name for row in PARAMETERS}
    emitted: list[tuple[str, object]] = []
    inspector.changed.connect(lambda name, value: emitted.append((name, value)))
    inspector.show_values({**DEFAULTS, "stop": "END", "seed": 5.0, "mirostat": 2.0})
    assert emitted == []
    stop = next(edit for edit in inspector.findChildren(QPlainTextEdit))
    stop.setPlainText("X")
    assert emitted == [("stop", "X")]


def test_names_for_screen_readers(qtbot: QtBot, theme: Theme) -> None:
    inspector, composer = Inspector(theme, QWidget(), advanced=True), Composer(theme)
    inspector.fill()
    page = SettingsPage(theme, Settings(), NOWHERE)
    for widget in (inspector, composer, page):
        qtbot.addWidget(widget)
        for kind in (Slider, QLineEdit, QComboBox, QPlainTextEdit, QSpinBox, QCheckBox):
            for control in widget.findChildren(kind):
                inner = control.objectName() == "qt_spinbox_lineedit"
                assert inner or control.accessibleName(), control
        for button in (*widget.findChildren(QToolButton), *widget.findChildren(QPushButton)):
            assert button.accessibleName() or button.text(), button


def test_a_notice_has_its_step_as_a_button_and_folds_the_details(qtbot: QtBot, theme: Theme) -> None:
    done: list[int] = []
    notice = Banner(
        theme=theme,
        tone="bad",
        title="<b>It</b> failed",
        text="Because.",
        steps=[Step("Try again", lambda: done.append(1))],
        details="line one\nline two",
    )
    qtbot.addWidget(notice)
    notice.show()
    buttons = {button.text(): button for button in notice.findChildren(QPushButton)}
    buttons["Try again"].click()
    assert done == [1]
    details = notice.findChild(QPlainTextEdit)
    assert details is not None
    assert not details.isVisible()
    buttons["Details"].click()
    assert details.isVisible()
    buttons["Copy details"].click()
    assert QApplication.clipboard().text() == "line one\nline two"


def measured(timeline: Timeline, begin: float) -> None:
    for step in range(20):
        timeline.sample(
            begin + step * 0.25,
            Sample(0, 100_000_000, 50_000_000, 10_000_000 + step * 2_000_000, 50.0, {"GPU0": 7_000_000}),
        )
        timeline.tokens(begin + step * 0.25, 1, "M", 10)
    timeline.mark(begin + 1, "change", "temperature", "0.8", "1.2")
    timeline.ended(begin + 5, 1, "M")


def test_the_graph_draws_what_was_measured_and_saves_it(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    timeline = Timeline()
    graph = LiveGraph(theme, model_with(timeline), lambda: 105.0)
    qtbot.addWidget(graph)
    graph.resize(328, 400)
    graph.show()
    graph.build()
    measured(timeline, 100.0)
    qtbot.waitUntil(lambda: graph._memory.text() == "0.20")
    graph._draw()
    curve = graph._plots._speeds["M"]
    assert max(rate for rate in curve.yData if rate == rate) == pytest.approx(40, rel=0.1)
    assert graph._plots._labels[0].toPlainText() == "T 0.8→1.2"
    graph.save_png(tmp_path / "g.png")
    graph.save_csv(tmp_path / "g.csv")
    assert (tmp_path / "g.png").stat().st_size > 1000
    rows = (tmp_path / "g.csv").read_text().splitlines()
    assert rows[0].startswith("seconds,kind")
    assert any(",change,temperature,,,,,,0.8,1.2" in row for row in rows)
    theme.choose("dark")
    theme.choose("light")


def test_the_graph_draws_what_is_seen_of_a_long_time_and_the_rest_when_it_is_zoomed_out(
    qtbot: QtBot, theme: Theme
) -> None:
    timeline = Timeline()
    for second in range(600):
        timeline.speeds.append(Speed(float(second), "M", 10.0 if second > 300 else 90.0))
        timeline.memory.append(Memory(at=float(second), weights=10**8, kv=0, rest=0, cpu=100, devices={}))
    graph = LiveGraph(theme, model_with(timeline), lambda: 600.0)
    qtbot.addWidget(graph)
    graph.resize(328, 400)
    graph.show()
    graph.build()
    graph._draw()
    plots = graph._plots

    def drawn() -> tuple[float, float, float]:
        times, rates = plots._speeds["M"].getData()
        return times[0], times[-1], rates.max()

    first, last, fastest = drawn()
    assert -34 < first <= -30
    assert (last, fastest) == (-1, 10)
    assert plots._areas["weights"].getData()[0][0] < -30
    plots.speed.getViewBox().setXRange(-600, 0, padding=0)
    assert drawn() == (-600, -1, 90)
    graph._pause.click()
    plots.speed.getViewBox().setXRange(-310, -290, padding=0)
    assert drawn() == (-312, -289, 90)


def test_a_hidden_or_paused_graph_draws_nothing(qtbot: QtBot, theme: Theme) -> None:
    timeline = Timeline()
    graph = LiveGraph(theme, model_with(timeline), lambda: 105.0)
    qtbot.addWidget(graph)
    graph.build()
    drawn: list[int] = []
    graph._plots.draw = lambda *_ignored: drawn.append(1)
    measured(timeline, 100.0)
    assert not graph._timer.isActive()
    graph.show()
    assert drawn
    drawn.clear()
    graph._pause.click()
    measured(timeline, 110.0)
    assert not graph._timer.isActive()
    assert not drawn


def test_calls_from_threads_run_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    loop, ran = Loop(), list[tuple[int, bool]]()
    main = threading.get_ident()

    def post(numbers: range) -> None:
        for number in numbers:
            loop.post(partial(note, number))

    def note(number: int) -> None:
        ran.append((number, threading.get_ident() == main))

    post(range(3))
    waker = Waker(loop)
    thread = threading.Thread(target=post, args=(range(3, 500),))
    thread.start()
    qtbot.waitUntil(lambda: len(ran) == 500)
    thread.join()
    assert ran == [(number, True) for number in range(500)]
    waker.deleteLater()


def test_a_call_that_raises_does_not_cost_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, ran = Loop(), list[int]()
    reported: list[object] = []
    monkeypatch.setattr("sys.excepthook", lambda *error: reported.append(error[1]))
    loop.post(lambda: ran.append(1))
    loop.post(lambda: ran.append(1 // 0))
    loop.post(lambda: ran.append(2))
    loop.drain()
    assert ran == [1, 2]
    assert isinstance(reported[0], ZeroDivisionError)


def test_both_themes_have_every_colour_and_readable_text(theme: Theme) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for number in (0, 1):
        for text in ("text", "text2", "text3", "accentText", "ok", "warn", "bad"):
            for ground in ("window", "sidebar", "content", "raised", "sunken", "hover"):
                light, dark = sorted((luminance(TOKENS[text][number]), luminance(TOKENS[ground][number])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground, number)


def test_buttons_of_a_notice_stand_below_one_another_where_a_line_has_no_room(qtbot: QtBot, theme: Theme) -> None:
    steps = [Step("Choose another file", lambda: None), Step("Load with a smaller context", lambda: None)]
    notice = Banner(theme=theme, tone="bad", title="Title", text="Words", steps=steps, details="details")
    qtbot.addWidget(notice)
    notice.show()
    for width, lines in ((900, 1), (560, 2), (290, 3)):
        notice.resize(width, 400)
        QApplication.processEvents()
        buttons = [one for one in notice.findChildren(QPushButton) if one.isVisible()]
        assert len({one.mapTo(notice, one.rect().topLeft()).y() for one in buttons}) == lines
        assert all(one.width() >= one.sizeHint().width() - 1 for one in buttons)


def test_mirostat_lets_the_sliders_rest_that_it_replaces_and_says_so(qtbot: QtBot, theme: Theme) -> None:
    body = Parameters(theme, advanced=True)
    qtbot.addWidget(body)
    body.fill()
    body.show_values({**DEFAULTS, "mirostat": 2.0})
    assert not body._replaced.isHidden()
    assert not body.rows["top_k"].isEnabled()
    assert body.rows["temperature"].isEnabled()
    body.show_values(DEFAULTS)
    assert body._replaced.isHidden()
    assert body.rows["top_k"].isEnabled()


def test_axes_have_the_decimal_sign_of_the_language(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtCore import QLocale

    from slm_desktop.ui import words
    from slm_desktop.ui.widgets.axes import LocalAxis

    monkeypatch.setattr(words, "locale", lambda: QLocale("es"))
    axis = LocalAxis("right")
    assert axis.tickStrings([0.0, 0.2, 0.4], 1.0, 0.2) == ["0,0", "0,2", "0,4"]
    assert axis.tickStrings([0.0, 20.0], 1.0, 20.0) == ["0", "20"]
    assert words.local("0.8") == "0,8"
