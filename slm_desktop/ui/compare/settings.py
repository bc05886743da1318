"""The settings of one column: sampling, system prompt, the form of answers, and how its model is loaded.

Sampling acts on the very next token.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.records import LARGEST_CONTEXT, letter
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.engines.options import KvType, LoadOverrides
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.core.models.forecast import stops
from slm_desktop.core.sampling import DEFAULTS, Value, Values
from slm_desktop.core.tools.ports import ManagedTools
from slm_desktop.ui.adapter_scales import AdapterScales
from slm_desktop.ui.answer_options import AnswerOptionsFields
from slm_desktop.ui.documents.chooser import DocumentChooser
from slm_desktop.ui.formats.format_place import FormatPlace
from slm_desktop.ui.theme import SIZE, Theme, font, px
from slm_desktop.ui.tools.tool_place import ToolPlace
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parameters import Parameters
from slm_desktop.ui.widgets.parts import IconButton, button, column, label, row, rule
from slm_desktop.ui.words import counted, number

TYPED_MILLISECONDS = 400


class SettingsPanel(QFrame):
    """Shown at the right for the column whose settings were asked for."""

    def __init__(
        self,
        theme: Theme,
        attempt: Callable[[Callable[[], object]], object],
        documents: Callable[[], DocumentLibrary],
        tools: Callable[[], ManagedTools],
    ) -> None:
        """`attempt` does something that may raise a Fault, and says so if it does."""
        super().__init__()
        self._attempt = attempt
        self._session: ComparisonSession | None = None
        self._column: ColumnSession | None = None
        self._leave: Callable[[], None] = lambda: None
        self.setObjectName("inspector")
        self.setFixedWidth(SIZE.inspector)
        self._title = label("", 13, 600)
        self._parameters = Parameters(theme, advanced=False)
        self._parameters.changed.connect(self._on_sampling)
        self._scales = AdapterScales(theme)
        self._scales.changed.connect(self._on_scale)
        self._system = QPlainTextEdit(placeholderText=self.tr("None"))
        self._system.setProperty("kind", "lines")
        self._system.setFont(font(13))
        self._system.setFixedHeight(px(84))
        self._system.setTabChangesFocus(True)
        self._system.setAccessibleName(self.tr("System prompt"))
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MILLISECONDS)
        self._typed.timeout.connect(self._on_system)
        self._system.textChanged.connect(self._typed.start)
        self._options = AnswerOptionsFields(framed=True)
        self._options.changed.connect(self._on_answer_options)
        self._formats = FormatPlace(self)
        self._format = button("", "plain", self._on_format)
        self._tool_place = ToolPlace(self, tools)
        self._tools = button("", "plain", self._on_tools)
        self._chooser = DocumentChooser(self, documents)
        self._documents = button("", "plain", self._on_documents)
        self._context = self._box(
            self.tr("Context"),
            [(0, self.tr("As in the settings")), *((stop, number(stop)) for stop in stops(LARGEST_CONTEXT))],
        )
        self._kv = self._box(
            self.tr("KV cache"), [("", self.tr("As in the settings")), *((one.value, one.value) for one in KvType)]
        )
        self._lay_out(theme)
        self.hide()

    def _box(self, name: str, values: list[tuple[int | str, str]]) -> QComboBox:
        box = QComboBox()
        box.setFont(font(13))
        box.setAccessibleName(name)
        for value, words in values:
            box.addItem(words, value)
        box.activated.connect(lambda _index: self._on_options())
        return box

    def _lay_out(self, theme: Theme) -> None:
        top = QWidget()
        top.setFixedHeight(SIZE.bar)
        top.setLayout(
            row(
                self._title,
                None,
                IconButton(theme, "close", self.tr("Close"), self.close_panel),
                margins=(20, 0, 12, 0),
            )
        )
        acts = row(
            button(self.tr("Defaults"), "plain", self._on_reset),
            button(self.tr("Use in all columns"), "plain", self._on_all),
            None,
            spacing=8,
            margins=(20, 0, 20, 8),
        )
        more = column(
            rule(),
            label(self.tr("System prompt"), 13),
            self._system,
            self._options,
            rule(),
            spacing=8,
            margins=(20, 0, 20, 16),
        )
        title = label(self.tr("Structured output"))
        title.setBuddy(self._format)
        more.insertLayout(4, row(title, None, self._format))
        called = label(self.tr("Tools"))
        called.setBuddy(self._tools)
        more.insertLayout(5, row(called, None, self._tools))
        searched = label(self.tr("Documents"))
        searched.setBuddy(self._documents)
        more.insertLayout(6, row(searched, None, self._documents))
        for name, box in ((self.tr("Context"), self._context), (self.tr("KV cache"), self._kv)):
            title = label(name)
            title.setBuddy(box)
            more.addLayout(row(title, None, box))
        more.addWidget(
            label(self.tr("How the model is loaded holds from the next question on."), 12, tone="3", wrap=True)
        )
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._scales)
        body.addWidget(self._parameters)
        body.addLayout(more)
        body.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addLayout(acts)
        whole.addWidget(scroll, 1)

    def open_for(self, session: ComparisonSession, column: ColumnSession) -> None:
        """Show the settings of a column."""
        self.flush()
        self._leave()
        self._session, self._column = session, column
        self._leave = column.chat.changed.subscribe(lambda: self.refresh(session))
        self._parameters.fill()
        self.refresh(session)
        self.show()

    def close_panel(self) -> None:
        """Show no settings."""
        self.flush()
        self._leave()
        self._leave, self._column = lambda: None, None
        self.hide()

    def refresh(self, session: ComparisonSession) -> None:
        """Show what holds now; a column that is gone or hidden has no settings to show."""
        shown = self._column
        if shown is None or shown not in session.columns or session.record.hidden:
            self.close_panel()
            return
        self._title.setText(self.tr("Settings of column {letter}").format(letter=letter(session.columns.index(shown))))
        self._scales.show_scales(session.adapters(shown), shown.chat.chat.answer_options.scales)
        self._parameters.show_values({**DEFAULTS, **shown.sampling})
        if self._system.toPlainText() != shown.chat.chat.system and not self._typed.isActive():
            self._system.blockSignals(True)
            self._system.setPlainText(shown.chat.chat.system)
            self._system.blockSignals(False)
        self._options.show_options(shown.chat.chat.answer_options)
        self._system.setEnabled(not shown.chat.chat.answer_options.text_completion)
        self._documents.setText(self._documents_words(len(shown.chat.chat.answer_options.documents)))
        self._tools.setText(self._tools_words(len(shown.chat.chat.answer_options.called)))
        self._format.setText(self._format_words(shown.chat.chat.format))
        self._context.setCurrentIndex(max(0, self._context.findData(shown.record.options.context or 0)))
        self._kv.setCurrentIndex(max(0, self._kv.findData(shown.record.options.kv_type or "")))

    def _on_sampling(self, name: str, value: Value) -> None:
        if self._session and self._column:
            values: Values = {**DEFAULTS, **self._column.sampling, name: value}
            self._session.set_sampling(self._column, values)

    def flush(self) -> None:
        """What was typed a moment ago holds now."""
        if self._typed.isActive():
            self._typed.stop()
            self._on_system()
        self._options.flush()

    def _on_scale(self, name: str, scale: float) -> None:
        if self._column:
            self._column.chat.set_scale(name, scale)

    def _on_answer_options(self, options: AnswerOptions) -> None:
        if self._column:
            self._column.chat.set_answer_options(options)
            self._system.setEnabled(not options.text_completion)

    def _on_system(self) -> None:
        if self._session and self._column:
            self._session.set_system(self._column, self._system.toPlainText())

    def _format_words(self, format: OutputFormat | None) -> str:
        if format is None:
            return self.tr("None…")
        return self.tr("JSON schema…") if format.kind == FormatKind.JSON_SCHEMA else self.tr("Grammar…")

    def _tools_words(self, count: int) -> str:
        return counted(self.tr("1 tool…"), self.tr("{count} tools…"), count) if count else self.tr("No tools…")

    def _on_tools(self) -> None:
        if self._column:
            self._tool_place.open(self._column.chat, self._tools.mapToGlobal(QPoint(0, -6)))

    def _documents_words(self, count: int) -> str:
        if not count:
            return self.tr("No documents…")
        return counted(self.tr("1 document…"), self.tr("{count} documents…"), count)

    def _on_documents(self) -> None:
        if self._column:  # Nothing is sent whole here: what is asked is asked of all columns.
            menu = self._chooser.menu(self._column.chat, 0, lambda _extracted: None)
            open_menu(menu, self._documents.mapToGlobal(QPoint(0, self._documents.height() + 2)))

    def _on_format(self) -> None:
        if self._column:
            self._formats.open(self._column.chat, self._format.mapToGlobal(QPoint(0, -6)))

    def _on_options(self) -> None:
        session, column_ = self._session, self._column
        options = LoadOverrides(context=self._context.currentData() or None, kv_type=self._kv.currentData() or None)
        if session and column_:
            self._attempt(lambda: session.set_options(column_, options))

    def _on_reset(self) -> None:
        if self._session and self._column:
            self._session.set_sampling(self._column, dict(DEFAULTS))

    def _on_all(self) -> None:
        session, shown = self._session, self._column
        for other in session.columns if session and shown else ():
            if session and shown and other is not shown:
                other.chat.take_settings(shown.chat.chat)
