"""Engines on other machines: looked at on threads, connected to when one is chosen."""

from collections.abc import Callable
from urllib.parse import urlsplit

from slm_desktop.core.engines.commands import FirstCommand
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.ports import Process
from slm_desktop.core.engines.remote_address import remote_name
from slm_desktop.core.models.local_models import REMOTE, Facts, LocalModel
from slm_desktop.core.models.remotes import RemoteOffer, Remotes, RemoteServer
from slm_desktop.core.serve.run_view import FarRun
from slm_desktop.core.visible import visible
from slm_desktop.engine.host import OnEvent
from slm_desktop.errors import Fault, as_fault
from slm_desktop.hub.token import TokenBox
from slm_desktop.jobs import NETWORK
from slm_desktop.net.access import Access, is_web
from slm_desktop.remote.connection import Connection
from slm_desktop.remote.probe import base_of, probe
from slm_desktop.remote.process import RemoteProcess
from slm_desktop.services.context import ServiceContext
from slm_desktop.services.far_server import FarServer
from slm_desktop.store.remotes import RemoteList

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class RemoteServices:
    """What the screens and the pool need of other machines."""

    def __init__(self, context: ServiceContext) -> None:
        self._settings, self._jobs, self._loop, self._offline = (
            context.settings,
            context.jobs,
            context.loop,
            context.offline,
        )
        self._keys, self._clock = TokenBox(), context.clock
        self._far: dict[str, FarServer] = {}
        self.remotes = Remotes(RemoteList(context.paths.data / "remotes.json"), self, context.clock)

    # -- what screens do -------------------------------------------------------------------------------------

    def add(self, typed: str, key: str) -> None:
        """Enter a server by an address as people paste it. Raise Fault 'remote_address'."""
        self.remotes.add(self.address_of(typed), key.strip())

    @staticmethod
    def address_of(typed: str) -> str:
        """The address that people mean; a password has no place in it. Raise Fault 'remote_address'."""
        address = base_of(typed)
        if not is_web(address) or "@" in address or not _has_name(address):
            raise Fault("remote_address", {"address": visible(typed)[:200]})
        return address

    def use_key(self, address: str, key: str) -> None:
        """Send a server this key as long as the program runs; it is kept nowhere."""
        self._keys.use(address, key)

    def models(self) -> list[LocalModel]:
        """All models of all servers, as the picker lists them: of a file they have nothing but a name."""
        return [_listed(server, offer) for server in self.remotes.servers for offer in server.models]

    def scorers(self) -> list[LocalModel]:
        """Those that score prompts, as far as their servers were looked at."""
        servers = [server for server in self.remotes.servers if Feature.PROMPT_LOGPROBS in server.features]
        return [_listed(server, offer) for server in servers for offer in server.models]

    def server(self, address: str) -> FarServer:
        """The answers of an SLM Desktop on another machine."""
        if address not in self._far:
            self._far[address] = FarServer(address, self.connect, self._jobs, self._loop)
        return self._far[address]

    def watch(self, address: str, id_: str) -> FarRun:
        """One of its answers, to be watched and steered."""
        return FarRun(id_, self.server(address), self._clock, Access(address).host)

    def close(self) -> None:
        """The app ends: connections that were only looked through end, too."""
        for server in self._far.values():
            server.close()

    # -- what the core needs ---------------------------------------------------------------------------------

    def look(self, address: str, on_result: Callable[[RemoteServer | Fault], None]) -> None:
        """Find out what a server is."""

        def work() -> None:
            try:
                result: RemoteServer | Fault = self._looked(address)
            except Exception as error:  # noqa: BLE001 - whoever waits must hear something
                result = as_fault(error, address)
            self._loop.post(lambda: on_result(result))

        self._jobs.submit(f"{NETWORK}remote:{address}", work)

    def keep_key(self, address: str, key: str) -> None:
        """Keep the key of a server in the system's keyring; '' forgets it."""

        def work() -> None:
            self._keys.keep(address, key)

        self._jobs.submit(f"{NETWORK}remote:{address}", work)

    def start(self, first: FirstCommand, on_event: OnEvent) -> Process:
        """An engine that asks a server."""
        return RemoteProcess(first, on_event, self.connect)

    def connect(self, address: str) -> Connection:
        """Open a connection. It may ask the keyring, and belongs on a thread."""
        access = self._access(address)
        if access.offline:
            raise Fault("offline")
        return Connection(address, self._keys.read(address), access, lambda: self._access(address))

    # -- parts -----------------------------------------------------------------------------------------------

    def _access(self, address: str) -> Access:
        """A server on this very computer needs no network."""
        own = Access(address).host in LOOPBACK
        offline = bool(self._settings["offline"]) or self._offline
        return Access(address, "" if own else self._settings["proxy"], offline and not own)

    def _looked(self, address: str) -> RemoteServer:
        connection = self.connect(address)
        try:
            found = probe(connection)
        finally:
            connection.close()
        dialect = found.dialect
        return RemoteServer(
            address=address,
            title=dialect.title,
            version=found.version,
            models=tuple(RemoteOffer(model.id, model.context) for model in found.models),
            slots=found.slots,
            features=tuple(sorted(dialect.features)),
            understood=tuple(dialect.parameters),
        )


def _listed(server: RemoteServer, offer: RemoteOffer) -> LocalModel:
    about = Facts(name=f"{server.title} · {server.host}", context=offer.context)
    return LocalModel(server.path_of(offer), REMOTE, visible(remote_name(offer.id)), "", 0, 0.0, about)


def _has_name(address: str) -> bool:
    """Whether the host of an address is a name, or a number, that a computer can have."""
    try:
        return bool((urlsplit(address).hostname or "").encode("idna"))
    except (UnicodeError, ValueError):
        return False
