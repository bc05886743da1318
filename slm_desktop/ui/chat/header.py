"""Above the conversation: which model is loaded, on what it really computes, and the memory it takes."""

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.metrics import Memory
from slm_desktop.ui.engine_summary import has_trouble, summary_details, summary_line
from slm_desktop.ui.theme import MONO, SIZE, Theme, font, px
from slm_desktop.ui.widgets.parts import Canvas, ElidedLabel, IconButton, column, label, row, rule, set_tone, tip
from slm_desktop.ui.words import gigabytes

ROOMY = 660
"""Pixels of width from which the memory bar fits beside a model's name."""


class Header(QFrame):
    """Model picker, eject, memory bar."""

    picker_wanted = Signal(QPoint)
    cancel_wanted = Signal()
    eject_wanted = Signal()
    inspector_toggled = Signal(bool)
    list_toggled = Signal(bool)

    def __init__(self, theme: Theme, model: ActiveModel) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(SIZE.bar)
        self._model = model
        self._pill = Pill(theme)
        self._pill.clicked.connect(
            lambda: self.picker_wanted.emit(self._pill.mapToGlobal(QPoint(0, self._pill.height() + 4)))
        )
        self._cancel = IconButton(theme, "close", self.tr("Cancel loading"), self.cancel_wanted.emit, size=18, side=32)
        self._eject = IconButton(
            theme, "eject", self.tr("Eject the model and free its memory"), self.eject_wanted.emit, size=18, side=32
        )
        self._memory = MemoryBar(theme)
        self._panel = IconButton(
            theme, "panel-right", self.tr("Sampling panel (Ctrl+I)"), None, size=18, side=32, checkable=True
        )
        self._list = IconButton(theme, "panel-left", self.tr("List of chats"), None, size=18, side=32, checkable=True)
        self._panel.toggled.connect(lambda _on: self.inspector_toggled.emit(self._panel.isChecked()))
        self._list.toggled.connect(lambda _on: self.list_toggled.emit(self._list.isChecked()))
        layout = row(self._list, self._pill, self._cancel, self._eject, self._memory, None, self._panel, spacing=10)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setStretch(1, 3)
        layout.setStretch(5, 1)
        self.setLayout(layout)
        model.changed.subscribe(self._refresh)
        model.timeline.changed.subscribe(self._show_memory)
        self._refresh()

    def set_panels(self, inspector: bool, chats: bool) -> None:
        """Show which side panels are open."""
        self._panel.show_checked(inspector)
        self._list.show_checked(chats)

    def open_picker(self) -> None:
        """As a click on the model."""
        self._pill.click()

    def _refresh(self) -> None:
        self._pill.show_model(self._model)
        self._cancel.setVisible(self._model.state == EngineState.LOADING)
        self._eject.setVisible(self._model.state == EngineState.READY)
        self._show_memory()

    def _show_memory(self) -> None:
        samples = self._model.timeline.memory
        ready = self._model.can(Feature.MEMORY) and bool(samples)
        self._memory.setVisible(ready and self.width() >= ROOMY)
        if ready:
            self._memory.show_memory(samples[-1], self._model.memory_total)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room the memory bar goes: the graph shows the same."""
        super().resizeEvent(event)
        self._show_memory()


class Pill(QPushButton):
    """The model's name and quantisation, and the truth line below; progress while it loads."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("pill")
        self._theme = theme
        self.setFixedHeight(px(44))
        self.setMinimumWidth(180)
        self.setMaximumWidth(px(360))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon, self._caret = label(), label()
        self._name, self._badge = ElidedLabel(13, 600), label("", 11)
        self._badge.setObjectName("badge")
        self._badge.setFont(font(11, family=MONO))
        self._dot, self._summary = label("●", 9), ElidedLabel(12, tone="2")
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        theme.changed.connect(self._draw)
        self._lay_out()
        self._draw()

    def _lay_out(self) -> None:
        top = row(self._name, self._badge, spacing=6)
        top.setStretch(0, 1)
        bottom = row(self._dot, self._summary, spacing=5)
        bottom.setStretch(1, 1)
        middle = QVBoxLayout()
        middle.setSpacing(1)
        middle.addStretch(1)
        middle.addLayout(top)
        middle.addLayout(bottom)
        middle.addWidget(self._bar)
        middle.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 10, 0)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addLayout(middle, 1)
        layout.addWidget(self._caret)

    def sizeHint(self) -> QSize:
        """Wide enough for a name and a device."""
        return QSize(px(300), px(44))

    def show_model(self, model: ActiveModel) -> None:
        """Show the model in its state."""
        choice, loaded = model.choice, model.loaded
        name = choice.name if choice else self.tr("No model loaded")
        self._name.setText(name)
        badge = loaded.quantisation.replace(" - ", " ") if loaded else ""
        self._badge.setText(badge)
        self._badge.setVisible(bool(badge))
        loading = model.state == EngineState.LOADING
        self._bar.setVisible(loading)
        self._bar.setValue(round(model.progress * 1000))
        summary, tone = self._summary_of(model)
        self._summary.setText(summary)
        self._summary.setVisible(not loading)
        self._dot.setVisible(not loading and bool(tone))
        set_tone(self._dot, "tone", tone)
        self._dot.setStyleSheet(f"color: {self._theme.name(tone or 'text3')}")
        self.setAccessibleName(self.tr("Model: {name}. {truth}").format(name=name, truth=summary))
        self.setToolTip(
            tip(summary_details(loaded, model.thread_use)) if loaded else self.tr("Choose a model (Ctrl+M)")
        )

    def _summary_of(self, model: ActiveModel) -> tuple[str, str]:
        if model.state == EngineState.LOADING:
            return self.tr("Loading, {percent} %").format(percent=round(model.progress * 100)), ""
        if model.silent:
            return self.tr("Does not answer"), "bad"
        if model.state == EngineState.BROKEN:
            return self.tr("Could not be loaded"), "bad"
        if model.loaded is None:
            return self.tr("Choose a model"), ""
        return summary_line(model.loaded, model.thread_use), "warn" if has_trouble(model.loaded) else "ok"

    def _draw(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("cube", "text2", 18))
        self._caret.setPixmap(self._theme.pixmap("caret-down", "text2", 12))


