"""An app without a window that runs a suite and is killed in the middle of it: python -m tests.e2e.killed DATA ANSWERS."""

import os
import signal
import sys
from pathlib import Path

from slm_desktop.core.evaluate.records import Candidate
from slm_desktop.core.evaluate.suite import Prompt, Suite
from slm_desktop.core.faults import Faults
from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths
from slm_desktop.services.services import Services

SUITE = Suite("Killed", tuple(Prompt(f"Say {number}.", max_tokens=4) for number in range(12)))


def main(data: str, answers: int) -> None:
    """Run until so many answers are there, then die as a crash or a person would have it."""
    services = Services(Paths.within(Path(data)), Faults())
    session = services.comparison.evaluations.new(SUITE, [Candidate("Starter", str(starter()))], fair=True)
    session.start()
    services.loop.run_until(lambda: len(session.results) >= answers)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
