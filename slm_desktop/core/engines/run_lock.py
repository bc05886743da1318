"""Who runs now: comparisons, suites and sweeps go one at a time, so that they do not slow each other."""

from slm_desktop.errors import Fault


class RunLock:
    """Held by one runner at a time."""

    def __init__(self) -> None:
        self.holder: object | None = None

    def take(self, runner: object) -> None:
        """Begin. Raise Fault 'comparing' while another one runs."""
        if self.holder not in (None, runner):
            raise Fault("comparing")
        self.holder = runner

    def give_back(self, runner: object) -> None:
        """The end of a run."""
        if self.holder is runner:
            self.holder = None
