"""Engines on other machines: an address and a key, what each server is, its models, and what it can do."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.remote_address import remote_name
from slm_desktop.core.models.remotes import RemoteOffer, Remotes, RemoteServer
from slm_desktop.core.records import LAST_MOMENT
from slm_desktop.core.sampling import PARAMETERS
from slm_desktop.core.serve.run_view import Watched
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.run_watch import RunWatch
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, empty, label, row, tip
from slm_desktop.ui.words import clock, explain, number, translate, when

WIDTH, KEY_WIDTH, MOST_SHOWN, LONGEST_NAME = 860, 200, 30, 60
APART = ("seed", "stop")
"""Parameters that every server takes."""


class Answering(Protocol):
    """The answers of an SLM Desktop on another machine."""

    def running(self, on_runs: Callable[[list[dict[str, Any]] | Fault], None]) -> None:
        """Those that are written now."""


class Elsewhere(Protocol):
    """What can be done with other machines."""

    def add(self, typed: str, key: str) -> None:
        """Enter one. Raise Fault 'remote_address'."""

    def server(self, address: str) -> Answering:
        """Its answers."""

    def watch(self, address: str, id_: str) -> Watched:
        """One of them, to be watched and steered."""


class RemotesPage(QWidget):
    """`load_wanted` carries by what a model is chosen."""

    load_wanted = Signal(str)

    def __init__(self, theme: Theme, remotes: Remotes, elsewhere: Elsewhere) -> None:
        super().__init__()
        self.setObjectName("remotesPage")
        self._theme, self._remotes, self._elsewhere = theme, remotes, elsewhere
        self._address = self._field(self.tr("Address of the server"), "http://192.168.1.20:8080")
        self._key = self._field(self.tr("Key, if it needs one"), self.tr("Key, if it needs one"))
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setFixedWidth(px(KEY_WIDTH))
        self._wrong = label("", 12, tone="bad", wrap=True)
        self._wrong.hide()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(12)
        self._lay_out()
        self.setFocusProxy(self._address)
        remotes.changed.subscribe(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the list as it is."""
        empty(self._cards)
        for server in self._remotes.servers:
            card = ServerFacts(self._remotes, server)
            card.load_wanted.connect(self.load_wanted)
            card.answers_wanted.connect(self._on_answers)
            self._cards.addWidget(card)

    def _field(self, name: str, hint: str) -> QLineEdit:
        made = QLineEdit(placeholderText=hint)
        made.setFont(font(13))
        made.setAccessibleName(name)
        made.returnPressed.connect(self._on_add)
        return made

    def _lay_out(self) -> None:
        words = self.tr(
            "llama-server, vLLM, SGLang, Ollama, LM Studio, or SLM Desktop on another computer. Nothing is sent there "
            "until you choose one of its models for a chat, a comparison or a suite. Keys are kept in the system's "
            "keyring."
        )
        inside = column(label(words, 13, tone="2", wrap=True), spacing=12, margins=(24, 20, 24, 24))
        form = row(self._address, self._key, button(self.tr("Add"), "primary", self._on_add), spacing=8)
        form.setStretch(0, 1)
        inside.addLayout(form)
        inside.addWidget(self._wrong)
        inside.addLayout(self._cards)
        inside.addStretch(1)
        body = QWidget()
        body.setObjectName("remotesBody")
        body.setMaximumWidth(px(WIDTH))
        body.setLayout(inside)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _on_answers(self, address: str, at: QPoint) -> None:
        """Offer the answers that are written there now; the one that is chosen is watched."""

        def show(runs: list[dict[str, Any]] | Fault) -> None:
            menu = QMenu(self)
            if isinstance(runs, Fault):
                menu.addAction(explain(runs.code, runs.details).title).setEnabled(False)
            elif not runs:
                menu.addAction(self.tr("No answer is written there now")).setEnabled(False)
            else:
                for run in runs[:MOST_SHOWN]:
                    menu.addAction(self._run_words(run), partial(self.watch, address, str(run.get("id"))))
            open_menu(menu, at)

        self._elsewhere.server(address).running(show)

    def watch(self, address: str, id_: str) -> RunWatch:
        """A window that shows an answer of another machine, and steers it."""
        made = RunWatch(self._theme, self._elsewhere.watch(address, id_), self)
        made.show()
        return made

    def _run_words(self, run: dict[str, Any]) -> str:
        """An answer told from others: by its model, when it was asked for, and by whom."""
        created = run.get("created")
        parts = (
            visible(str(run.get("model")))[:LONGEST_NAME],
            clock(created) if isinstance(created, int | float) and 0 <= created <= LAST_MOMENT else "",
            visible(str(run.get("agent") or ""))[:LONGEST_NAME],
            self.tr("{tokens} tokens").format(tokens=run.get("tokens")),
        )
        return "  ·  ".join(part for part in parts if part).replace("&", "&&")

    def _on_add(self) -> None:
        self._wrong.hide()
        try:
            self._elsewhere.add(self._address.text(), self._key.text())
        except Fault as fault:
            words = explain(fault.code, fault.details)
            self._wrong.setText(f"{words.title}. {words.cause}")
            self._wrong.show()
            return
        self._address.clear()
        self._key.clear()


