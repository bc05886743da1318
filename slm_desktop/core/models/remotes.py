"""Engines on other machines, as the user has entered them, and what each was when it was looked at last."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.remote_address import host_of, is_remote, parts_of, remote_path
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault


class RemoteOffer(msgspec.Struct, frozen=True):
    """A model of a server: its id, and tokens of context (0 where that is not told)."""

    id: str
    context: int = 0


class RemoteServer(msgspec.Struct, frozen=True):
    """`address` is without a path. `title` and `version` say what it is, '' while nobody has looked; `looked` is when.

    `features` are names of Feature, `understood` sampling parameters that it takes.
    """

    address: str
    title: str = ""
    version: str = ""
    models: tuple[RemoteOffer, ...] = ()
    slots: int = 0
    features: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    looked: float = 0.0

    @property
    def host(self) -> str:
        """The computer's name or address, with the port where it is not the usual one."""
        return host_of(self.address)

    def path_of(self, offer: RemoteOffer) -> str:
        """By what one of its models is chosen."""
        return remote_path(self.address, offer.id)


class RemoteStore(Protocol):
    """Keeps the list."""

    def read(self) -> list[RemoteServer]:
        """What was kept."""

    def keep(self, servers: list[RemoteServer]) -> None:
        """Keep these."""


class RemoteLook(Protocol):
    """Looks at a server on a thread; the result comes on the loop's."""

    def look(self, address: str, on_result: Callable[[RemoteServer | Fault], None]) -> None:
        """Find out what it is."""

    def keep_key(self, address: str, key: str) -> None:
        """Keep the key of a server where keys are kept; '' forgets it."""


class Remotes:
    """The list, with its verbs. `changed` fires when something in it has changed."""

    def __init__(self, store: RemoteStore, look: RemoteLook, clock: Clock) -> None:
        self._store, self._look, self._clock = store, look, clock
        self.servers = store.read()
        self.looking: set[str] = set()
        self.faults: dict[str, Fault] = {}
        """Why a server could not be looked at last."""
        self.changed = Signal()

    def add(self, address: str, key: str) -> None:
        """Enter a server, or another key for one; it is looked at."""
        if all(server.address != address for server in self.servers):
            self.servers.append(RemoteServer(address))
            self._store.keep(self.servers)
        if key:
            self._look.keep_key(address, key)
        self.look(address)

    def look(self, address: str) -> None:
        """Find out what a server is now."""
        if address in self.looking:
            return
        self.looking.add(address)
        self.faults.pop(address, None)
        self.changed()
        self._look.look(address, lambda result: self._on_looked(address, result))

    def remove(self, address: str) -> None:
        """Forget a server and its key."""
        self.servers = [server for server in self.servers if server.address != address]
        self.faults.pop(address, None)
        self._store.keep(self.servers)
        self._look.keep_key(address, "")
        self.changed()

    def of(self, path: str) -> RemoteServer | None:
        """The server that a path leads to, if it is in the list."""
        return next((server for server in self.servers if path.startswith(f"{server.address}#")), None)

    def also_at(self, path: str) -> tuple[str, ...]:
        """The same model on the other servers in the list, by its id."""
        model = parts_of(path)[1]
        offers = [server.path_of(offer) for server in self.servers for offer in server.models if offer.id == model]
        return tuple(dict.fromkeys(other for other in offers if is_remote(path) and other != path))

    def _on_looked(self, address: str, result: RemoteServer | Fault) -> None:
        self.looking.discard(address)
        if isinstance(result, Fault):
            self.faults[address] = result
        else:
            fresh = msgspec.structs.replace(result, looked=self._clock.now())
            self.servers = [fresh if server.address == address else server for server in self.servers]
            self._store.keep(self.servers)
        self.changed()
