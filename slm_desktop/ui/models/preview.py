"""What is known of a catalogue model's file before the Hub was asked, and without it: about its size, memory and
speed.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from PySide6.QtWidgets import QFrame

from slm_desktop.core.models.catalogue import NO, Entry
from slm_desktop.core.models.forecast import Table
from slm_desktop.core.models.hub import DownloadState
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.ui.fit import CostFigures
from slm_desktop.ui.models.context import ModelsContext
from slm_desktop.ui.theme import MONO, Theme, font
from slm_desktop.ui.widgets.parts import button, column, label, tip
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import size


class Preview(QFrame):
    """One row as in the table of files, every figure marked as an estimate.

    `get` fetches the file of an entry, `load` loads one that is here, by its path.
    """

    def __init__(
        self, theme: Theme, context: ModelsContext, get: Callable[[Entry], object], load: Callable[[str], object]
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._context, self._get_it, self._load = context, get, load
        self._entry: Entry | None = None
        self._quant, self._size = label("", 13), label("", 13, tone="2")
        self._quant.setFont(font(13, family=MONO))
        self._figures = figures = CostFigures(theme)
        self._get = button(self.tr("Download"), "primary", self._on_pressed)
        line = Wrap(
            self._quant,
            self._size,
            figures.bar,
            figures.need,
            figures.speed,
            figures.fit,
            self._get,
            spacing=14,
            margins=(16, 10, 12, 10),
        )
        words = self.tr("Estimated from its number of weights. The file's own figures come once the Hub was asked.")
        note = label(words, 12, tone="3", wrap=True)
        note.setContentsMargins(16, 0, 16, 10)
        whole = column(spacing=0)
        whole.addWidget(line)
        whole.addWidget(note)
        self.setLayout(whole)
        for signal in (context.speeds.changed, context.downloads.changed, context.local_models.changed):
            signal.subscribe(self.refresh)

    def show_entry(self, entry: Entry | None) -> None:
        """Show the file that we would take of a model; None, and one without a file, hides the row."""
        self._entry = entry if entry and entry.gguf and entry.runs != NO else None
        self.setVisible(self._entry is not None)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        entry, table = self._entry, self._entry.table if self._entry else None
        if entry is None or entry.gguf is None or table is None:
            return
        self._quant.setText(entry.quantisation)
        self._size.setText(f"≈ {size(entry.size)}")
        self._show_costs(table)
        wanted = any(
            item.repo == entry.gguf.repo and item.state != DownloadState.DONE for item in self._context.downloads.items
        )
        words = self.tr("Queued") if wanted else self.tr("Download")
        self._get.setText(self.tr("Chat") if self._local else words)
        self._get.setToolTip(tip(self.tr("It is on this computer")) if self._local else "")
        self._get.setEnabled(self._local is not None or not wanted)

    @property
    def _local(self) -> LocalModel | None:
        """The model, if its file is on this computer."""
        place = self._entry.gguf if self._entry else None
        return (
            self._context.local_models.named(PurePosixPath(place.file).name, self._entry.size)
            if self._entry and place
            else None
        )

    def _on_pressed(self) -> None:
        if model := self._local:
            self._load(model.path)
        elif self._entry:
            self._get_it(self._entry)

    def _show_costs(self, table: Table) -> None:
        forecasts, settings = self._context.forecasts, self._context.settings
        kv_type = str(settings["kv_type"])
        context = forecasts.context(table, int(settings["context"]), kv_type)
        need, free = table.needed(context, kv_type) + table.parked(context, kv_type), forecasts.free()
        speed = self._context.speeds.expected("", table, context, kv_type)
        self._figures.show(table, (context, kv_type), need, free, speed, about=True)
