"""The switch of the local server: it follows the settings, and says what came of them."""

import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from slm_desktop import settings as options
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.serve.offered import OfferedModels
from slm_desktop.core.serve.request_log import RequestLog
from slm_desktop.core.serve.serving import Serving
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault
from slm_desktop.hub.token import TokenBox
from slm_desktop.media.reader import read_media
from slm_desktop.services.context import ServiceContext

if TYPE_CHECKING:  # What stands behind it is imported on a thread, when the server is wanted.
    from slm_desktop.server.local_server import LocalServer, Place

QUEUE = "server"
KEY_OF = "local server"
"""Under which name the key lies in the system's keyring."""
EVERYBODY = "0.0.0.0"
OWN = "127.0.0.1"


class ServerSwitch:
    """`changed` fires when the server comes, goes, or could not come; `fault` says why.

    `key` is what clients must know, '' where none is needed.
    """

    def __init__(self, context: ServiceContext, choices: Callable[[], Sequence[ModelChoice]]) -> None:
        self._settings, self._jobs, self._loop = context.settings, context.jobs, context.loop
        self._keys = TokenBox()
        self.log, self.changed = RequestLog(), Signal()
        self.serving = Serving(
            context.pool, context.clock, OfferedModels(choices), lambda: 60.0 * self._settings["server_idle"]
        )
        self._server: LocalServer | None = None
        self._is_closed = False
        self.key = ""
        self.fault: Fault | None = None
        self.is_starting = False
        self._made_last: LocalServer | None = None
        """The one that listens, or did: for the thread on which they are made."""
        self._generation = 0
        """How often it was begun: only the newest one counts."""

    # -- verbs -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """From now on the server is there as the settings say."""
        options.follow(self._settings, self._wanted, self._apply)
        if self._settings["server"]:
            self._apply()

    def set_on(self, on: bool) -> None:
        """Switch it on or off, also for the next start; one that failed is tried again."""
        if on and self._settings["server"]:
            self._apply()
        self._settings["server"] = on

    def new_key(self) -> None:
        """Whoever knows the old key is shut out."""
        self._jobs.submit(QUEUE, self._keep_new_key)
        self._apply()

    def close(self) -> None:
        """The app ends: answers under way are stopped; nobody waits for clients."""
        self._is_closed = True
        self._generation += 1
        self.serving.close()
        self._jobs.submit(QUEUE, self._shut)

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def is_on(self) -> bool:
        """Whether it serves now."""
        return self._server is not None

    @property
    def address(self) -> str:
        """Where clients of this computer reach it; '' while it is off."""
        return self._server.address if self._server else ""

    # -- parts -----------------------------------------------------------------------------------------------

    def _wanted(self) -> tuple[object, ...]:
        names = ("server", "server_port", "server_reach", "server_origins")
        return tuple(self._settings[name] for name in names)

    def _apply(self) -> None:
        """Bring the server to what the settings say: one that runs otherwise ends first."""
        self._server, self.fault, self.key = None, None, ""
        self.is_starting = bool(self._settings["server"])
        self._generation += 1
        self.serving.stop_all()
        self._jobs.submit(QUEUE, self._shut)
        if self.is_starting:
            self._jobs.submit(QUEUE, partial(self._start, self._generation))
        self.changed()

    def _shut(self) -> None:
        """On the thread on which servers are made: end the last one, so that its port is free."""
        if self._made_last:
            self._made_last.shut()
            self._made_last = None

    def _start(self, generation: int) -> None:
        """On a thread: importing the server, the keyring and the port may all take their time."""
        if generation != self._generation:
            return
        from slm_desktop.server.guard import Rules
        from slm_desktop.server.local_server import LocalServer, Place

        _on, port, reach, origins = self._wanted()
        key = self._key() if reach == "network" else ""
        rules = Rules(key=key, origins=tuple(str(origins).split()))
        place = Place(host=EVERYBODY if key else OWN, port=int(str(port)), rules=rules)
        made = self._made(LocalServer, place)
        self._made_last = None if isinstance(made, Fault) else made
        self._loop.post(lambda: self._on_started(made, key, generation))

    def _made(self, make: "type[LocalServer]", place: "Place") -> "LocalServer | Fault":
        try:
            return make(self._loop, self.serving, self.log, place, read_media)
        except Fault as fault:
            return fault

    def _on_started(self, made: "LocalServer | Fault", key: str, generation: int) -> None:
        if self._is_closed or generation != self._generation:
            return  # Something else is wanted by now, and on its way: it ends this one.
        self.is_starting = False
        if isinstance(made, Fault):
            self.fault = made
        else:
            self._server, self.key = made, key
        self.changed()

    def _key(self) -> str:
        if not self._keys.read(KEY_OF):
            self._keep_new_key()
        return self._keys.read(KEY_OF)

    def _keep_new_key(self) -> None:
        """Without a keyring it holds for this session."""
        self._keys.keep(KEY_OF, secrets.token_urlsafe(24))
