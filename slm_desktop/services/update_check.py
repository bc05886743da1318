"""Whether there is a newer release of the app: asked once a day at most, and only where the user allowed it."""

from collections.abc import Callable

from slm_desktop import __version__
from slm_desktop.core.clock import Clock
from slm_desktop.core.updates import LOOK_EVERY, Release, is_newer
from slm_desktop.errors import Fault, as_fault
from slm_desktop.hub.releases import ADDRESS, newest
from slm_desktop.jobs import NETWORK, Jobs
from slm_desktop.loop import Loop
from slm_desktop.net.network import Network
from slm_desktop.settings import Settings

OnRelease = Callable[[Release | Fault | None], None]


class UpdateCheck:
    """Asks on a thread; the result comes on the loop's."""

    def __init__(self, network: Network, settings: Settings, clock: Clock, *, jobs: Jobs, loop: Loop) -> None:
        self._network, self._settings, self._clock, self._jobs, self._loop = network, settings, clock, jobs, loop

    @property
    def is_due(self) -> bool:
        """Whether the user allowed it, and the last look is long enough ago."""
        settings = self._settings
        is_recent = 0 <= self._clock.now() - settings["updates_looked"] < LOOK_EVERY
        return bool(settings["updates"]) and not settings["offline"] and not is_recent

    def look(self, on_release: OnRelease) -> None:
        """Ask for the newest release: None when this is it, a Fault when nobody answered."""
        address = self._settings["updates_address"] or ADDRESS

        def work() -> None:
            try:
                found: Release | Fault | None = newest(self._network, address)
            except Exception as error:  # noqa: BLE001 - whoever waits must hear something
                found = as_fault(error)
            self._loop.post(lambda: self._on_found(found, on_release))

        self._jobs.submit(f"{NETWORK}updates", work)

    def _on_found(self, found: Release | Fault | None, on_release: OnRelease) -> None:
        if not isinstance(found, Fault):
            self._settings["updates_looked"] = int(self._clock.now())
        on_release(found if isinstance(found, Fault) or (found and is_newer(found, __version__)) else None)
