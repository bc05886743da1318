"""The pictures and sounds of a question to all columns: dropped, pasted or chosen beside the field."""

from typing import Protocol

from PySide6.QtWidgets import QWidget

from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.media import Media
from slm_desktop.errors import Fault
from slm_desktop.ui.compare.ask import Ask
from slm_desktop.ui.compare.context import CompareScreenContext
from slm_desktop.ui.compare.exports import CardExports
from slm_desktop.ui.media.media_place import MediaPlace, ask_media
from slm_desktop.ui.theme import Theme


class Screen(Protocol):
    """What it needs of the screen that it belongs to."""

    ask: Ask
    exports: CardExports
    session: ComparisonSession

    def show_fault(self, fault: Fault) -> None:
        """Something could not be done."""


class AskMedia:
    """Those of the field on a `screen`, which is a widget."""

    def __init__(self, screen: Screen, theme: Theme, context: CompareScreenContext) -> None:
        assert isinstance(screen, QWidget)
        self._parent: QWidget = screen
        self._screen, ask = screen, screen.ask
        self.place: MediaPlace[None] = MediaPlace(
            parent=self._parent,
            theme=theme,
            chips=ask.media,
            context=context.media_context(screen.exports.ask_bytes),
            report=screen.show_fault,
            owner=lambda: None,  # The field is the same for all comparisons.
            aside=_no_other,
            lacking=self._lacking,
        )
        ask.media_wanted.connect(lambda: self.place.take(ask_media(self._parent)))
        ask.picture_pasted.connect(self.place.paste)
        ask.files_dropped.connect(self.place.take)

    def refresh(self) -> None:
        """Say which columns cannot take them."""
        self.place.refresh()

    def _lacking(self, feature: Feature) -> str:
        """The models that are loaded in columns and cannot do something; of others nobody knows yet."""
        engines = (column.engine for column in self._screen.session.columns)
        loaded = (engine for engine in engines if engine and engine.loaded and not engine.can(feature))
        return ", ".join(dict.fromkeys(engine.choice.name for engine in loaded))


def _no_other(_owner: None, _item: Media) -> None:
    """There is no other field that a picture could belong to."""
