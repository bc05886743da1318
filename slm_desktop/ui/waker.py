"""Drain the loop on the GUI thread, at most once a frame and only when something was posted."""

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from slm_desktop.loop import Loop

FRAME_SECONDS = 0.016


class Waker(QObject):
    """Opens a loop for the thread that it was made on."""

    _woken = Signal()

    def __init__(self, loop: Loop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop, self._drained = loop, 0.0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._drain)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        loop.open(self._woken.emit)

    def _on_woken(self) -> None:
        wait = FRAME_SECONDS - (time.monotonic() - self._drained)
        if wait <= 0:
            self._drain()
        else:
            self._timer.start(max(1, round(wait * 1000)))

    def _drain(self) -> None:
        self._drained = time.monotonic()
        self._loop.drain()
