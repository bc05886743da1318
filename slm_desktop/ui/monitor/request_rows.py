"""The table of what the server was asked: answers under way first, then the requests that are over."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from slm_desktop.core.serve.request_log import CLIENT_LEFT, LoggedRequest, RequestLog
from slm_desktop.core.serve.served_run import RunState, ServedRun
from slm_desktop.core.serve.serving import Serving
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.words import clock, fixed

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

WHEN, PROGRAM, REQUEST, RESULT, SECONDS, TOKENS = range(6)
NOWHERE = QModelIndex()
NUMBERS = (SECONDS, TOKENS)


class RequestRows(QAbstractTableModel):
    """A row for each request, never what it said; under UserRole the run that it asked for, if it is remembered."""

    def __init__(self, theme: Theme, serving: Serving, log: RequestLog) -> None:
        super().__init__()
        self._theme = theme
        self._serving, self._log = serving, log
        self._rows: list[ServedRun | LoggedRequest] = []
        self.reload()

    def row_of(self, run: ServedRun | None) -> int:
        """Where a run stands; -1 where it does not."""
        return next((at for at, row in enumerate(self._rows) if run and self._run(row) is run), -1)

    def reload(self) -> None:
        """Read again."""
        fresh: list[ServedRun | LoggedRequest] = [*reversed(self._serving.running), *reversed(self._log.requests)]
        if len(fresh) != len(self._rows):
            self.beginResetModel()
            self._rows = fresh
            self.endResetModel()
        else:
            self._rows = fresh
            if fresh:
                self.dataChanged.emit(self.index(0, 0), self.index(len(fresh) - 1, TOKENS))

    def rowCount(self, parent: "Index" = NOWHERE) -> int:
        """Requests."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: "Index" = NOWHERE) -> int:
        """Columns."""
        return TOKENS + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("When"),
            self.tr("Program"),
            self.tr("Request"),
            self.tr("Result"),
            self.tr("Seconds"),
            self.tr("Tokens"),
        )[section]

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return self._run(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole and isinstance(row, LoggedRequest) and row.failed:
            return self._theme.colour("bad")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._of_run(row, index.column()) if isinstance(row, ServedRun) else self._of(row, index.column())
        return None

    def _run(self, row: ServedRun | LoggedRequest) -> ServedRun | None:
        if isinstance(row, ServedRun):
            return row
        return self._serving.find(row.run) if row.run else None

    def _of_run(self, run: ServedRun, column: int) -> str:
        """An answer under way."""
        waiting = run.state == RunState.WAITING
        return (
            clock(run.created),
            run.client.agent or "–",
            f"POST {run.client.endpoint}",
            self.tr("Waits for its model") if waiting else self.tr("Being written"),
            fixed(max(0.0, time.time() - run.created), 1),
            str(len(run.run.tokens)) if run.run else "–",
        )[column]

    def _result(self, request: LoggedRequest, run: ServedRun | None) -> str:
        """How it ended; the number alone would look like success."""
        if request.status == CLIENT_LEFT or (run and run.state == RunState.STOPPED):
            return self.tr("{status}, stopped").format(status=request.status)
        if run and run.is_cut:
            return self.tr("{status}, at its limit").format(status=request.status)
        return str(request.status)

    def _of(self, request: LoggedRequest, column: int) -> str:
        """A request that is over."""
        run = self._run(request)
        return (
            clock(request.began),
            request.agent or "–",
            f"{request.method} {request.path}",
            self._result(request, run),
            fixed(request.seconds, 2),
            str(len(run.run.tokens)) if run and run.run else "–",
        )[column]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
