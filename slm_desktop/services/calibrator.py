"""Measures how fast this computer is: once, in the background, while it has nothing else to do."""

import os
import platform
import threading
from collections.abc import Callable

import psutil

from slm_desktop import __version__
from slm_desktop.core.engines.commands import Calibrate
from slm_desktop.core.engines.events import Calibrated
from slm_desktop.core.engines.ports import StartEngine
from slm_desktop.core.models.speed import Calibration
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.library.starter import starter
from slm_desktop.services.short_child import asked
from slm_desktop.store.models import Models

QUIET_SECONDS = 3.0
"""So long nothing is written before it begins: whoever just got a model is about to ask it something."""
AGAIN_SECONDS = 120.0
"""After so long it is tried again, when an answer came in between or other programs were busy."""
LOOK_SECONDS, MOST_SECONDS = 1.0, 30.0
MOST_FAILURES = 3
"""After so many failures that no answer was the cause of, it is given up until the next start."""
MOST_OTHERS = 0.15
"""Other programs may have this share of the processors; with more the figures say nothing about the computer."""


class Calibrator:
    """`post` brings work to the thread of the window, `chosen` are the options of a load as the settings have them.

    `busy` tells whether an answer is being written.
    """

    def __init__(self, start: StartEngine, store: Models, speeds: Speeds, jobs: Jobs, post: Callable[[Callable[[], None]], None],
                 chosen: Callable[[], dict[str, int | str]], busy: Callable[[], bool]) -> None:  # fmt: skip
        self._start, self._store, self._speeds, self._jobs, self._post = start, store, speeds, jobs, post
        self._chosen, self._busy = chosen, busy
        self._asked, self._failures = "", 0
        self.ended = threading.Event()

    def begin(self) -> None:
        """Take what is known of this computer, or measure it soon."""
        computer = self.computer()
        if computer == self._asked:
            return
        self._asked, self._failures = computer, 0
        self._speeds.forget()
        if known := self._store.calibration(computer):
            self._speeds.calibrated(known)
        else:
            self._later(computer, QUIET_SECONDS)

    def computer(self) -> str:
        """What the figures depend on: with another one of these they are measured anew."""
        chosen = self._chosen()
        return "|".join((platform.processor() or platform.machine(), str(os.cpu_count()), str(psutil.virtual_memory().total),
                         __version__, str(chosen["runtime"]), str(chosen["threads"]), str(chosen["gpu_layers"])))  # fmt: skip

    def _later(self, computer: str, seconds: float) -> None:
        self._jobs.submit("calibrate", lambda: self._measure(computer), after=seconds)

    def _measure(self, computer: str) -> None:
        """On a thread: let a child measure, unless something else is going on."""
        path = starter()
        if path is None or self.ended.is_set() or computer != self._asked:
            return
        if self._busy() or psutil.cpu_percent(LOOK_SECONDS) > 100 * MOST_OTHERS:
            self._later(computer, AGAIN_SECONDS)
            return
        chosen = self._chosen()
        command = Calibrate(1, str(path), int(chosen["threads"]), int(chosen["gpu_layers"]), str(chosen["runtime"]))
        try:
            said = asked(self._start, command, Calibrated, MOST_SECONDS, lambda: self._busy() or self.ended.is_set())
        except Fault:  # It crashed, or made way for an answer: until it succeeds, no speed is said.
            self._failures += not self._busy()
            if self._failures < MOST_FAILURES:
                self._later(computer, AGAIN_SECONDS)
            return
        if said.others > MOST_OTHERS:
            self._later(computer, AGAIN_SECONDS)
        self._post(lambda: self._take(computer, said))

    def _take(self, computer: str, said: Calibrated) -> None:
        """Figures of a busy computer are better than none, and are not kept; those for other settings come too late."""
        if computer != self._asked:
            return
        known = self._speeds.calibration
        if known is None or said.others <= known.others:
            self._speeds.calibrated(Calibration(said.cpu, said.gpu, said.others))
        if said.others <= MOST_OTHERS:
            self._store.save_calibration(computer, Calibration(said.cpu, said.gpu, said.others))
