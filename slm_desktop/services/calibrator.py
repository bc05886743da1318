"""Measures how fast this computer is: once, in the background, while it has nothing else to do."""

import os
import platform
import threading
from collections.abc import Callable

import psutil

from slm_desktop import __version__
from slm_desktop.core.engines.commands import Calibrate
from slm_desktop.core.engines.events import Calibrated
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.question import Question
from slm_desktop.core.models.speed import Calibration
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.library.starter import starter
from slm_desktop.loop import Loop
from slm_desktop.settings import Settings
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
    """Lets an engine measure once nobody writes an answer; one that begins meanwhile makes it try again later."""

    def __init__(
        self, pool: EnginePool, store: Models, speeds: Speeds, *, jobs: Jobs, loop: Loop, settings: Settings
    ) -> None:
        self._pool, self._store, self._speeds = pool, store, speeds
        self._jobs, self._loop, self._settings = jobs, loop, settings
        self._asked_for, self._failures = "", 0
        self._question: Question | None = None
        self.ended = threading.Event()
        self.is_held: Callable[[], bool] = lambda: False
        """Whether something else is being measured, which it would disturb."""

    def begin(self) -> None:
        """Take what is known of this computer, or measure it soon."""
        computer = self.computer()
        if computer == self._asked_for:
            return
        self._asked_for, self._failures = computer, 0
        self._speeds.forget()
        if known := self._store.calibration(computer):
            self._speeds.calibrated(known)
        else:
            self._later(computer, QUIET_SECONDS)

    def computer(self) -> str:
        """What the figures depend on: with another one of these they are measured anew."""
        options = self._settings.load_options()
        facts = (platform.processor() or platform.machine(), os.cpu_count(), psutil.virtual_memory().total, __version__)
        return "|".join(map(str, (*facts, options.runtime, options.threads, options.gpu_layers)))

    def make_way(self) -> None:
        """An answer begins: it is not to be slowed, and what is measured beside it says nothing."""
        if self._question:
            self._question.cancel()

    def _later(self, computer: str, seconds: float) -> None:
        self._jobs.submit("calibrate", lambda: self._look(computer), after=seconds)

    def _look(self, computer: str) -> None:
        """On a thread, as it takes a while: see whether other programs leave the processors alone."""
        path = starter()
        if path is None or self.ended.is_set():
            return
        is_quiet = psutil.cpu_percent(LOOK_SECONDS) <= 100 * MOST_OTHERS
        self._loop.post(lambda: self._measure(computer, str(path), is_quiet=is_quiet))

    def _measure(self, computer: str, path: str, *, is_quiet: bool) -> None:
        if computer != self._asked_for or self.ended.is_set():
            return
        if self._pool.usage.busy or self.is_held() or not is_quiet:
            self._later(computer, AGAIN_SECONDS)
            return
        command = Calibrate(1, path, self._settings.load_options())
        self._question = self._pool.ask(
            command, Calibrated, MOST_SECONDS, lambda answer: self._on_answer(computer, answer)
        )

    def _on_answer(self, computer: str, answer: Calibrated | Fault) -> None:
        self._question = None
        if self.ended.is_set() or computer != self._asked_for:
            return  # What was measured for other settings comes too late.
        if isinstance(answer, Fault):  # It crashed, or made way for an answer: until it succeeds, no speed is said.
            self._failures += answer.code != "stopped"
            if self._failures < MOST_FAILURES:
                self._later(computer, AGAIN_SECONDS)
            return
        if answer.others > MOST_OTHERS:
            self._later(computer, AGAIN_SECONDS)
        self._take(computer, Calibration(answer.cpu, answer.gpu, answer.others))

    def _take(self, computer: str, found: Calibration) -> None:
        """Figures of a busy computer are better than none, and are not kept."""
        known = self._speeds.calibration
        if known is None or found.others <= known.others:
            self._speeds.calibrated(found)
        if found.others <= MOST_OTHERS:
            self._store.save_calibration(computer, found)
