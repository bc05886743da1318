"""Load a model with a choice: context, cache, threads and the rest, with what they cost drawn at once."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSpinBox, QVBoxLayout, QWidget

from slm_desktop.core.engines.options import FlashAttention, LoadOptions, LoadOverrides, overrides
from slm_desktop.core.models.forecast import Table, stops
from slm_desktop.core.models.forecasts import Forecasts, local
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.ui.adapter_box import AdapterBox
from slm_desktop.ui.draft_box import DraftBox, named
from slm_desktop.ui.fit import CostFigures
from slm_desktop.ui.projector_box import ProjectorBox
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, label, row, rule, set_tone, unscrolled
from slm_desktop.ui.widgets.popover import Panel
from slm_desktop.ui.widgets.slider import Slider
from slm_desktop.ui.words import explain, locale, number

WIDTH, CONTROL = 480, 190
MOST_SLOTS, MOST_THREADS = 16, 256


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """What the panel reads: forecasts of memory and speed, and how a model would be loaded without a choice.

    `usual` are the settings, `kept` what was chosen before for a model of that path; `has_gpu` whether layers can go to
    a card, `models` those of this computer.
    """

    forecasts: Forecasts
    speeds: Speeds
    usual: Callable[[], LoadOptions]
    kept: Callable[[str], LoadOverrides]
    has_gpu: Callable[[], bool]
    models: Callable[[], Sequence[LocalModel]]
    projector: Callable[[str], str]
    """Finds what reads pictures or sounds beside a model file; '' where there is nothing."""


class LoadPanel(Panel):
    """The popover. `load_wanted` carries a path and what was chosen: only what differs from the settings."""

    load_wanted = Signal(str, object)

    def __init__(self, parent: QWidget, theme: Theme, costs: Costs) -> None:
        super().__init__(parent, WIDTH)
        self._costs = costs
        self._model: LocalModel | None = None
        self._stops: tuple[int, ...] = ()
        self._asked, self._chosen = 0, False
        self._name = ElidedLabel(14, 600)
        self._slider, self._context = Slider(theme, 0), label("", 13, 600)
        self._slider.setAccessibleName(self.tr("Context"))
        self._context.setMinimumWidth(px(100))
        self._figures = CostFigures(theme)
        self._trouble = label("", 12, tone="warn", wrap=True)
        half, quarter = self.tr("q8_0 (about half)"), self.tr("q4_0 (about a quarter)")
        self._kv = _box([("f16", self.tr("f16 (full)")), ("q8_0", half), ("q4_0", quarter)])
        self._flash = _box(
            [
                (FlashAttention.AUTO.value, self.tr("Automatic")),
                (FlashAttention.ON.value, self.tr("On")),
                (FlashAttention.OFF.value, self.tr("Off")),
            ]
        )
        self._threads = _number(0, MOST_THREADS, self.tr("Automatic"))
        self._layers = _number(-1, 999, self.tr("All that fit"))
        self._slots = _number(1, MOST_SLOTS, "")
        self._draft = DraftBox(costs.forecasts, costs.models, CONTROL)
        self._adapters = AdapterBox(costs.models, CONTROL)
        self._projector = ProjectorBox(costs.models, costs.projector, CONTROL)
        self._usual = button(self.tr("As in the settings"), "quiet", self._on_usual)
        self._load = button(self.tr("Load"), "primary", self._on_load)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        context = row(label(self.tr("Context"), 13, tone="2"), self._slider, self._context, spacing=12)
        context.setStretch(1, 1)
        shown = self._figures
        memory = row(shown.bar, shown.need, shown.fit, spacing=10)
        memory.setStretch(0, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        self._lines = []
        for at, (name, control) in enumerate(self._controls()):
            text = label(name, 13, tone="2")
            text.setBuddy(control)
            control.setAccessibleName(name)
            grid.addWidget(text, at, 0)
            grid.addWidget(control, at, 1)
            self._lines.append((text, control))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(12)
        whole.addWidget(self._name)
        whole.addLayout(context)
        whole.addLayout(column(label(self.tr("Memory"), 12, tone="3"), spacing=2))
        whole.addLayout(memory)
        whole.addLayout(row(label(self.tr("Speed here"), 12, tone="3"), shown.speed, None, spacing=8))
        whole.addWidget(self._trouble)
        whole.addWidget(rule())
        whole.addLayout(grid)
        whole.addLayout(row(self._usual, None, self._load, spacing=8))

    def _controls(self) -> list[tuple[str, QWidget]]:
        return [
            (self.tr("KV cache"), self._kv),
            (self.tr("GPU layers"), self._layers),
            (self.tr("Threads"), self._threads),
            (self.tr("Flash attention"), self._flash),
            (self.tr("Slots: answers at the same time"), self._slots),
            (self.tr("Draft model: guesses ahead"), self._draft),
            (self.tr("Adapters"), self._adapters),
            (self.tr("Pictures and sounds (mmproj)"), self._projector),
        ]

    def _connect(self) -> None:
        self._slider.valueChanged.connect(lambda _at: self._on_slider())
        for box in (self._kv, self._flash, self._draft, self._projector):
            box.currentIndexChanged.connect(lambda _at: self._show_costs())
        self._adapters.chosen.connect(self._show_costs)
        for spin in (self._threads, self._layers, self._slots):
            spin.valueChanged.connect(lambda _value: self._show_costs())
        self._costs.forecasts.changed.subscribe(self._on_forecast)
        self._costs.speeds.changed.subscribe(self._on_forecast)

    # -- what is shown -----------------------------------------------------------------------------------------

    def show_model(self, model: LocalModel, at: QPoint) -> None:
        """Open at a place for a model, with what was chosen for it before."""
        self._model, self._stops = model, ()
        self._projector.look(model)
        self._name.setText(named(model))
        self._costs.forecasts.want(local(model), again=True)
        for widget in self._lines[1]:
            widget.setVisible(self._costs.has_gpu())
        self._show_options(self._costs.kept(model.path).over(self._usual_options))
        self.show_at(at)
        self._load.setFocus()

    def _show_options(self, options: LoadOptions) -> None:
        self._asked, self._batch, self._chosen = options.context, options.batch, False
        self._kv.setCurrentIndex(max(0, self._kv.findData(options.kv_type)))
        self._flash.setCurrentIndex(max(0, self._flash.findData(options.flash)))
        self._threads.setValue(options.threads)
        self._layers.setValue(options.gpu_layers)
        self._slots.setValue(options.slots)
        if self._model:
            self._draft.show_for(self._model, options.draft_model)
            self._adapters.show_for(self._model, options.adapters)
            self._projector.show_for(self._model, options.projector)
        self._show_stops()
        self._show_costs()

    def _table(self) -> Table | None:
        return self._costs.forecasts.table(local(self._model).key) if self._model else None

    def _on_forecast(self) -> None:
        if self.isVisible():
            self._draft.refresh()
            self._show_stops()
            self._show_costs()

    def _show_stops(self) -> None:
        """0 stands for automatic, then every context that the model was trained for; known once its header was read."""
        table = self._table()
        trained = table.trained_context if table else self._model.facts.context if self._model else 0
        known = (0, *stops(trained)) if trained else (0,)
        if known == self._stops:
            return
        asked = self.options.context
        self._stops = known
        self._slider.blockSignals(True)
        self._slider.setRange(0, len(known) - 1)
        self._slider.setValue(next((at for at, stop in enumerate(known) if stop >= asked), len(known) - 1))
        self._slider.blockSignals(False)

    def _on_slider(self) -> None:
        """A context was chosen; until then the one asked for holds, even where the slider has no stop for it."""
        self._chosen = True
        self._show_costs()

    def _show_costs(self) -> None:
        """Memory, fit and speed of what is chosen now."""
        without_flash = self._flash.currentData() == FlashAttention.OFF.value
        self._kv.setEnabled(not without_flash)
        if without_flash and self._kv.currentIndex():
            self._kv.setCurrentIndex(0)  # A quantised cache needs flash attention. This is called again.
            return
        table, options = self._table(), self.options
        kv_type, asked = options.kv_type, options.context
        context = self._costs.forecasts.context(table, asked, kv_type) if table else asked
        self._show_context(context, chosen=bool(asked))
        self._show_trouble()
        if table is None or self._model is None:
            self._figures.show_unknown()
        else:
            self._show_need(local(self._model).key, table, context, kv_type)

    def _show_context(self, context: int, *, chosen: bool) -> None:
        words = self.tr("{count} tokens") if chosen else self.tr("Automatic: {count}")
        self._context.setText(words.format(count=number(context)) if context else self.tr("Automatic"))

    def _show_need(self, key: str, table: Table, context: int, kv_type: str) -> None:
        forecasts = self._costs.forecasts
        beside = self._draft.need(table, context, kv_type) + self._adapters.need + self._projector.need
        need = forecasts.need(key, table, context, kv_type) + beside
        free = forecasts.free()
        speed = self._costs.speeds.expected(key, table, context, kv_type)
        self._figures.show(table, (context, kv_type), need, free, speed)

    def _show_trouble(self) -> None:
        forecasts = self._costs.forecasts
        key = local(self._model).key if self._model else ""
        fault = forecasts.fault(key) if key else None
        self._trouble.setVisible(fault is not None)
        self._load.setEnabled(fault is None or forecasts.fault_of_file(key) is None)
        if fault:
            explanation = explain(fault.code, fault.details)
            self._trouble.setText(f"{explanation.title}. {explanation.cause}")
            set_tone(self._trouble, "tone", "warn")

    # -- what was chosen ---------------------------------------------------------------------------------------

    @property
    def options(self) -> LoadOptions:
        """All that is chosen now; what is not offered here is as in the settings."""
        at = self._slider.value()
        stop = self._stops[at] if at < len(self._stops) else 0
        return msgspec.structs.replace(
            self._usual_options,
            context=stop if self._chosen else self._asked,
            kv_type=str(self._kv.currentData()),
            batch=self._batch,
            gpu_layers=self._layers.value(),
            threads=self._threads.value(),
            flash=str(self._flash.currentData()),
            slots=self._slots.value(),
            draft_model=self._draft.path,
            adapters=self._adapters.paths,
            projector=self._projector.path,
        )

    @property
    def _usual_options(self) -> LoadOptions:
        """How the model is loaded without a choice: as the settings say, with what is beside it."""
        return msgspec.structs.replace(self._costs.usual(), projector=self._projector.beside)

    def _on_usual(self) -> None:
        self._stops = ()
        self._show_options(self._usual_options)

    def _on_load(self) -> None:
        if self._model:
            self.hide()
            self.load_wanted.emit(self._model.path, overrides(self.options, self._usual_options))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter loads, but where it chooses from a list or presses another button."""
        chooses = isinstance(self.focusWidget(), QComboBox)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._load.isEnabled() and not chooses:
            self._on_load()
        else:
            super().keyPressEvent(event)


def _box(choices: list[tuple[str, str]]) -> QComboBox:
    made = QComboBox()
    made.setFont(font(13))
    made.setMinimumWidth(px(CONTROL))
    for value, words in choices:
        made.addItem(words, value)
    unscrolled(made)
    return made


def _number(low: int, high: int, automatic: str) -> QSpinBox:
    """A field for a whole number; its lowest value may stand for 'automatic'."""
    made = QSpinBox(minimum=low, maximum=high)
    made.setFont(font(13))
    made.setMinimumWidth(px(CONTROL))
    made.setSpecialValueText(automatic)
    made.setLocale(locale())
    made.lineEdit().setTextMargins(6, 0, 0, 0)
    unscrolled(made)
    return made
