"""Pictures that are looked at: small ones have their bytes from here, and open at their full size."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from slm_desktop.core.engines.pictures import Picture
from slm_desktop.errors import Fault
from slm_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from slm_desktop.ui.pictures.picture_view import Export, PictureView


class Viewer:
    """`data` has the bytes of a picture, or raises Fault 'picture_lost'; `parent` is the widget that it opens over."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        data: Callable[[Picture], bytes],
        export: "Export",
        report: Callable[[Fault], object],
    ) -> None:
        self.data = data
        self._parent, self._theme, self._export, self._report = parent, theme, export, report
        self._view: PictureView | None = None

    def show(self, picture: Picture) -> None:
        """Show a picture at its full size."""
        if self._view is None:
            from slm_desktop.ui.pictures.picture_view import PictureView

            self._view = PictureView(self._parent, self._theme, self.data, self._export, self._report)
        self._view.open_for(picture)
