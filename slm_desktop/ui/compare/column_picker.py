"""Chooses the model of a column: the picker, made when it is first wanted."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, SignalInstance
from PySide6.QtWidgets import QWidget

from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.models.names import display_name
from slm_desktop.library.locate import with_columns
from slm_desktop.ui.compare.context import CompareScreenContext
from slm_desktop.ui.picker import Picker
from slm_desktop.ui.theme import Theme


class ColumnPicker(QObject):
    """`try_to` does what may raise a Fault; `more_wanted` fires where other models are to be found."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        context: CompareScreenContext,
        try_to: Callable[[Callable[[], object]], bool],
        more_wanted: SignalInstance,
    ) -> None:
        super().__init__(parent)
        self._parent, self._theme, self._context = parent, theme, context
        self._try_to, self._more_wanted = try_to, more_wanted
        self._picker: Picker | None = None
        self._choosing: tuple[ComparisonSession, ColumnSession] | None = None

    def choose(self, session: ComparisonSession, column: ColumnSession, at: QPoint) -> None:
        """Open it at a place of the screen."""
        if self._picker is None:
            self._picker = Picker(self._parent, self._theme, self._context.about, has_options=False)
            self._picker.chosen.connect(self._on_chosen)
            self._picker.more_wanted.connect(self._more_wanted)
        self._choosing = (session, column)
        models = with_columns(self._context.models(), session.record.columns)
        self._picker.show_models(models, column.record.path, at)

    def _on_chosen(self, path: str) -> None:
        if self._choosing is None:
            return
        session, column = self._choosing
        found = next((model for model in self._context.models() if model.path == path), None)
        name, quantisation = (found.name, found.quantisation) if found else display_name(Path(path).name)
        self._try_to(lambda: session.choose(column, path, name, quantisation))
