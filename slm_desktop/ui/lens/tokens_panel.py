"""A text as the model's tokens: pieces in two colours, their numbers and bytes."""

import json
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from slm_desktop.core.engines.commands import Tokenise
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.events import TextAnswer, Tokenised
from slm_desktop.core.lens.plates import Plate, plates
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.lens.words import token_words
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.parts import button, column, label, named, row, set_tone, tip
from slm_desktop.ui.widgets.popover import Panel
from slm_desktop.ui.words import explain, fixed, number

WIDTH, LOWEST, HIGHEST = 560, 64, 320
MOST_SHOWN = 5000
"""Tokens that are drawn: the beginning of a longer text."""
GROUNDS = ("accentSoft", "selected")


class TokensPanel(Panel):
    """Pops up over the chat; arrow keys go through the tokens."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, WIDTH)
        self._theme = theme
        self._plates: list[Plate] = []
        self._ends: list[int] = []
        self._ids: tuple[int, ...] = ()
        self._asked, self._at = 0, QPoint()
        self._head, self._one = label("", 13, 600, wrap=True), label("", 12, tone="2", wrap=True)
        self._text = named(PlateText(self), "answerText")
        self._text.setFixedHeight(px(LOWEST))
        self._text.cursorPositionChanged.connect(self._show_one)
        self._copy = button(self.tr("Copy the numbers"), "plain", self._on_copy)
        whole = column(self._head, self._text, self._one, spacing=10, margins=(16, 14, 16, 14))
        whole.addLayout(row(None, self._copy))
        self.setLayout(whole)

    def show_tokens(self, engine: Engine | None, source: str | Sequence[int], at: QPoint) -> None:
        """Ask the model for the tokens of a text, or for what some tokens say, and show them."""
        self._asked, self._at = self._asked + 1, at
        asked, text = self._asked, source if isinstance(source, str) else tuple(source)

        def show(answer: TextAnswer | Fault) -> None:
            if asked == self._asked:  # Else something else was asked since.
                self._show(answer)
                if self.isVisible():
                    self.show_at(self._at, above=True)  # It has become higher.

        self._show(None)
        try:
            if engine is None:
                raise Fault("no_model")
            engine.ask(lambda run: Tokenise(run, text, special=False), show)
        except Fault as fault:
            self._show(fault)
        self.show_at(at, above=True)
        self._text.setFocus()

    def plate_at(self, position: int) -> Plate | None:
        """The plate that stands at a place of the text."""
        return next((plate for plate, end in zip(self._plates, self._ends, strict=False) if position < end), None)

    def words_for(self, plate: Plate) -> str:
        """A token with its number and bytes."""
        ids = ", ".join(map(str, plate.ids))
        words = self.tr("Token {at}: {text} · number {ids} · bytes {bytes}").format(
            at=number(plate.first + 1), text=token_words(plate.data), ids=ids, bytes=plate.data.hex(" ")
        )
        steers = self.tr("steers the model, and is no text")
        return f"{words} · {steers}" if plate.steers else words

    def _show(self, answer: TextAnswer | Fault | None) -> None:
        is_fault = isinstance(answer, Fault)
        set_tone(self._head, "tone", "bad" if is_fault else "")
        if isinstance(answer, Fault):
            said = explain(answer.code, answer.details)
            self._head.setText(f"{said.title}. {said.cause}")
        found = answer if isinstance(answer, Tokenised) else Tokenised(0, (), ())
        self._ids, self._plates = found.tokens, plates(found.tokens, found.pieces, found.steering)
        self._draw()
        self._copy.setEnabled(bool(self._ids))
        if not is_fault:
            self._head.setText(self._counted(b"".join(found.pieces)) if answer else "")
        self._show_one()

    def _counted(self, data: bytes) -> str:
        count, characters = len(self._ids), len(data.decode("utf-8", "replace"))
        words = self.tr("{count} tokens, {characters} characters: {share} a token").format(
            count=number(count), characters=number(characters), share=fixed(characters / (count or 1), 1)
        )
        shown = self.tr("The first {count} are shown.").format(count=number(MOST_SHOWN))
        return f"{words}. {shown}" if len(self._plates) > MOST_SHOWN else words

    def _draw(self) -> None:
        self._text.clear()
        self._ends = []
        cursor = QTextCursor(self._text.document())
        for at, plate in enumerate(self._plates[:MOST_SHOWN]):
            look = QTextCharFormat()
            look.setBackground(self._theme.colour("warnSoft" if plate.steers else GROUNDS[at % 2]))
            look.setForeground(self._theme.colour("warn" if plate.steers else "text"))
            cursor.insertText(_shown(plate.data), look)
            self._ends.append(cursor.position())
        self._text.moveCursor(QTextCursor.MoveOperation.Start)
        document = self._text.document()
        document.setTextWidth(px(WIDTH - 64))
        high = int(document.size().height()) + px(24)
        self._text.setFixedHeight(max(px(LOWEST), min(high, px(HIGHEST))))

    def _show_one(self) -> None:
        plate = self.plate_at(self._text.textCursor().position())
        self._one.setText(self.words_for(plate) if plate else "")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(json.dumps(list(self._ids)))


class PlateText(QTextEdit):
    """The text; hovering says which token stands there."""

    def __init__(self, panel: TokensPanel) -> None:
        super().__init__(readOnly=True)
        self._panel = panel
        self.setFont(font(13, 400, MONO))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setAccessibleName(self.tr("Tokens of the text"))

    def viewportEvent(self, event: QEvent) -> bool:
        """Hovering."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            plate = self._panel.plate_at(self.cursorForPosition(event.pos()).position())
            if plate:
                QToolTip.showText(event.globalPos(), tip(self._panel.words_for(plate)), self)
                return True
        return super().viewportEvent(event)


def _shown(data: bytes) -> str:
    """What a token says, with line breaks that are seen and made."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return token_words(data)
    return visible(text.replace("\t", "⇥")).replace("\n", "⏎\n")
