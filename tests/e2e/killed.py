"""An app without a window that runs a suite and is killed in the middle of it: python -m tests.e2e.killed DATA ANSWERS."""

import os
import signal
import sys
import threading
from pathlib import Path

from slm_desktop.core.evaluate.records import Contestant
from slm_desktop.core.evaluate.suite import Prompt, Suite
from slm_desktop.core.faults import Faults
from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths
from slm_desktop.services.services import services

SUITE = Suite("Killed", tuple(Prompt(f"Say {number}.", max_tokens=4) for number in range(12)))


def main(data: str, answers: int) -> None:
    """Run until so many answers are there, then die as a crash or a person would have it."""
    parts = services(Paths(Path(data), Path(data) / "logs"), Faults())
    woken = threading.Event()
    parts.bridge.open(woken.set)
    session = parts.compare.trials.new(SUITE, [Contestant("Starter", str(starter()))], fair=True)
    session.start()
    while len(session.results) < answers:
        woken.wait(1)
        woken.clear()
        parts.bridge.drain()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
