"""Opens the picker of models from the header of the chat."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.ui.chat.context import ChatScreenContext
from slm_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from slm_desktop.ui.picker import Picker


class PickerPlace(QObject):
    """`chosen` carries the path of a model, `options_wanted` a model and a place, `more_wanted` asks for others."""

    chosen = Signal(str)
    options_wanted = Signal(object, QPoint)
    more_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        model: ActiveModel,
        context: ChatScreenContext,
        agree: Callable[[str], None],
    ) -> None:
        """`agree` hears of what was chosen first: it may be on another machine."""
        super().__init__(parent)
        self._parent, self._theme, self._model, self._context, self._agree = parent, theme, model, context, agree
        self._picker: Picker | None = None

    def open(self, at: QPoint) -> None:
        """Open it at a place of the screen; it is made when it is first wanted."""
        current = self._model.choice.path if self._model.choice else ""
        if self._picker is None:
            from slm_desktop.ui.picker import Picker

            self._picker = Picker(self._parent, self._theme, self._context.about)
            self._picker.options_wanted.connect(self.options_wanted)
            self._picker.chosen.connect(self._agree)
            self._picker.chosen.connect(self.chosen)
            self._picker.more_wanted.connect(self.more_wanted)
        self._picker.show_models(self._context.models(), current, at)

    def refresh(self) -> None:
        """More may be known of the models."""
        if self._picker:
            self._picker.refresh()
