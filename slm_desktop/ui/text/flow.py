"""A Markdown text as a column of views, made in steps: no text, whatever its shape or length, holds the window for
long.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout

from slm_desktop.ui.text.blocks import Block, BlockStream, Code, Prose, Table
from slm_desktop.ui.text.code import CodeView
from slm_desktop.ui.text.markdown import MarkdownStream
from slm_desktop.ui.text.plain_stream import PlainStream
from slm_desktop.ui.text.prose import ProseView, TableView
from slm_desktop.ui.theme import Theme

STEP_SECONDS = 0.010
"""What a step may take; it ends after the piece of work that passes this."""
STEP_CHARACTERS = 4000
"""Characters that a step puts on the screen:

Qt lays them out after it, and takes longer for that than for taking them.
"""
MOST_VIEWS = 200
"""Views that are made before somebody asks for more: a loop of code fences would make thousands."""
VIEWS: dict[type, type[ProseView] | type[CodeView] | type[TableView]] = {
    Prose: ProseView,
    Code: CodeView,
    Table: TableView,
}
View = ProseView | CodeView | TableView


class Flow(QVBoxLayout):
    """`finished` is emitted when all that may be shown stands there; `left` counts the characters that wait to be asked
    for.
    """

    finished = Signal()

    def __init__(self, theme: Theme, on_view: Callable[[View], object] = lambda _view: None) -> None:
        """`on_view` gets each view that is made."""
        super().__init__()
        self._theme, self._on_view = theme, on_view
        self._stream: BlockStream = MarkdownStream()
        self._text, self._most = "", MOST_VIEWS
        self._shown: list[Block] = []
        self.views: list[View] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._step)

    @property
    def left(self) -> int:
        """Characters behind the views that may be made."""
        return len(self._text) - self._stream.length if len(self.views) >= self._most else 0

    @property
    def is_finished(self) -> bool:
        """Whether no step is left to be made."""
        return not self._timer.isActive()

    def show_text(self, text: str, *, as_it_stands: bool = False) -> None:
        """Show a text, which may have grown at its end since it was shown last; no Markdown is read into one that is
        shown `as_it_stands`.
        """
        if as_it_stands != isinstance(self._stream, PlainStream):
            self._stream = PlainStream() if as_it_stands else MarkdownStream()
        self._text = text
        self._step()

    def show_more(self) -> None:
        """Make further views."""
        self._most += MOST_VIEWS
        self._step()

    def texts(self) -> list[QTextEdit | QPlainTextEdit]:
        """The text fields of the views, from top to bottom."""
        return [view.field for view in self.views]

    def _step(self) -> None:
        self._timer.stop()
        end = time.monotonic() + STEP_SECONDS
        if self._stream.count >= self._most:
            blocks = self._stream.final
        else:
            blocks = self._stream.read(self._text, lambda count: count >= self._most or time.monotonic() > end)
        whole = self._stream.done or len(blocks) >= self._most
        if self._show(blocks[: self._most], end) and whole:
            self._drop(min(len(blocks), self._most))
            self.finished.emit()
        else:
            self._timer.start()

    def _show(self, blocks: list[Block], end: float) -> bool:
        """Make and renew views up to a moment, one at least; False while something is left.

        Blocks that stand are passed over.
        """
        at = 0
        while at < min(len(blocks), len(self._shown)) and blocks[at] is self._shown[at]:
            at += 1
        del self._shown[at:]
        drawn = 0
        for block in blocks[at:]:
            if not self._view_for(block).show_block(block, end):  # type: ignore[arg-type]
                return False
            self._shown.append(block)
            drawn += _length(block)
            if time.monotonic() > end or drawn >= STEP_CHARACTERS:
                break
        return len(self._shown) == len(blocks)

    def _view_for(self, block: Block) -> View:
        """The view after those that stand, of the kind that a block needs."""
        at, kind = len(self._shown), VIEWS[type(block)]
        if at < len(self.views) and type(self.views[at]) is not kind:
            self._drop(at)  # Markdown saw something else in the text.
        if at == len(self.views):
            view = kind(self._theme)
            self.views.append(view)
            self.addWidget(view)
            self._on_view(view)
        return self.views[at]

    def _drop(self, at: int) -> None:
        """Remove the views from a place on."""
        for view in self.views[at:]:
            self.removeWidget(view)
            view.hide()
            view.deleteLater()
        del self.views[at:]
        del self._shown[at:]

    def leave(self) -> None:
        """Make nothing more, and take away what stands."""
        self._timer.stop()
        self._drop(0)

    def set_visible(self, shown: bool) -> None:
        """Show or hide all views."""
        for view in self.views:
            view.setVisible(shown)


def _length(block: Block) -> int:
    """Characters to lay out; a table takes as long as many of them."""
    if isinstance(block, Table):
        return STEP_CHARACTERS
    return len(block.text) if isinstance(block, Code) else block.length
