"""One column on the screen: its model and settings, the conversation, where it parts from the first, and what was
measured.
"""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QWidget

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.compare.column import ColumnSession, ColumnState
from slm_desktop.core.compare.differences import only_in_first, text_of
from slm_desktop.core.compare.records import FEWEST, LARGEST_CONTEXT, letter
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.engines.answer_figures import CONCURRENT, AnswerFigure, Best, Place, shown_in
from slm_desktop.core.models.forecast import stops
from slm_desktop.core.records import Message
from slm_desktop.core.visible import visible
from slm_desktop.ui.banners import Banner, BannerPlace, Bounded, Step
from slm_desktop.ui.compare import marks
from slm_desktop.ui.compare.column_figure import Figure
from slm_desktop.ui.compare.words import band_words, divergence_of
from slm_desktop.ui.figures import with_unit
from slm_desktop.ui.media.viewer import Viewer
from slm_desktop.ui.sampling_words import settings_words
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.transcript.actions import Verbs
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.transcript.view import Transcript
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import (
    ElidedButton,
    ElidedLabel,
    IconButton,
    badge,
    button,
    column,
    label,
    named,
    row,
    set_tone,
)
from slm_desktop.ui.words import explain, number

NARROWEST, MARGIN = 300, 20
FIGURE = 74
"""Pixels of a figure and the gap beside it."""
ROOM_TO_ANSWER = 512
"""Tokens that are left for an answer when a context is chosen by the length of a question."""
FIGURES_MILLISECONDS = 250
SIGNS = "●■▲◆★⬟"
SERIES = ("seriesA", "seriesB", "seriesC", "seriesD", "seriesE", "seriesF")
"""A second cue beside the colour: a shape for each column."""
Which = Callable[[ColumnSession], object]


class ColumnVerbs(msgspec.Struct, frozen=True, kw_only=True):
    """What the screen does with a column."""

    choose: Callable[[ColumnSession, QPoint], object]
    settings: Which
    again: Which
    best: Which
    to_chat: Which
    remove: Which
    duplicate: Which
    move: Callable[[ColumnSession, int], object]
    copy: Callable[[Message], object]
    export: Callable[[str, str, bytes], object]
    differences: Which
    edit: Which
    larger: Callable[[ColumnSession, int], object]
    media: Viewer


