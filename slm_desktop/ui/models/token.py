"""A place to enter an access token: it is checked before it is kept, and never shown again."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QLineEdit

from slm_desktop.errors import Fault
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import IconButton, button, column, label, row
from slm_desktop.ui.words import explain

Enter = Callable[[str, Callable[[str | Fault, bool], None]], None]
"""Check a token and keep it; told are the name of its account or a Fault, and whether a keyring holds it."""


class TokenBar(QFrame):
    """Shown when a model asks for a token. `done` gets the repository that asked and where the token is kept."""

    def __init__(self, theme: Theme, enter: Enter, done: Callable[[str, str], object]) -> None:
        super().__init__()
        self.setObjectName("tokenBar")
        self._enter, self._done, self._repo = enter, done, ""
        self._title = label("", 13, 600, wrap=True)
        self._field = QLineEdit(placeholderText="hf_…", echoMode=QLineEdit.EchoMode.Password)
        self._field.setFont(font(13))
        self._field.setAccessibleName(self.tr("Access token"))
        self._field.setMaxLength(500)
        self._field.setMinimumWidth(px(260))
        self._status = label("", 12, tone="2", wrap=True)
        keep = button(self.tr("Check and keep"), "primary", self._on_keep)
        close = IconButton(theme, "close", self.tr("Close"), self.hide)
        line = row(self._field, keep, close, spacing=8)
        line.setStretch(0, 1)
        whole = column(self._title, spacing=6, margins=(24, 10, 20, 10))
        whole.addLayout(line)
        whole.addWidget(self._status)
        self.setLayout(whole)
        self._field.returnPressed.connect(self._on_keep)
        self.hide()

    def ask(self, repo: str, host: str) -> None:
        """Ask for a token because of a repository."""
        self._repo = repo
        self._title.setText(self.tr("Access token of {host}").format(host=host))
        self._status.setText(
            self.tr("It is sent to {host} alone, and kept in the system's keyring if there is one.").format(host=host)
        )
        self._field.clear()
        self.show()
        self._field.setFocus()

    def _on_keep(self) -> None:
        token = self._field.text().strip()
        if not (token.isascii() and token.isprintable()):
            self._status.setText(self.tr("A token has letters, digits and underscores only. Copy it again."))
        elif token:
            self._status.setText(self.tr("Checking…"))
            self._enter(token, self._on_result)

    def _on_result(self, result: str | Fault, kept: bool) -> None:
        if isinstance(result, Fault):
            words = explain(result.code, result.details)
            self._status.setText(f"{words.title}. {words.cause}")
            return
        self._field.clear()
        self.hide()
        kept_words = self.tr("It is kept in the system's keyring.")
        self._done(
            self._repo,
            kept_words if kept else self.tr("This system has no keyring, so it holds until the app is closed."),
        )
