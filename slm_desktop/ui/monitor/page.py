"""The monitor: every engine with its state, what it uses and its log, and the live graph at full size."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.engines.active_model import ActiveModel, ShownEngine
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.sandbox import CONTEXT, sandbox_words
from slm_desktop.ui.engine_summary import summary_details, summary_line
from slm_desktop.ui.monitor.server_card import Server, ServerCard
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.graph import LiveGraph
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, label, named, row, set_tone
from slm_desktop.ui.words import fixed, gigabytes, translate

LOG_HEIGHT, LOWEST_GRAPH, TICK_MILLISECONDS = 160, 260, 1000


class MonitorPage(QWidget):
    """The engine that chats use, which `start` loads again, and all others of the pool as they come and go."""

    def __init__(
        self,
        *,
        theme: Theme,
        model: ActiveModel,
        graph: LiveGraph,
        start: Callable[[], object],
        pool: EnginePool,
        server: Server,
    ) -> None:
        super().__init__()
        self.setObjectName("monitorScreen")
        self._theme, self._model, self._pool, self._graph = theme, model, pool, graph
        self._cards: list[EngineCard] = []
        self._places = column(spacing=12)
        whole = column(label(self.tr("Monitor"), 20, 600), spacing=12, margins=(32, 24, 32, 24))
        self._first = EngineCard(theme, model, start=start, stop=model.eject, follow=self._follow)
        whole.addWidget(self._first)
        whole.addLayout(self._places)
        self.server = ServerCard(theme, server)
        whole.addWidget(self.server)
        self._tick = QTimer(self, interval=TICK_MILLISECONDS)
        self._tick.timeout.connect(self._show_others)
        frame = named(QFrame(), "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(graph)
        frame.setMinimumHeight(px(LOWEST_GRAPH))
        whole.addWidget(frame, 1)
        self._scroll(whole)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Monitor"))

    def _scroll(self, whole: QVBoxLayout) -> None:
        """In a low window the page is scrolled: cards and graph keep the height that they need."""
        body = named(QWidget(), "monitorBody")
        body.setLayout(whole)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(area))

    def showEvent(self, event: QShowEvent) -> None:
        """The focus is on the page, not on the button that stops an engine."""
        super().showEvent(event)
        self._show_others()
        self._tick.start()
        self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hidden, it costs nothing."""
        super().hideEvent(event)
        self._tick.stop()

    def _show_others(self) -> None:
        """A card for each engine that is there now."""
        models = [engine for engine in self._pool.engines if engine is not self._model.engine]
        for card in [card for card in self._cards if card.model not in models]:
            card.leave()
            self._cards.remove(card)
        for model in models:
            if all(card.model is not model for card in self._cards):
                card = EngineCard(
                    self._theme, model, start=model.load, stop=partial(self._pool.unload, model), follow=self._follow
                )
                card.may_stop = partial(self._is_idle, model)
                self._cards.append(card)
                self._places.addWidget(card)
        if self._graph.model not in (self._first.model, *models):
            self._graph.show_model(self._first.model)
        for card in self._cards:
            card.refresh()
        self._mark()

    def _is_idle(self, engine: Engine) -> bool:
        return not self._pool.is_leased(engine)

    def _follow(self, model: ShownEngine) -> None:
        """The graph shows another engine."""
        self._graph.show_model(model)
        self._mark()

    def _mark(self) -> None:
        """Which engine the graph shows, where there are several."""
        for card in (self._first, *self._cards):
            card.show_followed(card.model is self._graph.model, is_alone=not self._cards)


