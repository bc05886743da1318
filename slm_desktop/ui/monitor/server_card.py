"""The local server: its switch, its address, and what it is asked."""

from typing import Protocol

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QPushButton, QTreeView, QVBoxLayout

from slm_desktop.core.serve.request_log import RequestLog
from slm_desktop.core.serve.run_view import NearRun
from slm_desktop.core.serve.served_run import ServedRun
from slm_desktop.core.serve.serving import Serving
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault
from slm_desktop.ui.monitor.request_rows import PROGRAM, REQUEST, RequestRows
from slm_desktop.ui.run_watch import RunWatch
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, label, named, row, set_tone
from slm_desktop.ui.words import explain

LIST_HEIGHT, TICK_MILLISECONDS, COPIED_MILLISECONDS = 190, 500, 2000


class Server(Protocol):
    """The switch of the server."""

    serving: Serving
    log: RequestLog
    changed: Signal
    fault: Fault | None
    key: str
    is_starting: bool

    @property
    def is_on(self) -> bool:
        """Whether it serves now."""

    @property
    def address(self) -> str:
        """Where clients reach it; '' while it is off."""

    def set_on(self, on: bool) -> None:
        """Switch it on or off."""

    def new_key(self) -> None:
        """Shut out whoever knows the old key."""


class ServerCard(QFrame):
    """A card beside those of the engines."""

    def __init__(self, theme: Theme, server: Server) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._server = theme, server
        self._watches: dict[str, RunWatch] = {}
        self._chosen: ServedRun | None = None
        self._state = ElidedLabel(12, tone="2")
        self._running, self._asked = label("–", 13, 600), label("–", 13, 600)
        self._start = button(self.tr("Start"), "plain", lambda: server.set_on(True))
        self._stop = button(self.tr("Stop"), "plain", lambda: server.set_on(False))
        self._address = button(self.tr("Copy address"), "plain", lambda: self._copy(self._address, server.address))
        self._key = button(self.tr("Copy key"), "plain", lambda: self._copy(self._key, server.key))
        self._new_key = button(self.tr("New key"), "plain", server.new_key)
        self._requests = button(self.tr("Requests"), "plain", self._on_requests)
        self._rows = RequestRows(theme, server.serving, server.log)
        self._list = self._table()
        self._watch = button(self.tr("Watch the answer"), "plain", self._on_watch)
        self._watch.setEnabled(False)
        self._hint = label(self.tr("Nothing of what is said is kept in this list."), 12, tone="3")
        self._inside = QFrame()
        inside = column(self._list, spacing=8)
        inside.addLayout(row(self._hint, None, self._new_key, self._watch))
        self._inside.setLayout(inside)
        self._inside.hide()
        self.setLayout(self._lay_out())
        self._tick = QTimer(self, interval=TICK_MILLISECONDS)
        self._tick.timeout.connect(self._on_tick)
        for signal in (server.changed, server.serving.changed, server.log.changed):
            signal.subscribe(self.refresh)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while hidden is shown now."""
        super().showEvent(event)
        self._tick.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hidden, it costs nothing."""
        super().hideEvent(event)
        self._tick.stop()

    def refresh(self) -> None:
        """Show what holds now."""
        if not self.isVisible():
            return
        server = self._server
        on = server.is_on or server.is_starting
        self._state.setText(self._words())
        set_tone(self._state, "tone", "warn" if server.fault else "2")
        self._start.setVisible(not on)
        self._stop.setVisible(on)
        self._address.setVisible(server.is_on)
        self._key.setVisible(bool(server.key))
        self._new_key.setVisible(bool(server.key))
        self._running.setText(str(len(server.serving.running)) if server.is_on else "–")
        self._asked.setText(str(len(server.log.requests)) if server.is_on or server.log.requests else "–")
        self._requests.setVisible(server.is_on or bool(server.log.requests))
        if self._inside.isVisible():
            self._reload()

    def _reload(self) -> None:
        """Requests come in above: what was chosen stays chosen, also between its end and its place in the log."""
        chosen = self._chosen
        self._rows.reload()
        self._list.setCurrentIndex(self._rows.index(self._rows.row_of(chosen), 0))
        self._chosen = chosen
        self._watch.setEnabled(chosen is not None)

    def watch(self, run: ServedRun) -> RunWatch:
        """A window that shows an answer as it is written; one for each."""
        if run.id not in self._watches:
            made = self._watches[run.id] = RunWatch(self._theme, NearRun(run), self)
            made.left.connect(lambda: self._watches.pop(run.id, None))
        self._watches[run.id].show()
        self._watches[run.id].raise_()
        return self._watches[run.id]

    # -- parts -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> QVBoxLayout:
        top = row(spacing=20)
        top.addWidget(label(self.tr("Server"), 14, 600), 1)
        names = ((self._running, self.tr("answers under way")), (self._asked, self.tr("requests")))
        for figure, name in names:
            top.addLayout(column(figure, label(name, 11, tone="3"), spacing=0))
        for one in (self._start, self._stop, self._address, self._key, self._requests):
            top.addWidget(one)
        whole = column(spacing=4, margins=(16, 12, 16, 12))
        whole.addLayout(top)
        whole.addWidget(self._state)
        whole.addWidget(self._inside)
        return whole

    def _table(self) -> QTreeView:
        table = named(QTreeView(), "requests")
        table.setModel(self._rows)
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setFixedHeight(px(LIST_HEIGHT))
        table.setAccessibleName(self.tr("Requests of the server"))
        header = table.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(PROGRAM, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(REQUEST, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._on_selected())
        table.activated.connect(lambda _index: self._on_watch())
        return table

    def _words(self) -> str:
        server = self._server
        if server.fault:
            words = explain(server.fault.code, server.fault.details)
            return f"{words.title}. {words.cause}"
        if server.is_on:
            reach = self.tr("other computers need the key") if server.key else self.tr("this computer alone")
            return f"{server.address} · {reach}"
        return self.tr("Starting…") if server.is_starting else self.tr("Off: other programs cannot use your models")

    def _copy(self, pressed: QPushButton, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        words = pressed.text()
        copied = self.tr("Copied")
        if words != copied:
            pressed.setText(copied)
            QTimer.singleShot(COPIED_MILLISECONDS, pressed, lambda: pressed.setText(words))

    def _on_requests(self) -> None:
        self._inside.setVisible(not self._inside.isVisible())
        self.refresh()

    def _on_tick(self) -> None:
        """Seconds pass, and tokens come."""
        if self._server.serving.running:
            self.refresh()

    def _on_selected(self) -> None:
        self._chosen = self._selected()
        self._watch.setEnabled(self._chosen is not None)

    def _selected(self) -> ServedRun | None:
        index: QModelIndex = self._list.currentIndex()
        run = self._rows.data(index, Qt.ItemDataRole.UserRole) if index.isValid() else None
        return run if isinstance(run, ServedRun) else None

    def _on_watch(self) -> None:
        if self._chosen:
            self.watch(self._chosen)
