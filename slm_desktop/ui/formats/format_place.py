"""Opens the panel of structured output for a chat, or a column."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from slm_desktop.core.chat.session import ChatSession

if TYPE_CHECKING:
    from slm_desktop.core.formats.draft import FormatDraft
    from slm_desktop.ui.formats.format_panel import FormatPanel


class FormatPlace:
    """What is written and not used is there again when the panel is opened for the same chat."""

    def __init__(self, parent: QWidget, on_closed: Callable[[], object] = lambda: None) -> None:
        self._parent, self._on_closed = parent, on_closed
        self._panel: FormatPanel | None = None
        self._drafts: dict[int, FormatDraft] = {}

    def open(self, session: ChatSession, at: QPoint) -> None:
        """Open it with the lower left corner at a place of the screen."""
        from slm_desktop.core.formats.draft import FormatDraft
        from slm_desktop.ui.formats.format_panel import FormatPanel

        if self._panel is None:
            self._panel = FormatPanel(self._parent)
            self._panel.closed.connect(self._on_closed)
        draft = self._drafts.get(session.chat.id)
        if draft is None or draft.is_stale:
            draft = self._drafts[session.chat.id] = FormatDraft(session)
        else:
            draft.check()
        self._panel.open_for(draft, at)
