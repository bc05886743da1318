"""The panel of the lens: one token of an answer, what could have come instead, and what each sampler cuts."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QScrollArea, QWidget

from slm_desktop.core.lens import export
from slm_desktop.core.lens.filters import Outcome
from slm_desktop.core.lens.lens import Lens, LensState
from slm_desktop.core.lens.seen import Bar, SeenAnswer
from slm_desktop.core.lens.surprise import probability
from slm_desktop.core.visible import visible
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.lens.candidate_rows import AFTER_WIDTH, GAP, RAW_WIDTH, ROW, CandidateList, CandidateRows
from slm_desktop.ui.lens.opinion_view import Offer, OpinionView
from slm_desktop.ui.lens.stages import AFTER_ALL, StageChips
from slm_desktop.ui.lens.strip import Strip
from slm_desktop.ui.lens.token_head import TokenHead
from slm_desktop.ui.lens.tried import TriedSettings
from slm_desktop.ui.lens.words import share_words, token_words
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.announce import announce
from slm_desktop.ui.widgets.choices import Chip
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import IconButton, button, column, label, row, rule, set_tone
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import explain, fixed, number

DRAW_MILLISECONDS, LEAST_SURE = 16, 6
SCROLLER = 10
"""The width that the bar of a list takes."""
FEWEST_ROWS, MOST_ROWS, BESIDE = 6, 12, 390
"""Candidates that are seen at once, and the height of what stands below them."""


class LensPanel(QWidget):
    """`tint_wanted` says whether the words of the answer are to be tinted, `by_hand_wanted` that a person will choose
    each token, `tree_wanted` that other seeds are to be seen, `tour_wanted` where a menu of tours is to open,
    `explain_wanted` the name of a setting and a place of the screen.
    """

    tint_wanted = Signal(bool)
    by_hand_wanted, tree_wanted = Signal(), Signal()
    tour_wanted = Signal(QPoint)
    explain_wanted = Signal(str, QPoint)

    def __init__(
        self,
        theme: Theme,
        lens: Lens,
        *,
        try_to: Callable[[Callable[[], object]], bool],
        exports: Exports,
        offer: Offer,
    ) -> None:
        """`try_to` does what may raise a Fault, and says so if it does; `offer` are models that can be asked, too."""
        super().__init__()
        self._theme, self._lens, self._try_to, self._exports = theme, lens, try_to, exports
        self._stage: int | None = AFTER_ALL
        self._outcome: Outcome | None = None
        self._seen: object = None
        self._announced: object = None
        self._revealed: object = None
        self._least_of: object = ()
        self._listed: object = None
        self._make_head()
        self._make_rows()
        self._tried = TriedSettings(theme, lens)
        self._tried.explain_wanted.connect(self.explain_wanted)
        self._opinion = OpinionView(theme, lens, offer)
        self._by_hand = button(self.tr("Choose each token yourself"), "plain", self.by_hand_wanted.emit)
        self._by_hand.setToolTip(self.tr("Write another answer to this question: you are the sampler"))
        self._tree = button(self.tr("What could have been"), "plain", self.tree_wanted.emit)
        self._tree.setToolTip(self.tr("Have the question answered with sixteen seeds, and see where they part"))
        self._least = Wrap(spacing=6)
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=DRAW_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        lens.changed.subscribe(self._on_changed)
        self.setAccessibleName(self.tr("Lens"))
        self.refresh()

    # -- parts -------------------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        lens, theme = self._lens, self._theme
        before, after = self.tr("Token before (Left)"), self.tr("Token after (Right)")
        self._back = IconButton(theme, "caret-left", before, lambda: lens.go(lens.place - 1), size=12)
        self._on = IconButton(theme, "caret-right", after, lambda: lens.go(lens.place + 1), size=12)
        self._where = label("", 12, 500, "2")
        self._tint = Chip(self.tr("Tint"))
        self._tint.setToolTip(self.tr("Colour the words of the answer by how sure the model was of them"))
        self._tint.changed.connect(lambda: self.tint_wanted.emit(self._tint.isChecked()))
        self._export = IconButton(theme, "download", self.tr("Export the candidates"), self._on_export)
        self._tour = IconButton(theme, "question", self.tr("Guided tours"), self._on_tour)
        self._strip = Strip(theme)
        self._strip.chosen.connect(lens.go)
        self._strip.passed.connect(self._on_key)
        self._head = TokenHead()
        self._stages = StageChips()
        self._stages.pointed.connect(self._on_pointed)
        self._words = label("", 13, tone="2", wrap=True)
        self._recover = button(self.tr("Go over the answer"), "primary", lens.recover)

    def _make_rows(self) -> None:
        self._rows = CandidateRows()
        self._list = CandidateList(self._theme, self._rows)
        self._list.setFixedHeight(px(ROW) * MOST_ROWS + 4)
        self._list.setAccessibleName(self.tr("Candidates"))
        self._list.passed.connect(self._on_key)
        self._list.activated.connect(lambda _index: self.branch())
        self._list.selectionModel().currentChanged.connect(lambda _now, _before: self._show_branch())
        self._branch = button("", "primary", self.branch)
        self._heads = QWidget()
        self._heads.setLayout(self._headings())
        self._own = QLineEdit(placeholderText=self.tr("… or go on with words of your own, and Enter"))
        self._own.setFont(font(13))
        self._own.setAccessibleName(self.tr("Go on with words of your own"))
        self._own.returnPressed.connect(self._on_own)

    def _headings(self) -> QHBoxLayout:
        """What the two figures of a row are."""
        heads = row(None, spacing=0)
        for words, width in ((self.tr("Model"), RAW_WIDTH), (self.tr("After sampling"), AFTER_WIDTH)):
            made = label(words, 11, tone="3")
            made.setAlignment(Qt.AlignmentFlag.AlignRight)
            made.setFixedWidth(px(width))
            heads.addWidget(made)
        heads.addSpacing(px(GAP) + SCROLLER)
        return heads

    def _lay_out(self) -> None:
        self._known = QWidget()
        known = column(spacing=12)
        for one in (self._head, self._stages, self._branch, self._heads, self._list, self._tried, self._own):
            known.addWidget(one)
        self._known.setLayout(known)
        inside = column(spacing=12, margins=(20, 4, 20, 20))
        inside.addLayout(row(self._back, self._where, self._on, None, self._tour, self._export, self._tint, spacing=4))
        inside.addWidget(self._strip)
        inside.addWidget(self._words)
        inside.addWidget(self._recover, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._known)
        self._least_title = label(self.tr("Least certain"), 13, 600)
        inside.addWidget(self._least_title)
        inside.addWidget(self._least)
        inside.addWidget(self._opinion)
        inside.addWidget(rule())
        inside.addWidget(Wrap(self._by_hand, self._tree))
        inside.addStretch(1)
        body = QWidget()
        body.setObjectName("lensBody")
        body.setLayout(inside)
        area = self._area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        self.setLayout(column(area))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window fewer candidates are seen at once, so that sliders and bars are in sight together."""
        super().resizeEvent(event)
        rows = max(FEWEST_ROWS, min(MOST_ROWS, (self.height() - px(BESIDE)) // px(ROW)))
        self._list.setFixedHeight(px(ROW) * rows + 4)

    # -- verbs -------------------------------------------------------------------------------------------------

    def branch(self) -> None:
        """Write on with the chosen candidate in place of the token that came."""
        bar = self._chosen()
        if bar and self._branch.isEnabled():
            self._try_to(lambda: self._lens.branch(bar))

    def _on_tour(self) -> None:
        self.tour_wanted.emit(self._tour.mapToGlobal(self._tour.rect().bottomLeft()))

    def _on_export(self) -> None:
        answer = self._lens.answer
        if answer is None:
            return

        def save(kind: str, make: Callable[[SeenAnswer], bytes]) -> None:
            self._exports.ask_made(self.tr("Candidates"), kind, partial(make, answer.copy()))

        menu = QMenu(self)
        menu.addAction(self.tr("As JSON…"), partial(save, "json", export.to_json))
        menu.addAction(self.tr("As CSV…"), partial(save, "csv", export.to_csv))
        open_menu(menu, self._export.mapToGlobal(self._export.rect().bottomLeft()))

    def _on_own(self) -> None:
        """Words that were typed begin the rest of the answer."""
        text = self._own.text()
        if text and self._lens.can_branch and self._try_to(lambda: self._lens.branch_with_text(text)):
            self._own.clear()

    def focus(self) -> None:
        """Put the keyboard on the tokens of the answer."""
        self._strip.setFocus()

    def _on_key(self, key: int) -> None:
        """Left and right step through the tokens, N goes to the next of which the model was not sure, B branches."""
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self._lens.go(self._lens.place - 1),
            Qt.Key.Key_Right: lambda: self._lens.go(self._lens.place + 1),
            Qt.Key.Key_N: self._lens.go_to_unsure,
            Qt.Key.Key_B: self.branch,
        }
        acts.get(key, lambda: None)()

    # -- what is shown -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the lens sees now."""
        self._timer.stop()
        if not self._lens.is_open:
            return
        self._show_head()
        self._show_state()
        self._show_known()
        self._opinion.refresh()
        self._reveal_opinion()

    def _reveal_opinion(self) -> None:
        """Scroll to what another model thinks, once it has been asked."""
        opinion = self._lens.opinion
        if opinion is not self._revealed and not (opinion and opinion.is_waited_for):
            self._revealed = opinion
            if opinion:
                QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self._opinion))

    def _on_changed(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _on_pointed(self, stage: object) -> None:
        self._stage = stage if isinstance(stage, int) else AFTER_ALL
        self._show_bars()

    def _show_head(self) -> None:
        lens, answer = self._lens, self._lens.answer
        count = answer.count if answer else 0
        words = self.tr("Token {at} of {count}").format(at=number(lens.place + 1), count=number(count))
        self._where.setText(words if count else "")
        self._announce(answer)
        self._back.setEnabled(lens.place > 0)
        self._on.setEnabled(lens.place < count - 1)
        self._strip.show_answer(answer, lens.place)
        self._strip.setVisible(bool(answer and answer.record.places))
        self._export.setEnabled(bool(answer and answer.record.places))

    def _announce(self, answer: SeenAnswer | None) -> None:
        """A screen reader says which token is looked at when that changes."""
        here = (answer.message.id, self._lens.place) if answer else None
        if here == self._announced:
            return
        self._announced = here
        one = self._lens.distribution
        if answer and one and one.token >= 0:
            words = f"{self._where.text()}: {token_words(answer.piece(self._lens.place))}, "
            announce(self, words + share_words(probability(one)))

    def _show_state(self) -> None:
        lens = self._lens
        words = {
            LensState.NOTHING: self.tr("Ask something: the lens shows what could have come in place of each token."),
            LensState.WRITTEN: "",
            LensState.RECOVERING: self.tr("The model goes over the answer once more…"),
            LensState.READY: self._figures(),
            LensState.MISSING: self._missing(),
        }[lens.state]
        if lens.fault:
            said = explain(lens.fault.code, lens.fault.details)
            words = f"{said.title}. {said.cause}"
        self._words.setText(words)
        set_tone(self._words, "tone", "bad" if lens.fault else "2")
        self._words.setVisible(bool(words))
        self._recover.setVisible(lens.state == LensState.MISSING and lens.can_recover)

    def _missing(self) -> str:
        """Why nothing is known of the answer, and what can be done."""
        if self._lens.can_recover:
            return self.tr(
                "To show what could have come, the model reads this answer once more. The text stays as it is."
            )
        model = self._lens.answer.run.model if self._lens.answer else ""
        if not model:
            return self.tr("This answer was written without the lens. Load a model on this computer to go over it.")
        words = self.tr("This answer was written without the lens. Load {model} on this computer to go over it.")
        return words.format(model=visible(model))

    def _figures(self) -> str:
        """What holds for the whole answer."""
        found = self._lens.answer.whole if self._lens.answer else None
        if not found or not found.count:
            return ""
        words = self.tr(
            "Over {count} tokens the model was as unsure as among {perplexity} equally likely ones each time "
            "(perplexity); mean entropy {entropy} bit."
        )
        return words.format(
            perplexity=fixed(found.perplexity, 2), entropy=fixed(found.entropy, 2), count=number(found.count)
        )

    def _show_known(self) -> None:
        one, lens = self._lens.distribution, self._lens
        self._known.setVisible(one is not None)
        self._branch.setEnabled(self._can_branch())
        self._own.setEnabled(lens.can_branch)
        self._by_hand.setEnabled(lens.can_branch and lens.answer is not None)
        self._tree.setEnabled(lens.can_branch and lens.answer is not None)
        # While an answer is written, tokens come many times a second, and this one stays as it is.
        seen = (one, lens.place, lens.preview, lens.pinned, lens.pointed, lens.state)
        if seen == self._seen:
            return
        self._seen, self._outcome = seen, lens.outcome()
        self._show_least()
        if one is None or lens.answer is None or self._outcome is None:
            return
        came = next((bar for bar in self._bars() if bar.is_chosen), None)
        self._head.show_token(lens.answer.piece(lens.place), one, came, self._outcome)
        vocabulary = lens.answer.record.vocabulary
        self._stages.show_outcome(self._outcome, lens.values, vocabulary, pointed=lens.pointed)
        self._show_bars()
        self._tried.refresh()

    def _bars(self) -> list[Bar]:
        lens, outcome = self._lens, self._outcome
        return lens.answer.bars(lens.place, outcome) if lens.answer and outcome else []

    def _show_bars(self) -> None:
        outcome, lens, rows = self._outcome, self._lens, self._rows
        if outcome is None or lens.answer is None or lens.distribution is None:
            return
        names = [stage.name for stage in outcome.stages]
        pointed = names.index(lens.pointed) if lens.pointed in names else AFTER_ALL
        shown = outcome.after(self._stage if self._stage is not AFTER_ALL else pointed)
        rows.others = max(0, lens.answer.record.vocabulary - len(outcome.raw))
        rows.others_raw = outcome.raw_others
        rows.others_after = shown.stages[-1].others if shown.stages else outcome.raw_others
        rows.is_exact, rows.is_bound = shown.is_exact, shown.is_bound
        rows.pinned = lens.pinned
        at = (lens.answer.message.id, lens.place)
        keep = self._list.currentIndex().row() if at == self._listed else 0  # Of another token it is the likeliest.
        self._listed = at
        rows.show(lens.answer.bars(lens.place, shown))
        self._list.setCurrentIndex(rows.index(keep if 0 <= keep < rows.rowCount() else 0))
        self._show_branch()

    def _chosen(self) -> Bar | None:
        index: QModelIndex = self._list.currentIndex()
        bar = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        return bar if isinstance(bar, Bar) else None

    def _show_branch(self) -> None:
        bar = self._chosen()
        words = token_words(bar.piece) if bar else ""
        self._branch.setText(self.tr("Branch here with “{token}”").format(token=words).replace("&", "&&"))
        self._branch.setEnabled(self._can_branch())

    def _can_branch(self) -> bool:
        bar = self._chosen()
        return bar is not None and not bar.is_chosen and not bar.steers and self._lens.can_branch

    def _show_least(self) -> None:
        answer = self._lens.answer if self._lens.state == LensState.READY else None
        if answer is self._least_of:
            return
        self._least_of = answer
        self._least_title.setVisible(bool(answer and answer.record.places))
        self._least.clear()
        if answer is None:
            return
        known = answer.probabilities()
        for place in answer.least_sure(LEAST_SURE):
            words = f"{token_words(answer.piece(place))}  {share_words(known[place])}".replace("&", "&&")
            made = button(words, "plain", partial(self._lens.go, place))
            made.setFont(font(12, 400, MONO))
            self._least.add(made)
