"""The pictures of a question to all columns."""

from slm_desktop.ui.compare.screen import CompareScreen
from slm_desktop.ui.media.thumbnail import Thumbnail


class AskMediaPage:
    """Those beside the field."""

    def __init__(self, screen: CompareScreen) -> None:
        self._screen = screen

    @property
    def chips(self) -> list[str]:
        """What they are called."""
        return [one.toolTip() for one in self._screen.ask.media.findChildren(Thumbnail) if not one.isHidden()]

    def drop(self, *paths: str) -> None:
        """Drop files on the field."""
        self._screen.ask.files_dropped.emit(list(paths))
