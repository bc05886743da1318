"""A model card: its Markdown drawn like an answer. No picture is fetched and no link is followed by itself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from slm_desktop.errors import Fault
from slm_desktop.ui.models.troubles import Acts, banner_of
from slm_desktop.ui.text.flow import Flow
from slm_desktop.ui.text.plain import without_tags
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import button, empty, label

LONGEST = 60_000


class Card(QFrame):
    """The card below the files."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cardText")
        self._theme = theme
        self._shown: object = None
        self._flow: Flow | None = None
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
        self._empty()
        if fault:
            self._layout.addWidget(banner_of(self._theme, fault, acts))
        elif text is None:
            self._layout.addWidget(label(self.tr("Reading the card…"), 13, tone="3"))
        else:
            self._fill(text)

    def _fill(self, text: str) -> None:
        plain = without_tags(text[:LONGEST])
        self._flow = Flow(self._theme)
        self._flow.setSpacing(10)
        self._layout.addLayout(self._flow)
        more = button(self.tr("Show more"), "plain", self._flow.show_more)
        more.hide()
        self._layout.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self._flow.finished.connect(lambda flow=self._flow: more.setVisible(flow.left > 0))
        self._flow.show_text(plain)
        if len(text) > LONGEST:
            self._layout.addWidget(
                label(self.tr("The card is longer; its page shows all of it."), 13, tone="3", wrap=True)
            )
        if not plain.strip():
            self._layout.addWidget(label(self.tr("The card is empty."), 13, tone="3"))

    @property
    def is_whole(self) -> bool:
        """Whether all that may be shown stands there."""
        return self._flow is None or self._flow.is_finished

    def _empty(self) -> None:
        if self._flow:
            self._flow.leave()
            self._flow = None
        empty(self._layout)
