"""What a question found in documents: the passages that went into the prompt, and those that nearly did."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget

from slm_desktop.core.documents.records import Source
from slm_desktop.core.visible import visible
from slm_desktop.ui.widgets.parts import ElidedLabel
from slm_desktop.ui.widgets.popover import Popover
from slm_desktop.ui.words import fixed, translate

WIDTH = 520
MOST_EXCERPT, MOST_ROWS = 200, 8


class SourcesPanel(Popover):
    """`picked` carries the Source of the row."""

    def __init__(self, parent: QWidget) -> None:
        about = translate(
            "Sources",
            "Numbered passages went into the prompt. The others were found, too, but had no place in it. "
            "BM25 is larger where rare words of the question stand often, similarity where the meaning is near.",
        )
        super().__init__(parent, translate("Sources", "Passages"), about, WIDTH)

    def open_for(self, sources: Sequence[Source], at: QPoint) -> None:
        """Show these, with the upper left corner at a place."""
        self._list.clear()
        used = 0
        for source in sources:
            used += source.used
            self._add(source, used if source.used else 0)
        self.open_at(at, MOST_ROWS)

    def _add(self, source: Source, place: int) -> None:
        name = visible(source.name)
        where = f"{name}, {visible(source.label)}" if source.label else name
        sign = f"[{place}]" if place else translate("Sources", "Not sent")
        scores = []
        if source.score or not source.similarity:
            scores.append(translate("Sources", "BM25 {score}").format(score=fixed(source.score, 2)))
        if source.similarity:
            scores.append(translate("Sources", "similarity {score}").format(score=fixed(source.similarity, 2)))
        head = f"{sign}  {where}  ·  {'  ·  '.join(scores)}"
        excerpt = " ".join(visible(source.text[:MOST_EXCERPT]).split())
        shown = QWidget()
        lines = QVBoxLayout(shown)
        lines.setContentsMargins(8, 4, 8, 4)
        lines.setSpacing(1)
        title = ElidedLabel(13, 600 if place else 400)
        title.setText(head)
        words = ElidedLabel(12, tone="3")
        words.setText(excerpt)
        lines.addWidget(title)
        lines.addWidget(words)
        self.add_row(source, f"{head}. {excerpt}", shown)