class ServerFacts(QFrame):
    """One server."""

    load_wanted = Signal(str)
    answers_wanted = Signal(str, QPoint)

    def __init__(self, remotes: Remotes, server: RemoteServer) -> None:
        super().__init__()
        self.setObjectName("card")
        self._remotes, self._server = remotes, server
        name = ElidedLabel(14, 600)
        name.setText(visible(" ".join(filter(None, (server.title or server.host, server.version)))))
        address = ElidedLabel(12, tone="2")
        address.setText(visible(server.address))
        look = button(self.tr("Look again"), "plain", lambda: remotes.look(server.address))
        look.setEnabled(server.address not in remotes.looking)
        gone = button(self.tr("Remove"), "plain", lambda: remotes.remove(server.address))
        top = row(spacing=8)
        top.addLayout(column(name, address, spacing=2), 1)
        if Feature.RUNS in server.features:
            answers = button(self.tr("Answers…"), "plain", lambda: self._ask_answers(answers))
            answers.setEnabled(server.address not in remotes.faults)
            top.addWidget(answers)
        top.addWidget(look)
        top.addWidget(gone)
        inside = column(spacing=10, margins=(16, 12, 16, 12))
        inside.addLayout(top)
        for words, tone in self._lines():
            inside.addWidget(label(words, 12, tone=tone, wrap=True))
        for offer in server.models[:MOST_SHOWN]:
            inside.addLayout(self._offer(offer))
        if len(server.models) > MOST_SHOWN:
            more = self.tr("and {count} more: they are in the picker").format(count=len(server.models) - MOST_SHOWN)
            inside.addWidget(label(more, 12, tone="3"))
        self.setLayout(inside)

    def _ask_answers(self, pressed: QPushButton) -> None:
        at = pressed.mapToGlobal(QPoint(0, pressed.height() + 4))
        self.answers_wanted.emit(self._server.address, at)

    def _lines(self) -> list[tuple[str, str]]:
        """What is known of it, each line with its tone."""
        server = self._server
        fault = self._remotes.faults.get(server.address)
        if server.address in self._remotes.looking:
            return [(self.tr("Looking at it…"), "2")]
        if fault:
            words = explain(fault.code, fault.details)
            return [(f"{words.title}. {words.cause}", "bad")]
        if not server.looked:
            return []
        return [(words, "2") for words in (self._abilities(), self._missing()) if words] + [
            (self.tr("Looked at {when}").format(when=when(server.looked)), "3")
        ]

    def _abilities(self) -> str:
        names = {
            Feature.LIVE_SAMPLING: self.tr("sliders act on the next token"),
            Feature.CONTINUE: self.tr("answers can be continued"),
            Feature.CACHED_TOKENS: self.tr("tells what was cached"),
        }
        can = [words for feature, words in names.items() if feature in self._server.features]
        if self._server.slots:
            can.insert(0, self.tr("{count} answers side by side").format(count=self._server.slots))
        return ", ".join(can)

    def _missing(self) -> str:
        """Sampling parameters that it would drop without a word."""
        lacks = [
            translate("Sampling", row.label)
            for row in PARAMETERS
            if row.name not in self._server.understood and row.name not in APART
        ]
        return self.tr("Does not take: {names}").format(names=", ".join(lacks)) if lacks else ""

    def _offer(self, offer: RemoteOffer) -> QVBoxLayout:
        use = button(self.tr("Use"), "plain", partial(self.load_wanted.emit, self._server.path_of(offer)))
        use.setAccessibleName(self.tr("Use {name}").format(name=offer.id))
        name = ElidedLabel(13, 500)
        name.setText(visible(remote_name(offer.id)))
        name.setToolTip(tip(visible(offer.id)))
        context = self.tr("{count} tokens of context").format(count=number(offer.context)) if offer.context else ""
        line = row(name, label(context, 12, tone="3"), use, spacing=12)
        line.setStretch(0, 1)
        whole = column(spacing=0)
        whole.addLayout(line)
        return whole
