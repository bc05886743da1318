"""The tokens of an answer as they stand on the screen: hovering says what made them, a click picks one, and they can
be marked.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from slm_desktop.core.records import Message
from slm_desktop.ui.text.drawn_formula import items
from slm_desktop.ui.theme import px
from slm_desktop.ui.transcript.provenance import Provenance
from slm_desktop.ui.widgets.parts import tip

Field = QTextEdit | QPlainTextEdit
MOST_MARKED = 4000
"""Tokens that are marked at most: Qt goes over all marks at every painting."""


class TokenPlaces(QObject):
    """`picked` carries the number of a token. `fields` are the text fields of the answer, from top to bottom; what
    stands in them belongs to tokens only once it `is_whole`.
    """

    picked = Signal(int)

    def __init__(
        self, answer: QWidget, message: Message, fields: Callable[[], Sequence[Field]], is_whole: Callable[[], bool]
    ) -> None:
        super().__init__(answer)
        self._answer, self._message, self._fields, self._is_whole = answer, message, fields, is_whole
        self._known: Provenance | None = None

    def watch(self, field: Field) -> None:
        """Look after a field that was made."""
        field.viewport().installEventFilter(self)

    def forget(self) -> None:
        """Other words stand there now."""
        self._known = None

    def mark(self, colours: Mapping[int, QColor], chosen: int | None, edge: QColor) -> None:
        """Colour the ground of tokens, that of the chosen one by `edge`; nothing else stays marked."""
        fields, known = self._fields(), self._provenance()
        marks: list[list[QTextEdit.ExtraSelection]] = [[] for _field in fields]
        spans = known.spans if known and (colours or chosen is not None) else []
        count = 0
        for part, start, end, token in spans:
            is_marked = token == chosen or (token in colours and count < MOST_MARKED)
            if is_marked:
                count += 1
                look = QTextCharFormat()
                if token in colours:
                    look.setBackground(colours[token])
                if token == chosen:
                    look.setBackground(edge)
                    look.setForeground(QColor("white"))
                marks[part].append(_selection(fields[part], start, end, look))
        for field, found in zip(fields, marks, strict=True):
            field.setExtraSelections(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hovering words shows the settings that made them; a click picks their token."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._words_at(watched.parent(), event.pos())
            if words:
                # At the side, so that it covers nothing of what is being read.
                side = self._answer.mapToGlobal(QPoint(self._answer.width() + 6, 0)).x()
                QToolTip.showText(QPoint(side, event.globalPos().y() - px(24)), tip(words), self._answer)
                return True
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            self._pick_at(watched.parent(), event)
        return super().eventFilter(watched, event)

    def _pick_at(self, view: QObject | None, event: QMouseEvent) -> None:
        field = self._field(view)
        if field is None or event.button() != Qt.MouseButton.LeftButton or field.textCursor().hasSelection():
            return
        known, at = self._provenance(), event.position().toPoint()
        token = known.token_at(self._part(field), field.cursorForPosition(at).position()) if known else None
        if token is not None:
            self.picked.emit(token)

    def _words_at(self, view: QObject | None, at: QPoint) -> str:
        field, known = self._field(view), self._provenance()
        if field is None or known is None:
            return ""
        return known.words_at(self._part(field), field.cursorForPosition(at).position())

    def _field(self, view: QObject | None) -> Field | None:
        return next((field for field in self._fields() if field is view), None)

    def _part(self, field: Field) -> int:
        return list(self._fields()).index(field)

    def _provenance(self) -> Provenance | None:
        run = self._message.run
        if run is None or not run.tokens or not self._is_whole():
            return None
        if self._known is None:
            shown = [items(field.document()) for field in self._fields()]
            self._known = Provenance(self._message.content, run, shown)
        return self._known


def _selection(field: Field, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
    made = QTextEdit.ExtraSelection()
    cursor = QTextCursor(field.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    made.cursor, made.format = cursor, look
    return made
