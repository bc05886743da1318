"""A model card: its Markdown drawn like an answer. No picture is fetched and no link is followed by itself."""

import re

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from slm_desktop.errors import Fault
from slm_desktop.ui.models.troubles import Acts, notice_of
from slm_desktop.ui.text.code import CodeView
from slm_desktop.ui.text.markdown import Code, Prose, Table, read
from slm_desktop.ui.text.prose import ProseView, TableView
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import label

LONGEST = 60_000
TAGS = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]{0,500}>", re.DOTALL)


class Card(QFrame):
    """The card below the files."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cardText")
        self._theme = theme
        self._shown: object = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 0)
        self._layout.setSpacing(10)
        self.hide()

    def show_text(self, text: str | None, fault: Fault | None, acts: Acts) -> None:
        """Show a card; None while it is not here yet. `acts` are what can be done about a fault."""
        state = (text, fault)
        if state == self._shown:
            return
        self._shown = state
        while item := self._layout.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        if fault:
            self._layout.addWidget(notice_of(self._theme, fault, acts))
        elif text is None:
            self._layout.addWidget(label(self.tr("Reading the card…"), 13, tone="3"))
        else:
            self._fill(text)

    def _fill(self, text: str) -> None:
        plain = TAGS.sub("", text[:LONGEST])
        for block in read(plain):
            self._layout.addWidget(self._view(block))
        if len(text) > LONGEST:
            self._layout.addWidget(label(self.tr("The card is longer; its page shows all of it."), 13, tone="3", wrap=True))
        if not plain.strip():
            self._layout.addWidget(label(self.tr("The card is empty."), 13, tone="3"))

    def _view(self, block: Code | Prose | Table) -> QWidget:
        view: CodeView | ProseView | TableView
        if isinstance(block, Code):
            view = CodeView(self._theme)
            view.show_block(block)
        elif isinstance(block, Table):
            view = TableView(self._theme)
            view.show_block(block)
        else:
            view = ProseView(self._theme)
            view.show_block(block)
        return view
