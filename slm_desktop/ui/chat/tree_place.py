"""Shows what could have been in place of the conversation, until somebody goes back to it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.lens.lens import Lens
from slm_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from slm_desktop.ui.lens.tree_panel import TreePanel


class TreePlace(QObject):
    """`middle` is where the conversation stands, as the first of its pages. `closed` when it is seen again."""

    closed = Signal()

    def __init__(
        self, middle: QStackedWidget, theme: Theme, lens: Lens, try_to: Callable[[Callable[[], object]], bool]
    ) -> None:
        super().__init__(middle)
        self._middle, self._theme, self._lens, self._try_to = middle, theme, lens, try_to
        self._panel: TreePanel | None = None
        self._session: ChatSession | None = None
        self._leave: Callable[[], None] = lambda: None

    def follow(self, session: ChatSession) -> None:
        """Another chat is shown."""
        self.close()
        self._leave()
        self._session = session
        self._leave = session.changed.subscribe(self._on_changed)

    def open(self) -> None:
        """Have sixteen answers drawn to the question that is looked at."""
        question = self._lens.question
        if question is None:
            return
        from slm_desktop.ui.lens.tree_panel import TreePanel

        self.close()
        panel = TreePanel(self._theme, partial(self._lens.seed_tree, question), self._try_to)
        if not panel.draw():
            panel.deleteLater()
            return
        self._panel = panel
        panel.left.connect(self.close)
        self._middle.setCurrentIndex(self._middle.addWidget(panel))
        panel.focus()

    def close(self) -> None:
        """Show the conversation again."""
        if self._panel:
            panel, self._panel = self._panel, None
            panel.leave()
            self._middle.setCurrentIndex(0)
            self._middle.removeWidget(panel)
            panel.deleteLater()
            self.closed.emit()

    def _on_changed(self) -> None:
        """An answer that begins is to be seen."""
        if self._session and self._session.answering:
            self.close()