class MemoryBar(QWidget):
    """Weights, KV cache and the rest of the engine's memory as parts of what the computer has."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._parts, self._total = theme, (0, 0, 0), 1
        self._shown: tuple[str, ...] = ()
        self._used, self._of = label("", 12, 600), label("", 12, tone="3")
        self._strip = Canvas(self._paint_strip)
        self._strip.setFixedSize(136, 4)
        inner = column(spacing=6)
        inner.addStretch(1)
        inner.addLayout(row(self._used, self._of, None, spacing=4))
        inner.addWidget(self._strip)
        inner.addStretch(1)
        line = rule(vertical=True)
        line.setFixedHeight(32)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(line)
        layout.addLayout(inner)
        theme.changed.connect(self._strip.update)

    def show_memory(self, memory: Memory, total: int) -> None:
        """Show what is used of `total` bytes."""
        shown = tuple(map(gigabytes, (memory.total, total, memory.weights, memory.kv, memory.rest)))
        if shown == self._shown:
            return  # Samples come several times a second, and what they differ in is seldom seen.
        self._shown = shown
        used, of, weights, kv, rest = shown
        self._parts, self._total = (memory.weights, memory.kv, memory.rest), max(1, total)
        self._used.setText(f"{used} GB")
        self._of.setText(self.tr("of {total} GB").format(total=of))
        tip = self.tr("Weights {weights} GB, KV cache {kv} GB, the rest of the engine {rest} GB")
        self.setToolTip(tip.format(weights=weights, kv=kv, rest=rest))
        self._strip.update()

    def _paint_strip(self, _event: QPaintEvent) -> None:
        painter = QPainter(self._strip)
        painter.fillRect(self._strip.rect(), self._theme.colour("line2"))
        at, width = 0.0, self._strip.width()
        for part, token in zip(self._parts, ("weights", "kv", "rest"), strict=True):
            length = max(1.0, part / self._total * width) if part else 0.0
            painter.fillRect(QRectF(at, 0, length, 4), self._theme.colour(token))
            at += length + 1
