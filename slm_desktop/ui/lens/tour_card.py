"""A step of a guided tour: what it is about, a button that has the model do it, and what there is to notice."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.lens.guide import Guide, StepState
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.announce import announce
from slm_desktop.ui.widgets.parts import IconButton, button, column, label, named, row, set_tone
from slm_desktop.ui.words import number

HIGHEST = 220
"""Pixels of words that are seen at once."""


class Words(QScrollArea):
    """As high as its words, up to a limit, beyond which it scrolls: a step may say a lot."""

    def __init__(self, inside: QVBoxLayout) -> None:
        super().__init__(widgetResizable=True)
        self._inside = inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = named(QWidget(), "lensBody")
        body.setLayout(inside)
        self.setWidget(body)

    def fit(self) -> None:
        """The words have changed, or their width."""
        self._inside.activate()
        high = self._inside.totalHeightForWidth(max(1, self.viewport().width()))
        self.setFixedHeight(min(high, px(HIGHEST)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width words take other lines."""
        super().resizeEvent(event)
        self.fit()


class TourCard(QFrame):
    """`left` when the tour is over."""

    left = Signal()

    def __init__(self, theme: Theme, guide: Guide, try_to: Callable[[Callable[[], object]], bool]) -> None:
        """`try_to` does what may raise a Fault, and says so if it does."""
        super().__init__()
        named(self, "tourCard")
        self._guide, self._try_to = guide, try_to
        self._where = label("", 12, 500, "2")
        self._title = label("", 14, 600, wrap=True)
        self._text = label("", 13, wrap=True)
        self._notice = named(label("", 13, wrap=True), "tourNotice")
        self._words = Words(column(self._text, self._notice, spacing=6))
        self._close = IconButton(theme, "close", self.tr("End the tour"), self.left.emit)
        self._back = button(self.tr("Back"), "quiet", lambda: self._go(-1))
        self._show = button(self.tr("Show me"), "primary", self._on_show)
        self._next = button("", "primary", self._on_next)
        self._shown: tuple[int, StepState] | None = None
        self._lay_out()
        self._unsubscribe = guide.changed.subscribe(self._on_changed)
        self.setAccessibleName(self.tr("Guided tour"))
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        whole = column(spacing=6, margins=(16, 12, 12, 12))
        whole.addLayout(row(self._where, None, self._close))
        whole.addWidget(self._title)
        whole.addWidget(self._words)
        whole.addLayout(row(self._back, None, self._show, self._next, spacing=8))
        self.setLayout(whole)

    def leave(self) -> None:
        """Nobody follows the tour any more."""
        self._unsubscribe()
        self._guide.leave()

    def focus(self) -> None:
        """Put the keyboard on what comes next."""
        wanted = self._show if not self._show.isHidden() and self._guide.state == StepState.READING else self._next
        wanted.setFocus()

    def refresh(self) -> None:
        """Show the step as it is now."""
        guide, step = self._guide, self._guide.step
        count = len(guide.tour.steps)
        self._where.setText(
            self.tr("{title}: step {at} of {count}").format(
                title=visible(guide.tour.title), at=number(guide.at + 1), count=number(count)
            )
        )
        self._title.setText(visible(step.title))
        self._text.setText(visible(step.text.strip()))
        is_done = guide.state == StepState.DONE and step.does_something
        notice = " ".join(filter(None, (self._repeated(), visible(step.notice.strip()))))
        self._notice.setText(notice)
        self._notice.setVisible(is_done and bool(notice))
        self._words.fit()
        self._back.setEnabled(guide.at > 0)
        self._show.setVisible(step.does_something)
        self._show.setEnabled(guide.state != StepState.RUNNING)
        self._show.setText(self.tr("Show me again") if is_done else self.tr("Show me"))
        set_tone(self._show, "kind", "plain" if is_done else "primary")
        set_tone(self._next, "kind", "plain" if guide.state != StepState.DONE else "primary")
        self._next.setText(self.tr("End") if guide.is_last else self.tr("Next"))
        self._arrive((guide.at, guide.state), notice if is_done else step.text)

    def _arrive(self, shown: tuple[int, StepState], words: str) -> None:
        """The keyboard goes on to what comes next, and a screen reader says what is new."""
        if shown == self._shown:
            return
        self._shown = shown
        if shown[1] == StepState.DONE:
            QTimer.singleShot(0, self, lambda: self._words.ensureWidgetVisible(self._notice))
        if shown[1] != StepState.RUNNING:
            announce(self, f"{self._where.text()}. {self._title.text()}. {visible(words)}")
            self.focus()

    def _repeated(self) -> str:
        """Of an answer that was asked for twice: whether it came again."""
        found = self._guide.repeated
        if found is None:
            return ""
        same, count = found
        if same == count:
            return self.tr("Both answers are the same, token for token: {count} of {count}.").format(
                count=number(count)
            )
        words = self.tr("The answers are the same up to token {same} of {count}.")
        return words.format(same=number(same), count=number(count))

    def _on_changed(self) -> None:
        self._soon.start()

    def _on_show(self) -> None:
        self._try_to(self._guide.run)

    def _on_next(self) -> None:
        if self._guide.is_last:
            self.left.emit()
        else:
            self._go(1)

    def _go(self, by: int) -> None:
        self._guide.go(by)
