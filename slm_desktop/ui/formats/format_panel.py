"""The popover in which the form of a chat's answers is written: examples, the field, and what is wrong with it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from slm_desktop.core.engines.output_format import LONGEST_FORMAT, FormatKind
from slm_desktop.core.formats.answer import json_in
from slm_desktop.core.formats.draft import DraftState, FormatDraft
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.formats.examples import ExampleFormat, examples
from slm_desktop.ui.theme import MONO, font, px
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.parts import button, label, row, set_tone, written
from slm_desktop.ui.widgets.popover import Panel
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import explain, language

WIDTH, HEIGHT = 560, 240
CHECK_AFTER_MILLISECONDS = 250
SCHEMA, GRAMMAR, EXAMPLE = range(3)
NAMES = (FormatKind.JSON_SCHEMA.value, FormatKind.GRAMMAR.value, "example")


class FormatPanel(Panel):
    """Writes the form of one chat. `closed` when it goes away."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self.setAccessibleName(self.tr("Structured output"))
        self._draft: FormatDraft | None = None
        self._leave: Callable[[], object] = lambda: None
        self._page, self._is_to_be_used = SCHEMA, False
        self._pages = Segments((self.tr("JSON schema"), self.tr("Grammar (GBNF)"), self.tr("From an example")))
        self._pages.chosen.connect(self._on_page)
        self._chips = Wrap(spacing=6)
        for one in examples(language()):
            self._chips.add(button(one.name, "plain", partial(self._on_example, one)))
        self._field = self._make_field()
        self._status = label("", 12, tone="2", wrap=True)
        self._status.setMinimumHeight(px(34))
        self._status.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._off = button(self.tr("Turn it off"), "quiet", self._on_off)
        self._use = button("", "primary", self._on_use)
        self._soon = QTimer(self, singleShot=True, interval=CHECK_AFTER_MILLISECONDS)
        self._soon.timeout.connect(self._take)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._on_use)
        self._lay_out()

    def _make_field(self) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setProperty("kind", "lines")
        field.setFont(font(12, 400, MONO))
        field.setTabChangesFocus(True)
        field.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        field.setFixedHeight(px(HEIGHT))
        field.textChanged.connect(self._on_typed)
        return field

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(8)
        whole.addLayout(row(label(self.tr("Structured output"), 14, 600), None, self._off))
        about = self.tr("Answers can only contain what it allows, from the next token on if the text so far fits.")
        whole.addWidget(label(about, 12, tone="3", wrap=True))
        whole.addLayout(row(self._pages, None))
        whole.addWidget(self._chips)
        whole.addWidget(self._field)
        whole.addWidget(self._status)
        whole.addLayout(row(None, self._use))

    # -- from outside ------------------------------------------------------------------------------------------

    def open_for(self, draft: FormatDraft, at: QPoint) -> None:
        """Open for a chat's form, with the lower left corner at a place."""
        self._leave()
        self._draft, self._leave = draft, draft.changed.subscribe(self._show_state)
        self._is_to_be_used = False
        self._page = NAMES.index(draft.page)
        draft.pages.setdefault(NAMES[EXAMPLE], self._example_of(draft))
        self._pages.choose(self._page)
        self._show_page()
        self.show_at(at, above=True)
        self._field.setFocus()

    @staticmethod
    def _example_of(draft: FormatDraft) -> str:
        """The last answer is the example, where it is JSON."""
        return draft.last_answer if json_in(draft.last_answer) is not None else ""

    def hideEvent(self, event: QHideEvent) -> None:
        """It went away; what is written is there again when it is opened for the same chat."""
        super().hideEvent(event)
        self._take()
        self.closed.emit()

    # -- inside ------------------------------------------------------------------------------------------------

    def _on_page(self, page: int) -> None:
        if page != self._page:
            self._keep()
            self._page = page
            self._show_page()
            self._take()

    def _show_page(self) -> None:
        names = (self.tr("JSON schema"), self.tr("Grammar (GBNF)"), self.tr("An answer as it should look, as JSON"))
        hints = (
            '{"type": "object", "properties": {…}}',
            'root ::= "yes" | "no"',
            '{"name": "Ana", "age": 31}',
        )
        self._field.setAccessibleName(names[self._page])
        self._field.setPlaceholderText(hints[self._page])
        self._field.blockSignals(True)
        self._field.setPlainText(self._draft.pages.get(NAMES[self._page], "") if self._draft else "")
        self._field.blockSignals(False)
        self._show_state()

    def _on_example(self, one: ExampleFormat) -> None:
        self._write(one.kind, one.text)

    def _write(self, kind: FormatKind, text: str) -> None:
        """Show a form that was not typed."""
        self._keep()
        self._page = NAMES.index(kind.value)
        if self._draft:
            self._draft.pages[NAMES[self._page]] = text
        self._pages.choose(self._page)
        self._show_page()
        self._take()

    def _on_typed(self) -> None:
        self._soon.start()

    def _keep(self) -> None:
        """What stands on the page is there again when it is opened the next time."""
        if self._draft:
            self._draft.page = NAMES[self._page]
            self._draft.pages[self._draft.page] = written(self._field)

    def _take(self) -> None:
        """Have what is written checked."""
        self._soon.stop()
        self._keep()
        draft, text = self._draft, written(self._field)
        if draft and self._page != EXAMPLE:
            draft.write(FormatKind(NAMES[self._page]), text)
        self._show_state()

    def _show_state(self) -> None:
        draft = self._draft
        if draft is None:
            return
        is_example = self._page == EXAMPLE
        self._use.setText(self.tr("Create a schema from it") if is_example else self.tr("Use it"))
        self._use.setEnabled(bool(written(self._field).strip()) if is_example else draft.can_be_used)
        self._off.setVisible(draft.is_on)
        words, tone = (self.tr("An answer as it should look; its fields become the schema."), "3")
        if not is_example:
            words, tone = self._words(draft)
        self._say(words, tone)
        if self._is_to_be_used and not is_example and draft.state != DraftState.CHECKING:
            self._is_to_be_used = False
            self._use_if_possible(draft)

    def _say(self, words: str, tone: str) -> None:
        self._status.setText(words)
        set_tone(self._status, "tone", tone)

    def _words(self, draft: FormatDraft) -> tuple[str, str]:
        match draft.state:
            case DraftState.EMPTY:
                return self.tr("Choose an example above, or write one."), "3"
            case DraftState.CHECKING:
                return self.tr("Checking…"), "3"
            case DraftState.REFUSED:
                problem = draft.problem
                return (visible(explain(problem.code, problem.details).cause) if problem else ""), "bad"
            case DraftState.UNCHECKED:
                return self.tr(
                    "It is checked once a model on this computer is loaded; other engines refuse it when asked."
                ), "3"
            case DraftState.USABLE:
                return self._usable_words(draft), "2"

    def _usable_words(self, draft: FormatDraft) -> str:
        if draft.warnings:
            return self.tr("It can be used, but: {warning}").format(warning=visible("; ".join(draft.warnings)))
        return self.tr("It is in use.") if draft.is_used else self.tr("It can be used.")

    def _on_use(self) -> None:
        if self._draft is None:
            return
        self._take()
        if self._page == EXAMPLE:
            self._take_example(self._draft)
        elif self._draft.state == DraftState.CHECKING:
            self._is_to_be_used = True  # It was asked for while it was being checked.
        else:
            self._use_if_possible(self._draft)

    def _use_if_possible(self, draft: FormatDraft) -> None:
        if draft.can_be_used:
            draft.use()
            self.hide()

    def _take_example(self, draft: FormatDraft) -> None:
        try:
            draft.take_example(written(self._field)[:LONGEST_FORMAT])
        except Fault as fault:
            self._say(explain(fault.code, fault.details).cause, "bad")
            return
        self._write(draft.kind, draft.text)

    def _on_off(self) -> None:
        if self._draft:
            self._draft.turn_off()
            self.hide()
