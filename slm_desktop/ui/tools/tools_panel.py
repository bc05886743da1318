"""The popover in which the tools of a chat are chosen."""

from itertools import groupby

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.tools.ports import KnownTool, ManagedTools
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.tools.words import described
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, empty, label, row, tip
from slm_desktop.ui.widgets.popover import Panel

WIDTH, MOST_HEIGHT = 460, 340


class ToolsPanel(Panel):
    """Chooses for one chat. `servers_wanted` asks for the dialog of their servers."""

    servers_wanted = Signal()

    def __init__(self, parent: QWidget, tools: ManagedTools) -> None:
        super().__init__(parent, WIDTH)
        self.setAccessibleName(self.tr("Tools"))
        self._tools = tools
        self._session: ChatSession | None = None
        self._must_call = QCheckBox(self.tr("Each question begins with a call"))
        self._must_call.setFont(font(13))
        words = self.tr("The model has to call a tool first. Small models do not do so by themselves.")
        self._must_call.setToolTip(words)
        self._must_call.toggled.connect(self._on_must_call)
        self._list = column(spacing=8)
        inside = QWidget()
        inside.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(8)
        whole.addWidget(label(self.tr("Tools"), 14, 600))
        about = self.tr("The model may call what is chosen here. You are asked before anything is done.")
        whole.addWidget(label(about, 12, tone="3", wrap=True))
        whole.addWidget(self._scroll)
        whole.addWidget(self._must_call)
        whole.addLayout(row(button(self.tr("MCP servers…"), "quiet", self._on_servers), None))
        tools.changed.subscribe(lambda: self._show() if self.isVisible() else None)

    def open_for(self, session: ChatSession, at: QPoint) -> None:
        """Open for a chat, with the lower left corner at a place."""
        self._session = session
        self._show()
        self.show_at(at, above=True)

    def _show(self) -> None:
        options = self._options
        self._must_call.blockSignals(True)
        self._must_call.setChecked(options.must_call)
        self._must_call.blockSignals(False)
        self._must_call.setEnabled(bool(options.tools))
        empty(self._list)
        known = self._tools.known()
        for server, tools in groupby(known, key=lambda tool: tool.server):
            if server:
                self._list.addWidget(label(visible(server), 12, 500, "2"))
            for tool in tools:
                self._list.addWidget(self._row(tool))
        for gone in set(options.tools) - {tool.id for tool in known}:
            self._list.addWidget(self._gone(gone))
        self._list.addStretch(1)
        self._scroll.setFixedHeight(min(px(MOST_HEIGHT), self._list.sizeHint().height() + 4))

    @property
    def _options(self) -> AnswerOptions:
        assert self._session is not None
        return self._session.chat.answer_options

    def _use(self, options: AnswerOptions) -> None:
        if self._session:
            self._session.set_answer_options(options)

    def _row(self, known: KnownTool) -> QWidget:
        title, description = described(known)
        box = QCheckBox(visible(title).replace("&", "&&"))
        box.setFont(font(13, 500))
        box.setChecked(known.id in self._options.tools)
        box.toggled.connect(lambda on: self._on_chosen(known.id, on=on))
        about = ElidedLabel(12, tone="3")
        about.setText(visible(description.partition("\n")[0]))
        box.setToolTip(tip(visible(description[:600])))
        items: list[QWidget] = [box, about]
        if self._tools.is_allowed(known.id):
            items.append(button(self.tr("Ask again"), "quiet", lambda: self._tools.forbid(known.id)))
            items[-1].setToolTip(self.tr("It was always allowed: ask before it is called."))
        line = row(*items, spacing=10)
        line.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(line)
        return holder

    def _gone(self, tool: str) -> QWidget:
        box = QCheckBox(self.tr("{tool}: not there any more").format(tool=visible(tool)).replace("&", "&&"))
        box.setFont(font(13))
        box.setChecked(True)
        box.toggled.connect(lambda on: self._on_chosen(tool, on=on))
        return box

    def _on_chosen(self, tool: str, *, on: bool) -> None:
        options = self._options
        left = tuple(one for one in options.tools if one != tool)
        tools = (*left, tool) if on else left
        self._use(replace(options, tools=tools, must_call=options.must_call and bool(tools)))
        self._must_call.setEnabled(bool(tools))

    def _on_must_call(self, on: bool) -> None:
        self._use(replace(self._options, must_call=on))

    def _on_servers(self) -> None:
        self.hide()
        self.servers_wanted.emit()
