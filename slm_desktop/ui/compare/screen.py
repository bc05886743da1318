"""The compare screen: columns side by side, the field that asks them all, the evidence, and what all votes come to."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.comparisons import Comparisons
from slm_desktop.core.compare.records import BEST, Comparison, letter
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.evaluate.candidates import candidates
from slm_desktop.core.evaluate.evaluations import Evaluations
from slm_desktop.errors import Fault
from slm_desktop.ui.banners import Reports, fault_banner
from slm_desktop.ui.compare.ask import Ask
from slm_desktop.ui.compare.ask_media import AskMedia
from slm_desktop.ui.compare.cards import Cards
from slm_desktop.ui.compare.column import ColumnVerbs, ColumnView
from slm_desktop.ui.compare.column_picker import ColumnPicker
from slm_desktop.ui.compare.context import CompareScreenContext
from slm_desktop.ui.compare.deletions import Deletions
from slm_desktop.ui.compare.differences import ask_differences
from slm_desktop.ui.compare.evidence import Evidence
from slm_desktop.ui.compare.exports import CardExports
from slm_desktop.ui.compare.history import History
from slm_desktop.ui.compare.menu import open_comparison_menu
from slm_desktop.ui.compare.opinions import OpinionsPage
from slm_desktop.ui.compare.scores import Scores
from slm_desktop.ui.compare.settings import SettingsPanel
from slm_desktop.ui.compare.toolbar import COLUMNS, SCORES, Toolbar
from slm_desktop.ui.compare.vote_keys import bind_votes
from slm_desktop.ui.compare.words import progress_words, schedule_words
from slm_desktop.ui.evaluate.evaluation_page import EvaluationPage, EvaluationPageContext
from slm_desktop.ui.evaluate.suites import SuitesPage
from slm_desktop.ui.evaluate.sweeps import SweepsPage
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.transcript.actions import copy
from slm_desktop.ui.widgets.parts import column, named

TICK_MILLISECONDS = 1000
LOW_WINDOW = 780


class CompareScreen(QWidget):
    """`models_wanted` leads to the screen of models; `busy` tells whether something runs."""

    models_wanted = Signal()
    busy = Signal(bool)

    def __init__(
        self, theme: Theme, comparisons: Comparisons, evaluations: Evaluations, context: CompareScreenContext
    ) -> None:
        super().__init__()
        self.setObjectName("compareScreen")
        self._theme, self._comparisons, self._context = theme, comparisons, context
        self._views: list[ColumnView] = []
        self._leave: Callable[[], object] = lambda: None
        self._streams: list[Callable[[], None]] = []
        self._targets: list[tuple[int, str]] = []
        self.session = self._begin()
        self.bar, self.ask, self.evidence = Toolbar(theme), Ask(theme), Evidence(theme)
        self.scores, self.opinions = Scores(theme, lambda: comparisons.votes), OpinionsPage(theme)
        self._reports = Reports(theme, air=8)
        self._deletions = Deletions(
            theme=theme, place=self._reports, comparisons=comparisons, show=self.open, gone=self._gone
        )
        self.exports = CardExports(self, context.later, self._reports.report, context.media)
        self._media = AskMedia(self, theme, context)
        self._evaluations = evaluations
        self.cards = Cards(
            comparisons=comparisons,
            context=context,
            reports=self._reports,
            shown=lambda: self.session,
            show=self._show,
            failed=self.show_fault,
        )
        before = EvaluationPageContext(
            candidates=lambda: candidates(self.session),
            on_changed=self._report_busy,
            made_with=lambda: (context.machine(), context.now()),
            also_at=context.also_at,
            media=context.media_context(self.exports.ask_bytes),
        )
        self.suites = SuitesPage(
            theme=theme, evaluations=evaluations, context=before, exports=self.exports, later=context.later
        )
        self.sweeps = SweepsPage(theme, evaluations, before, self.exports)
        self._panel = SettingsPanel(theme, self.try_to, context.documents, context.tools)
        self._history = History(self, theme, comparisons, context.find)
        self._picker = ColumnPicker(self, theme, context, self.try_to, self.models_wanted)
        self._verbs = self._column_verbs()
        self._lay_out()
        self._connect()
        bind_votes(self, lambda: self.session if self._stack.currentIndex() == COLUMNS else None)
        self._tick = QTimer(self, interval=TICK_MILLISECONDS)
        self._tick.timeout.connect(self._on_tick)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._show_marks)
        theme.changed.connect(self._settle.start)
        self._show(self.session)
        self.setFocusProxy(self.ask)
        self.bar.choose_page(COLUMNS)

    def _begin(self) -> ComparisonSession:
        """The last comparison, else a new one."""
        return (
            self._comparisons.open(self._comparisons.comparisons[0]) if self._comparisons.comparisons else self._fresh()
        )

    def _fresh(self) -> ComparisonSession:
        return self._comparisons.new(self._context.first_columns())

    def _lay_out(self) -> None:
        self._place = QHBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(0)
        body = named(QWidget(), "compareBody")
        body.setLayout(self._place)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        foot = column(self.ask, margins=(24, 8, 24, 12))
        first = QWidget()
        side = QVBoxLayout(first)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(scroll, 1)
        side.addWidget(self.evidence)
        side.addLayout(foot)
        self._stack = QStackedWidget()
        self._stack.addWidget(first)
        for page in (self.suites, self.sweeps, self.scores, self.opinions):
            self._stack.addWidget(page)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.bar)
        banners = column(margins=(24, 0, 24, 0))
        banners.addLayout(self._reports)
        left.addLayout(banners)
        left.addWidget(self._stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(self._panel)

    def _connect(self) -> None:
        self.bar.page_chosen.connect(self._show_page)
        self.bar.fair_chosen.connect(lambda on: self.try_to(lambda: self.session.set_fair(on)))
        self.bar.blind_chosen.connect(lambda on: self.try_to(lambda: self.session.set_blind(on)))
        self.bar.add_wanted.connect(self._on_add)
        self.bar.new_wanted.connect(self.new)
        self.bar.past_wanted.connect(lambda: self._history.open_list(self.bar.below_past()))
        self.bar.menu_wanted.connect(lambda: open_comparison_menu(self, self, self.bar.below_menu()))
        self.ask.asked.connect(self._on_asked)
        self.ask.cancelled.connect(lambda: self.session.cancel())
        self.ask.edited.connect(self._show_schedule)
        self.evidence.judged.connect(lambda verdict: self.session.judge(verdict))
        self._history.chosen.connect(self.open)
        self._history.deleted.connect(self._deletions.on_deleted)
        self._history.failed.connect(self.show_fault)
        for page in (self.suites, self.sweeps):
            page.failed.connect(self.show_fault)
            page.delete_wanted.connect(partial(self._deletions.ask, page))
        for table in (self.scores, self.opinions):
            table.export_wanted.connect(self.exports.ask_bytes)
        self.opinions.left.connect(partial(self._show_page, COLUMNS))

    def build(self) -> None:
        """Make the plots; call it when pyqtgraph can be imported quickly."""
        self.evidence.build()
        self.scores.build()

    # -- comparisons -------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Begin a comparison with the columns of this one, unless nothing was asked in it yet."""
        if not self.session.record.touched:
            self.ask.focus()
            return
        old = self.session
        columns = sorted(old.columns, key=lambda column: old.record.columns.index(column.record))
        if old.record.hidden:  # In the order that is shown the names would tell who was who.
            self.show_fault(Fault("vote_first"))
            return
        self._show(self._comparisons.new([column.record for column in columns]))
        for made, before in zip(self.session.columns, columns, strict=False):
            made.chat.take_settings(before.chat.chat)
        self.session.set_fair(old.record.fair)
        self.session.set_blind(old.record.blind)

    def open(self, comparison: Comparison) -> None:
        """Show an earlier comparison."""
        self._show(self._comparisons.open(comparison))

    def _show(self, session: ComparisonSession) -> None:
        self._leave()
        self._leave_opinions()
        self.session = session
        self._panel.close_panel()
        leave = [session.changed.subscribe(self._refresh), self._comparisons.changed.subscribe(self._show_scores)]
        self._leave = lambda: [end() for end in leave]
        self._rebuild()
        self._refresh()
        self.ask.focus()

    def _rebuild(self) -> None:
        """Make the columns anew: others, or in another order."""
        for view in self._views:
            view.leave()
            self._place.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._views = [ColumnView(self._theme, self.session, column, self._verbs) for column in self.session.columns]
        for view in self._views:
            self._place.addWidget(view, 1)
            view.show()
        for end in self._streams:
            end()
        self._streams = [column.chat.streamed.subscribe(self.evidence.later) for column in self.session.columns]

    def _refresh(self) -> None:
        if [view.column for view in self._views] != self.session.columns:
            self._rebuild()
        for view in self._views:
            view.refresh()
        runs = self.session.running is not None
        self.bar.show_state(self.session.record, runs=runs)
        self.evidence.show_session(self.session)
        self._panel.refresh(self.session)
        self._show_targets()
        self._show_schedule()
        self._media.refresh()
        self._report_busy()
        self._settle.start()

    def _show_targets(self) -> None:
        names = [(column.record.id, letter(at)) for at, column in enumerate(self.session.columns)]
        if names != self._targets:
            self._targets = names
            self.ask.show_targets(names, self.ask.only[0] if self.ask.only else 0)

    def _show_schedule(self) -> None:
        session = self.session
        groups = session.running.groups if session.running else session.schedule(self.ask.only)
        count = sum(len(group.columns) for group in groups)
        self.ask.show_state(count, running=session.running is not None, able=bool(groups))
        self.ask.show_schedule(progress_words(session.running) if session.running else schedule_words(groups))

    def _show_marks(self) -> None:
        if self.session.running is None:
            for view in self._views:
                view.show_marks()

    def _show_page(self, page: int) -> None:
        self.opinions.leave()
        self._stack.setCurrentIndex(page)
        if page != COLUMNS:
            self._panel.close_panel()
        self.suites.show_columns()
        self.sweeps.show_columns()
        self._show_scores()

    def _show_scores(self) -> None:
        if self._stack.currentIndex() == SCORES:
            self.scores.show_ratings(self._comparisons.ratings)

    def _on_tick(self) -> None:
        if not (self._comparisons.running or self._evaluations.running):
            self._tick.stop()
            self.busy.emit(False)
        self._show_schedule()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window has no room for the graph."""
        super().resizeEvent(event)
        self.evidence.show_graph(self.height() >= px(LOW_WINDOW))

    def showEvent(self, event: QShowEvent) -> None:
        """The caret stands where one asks."""
        super().showEvent(event)
        self._show_schedule()
        self.ask.focus()

    # -- verbs -------------------------------------------------------------------------------------------------

    def try_to(self, act: Callable[[], object]) -> bool:
        """Do something that may raise a Fault; a banner says why it could not be done."""
        try:
            act()
        except Fault as fault:
            self.show_fault(fault)
            return False
        return True

    def show_fault(self, fault: Fault) -> None:
        """Something could not be done."""
        key = object()
        leave = partial(self._reports.leave, key)
        self._reports.show_banner(key, lambda: fault_banner(self._theme, fault, tone="warn", on_close=leave))

    def _column_verbs(self) -> ColumnVerbs:
        return ColumnVerbs(
            choose=lambda one, at: self._picker.choose(self.session, one, at),
            settings=lambda one: self._panel.open_for(self.session, one),
            again=lambda one: self.try_to(lambda: self.session.again([one.record.id])),
            best=lambda one: self.session.judge(BEST, one),
            to_chat=self._context.to_chat,
            remove=self._remove,
            edit=self._edit,
            larger=self._enlarge,
            duplicate=lambda one: self.try_to(lambda: self.session.duplicate(one)),
            move=lambda one, by: self.session.move(one, by),
            copy=copy,
            export=self.exports.ask_bytes,
            differences=self._ask_differences,
            media=self._media.place.viewer,
        )

    def _enlarge(self, one: ColumnSession, context: int) -> None:
        """Load the model of a column with a larger context, and ask it again."""
        if self.try_to(
            lambda: self.session.set_options(one, msgspec.structs.replace(one.record.options, context=context))
        ):
            self.try_to(lambda: self.session.again([one.record.id]))

    def _remove(self, one: ColumnSession) -> None:
        session, at = self.session, self.session.record.columns.index(one.record)
        if self.try_to(lambda: session.remove(one)):
            self._deletions.column_removed(lambda: self.try_to(lambda: session.bring_back(one, at)))

    def _edit(self, one: ColumnSession) -> None:
        """Bring the question of a column back into the field."""
        self.ask.set_text(one.question)
        self.ask.media.show_media(one.media)

    def _on_asked(self, text: str) -> None:
        self._panel.flush()
        if self.try_to(lambda: self.session.send(text, self.ask.only, self.ask.media.media)):
            self.ask.set_text("")
            self.ask.media.show_media(())

    def stop(self) -> None:
        """End what is under way; what was answered is kept. While nothing is, the settings of a column are closed."""
        page = self._stack.currentWidget()
        if isinstance(page, EvaluationPage):
            page.stop()
        elif self.session.running:
            self.session.cancel()
        elif not self._leave_opinions():
            self._panel.close_panel()

    def focus(self) -> None:
        """Put the caret where one asks."""
        self.bar.choose_page(COLUMNS)
        self._leave_opinions()
        self.ask.focus()

    def _leave_opinions(self) -> bool:
        """Show the columns if the table stands in their place; whether it did."""
        was_shown = self._stack.currentWidget() is self.opinions
        if was_shown:
            self._show_page(COLUMNS)
        return was_shown

    def _report_busy(self) -> None:
        """Something began or ended; while anything runs, shown or not, it is counted as busy."""
        runs = bool(self._comparisons.running or self._evaluations.running)
        if runs and not self._tick.isActive():
            self._tick.start()
        self.busy.emit(runs)

    def _on_add(self) -> None:
        last = self.session.columns[-1].record
        self.try_to(lambda: self.session.add(last.path, last.name, last.quantisation, last.options))

    def _ask_differences(self, column: ColumnSession) -> None:
        view = next(view for view in self._views if view.column is column)
        ask_differences(self, self._views, view)

    def _gone(self, comparison: Comparison) -> bool:
        """A comparison was deleted: if it was shown, another one is."""
        was_shown = self.session.record is comparison
        if was_shown:
            self._show(self._begin())
        return was_shown

    def show_opinions(self) -> None:
        """Have all models go over the newest answers, in place of the columns. Raise what AnswerOpinions does."""
        opinions = self._comparisons.opinions(self.session)
        self._stack.setCurrentWidget(self.opinions)
        self.opinions.show_opinions(opinions)
        self._report_busy()
