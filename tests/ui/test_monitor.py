"""The monitor and its graph show what is measured now, of the engine that was chosen."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.active_model import ActiveModel, ShownEngine
from slm_desktop.core.engines.events import Exited, Sample, Stalled, Token, Tokens
from slm_desktop.core.engines.pool import Lease
from slm_desktop.ui.monitor.page import EngineCard, MonitorPage
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.graph import LiveGraph
from tests.fakes import FakeClock, FakeProcesses, FakeServer, choice_of, loaded, pool_of

BUSY, RESTING = (
    Sample(0, 100_000_000, 50_000_000, 10_000_000, 156.0),
    Sample(0, 100_000_000, 50_000_000, 10_000_000, 0.0),
)


class Bench:
    """A monitor with the engine of the chat and those of a comparison."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.engines, self.clock, self.qtbot = FakeProcesses(), FakeClock(), qtbot
        self.pool = pool_of(self.engines, self.clock)
        self.model = ActiveModel(self.pool, self.clock)
        self.model.load(choice_of("/Q4_1.gguf", "SmolLM2 135M"))
        self.engines.last.emit(loaded(self.engines.last.first.run, quantisation="Q4_1"))
        self.graph: LiveGraph = LiveGraph(theme, self.model, self.clock.monotonic, large=True)
        self.server = FakeServer(self.pool, self.clock)
        self.page = MonitorPage(
            theme=theme,
            model=self.model,
            graph=self.graph,
            start=lambda: None,
            pool=self.pool,
            server=self.server,
        )
        qtbot.addWidget(self.page)
        self.page.resize(1000, 800)
        self.page.show()
        self.graph.build()

    def another(self, quantisation: str) -> Lease:
        """The lease of another engine with a loaded model."""
        lease = self.pool.lease(choice_of(f"/{quantisation}.gguf", "SmolLM2 135M"))
        self.engines.last.emit(loaded(self.engines.last.first.run, quantisation=quantisation))
        return lease

    def shown(self) -> ShownEngine:
        """What the graph shows."""
        return self.graph.model

    def cards(self) -> list[EngineCard]:
        """All cards that are there."""
        return [card for card in self.page.findChildren(EngineCard) if not card.isHidden()]


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme) -> Bench:
    return Bench(qtbot, theme)


def test_a_processor_that_rests_is_not_shown_as_busy(bench: Bench) -> None:
    engine, card = bench.engines.last, bench.cards()[0]
    engine.emit(RESTING)
    engine.emit(BUSY)
    assert card._figures["cpu"].text() == "156"
    engine.emit(RESTING)
    assert card._figures["cpu"].text() == "0"
    bench.graph._draw()
    assert bench.graph._cpu.text() == "0"
    assert bench.graph.accessibleDescription() == "– tokens per second, 0.16 GB of memory"


def test_what_is_not_measured_now_is_not_shown(bench: Bench) -> None:
    engine, card = bench.engines.last, bench.cards()[0]
    engine.emit(BUSY)
    engine.emit(Stalled(0, 3.0))
    bench.graph._draw()
    assert [card._figures[name].text() for name in ("speed", "memory", "cpu")] == ["–", "–", "–"]
    assert (bench.graph._memory.text(), bench.graph._cpu.text()) == ("–", "–")
    bench.model.eject()
    bench.graph._draw()
    assert bench.graph._memory.text() == "–"
    assert card._figures["pid"].text() == "–"


def test_a_process_number_is_no_amount(bench: Bench) -> None:
    bench.engines.last.pid = 27407
    bench.model.changed()
    assert bench.cards()[0]._figures["pid"].text() == "27407"


def test_a_graph_without_measurements_has_no_line_and_a_plain_axis(bench: Bench) -> None:
    bench.graph._plots.draw(bench.model.timeline, 1000.0, 16 * 10**9)
    assert not bench.graph._plots._total.isVisible()
    assert bench.graph._plots.memory.getViewBox().viewRange()[1] == [0, 1]
    bench.engines.last.emit(BUSY)
    bench.graph._plots.draw(bench.model.timeline, 1000.0, 16 * 10**9)
    assert bench.graph._plots._total.isVisible()


def test_values_below_the_pointer_stay_while_new_ones_come_and_go_with_it(bench: Bench) -> None:
    engine, graph = bench.engines.last, bench.graph
    engine.emit(RESTING)
    bench.clock.time += 5
    engine.emit(Sample(0, 100_000_000, 50_000_000, 10_000_000, 80.0))
    graph._on_hover(1001.0)
    assert graph._cpu.text() == "0"
    engine.emit(BUSY)
    graph._draw()
    assert graph._cpu.text() == "0"
    graph._plots._cursors[0].show()
    graph._plots.speed.leaveEvent(QEvent(QEvent.Type.Leave))
    assert not graph._plots._cursors[0].isVisible()
    assert graph._cpu.text() == "156"


def test_the_share_of_drafts_is_shown_while_there_is_one(bench: Bench) -> None:
    timeline, graph = bench.graph.model.timeline, bench.graph
    timeline.tokens(1.0, 1, "SmolLM2 135M", 1)
    timeline.accepted(3)
    timeline.tokens(1.5, 1, "SmolLM2 135M", 10)
    graph._draw()
    assert "20.0 tokens per second" in graph.accessibleDescription()
    assert "6.0 of them drafted" in graph.accessibleDescription()
    timeline.tokens(2.0, 1, "SmolLM2 135M", 10)
    graph._draw()
    assert "drafted" not in graph.accessibleDescription()


def test_a_pointer_that_rests_reads_what_comes_below_it(bench: Bench) -> None:
    engine, graph = bench.engines.last, bench.graph
    engine.emit(RESTING)
    bench.clock.time += 5
    engine.emit(BUSY)
    plots = graph._plots
    graph._draw()
    for cursor in plots._cursors:
        cursor.show()
        cursor.setPos(-2.0)
    graph._draw()
    assert graph._cpu.text() == "0"
    bench.clock.time += 3  # The line has moved on: two seconds ago it was busy.
    graph._draw()
    assert graph._cpu.text() == "156"


def test_engines_of_one_model_tell_their_quantisation_and_a_click_leads_the_graph_to_one(bench: Bench) -> None:
    assert bench.cards()[0]._name._whole == "SmolLM2 135M Q4_1"
    other = bench.another("Q2_K")
    bench.engines.last.emit(Tokens(1, (Token(1, "a", 0, 0.1),)))
    bench.page._show_others()
    bench.qtbot.waitUntil(lambda: len(bench.cards()) == 2)
    first, second = bench.cards()
    assert second._name._whole == "SmolLM2 135M Q2_K"
    assert (first.property("followed"), second.property("followed")) == ("true", "")
    QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=QPointF(4, 4).toPoint())
    assert bench.graph.model is other.engine
    assert (first.property("followed"), second.property("followed")) == ("", "true")
    first._graph.click()
    assert bench.shown() is bench.model
    second._graph.click()
    other.release()
    bench.engines.last.emit(Exited(0, ""))
    bench.page._show_others()
    assert bench.shown() is bench.model
