"""Other settings, tried on one token: nothing changes in the chat until they are applied."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from slm_desktop.core.lens.lens import Lens
from slm_desktop.core.sampling import BY_NAME
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import button, column, explain_button, label, row
from slm_desktop.ui.widgets.slider import SliderRow
from slm_desktop.ui.widgets.wrap import Wrap

TRIED = ("temperature", "top_k", "top_p", "min_p", "repeat_penalty")


class TriedSettings(QWidget):
    """Sliders that filter the candidates again at once. `applied` when the chat uses them from now on,
    `explain_wanted` carries the name of a setting and a place of the screen.
    """

    applied = Signal()
    explain_wanted = Signal(str, QPoint)

    def __init__(self, theme: Theme, lens: Lens) -> None:
        super().__init__()
        self._lens = lens
        self._rows = {name: SliderRow(theme, BY_NAME[name]) for name in TRIED}
        for name, slider in self._rows.items():
            slider.changed.connect(lambda value, name=name: lens.try_value(name, value))
            slider.heading.insertWidget(1, explain_button(theme, slider.name, partial(self._ask, name)))
        self._apply = button(self.tr("Use in the chat"), "plain", self._on_apply)
        self._reset = button(self.tr("Reset"), "quiet", lens.reset)
        self._pin = button(self.tr("Pin"), "quiet", lambda: lens.pin(not lens.pinned))
        self._pin.setToolTip(self.tr("Keep what is left now drawn as marks while other settings are tried"))
        whole = column(spacing=10)
        whole.addLayout(row(label(self.tr("Try other settings"), 13, 600), None))
        for slider in self._rows.values():
            whole.addWidget(slider)
        whole.addWidget(Wrap(self._apply, self._reset, self._pin))
        self.setLayout(whole)

    def refresh(self) -> None:
        """Show the settings that are tried, or those that made the token."""
        values, is_tried = self._lens.values, self._lens.preview is not None
        for name, slider in self._rows.items():
            value = values[name]
            slider.show_value(float(value))
            slider.setEnabled(self._lens.distribution is not None)
        self._apply.setEnabled(is_tried)
        self._reset.setEnabled(is_tried)
        self._pin.setEnabled(self._lens.distribution is not None)
        self._pin.setText(self.tr("Unpin") if self._lens.pinned else self.tr("Pin"))

    def _ask(self, name: str) -> None:
        row = self._rows[name]
        self.explain_wanted.emit(name, row.mapToGlobal(row.rect().bottomLeft()))

    def _on_apply(self) -> None:
        self._lens.apply()
        self.applied.emit()
