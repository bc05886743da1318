"""The field in which all columns are asked, what the question sets in motion, and the button that does it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from slm_desktop.ui.media.media_chips import MediaChips
from slm_desktop.ui.media.media_field import MediaField
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.choices import Choice
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, button, column, named
from slm_desktop.ui.words import translate

LINE, MOST_LINES, LONGEST, MOST_SCHEDULE = 22, 6, 1_000_000, 260
LEAST_FIELD, WIDE = 150, 640
"""Pixels of the field at least; where the whole has fewer than WIDE, what is set in motion is cut short for it."""


class Ask(QFrame):
    """`asked` carries a text; its pictures and sounds are in `media`. `cancelled` while something runs."""

    asked = Signal(str)
    media_wanted = Signal()
    picture_pasted = Signal(object)
    files_dropped = Signal(list)
    cancelled = Signal()
    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("composer")
        self._theme, self._running, self._able = theme, False, True
        self._field = named(MediaField(), "draft")
        self._field.dropped.connect(self.files_dropped)
        self._field.picture_pasted.connect(self.picture_pasted)
        self.media = MediaChips(theme)
        self.media.changed.connect(self._on_typed)
        self._field.setFont(font(14))
        self._field.setMinimumWidth(px(LEAST_FIELD))
        self._field.setFrameShape(QFrame.Shape.NoFrame)
        self._field.setTabChangesFocus(True)
        self._field.setPlaceholderText(self.tr("Ask all columns"))
        self._field.setAccessibleName(self.tr("Question for all columns"))
        self._field.textChanged.connect(self._on_typed)
        self._field.installEventFilter(self)
        self.setFocusProxy(self._field)
        self._schedule = ElidedLabel(12, tone="3")
        self._schedule.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._schedule.setFixedHeight(px(32))
        self._to: Choice | None = None
        self._run = button("", "primary", self._on_run)
        self._line = QHBoxLayout()
        self._line.setSpacing(10)
        self._line.addWidget(self._field, 4)
        clip = IconButton(theme, "clip", self.tr("Add pictures or sounds"), self.media_wanted.emit)
        self._line.addWidget(clip, 0, Qt.AlignmentFlag.AlignBottom)
        for part, share in ((self._schedule, 1), (self._run, 0)):
            self._line.addWidget(part, share, Qt.AlignmentFlag.AlignBottom)
        whole = column(self.media, spacing=6, margins=(14, 6, 8, 6))
        whole.addLayout(self._line)
        self.setLayout(whole)
        self.show_state(2, running=False, able=True)
        self._on_typed()

    def focus(self) -> None:
        """Put the caret into the field."""
        self._field.setFocus()

    @property
    def text(self) -> str:
        """What is written."""
        return self._field.toPlainText()

    def set_text(self, text: str) -> None:
        """Write a text in place of what is there."""
        self._field.setPlainText(text)
        self._field.moveCursor(self._field.textCursor().MoveOperation.End)

    @property
    def _has_question(self) -> bool:
        """Whether there is something to ask, and nothing on its way to be a part of it."""
        return (bool(self.text.strip()) or bool(self.media.media)) and not self.media.is_reading

    def show_targets(self, letters: list[tuple[int, str]], chosen: int) -> None:
        """Offer all columns, or one of them (its id)."""
        if self._to:
            self._line.removeWidget(self._to)
            self._to.deleteLater()
        words = translate("Ask", "Only column {letter}")
        single = [(id_, words.format(letter=one)) for id_, one in letters]
        self._to = Choice(translate("Ask", "Who is asked"), [(0, translate("Ask", "All columns")), *single])
        self._to.choose(chosen if any(id_ == chosen for id_, _letter in letters) else 0)
        self._to.changed.connect(self._on_target)
        self._on_target()
        self._line.insertWidget(2, self._to, 0, Qt.AlignmentFlag.AlignBottom)

    def _on_target(self) -> None:
        """Say whom the question goes to."""
        words = self._to.text() if self._to and self.only else ""
        self._field.setPlaceholderText(words or translate("Ask", "Ask all columns"))
        self.edited.emit()

    @property
    def only(self) -> list[int]:
        """The columns that are asked; empty for all."""
        chosen = int(str(self._to.value)) if self._to else 0
        return [chosen] if chosen else []

    def show_schedule(self, words: str) -> None:
        """What the question sets in motion, or how far that is."""
        self._schedule.setText(words)
        self._fit()

    def _fit(self) -> None:
        wanted = self._schedule.fontMetrics().horizontalAdvance(self._schedule.accessibleName()) + 4
        self._schedule.setMinimumWidth(min(px(MOST_SCHEDULE), wanted) if self.width() >= px(WIDE) else 0)

    def show_state(self, count: int, *, running: bool, able: bool) -> None:
        """Whether something runs, and how many columns would be asked."""
        self._running = running
        ask = translate("Ask", "Ask {count}").format(count=count) if count != 1 else translate("Ask", "Ask 1")
        self._run.setText(translate("Ask", "Cancel") if running else ask)
        self._run.setProperty("kind", "plain" if running else "primary")
        self._run.style().unpolish(self._run)
        self._run.style().polish(self._run)
        self._able = able
        self._run.setEnabled(running or (able and self._has_question))

    def _on_typed(self) -> None:
        self._grow()
        if len(self._field.toPlainText()) > LONGEST:
            self._field.setPlainText(self._field.toPlainText()[:LONGEST])
        self._run.setEnabled(self._running or (self._able and self._has_question))
        self.edited.emit()

    def _grow(self) -> None:
        """As high as what is written, wrapped lines included, up to a limit."""
        lines = round(self._field.document().size().height())  # a plain text counts its height in lines
        self._field.setFixedHeight(px(LINE) * min(MOST_LINES, max(1, lines)) + 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        self._grow()
        self._fit()

    def _on_run(self) -> None:
        if self._running:
            self.cancelled.emit()
        elif self._has_question:
            self.asked.emit(self.text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the words means the field."""
        super().mousePressEvent(event)
        self.focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter asks, Shift+Enter begins a line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if entered and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                if not self._running:
                    self._on_run()
                return True
        return super().eventFilter(watched, event)