class ColumnView(QFrame):
    """Shows a column; `refresh` reads it again."""

    def __init__(self, theme: Theme, session: ComparisonSession, shown: ColumnSession, verbs: ColumnVerbs) -> None:
        super().__init__()
        self.setObjectName("compareColumn")
        self.setMinimumWidth(px(NARROWEST))
        self._theme, self._session, self.column, self._verbs = theme, session, shown, verbs
        self._sign, self._letter = label("", 14), label("", 13, 500, "2")
        self._name = ElidedButton("columnModel", self._on_name)
        self._quant = badge("", mono=True)
        self._more = IconButton(theme, "more", self.tr("More"), self._open_menu)
        self._settings = ElidedButton("columnSettings", lambda: verbs.settings(shown))
        self._settings.setProperty("kind", "plain")
        self._band = ElidedLabel(12, 500, tone="2")
        self.transcript = Transcript(theme, self._turn_verbs(), MARGIN)
        self._banner_place = BannerPlace(air=8)
        self._figures = [Figure(row) for row in shown_in(Place.COLUMN)]
        self._best = button(self.tr("Best answer"), "plain", lambda: verbs.best(shown))
        self._best.setCheckable(True)
        self._compared: ColumnSession | None = None
        self._lay_out()
        self.transcript.show_session(shown.chat)
        self.transcript.empty.show_words(self.tr("Ask all columns the same, and see where their answers part."))
        self._soon = QTimer(self, singleShot=True, interval=FIGURES_MILLISECONDS)
        self._soon.timeout.connect(self._show_figures)
        self._subscribed = [
            shown.changed.subscribe(self.refresh),
            shown.chat.changed.subscribe(self.refresh),
            shown.chat.streamed.subscribe(self._on_streamed),
        ]

    def _on_name(self) -> None:
        self._verbs.choose(self.column, self._name.mapToGlobal(QPoint(0, self._name.height())))

    def leave(self) -> None:
        """Follow the column no more."""
        self.transcript.leave()
        for end in self._subscribed:
            end()

    def _lay_out(self) -> None:
        head = row(
            self._sign, self._letter, self._name, self._quant, self._more, spacing=6, margins=(MARGIN, 10, 10, 0)
        )
        head.setStretch(2, 1)
        line = row(self._settings, margins=(MARGIN, 4, MARGIN, 10))
        band = named(QFrame(), "compareBand")
        band.setLayout(row(self._band, margins=(MARGIN, 5, MARGIN, 5)))
        inside, banners = QWidget(), column(margins=(MARGIN, 0, MARGIN, 0))
        banners.addLayout(self._banner_place)
        inside.setLayout(banners)
        self._banners = Bounded(inside)
        self._figure_grid = QGridLayout()
        self._figure_grid.setContentsMargins(MARGIN, 8, 8, 0)
        self._figure_grid.setHorizontalSpacing(14)
        self._figure_grid.setColumnStretch(len(self._figures), 1)
        self._arrange(len(self._figures))
        keep = IconButton(self._theme, "copy", self.tr("Copy the answer"), self._on_copy)
        self._chat = IconButton(
            self._theme, "external", self.tr("Go on as a chat"), lambda: self._verbs.to_chat(self.column)
        )
        foot = row(self._best, None, keep, self._chat, spacing=4, margins=(MARGIN, 8, MARGIN, 12))
        whole = column(spacing=0, margins=(0, 0, 1, 0))  # the line between two columns
        for part in (head, line):
            whole.addLayout(part)
        whole.addWidget(band)
        whole.addWidget(self.transcript, 1)
        whole.addWidget(self._banners)
        whole.addLayout(self._figure_grid)
        whole.addLayout(foot)
        self.setLayout(whole)

    def _arrange(self, wide: int) -> None:
        """Lay so many figures in a row."""
        self._in_a_row = wide
        for at, figure in enumerate(self._figures):
            self._figure_grid.addWidget(figure, at // wide, at % wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow column has more rows of figures, and trouble never takes more than half of it."""
        super().resizeEvent(event)
        self._banners.setMaximumHeight(self.height() // 2)
        room = (self.width() - px(MARGIN)) // px(FIGURE)
        wide = min(len(self._figures), max(1, room))
        if wide != self._in_a_row:
            self._arrange(wide)

    def _turn_verbs(self) -> Verbs:
        return Verbs(
            media=self._verbs.media,
            regenerate=lambda _message: self._verbs.again(self.column),
            menu=lambda _message, at: self._open_menu(at),
            show=self.column.chat.show,
            copy=self._verbs.copy,
            export=self._verbs.export,
            tools=lambda: self.column.chat.tools,
            bare=True,
        )

    # -- what is shown -----------------------------------------------------------------------------------------

    @property
    def _at(self) -> int:
        return self._session.columns.index(self.column)

    def refresh(self) -> None:
        """Show the column as it is now."""
        if self.column not in self._session.columns:
            return
        at, record, hidden = self._at, self.column.record, self._session.record.hidden
        self._sign.setText(SIGNS[at])
        set_tone(self._sign, "series", SERIES[at])
        self._letter.setText(letter(at))
        name = self.tr("Hidden until the vote") if hidden else visible(record.name) or self.tr("Choose a model")
        self._name.setText(name)
        self._name.setAccessibleName(self.tr("Model of column {letter}: {name}").format(letter=letter(at), name=name))
        self._name.setEnabled(not hidden and self._session.running is None)
        gone = bool(record.name) and not record.path and not hidden
        self._name.setText(self.tr("{name}: not on this computer").format(name=name) if gone else name)
        set_tone(self._name, "tone", "warn" if gone else "")
        self._quant.setText(visible(record.quantisation))
        self._quant.setVisible(bool(record.quantisation) and not hidden)
        first = None if self.column is self._session.first else self._session.first.chat.chat
        words = self.tr("Hidden") if hidden else settings_words(self.column.chat.chat, first)
        self._settings.setText(words)
        self._settings.setEnabled(not hidden)
        self._chat.setEnabled(not hidden and bool(self.column.chat.messages))
        self._settings.setAccessibleName(
            self.tr("Settings of column {letter}: {words}").format(letter=letter(at), words=words)
        )
        self.transcript.show_newest_alone(hidden)
        self._show_band()
        self._show_figures()
        self._banner_place.show_banner((self.column.trouble, hidden, self._session.running is None), self._trouble)
        self._show_vote()

    def _show_band(self) -> None:
        first = self._session.first
        words = band_words(self.column, first, hidden=self._session.record.hidden)
        if self._compared and self._compared in self._session.columns and self.column.state == ColumnState.IDLE:
            other = letter(self._session.columns.index(self._compared))
            words = self.tr("Words that differ from {letter} are marked").format(letter=other)
        self._band.setText(words)
        set_tone(self._band, "tone", "2" if self.column is first else "accent")

    def _on_streamed(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _show_figures(self) -> None:
        figures, run = self.column.figures, self.column.run
        known = (
            bool(run and run.tokens)
            and self.column.state in (ColumnState.IDLE, ColumnState.ANSWERING)
            and not self._session.record.hidden
        )
        comparable = known and self._is_comparable()
        for shown in self._figures:
            value = figures.get(shown.row.name, 0.0)
            leads = comparable and self._leads(shown.row, value)
            mark = shown.row.mark(figures)
            shown.show_value(mark + with_unit(shown.row, value) if known else "–", best=leads)
            shown.setVisible(bool(value) or not shown.row.is_optional)

    def _is_comparable(self) -> bool:
        """Whether the figures of the columns say which model is the better one."""
        if self._session.running:
            return False
        able = self._session.contenders
        # Beside others, or after a prompt that was there already, a speed says nothing of the model.
        fair = all(not one.figure(CONCURRENT) and one.run and not one.run.cached for one in able)
        return len(able) > 1 and self.column in able and fair

    def _leads(self, row: AnswerFigure, value: float) -> bool:
        """Whether this column has the best value of a figure."""
        values = [one.figure(row.name) for one in self._session.contenders]
        if not all(values):  # 0 was not measured: nothing can be said of the others then.
            return False
        match row.best:
            case Best.LOW:
                return value == min(values)
            case Best.HIGH:
                return value == max(values)
            case None:
                return False

    def _trouble(self) -> Banner | None:
        if not self.column.trouble:
            return None
        code, details, log = self.column.trouble.code, self.column.trouble.details, self.column.trouble.log
        explanation = explain(code, details)
        if self._session.record.hidden:  # Its details name the file.
            return Banner(
                theme=self._theme, tone="bad", title=explanation.title, text=self.tr("More is told after the vote.")
            )
        steps = (
            self._steps(explanation.steps, int(details.get("tokens", 0) or 0)) if self._session.running is None else []
        )
        return Banner(
            theme=self._theme,
            tone="bad",
            title=explanation.title,
            text=explanation.cause,
            steps=steps,
            details="\n".join(log),
            narrow=True,
        )

    def _steps(self, names: Sequence[str], tokens: int) -> list[Step]:
        """What can be done about a trouble; a question of too many tokens is not asked the same way again."""
        verbs, shown = self._verbs, self.column
        if "edit" not in names:
            return [
                Step(self.tr("Try again"), lambda: verbs.again(shown)),
                Step(self.tr("Choose a model"), self._on_name),
            ]
        enough = next((stop for stop in stops(LARGEST_CONTEXT) if stop > tokens + ROOM_TO_ANSWER), 0)
        words = self.tr("Load with {count} context").format(count=number(enough))
        larger = [Step(words, lambda: verbs.larger(shown, enough))] if enough and "larger" in names else []
        return [*larger, Step(self.tr("Edit the question"), lambda: verbs.edit(shown))]

    def _show_vote(self) -> None:
        vote = self._session.vote
        won = vote is not None and vote.winner == self.column.record.id
        self._best.setChecked(won)
        set_tone(self._best, "kind", "chosen" if won else "plain")
        self._best.setEnabled(self._session.can_vote and self.column in self._session.contenders)
        self._best.setAccessibleName(self.tr("Best answer: column {letter}").format(letter=letter(self._at)))

    # -- marks -------------------------------------------------------------------------------------------------

    def show_marks(self) -> None:
        """Mark where the answer parts from the first one, once both are there."""
        answer, first = self._answer(), self._session.first
        run = self.column.run
        if answer is None or run is None or self.column.chat.answering:
            return
        if not answer.flow.is_finished:
            answer.flow.finished.connect(self.show_marks, Qt.ConnectionType.SingleShotConnection)
            return
        if self._compared:
            other = self._compared.answer
            shown = marks.shown_text(answer)
            marks.mark_words(self._theme, answer, only_in_first(shown, split(other.content).answer if other else ""))
            return
        if self.column is first:
            shared = [found.characters for one in self._session.columns[1:] if (found := divergence_of(one, first))]
            if shared:
                self._mark(answer, max(shared), strong=False)
        elif found := divergence_of(self.column, first):
            self._mark(answer, found.characters, strong=True)

    def _mark(self, answer: Answer, same: int, *, strong: bool) -> None:
        run = self.column.run
        assert run is not None
        start, whole = 0, len(text_of(run))
        span = None
        for token in run.tokens:
            if start + len(token.text) > same and same < whole:
                span = (start, start + len(token.text))
                break
            start += len(token.text)
        begun = run.continued
        shifted = (span[0] + begun, span[1] + begun) if span else None
        marks.mark_divergence(self._theme, answer, same + begun if same else 0, shifted, strong=strong)

    def compare_words(self, other: ColumnSession | None) -> None:
        """Mark the words that another column does not have; None goes back to where they part."""
        self._compared = other if other is not self.column else None
        self._show_band()
        self.show_marks()

    def _answer(self) -> Answer | None:
        newest = self.column.answer
        turn = self.transcript.turn(newest.id) if newest else None
        return turn if isinstance(turn, Answer) else None

    # -- verbs -------------------------------------------------------------------------------------------------

    def _on_copy(self) -> None:
        if answer := self.column.answer:
            self._verbs.copy(answer)

    def _open_menu(self, at: QWidget | None = None) -> None:
        menu = QMenu(self)
        for words, act, able in self._menu_rows():
            menu.addAction(words, act).setEnabled(able)
        place = at or self._more
        open_menu(menu, place.mapToGlobal(QPoint(0, place.height())))

    def _menu_rows(self) -> list[tuple[str, Callable[[], object], bool]]:
        """What can be done with the column: words, act, and whether it can be done now."""
        verbs, session, shown, at = self._verbs, self._session, self.column, self._at
        rests, seen = session.running is None, not session.record.hidden
        answered, count = shown.answer is not None, len(session.columns)
        return [
            (self.tr("Stop this answer"), shown.chat.stop, shown.chat.answering is not None),
            (self.tr("New answer in this column"), lambda: verbs.again(shown), rests and answered),
            (self.tr("Go on as a chat"), lambda: verbs.to_chat(shown), seen and bool(shown.chat.messages)),
            (self.tr("Compare the words with…"), lambda: verbs.differences(shown), answered),
            (self.tr("Duplicate"), lambda: verbs.duplicate(shown), rests and seen),
            (self.tr("Move to the left"), lambda: verbs.move(shown, -1), seen and at > 0),
            (self.tr("Move to the right"), lambda: verbs.move(shown, 1), seen and at < count - 1),
            (self.tr("Remove"), lambda: verbs.remove(shown), rests and seen and count > FEWEST),
        ]
