"""A text as it stands, nothing read into it, in the blocks that a flow shows."""

from collections.abc import Callable

from slm_desktop.core.visible import visible
from slm_desktop.ui.text.blocks import Block, BlockStream, Line, Prose, Span

LONGEST_BLOCK = 4000
LINE_END = "\u2028"
"""It breaks a line and begins no paragraph, so that no gap comes between two lines."""


class PlainStream(BlockStream):
    """The blocks of a text that grows at its end."""

    def read(self, text: str, enough: Callable[[int], bool] = lambda _count: False) -> list[Block]:
        """See BlockStream."""
        if not text.startswith(self._head):
            self._final, self._head = [], ""
        while len(text) - len(self._head) > LONGEST_BLOCK:
            start = len(self._head)
            end = text.rfind("\n", start, start + LONGEST_BLOCK) + 1 or start + LONGEST_BLOCK
            self._final.append(_block(text[start:end].removesuffix("\n")))
            self._head = text[:end]
            if enough(len(self._final)):
                self.done = False
                return self.final
        self.done = True
        rest = text[len(self._head) :]
        return [*self._final, *([_block(rest)] if rest else [])]


def _block(text: str) -> Prose:
    return Prose((Line("p", (Span(visible(text).replace("\n", LINE_END)),)),))
