"""A slider for the scale of each adapter that is loaded with the model."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from slm_desktop.core.engines.adapters import (
    DEFAULT_SCALE,
    HIGHEST_SCALE,
    LOWEST_SCALE,
    Adapter,
    AdapterKind,
    scales_of,
)
from slm_desktop.core.sampling import Parameter
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import column, label, rule
from slm_desktop.ui.widgets.slider import SliderRow

STEP = 0.05


class AdapterScales(QWidget):
    """Hidden where there are no adapters. `changed` carries the name of one and its new scale."""

    changed = Signal(str, float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._adapters: tuple[Adapter, ...] = ()
        self.rows: dict[str, SliderRow] = {}
        self._body: QWidget | None = None
        self.setLayout(column(margins=(20, 4, 20, 0)))
        self.hide()

    def show_scales(self, adapters: Sequence[Adapter], chosen: Mapping[str, float]) -> None:
        """Show the scale of each of these adapters, without telling."""
        if tuple(adapters) != self._adapters:
            self._adapters = tuple(adapters)
            self._make()
        for name, scale in scales_of(adapters, chosen).items():
            self.rows[name].show_value(scale)
        self.setVisible(bool(self._adapters))

    def _make(self) -> None:
        if self._body:
            self._body.deleteLater()
        self._body, self.rows = QWidget(), {one.name: self._row(one) for one in self._adapters}
        self._body.setLayout(column(label(self.tr("Adapters"), 12, 500, "2"), *self.rows.values(), rule(), spacing=10))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._body)

    def _row(self, adapter: Adapter) -> SliderRow:
        name = visible(adapter.name)
        kinds = {
            AdapterKind.LORA: self.tr("{name}: LoRA adapter. 0 is the model itself, 1 the adapter as it was trained."),
            AdapterKind.CONTROL_VECTOR: self.tr("{name}: control vector. 0 is the model itself."),
        }
        made = SliderRow(
            self._theme,
            Parameter(
                name=adapter.name,
                label=visible(adapter.short_name),
                kind="float",
                default=DEFAULT_SCALE,
                low=LOWEST_SCALE,
                high=HIGHEST_SCALE,
                step=STEP,
                help=kinds[adapter.kind].format(name=name),
                off=0.0,
            ),
        )
        made.changed.connect(lambda scale: self.changed.emit(adapter.name, scale))
        return made
