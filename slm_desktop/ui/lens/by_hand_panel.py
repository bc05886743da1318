"""You are the sampler: each token of an answer is chosen from the bars, by the mouse or by keys 1 to 9."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from slm_desktop.core.lens.by_hand import ByHand
from slm_desktop.core.lens.plates import plates
from slm_desktop.core.lens.seen import Bar
from slm_desktop.core.lens.surprise import probability
from slm_desktop.core.visible import visible
from slm_desktop.ui.lens.candidate_rows import CandidateList, CandidateRows
from slm_desktop.ui.lens.words import share_words, tint_of, token_words
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import button, column, label, named, row, set_tone
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import explain

TEXT_HEIGHT = 120
DIGITS = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)


class ByHandPanel(QWidget):
    """`left` when it is over: what was chosen was kept, the model goes on, or nothing is wanted of it."""

    left = Signal()

    def __init__(self, theme: Theme, hand: ByHand, try_to: Callable[[Callable[[], object]], bool]) -> None:
        """`try_to` does what may raise a Fault, and says so if it does."""
        super().__init__()
        self._theme, self._hand, self._try_to = theme, hand, try_to
        self._is_over = False
        self._text = named(QTextEdit(readOnly=True), "answerText")
        self._text.setFont(font(14))
        self._text.setFixedHeight(px(TEXT_HEIGHT))
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text.setAccessibleName(self.tr("The answer so far"))
        self._words = label("", 12, tone="2", wrap=True)
        self._rows = CandidateRows()
        self._list = CandidateList(theme, self._rows)
        self._list.setAccessibleName(self.tr("What could come next"))
        self._list.activated.connect(self._on_chosen)
        self._list.passed.connect(self._on_key)
        self._back = button(self.tr("Step back"), "plain", hand.step_back)
        self._dice = button(self.tr("Let the dice choose"), "plain", hand.throw_dice)
        self._again = button(self.tr("Try again"), "plain", hand.begin)
        self._go_on = button(self.tr("Let the model go on"), "primary", lambda: self._end(hand.go_on))
        self._keep = button(self.tr("Keep as it is"), "plain", lambda: self._end(hand.keep))
        self._leave = button(self.tr("Leave"), "quiet", lambda: self._end(hand.leave))
        self._lay_out()
        self._unsubscribe = hand.changed.subscribe(self.refresh)
        self.setAccessibleName(self.tr("You are the sampler"))
        self.refresh()

    def keep(self) -> None:
        """The panel goes though nobody has said what becomes of what was chosen: it is kept as far as it can be."""
        if not self._is_over:
            self._is_over = True
            self._try_to(self._hand.keep)

    def leave(self) -> None:
        """Nobody chooses any more."""
        self._unsubscribe()
        self._hand.leave()

    def focus(self) -> None:
        """Put the keyboard on the candidates."""
        self._list.setFocus()

    def refresh(self) -> None:
        """Show what was chosen, and what could come next."""
        hand = self._hand
        self._draw()
        self._words.setText(self._said())
        set_tone(self._words, "tone", "bad" if hand.fault else "2")
        outcome = hand.outcome()
        self._list.setEnabled(outcome is not None and not hand.is_ended)
        if outcome:
            self._rows.others_raw = outcome.raw_others
            self._rows.others_after = outcome.stages[-1].others if outcome.stages else 0.0
            self._rows.others = max(0, hand.record.vocabulary - len(outcome.raw))
            self._rows.is_exact, self._rows.is_bound = outcome.is_exact, outcome.is_bound
            self._rows.show(hand.bars())
            self._list.setCurrentIndex(self._rows.index(0))
        is_free = not hand.is_waiting
        self._again.setVisible(is_free and hand.fault is not None)
        self._back.setEnabled(is_free and bool(hand.steps or hand.is_ended))
        self._dice.setEnabled(is_free and outcome is not None and not hand.is_ended)
        self._keep.setEnabled(is_free and bool(hand.steps))
        self._go_on.setEnabled(is_free and not hand.is_ended)

    def _lay_out(self) -> None:
        hint = self.tr(
            "Enter or 1 to 9 choose, D throws the dice, Backspace takes a step back, G lets the model go on."
        )
        whole = column(label(self.tr("You are the sampler"), 13, 600), spacing=10, margins=(20, 4, 20, 20))
        for one in (self._text, self._words, self._list, label(hint, 11, tone="3", wrap=True)):
            whole.addWidget(one)
        whole.setStretch(3, 1)
        whole.addWidget(Wrap(self._again, self._dice, self._back))
        whole.addLayout(row(self._go_on, None))
        whole.addWidget(Wrap(self._keep, self._leave))
        self.setLayout(whole)

    def _said(self) -> str:
        hand = self._hand
        if hand.fault:
            said = explain(hand.fault.code, hand.fault.details)
            return f"{said.title}. {said.cause}"
        if hand.is_ended:
            return self.tr("The answer ends here. Keep it, or take a step back.")
        if not hand.steps:
            return self.tr("Choose the first token.")
        last = hand.steps[-1]
        words = self.tr("You chose {token}; the model gave it {share}.")
        return words.format(token=token_words(last.piece), share=share_words(probability(last.seen)))

    def _draw(self) -> None:
        """The words so far, tinted by how sure the model was of each."""
        self._text.clear()
        cursor = QTextCursor(self._text.document())
        steps = self._hand.steps
        for plate in plates([step.token for step in steps], [step.piece for step in steps]):
            shares = [probability(steps[plate.first + at].seen) for at in range(len(plate.ids))]
            look, tint = QTextCharFormat(), tint_of(min(shares))
            if tint:
                look.setBackground(self._theme.colour(tint))
            cursor.insertText(visible(plate.data.decode("utf-8", "replace")), look)
        self._text.moveCursor(QTextCursor.MoveOperation.End)

    def _on_chosen(self, index: QModelIndex) -> None:
        bar = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(bar, Bar):
            self._hand.choose(bar.token)

    def _on_key(self, key: int) -> None:
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_D: self._dice.click,
            Qt.Key.Key_G: self._go_on.click,
            Qt.Key.Key_K: self._keep.click,
            Qt.Key.Key_Left: self._back.click,
            Qt.Key.Key_Backspace: self._back.click,
        }
        if key in DIGITS and self._list.isEnabled():
            self._on_chosen(self._rows.index(key - Qt.Key.Key_1))
        acts.get(key, lambda: None)()

    def _end(self, verb: Callable[[], object]) -> None:
        if self._try_to(verb):
            self._is_over = True
            self.left.emit()