class EngineCard(QFrame):
    """One engine, with what starts it and what stops it. `follow` lets the graph show it."""

    def __init__(
        self,
        theme: Theme,
        model: ShownEngine,
        *,
        start: Callable[[], object],
        stop: Callable[[], object],
        follow: Callable[[ShownEngine], object],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.model = self._model = model
        self.may_stop: Callable[[], bool] = lambda: True
        """Whether nobody works with it who would be left without."""
        self._follow = follow
        self._graph = button(self.tr("In the graph"), "plain", lambda: follow(model))
        self._graph.hide()
        self._name, self._state = ElidedLabel(14, 600), ElidedLabel(12, tone="2")
        self._figures = {name: label("–", 13, 600) for name in ("speed", "memory", "cpu", "pid")}
        self._start = button(self.tr("Start"), "plain", start)
        self._stop = button(self.tr("Stop"), "plain", stop)
        self._kill = button(self.tr("End now"), "plain", lambda: model.kill())
        self._log = button(self.tr("Log"), "plain", self._on_log)
        self._lines = named(QPlainTextEdit(readOnly=True), "details")
        self._lines.setFont(font(12, family=MONO))
        self._lines.setFixedHeight(px(LOG_HEIGHT))
        self._lines.setAccessibleName(self.tr("Log of the engine"))
        self._lines.hide()
        self.setLayout(self._lay_out())
        self._subscribed = [
            model.changed.subscribe(self.refresh),
            model.timeline.changed.subscribe(self._show_figures),
        ]
        self.refresh()

    def leave(self) -> None:
        """The engine is gone: so is its card."""
        for end in self._subscribed:
            end()
        self.hide()
        self.deleteLater()

    def show_followed(self, on: bool, *, is_alone: bool) -> None:
        """Whether the graph shows this engine; one that is alone needs no mark."""
        self._graph.setVisible(not is_alone and not on)
        set_tone(self, "followed", "true" if on and not is_alone else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the card leads the graph here too."""
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self._follow(self._model)

    def _lay_out(self) -> QVBoxLayout:
        top = row(spacing=20)
        top.addLayout(column(self._name, self._state, spacing=2), 1)
        names = {"speed": self.tr("tok/s"), "memory": self.tr("GB of memory"), "cpu": self.tr("% of a core")}
        names["pid"] = self.tr("process")
        for key, figure in self._figures.items():
            top.addLayout(column(figure, label(names[key], 11, tone="3"), spacing=0))
        for one in (self._start, self._stop, self._kill, self._graph, self._log):
            top.addWidget(one)
        whole = column(spacing=10, margins=(16, 12, 16, 12))
        whole.addLayout(top)
        whole.addWidget(self._lines)
        return whole

    def refresh(self) -> None:
        """Show what holds now."""
        model = self._model
        self._name.setText(self._title())
        words = {
            EngineState.EMPTY: self.tr("Stopped"),
            EngineState.LOADING: self.tr("Loading"),
            EngineState.BROKEN: self.tr("Could not be loaded"),
            EngineState.READY: summary_line(model.loaded, model.thread_use) if model.loaded else "",
        }
        self._state.setText(self.tr("Does not answer") if model.silent else words[model.state])
        self._start.setVisible(model.state in (EngineState.EMPTY, EngineState.BROKEN))
        self._stop.setVisible(model.state in (EngineState.LOADING, EngineState.READY) and self.may_stop())
        self._kill.setVisible(bool(model.silent))
        if self._lines.isVisible():
            self._fill()
        self._show_figures()

    def _title(self) -> str:
        """The model and its quantisation: two engines may differ in that alone."""
        model = self._model
        if model.choice is None:
            return self.tr("No model loaded")
        return " ".join(filter(None, (model.choice.name, model.loaded.quantisation if model.loaded else "")))

    def _show_figures(self) -> None:
        if not self.isVisible():
            return
        timeline, model = self._model.timeline, self._model
        is_measured = model.state == EngineState.READY and not model.silent
        memory = timeline.memory[-1] if timeline.memory and is_measured else None
        rate = timeline.speeds[-1].rate if timeline.speeds and timeline.writing and is_measured else None
        self._figures["speed"].setText("–" if rate is None else fixed(rate, 1))
        self._figures["memory"].setText(gigabytes(memory.total) if memory else "–")
        self._figures["cpu"].setText(fixed(memory.cpu, 0) if memory else "–")
        self._figures["pid"].setText(str(model.pid) if model.pid else "–")

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while hidden is shown now."""
        super().showEvent(event)
        self.refresh()

    def _on_log(self) -> None:
        self._lines.setVisible(not self._lines.isVisible())
        self._fill()

    def _about(self) -> list[str]:
        """What the engine has told of itself: its build, its sandbox, the model, and every buffer."""
        hello, loaded = self._model.hello, self._model.loaded
        lines = []
        if hello:
            sandbox = sandbox_words(hello.holes, partial(translate, CONTEXT))
            lines.append(self.tr("llama.cpp {build}, sandbox: {sandbox}").format(build=hello.build, sandbox=sandbox))
        if loaded:
            lines += summary_details(loaded, self._model.thread_use).split("\n")
            lines += [f"{buffer.device}: {buffer.kind} {fixed(buffer.size / 1e6, 1)} MB" for buffer in loaded.buffers]
        return lines

    def _fill(self) -> None:
        lines = self._model.log() or (self.tr("The engine has given no warning."),)
        self._lines.setPlainText("\n".join((*self._about(), "", *lines)))
        self._lines.moveCursor(self._lines.textCursor().MoveOperation.End)
