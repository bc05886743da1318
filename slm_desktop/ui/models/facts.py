"""Beside the table: one model's memory as forecast and as measured, what its header says, and what can be done with
it.
"""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.models.forecasts import Forecasts, local
from slm_desktop.core.models.gguf import Header, Items
from slm_desktop.core.models.local_models import REMOVABLE, LocalModel
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.core.visible import visible
from slm_desktop.settings import Settings
from slm_desktop.ui.banners import Banner, BannerPlace
from slm_desktop.ui.fit import MemoryBar, bar_scale, context_words, local_speed_words, speed_of
from slm_desktop.ui.models.parts import parameters_words
from slm_desktop.ui.theme import MONO, SIZE, Theme, font
from slm_desktop.ui.widgets.parts import (
    ElidedLabel,
    IconButton,
    badge,
    button,
    column,
    empty,
    label,
    named,
    row,
    rule,
    tip,
)
from slm_desktop.ui.words import explain, fixed, number, size

MOST_KEYS, LONGEST_VALUE = 400, 120


class FactsPanel(QScrollArea):
    """One model. Its signals carry the LocalModel, but for `unload_wanted` and `closed`."""

    load_wanted = Signal(object)
    options_wanted = Signal(object, QPoint)
    unload_wanted = Signal()
    reveal_wanted = Signal(object)
    remove_wanted = Signal(object)
    verify_wanted = Signal(object)
    header_wanted = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, forecasts: Forecasts, speeds: Speeds, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("factsPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedWidth(SIZE.inspector + 30)
        self._theme, self._forecasts, self._speeds, self._settings = theme, forecasts, speeds, settings
        self._model: LocalModel | None = None
        self._header: Header | None = None
        self._name = label("", 16, 600, wrap=True)
        self._badges = QHBoxLayout()
        self._load = button("", "primary", self._on_load)
        self._options = IconButton(theme, "settings", self.tr("Load with options…"), self._on_options, side=32)
        self._reveal = IconButton(
            theme, "folder", self.tr("Show in the file manager"), lambda: self.reveal_wanted.emit(self._model), side=32
        )
        self._remove = IconButton(
            theme, "trash", self.tr("Delete…"), lambda: self.remove_wanted.emit(self._model), side=32
        )
        self._close = IconButton(theme, "close", self.tr("Close"), self.closed.emit)
        self.banners = BannerPlace()
        self._bar = MemoryBar(theme)
        self._need, self._measured = label("", 13, 600), label("", 12, tone="2", wrap=True)
        self._title = label("", 13, 600)
        self._speed, self._speed_why = label("", 13, 600), label("", 12, tone="2", wrap=True)
        self._speed_part = QWidget()
        self._verify = button(self.tr("Check its checksum"), "plain", lambda: self.verify_wanted.emit(self._model))
        self._progress = QProgressBar(textVisible=False, maximum=1000)
        self._sha = label("", 12, tone="2", wrap=True)
        self._facts = QGridLayout()
        self._keys_button = button(self.tr("All keys of the header"), "quiet", self._on_keys)
        self._keys = QGridLayout()
        self._path = label("", 12, tone="2", wrap=True)
        self._path.setFont(font(12, family=MONO))
        self._lay_out()
        self._loaded = False

    def _lay_out(self) -> None:
        head = row(self._name, self._close)
        head.setStretch(0, 1)
        acts = row(self._load, self._options, self._reveal, self._remove)
        acts.setStretch(0, 1)
        memory = row(self._bar, self._need, spacing=10)
        memory.setStretch(0, 1)
        whole = column(spacing=10, margins=(20, 18, 20, 20))
        whole.addLayout(head)
        whole.addLayout(self._badges)
        whole.addLayout(acts)
        whole.addLayout(self.banners)
        _fill(whole, rule(), self._title)
        whole.addLayout(memory)
        speed = column(spacing=6)
        speed.addLayout(row(label(self.tr("Speed here"), 13, 600), None, self._speed))
        speed.addWidget(self._speed_why)
        self._speed_part.setLayout(speed)
        _fill(whole, self._measured, rule(), self._speed_part, rule(), label(self.tr("Facts of the file"), 13, 600))
        whole.addLayout(self._facts)
        whole.addWidget(self._keys_button)
        whole.addLayout(self._keys)
        _fill(
            whole,
            rule(),
            self._verify,
            self._progress,
            self._sha,
            rule(),
            label(self.tr("File"), 12, tone="3"),
            self._path,
        )
        whole.addStretch(1)
        body = named(QWidget(), "factsBody")
        body.setLayout(whole)
        self.setWidget(body)
        self._progress.hide()

    def show_model(self, model: LocalModel, *, loaded: bool, why_not: str) -> None:
        """Show a model; `why_not` says why it cannot be loaded."""
        if model != self._model:
            self._header = None
            self._sha.setText("")
            self._progress.hide()
            empty(self._keys)
            self.verticalScrollBar().setValue(0)
        self._model, self._loaded = model, loaded
        self._name.setText(visible(model.name))
        empty(self._badges)
        for text in filter(None, (model.quantisation, self.tr("Loaded") if loaded else "")):
            self._badges.addWidget(badge(visible(text)))
        self._badges.addStretch(1)
        self._load.setText(self.tr("Unload") if loaded else self.tr("Chat"))
        self._load.setEnabled(loaded or model.can_chat)
        self._options.setEnabled(model.can_chat)
        self._load.setToolTip(tip(why_not))
        self._remove.setEnabled(model.owner in REMOVABLE and not loaded)
        self._path.setText("\n".join(visible(path) for path in model.files))
        self.show_trouble(why_not)
        self.refresh()

    def _on_options(self) -> None:
        self.options_wanted.emit(self._model, self._options.mapToGlobal(QPoint(-240, self._options.height() + 4)))

    def show_trouble(self, why_not: str) -> None:
        """Why it cannot be loaded."""
        title = self.tr("It cannot be loaded")
        self.banners.show_banner(
            (self._model, why_not),
            lambda: Banner(theme=self._theme, tone="warn", title=title, text=why_not) if why_not else None,
        )

    def refresh(self) -> None:
        """Show forecast, measurement and facts as they are known now."""
        model = self._model
        if model is None:
            return
        self._show_memory(model)
        self._show_speed(model)
        empty(self._facts)
        for at, (name, value) in enumerate(self._fact_words(model)):
            shown = ElidedLabel(12, 500)
            shown.setText(visible(value))
            self._facts.addWidget(label(name, 12, tone="3"), at, 0)
            self._facts.addWidget(shown, at, 1)
        self._facts.setColumnStretch(1, 1)

    def _show_memory(self, model: LocalModel) -> None:
        self._load.setEnabled(self._loaded or (model.can_chat and not self._forecasts.fault_of_file(local(model).key)))
        table = self._forecasts.want(local(model)) if model.can_chat else None
        kv_type, asked = str(self._settings["kv_type"]), int(self._settings["context"])
        self._bar.setVisible(table is not None)
        fault = self._forecasts.fault(local(model).key)
        if table is None:
            explanation = explain(fault.code, fault.details) if fault else None
            waiting = self.tr("The forecast is being made…") if model.can_chat else ""
            self._title.setText(self.tr("Memory"))
            self._need.setText("")
            self._measured.setText(f"{explanation.title}. {explanation.cause}" if explanation else waiting)
            return
        context = self._forecasts.context(table, asked, kv_type)
        free, need = self._forecasts.free(), self._forecasts.need(local(model).key, table, context, kv_type)
        self._title.setText(self.tr("Memory at {context} context").format(context=context_words(context)))
        self._bar.show_need(table.at(context, kv_type), table.beside(context, kv_type), free, bar_scale([need], free))
        self._need.setText(f"{fixed(need / 1e9, 2)} GB")
        words, parked = self._measured_words(model), table.parked(context, kv_type)
        rest = self.tr("The forecast includes up to {size} for the caches of other chats.").format(size=size(parked))
        self._measured.setText(f"{words} {rest}" if parked else words)

    def _show_speed(self, model: LocalModel) -> None:
        speed = self._speeds.of(model)
        waiting = self.tr("It is not known yet: this computer is measured once, when it has nothing else to do.")
        self._speed.setText(local_speed_words(speed))
        self._speed_why.setText(speed_of(speed) or waiting)
        self._speed_part.setVisible(model.can_chat and not self._forecasts.fault_of_file(local(model).key))

    def _measured_words(self, model: LocalModel) -> str:
        runs = self._forecasts.own_runs(local(model).key)
        if not runs:
            return self.tr("Forecast by llama.cpp from the file's header. It has not been measured here yet.")
        last = runs[-1]
        missed = 100 * (last.taken - last.forecast) / max(1, last.forecast)
        if len(runs) == 1:
            words = self.tr(
                "Measured once, at {context} context: {taken} GB where {forecast} GB were forecast ({missed} %)."
            )
        else:
            words = self.tr(
                "Measured last, at {context} context: {taken} GB where {forecast} GB were forecast ({missed} %). "
                "The forecast is corrected by {count} measured runs."
            )
        return words.format(
            taken=fixed(last.taken / 1e9, 2),
            forecast=fixed(last.forecast / 1e9, 2),
            missed=f"{'+' if missed >= 0 else ''}{fixed(missed, 0)}",
            count=number(len(runs)),
            context=context_words(last.context),
        )

    def _fact_words(self, model: LocalModel) -> list[tuple[str, str]]:
        facts, header = model.facts, self._header
        heads = f"{facts.heads}, {facts.kv_heads}" if facts.heads else ""
        parameters = parameters_words(header.parameters) if header and header.tensors else facts.size_label
        bits = fixed(8 * header.weight_bytes / header.parameters, 2) if header and header.parameters else ""
        rows = [
            (self.tr("Name"), facts.name),
            (self.tr("Architecture"), facts.architecture),
            (self.tr("Parameters"), parameters),
            (self.tr("Layers"), str(facts.layers or "")),
            (self.tr("Heads, KV heads"), heads),
            (self.tr("Trained context"), number(facts.context) if facts.context else ""),
            (self.tr("Vocabulary"), number(header.vocabulary) if header and header.vocabulary else ""),
            (self.tr("Chat template"), self._template_words(header)),
            (self.tr("Bits per weight"), bits),
            (self.tr("Licence"), facts.licence),
            (self.tr("GGUF version"), str(facts.version or "")),
            (self.tr("Size"), size(model.size)),
        ]
        return [(name, value) for name, value in rows if value]

    def _template_words(self, header: Header | None) -> str:
        if header is None:
            return ""
        return self.tr("yes") if header.text("tokenizer.chat_template") else self.tr("none: a general one is used")

    def show_header(self, model: LocalModel, header: Header) -> None:
        """The whole header was read."""
        if model == self._model:
            self._header = header
            self.refresh()

    def _on_keys(self) -> None:
        if self._keys.count():
            empty(self._keys)
            return
        for at, (key, value) in enumerate(list(self._header.metadata.items())[:MOST_KEYS] if self._header else ()):
            words = (
                self.tr("{count} items").format(count=number(value.count)) if isinstance(value, Items) else str(value)
            )
            shown = label(visible(" ".join(words.split()))[:LONGEST_VALUE], 11, wrap=True)
            name = label(visible(key)[:LONGEST_VALUE], 11, tone="3", wrap=True)
            self._keys.addWidget(name, 2 * at, 0)
            self._keys.addWidget(shown, 2 * at + 1, 0)

    def show_progress(self, share: float) -> None:
        """How far a check is."""
        self._progress.setVisible(0 <= share < 1)
        self._progress.setValue(round(share * 1000))
        self._verify.setEnabled(not 0 <= share < 1)

    def show_digest(self, words: str) -> None:
        """What a check found."""
        self.show_progress(1.0)
        self._sha.setText(words)

    def _on_load(self) -> None:
        if self._loaded:
            self.unload_wanted.emit()
        else:
            self.load_wanted.emit(self._model)

    @property
    def model(self) -> LocalModel | None:
        """The model that is shown."""
        return self._model


def _fill(layout: QVBoxLayout, *widgets: QWidget) -> None:
    for widget in widgets:
        layout.addWidget(widget)
