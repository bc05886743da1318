"""Pictures that are looked at, and sounds that are listened to; both can be saved."""

from collections.abc import Callable
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from slm_desktop.core.engines.media import Media
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.files import Later
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.words import translate

if TYPE_CHECKING:
    from slm_desktop.ui.media.picture_view import PictureView
    from slm_desktop.ui.media.player import Player

SUFFIXES = {"jpeg": "jpg"}
"""Of formats whose files are usually called otherwise."""
Export = Callable[[str, str, bytes], object]
"""Asks for a place for a file: its name, its kind and what it holds."""


class Viewer:
    """`data` has the bytes of a picture or sound, or raises Fault 'media_lost'; `parent` is the widget that pictures
    open over.
    """

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        data: Callable[[Media], bytes],
        later: Later,
        export: Export,
        report: Callable[[Fault], object],
    ) -> None:
        self.data = data
        self._parent, self._theme = parent, theme
        self._later, self._export, self._report = later, export, report
        self._view: PictureView | None = None

    @cached_property
    def player(self) -> "Player":
        """What sounds are heard from, the same everywhere."""
        from slm_desktop.ui.media.player import the_player

        return the_player(self._later)

    def show(self, item: Media) -> None:
        """Show a picture at its full size."""
        if self._view is None:
            from slm_desktop.ui.media.picture_view import PictureView

            self._view = PictureView(self._parent, self._theme, self.data, self.save, self._report)
        self._view.open_for(item)

    def play_or_stop(self, item: Media) -> None:
        """Play a sound; one that is heard ends."""
        if self.player.playing == item.digest:
            self.player.stop()
        else:
            self._with_data(item, lambda data: self.player.play(item, data, self._report))

    def save(self, item: Media) -> None:
        """Ask where to save a picture or sound."""
        name = PurePath(visible(item.name)).stem or (
            translate("Media", "Sound") if item.is_sound else translate("Media", "Picture")
        )
        self._with_data(item, lambda data: self._export(name, SUFFIXES.get(item.format, item.format), data))

    def _with_data(self, item: Media, act: Callable[[bytes], object]) -> None:
        try:
            data = self.data(item)
        except Fault as fault:
            self._report(fault)
            return
        act(data)
