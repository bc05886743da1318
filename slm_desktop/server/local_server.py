"""The server as a whole: an address, the answers behind it, a log of its requests."""

import socket
import threading
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from slm_desktop.core.serve.request_log import RequestLog
from slm_desktop.core.serve.serving import Serving
from slm_desktop.errors import Fault
from slm_desktop.loop import Loop
from slm_desktop.server.answers import Answers
from slm_desktop.server.app import make_app
from slm_desktop.server.guard import Rules, own_names
from slm_desktop.server.http_server import HttpServer, is_loopback
from slm_desktop.server.media import ReadMedia
from slm_desktop.server.request_logging import Logged


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where it listens, and who may ask. Another address than this computer's own demands a key."""

    host: str = "127.0.0.1"
    port: int = 0
    rules: Rules


class LocalServer:
    """Serves until it is closed."""

    def __init__(self, loop: Loop, serving: Serving, log: RequestLog, place: Place, read_media: ReadMedia) -> None:
        """Raise Fault when the address cannot be used, or needs a key."""
        if not place.rules.key and not is_loopback(place.host):
            raise Fault("server_key", {"host": place.host})
        self._loop, self.serving, self.log = loop, serving, log
        rules = place.rules
        if not is_loopback(place.host):  # Where nobody else can connect, no name of the network is ours.
            rules = replace(rules, own_names=own_names())
        app = Logged(make_app(Answers(loop, serving, read_media), rules), loop.carry(log.add))
        self._http = HttpServer(app, place.host, place.port)

    @property
    def address(self) -> str:
        """Where clients of this computer reach it, as OpenAI's clients want it."""
        return f"{self._http.address}/v1"

    @property
    def listening(self) -> socket.socket:
        """What takes connections."""
        return self._http.listening

    @property
    def port(self) -> int:
        """The port that it got."""
        return self._http.port

    def close(self, on_closed: Callable[[], None] = lambda: None) -> None:
        """End the answers under way, then the server. On the loop's thread, which `on_closed` comes back to.

        Clients still hear how their answers ended, so the loop must go on meanwhile.
        """
        self.serving.stop_all()

        def close() -> None:
            self.shut()
            self._loop.post(on_closed)

        threading.Thread(target=close, name="http-close", daemon=True).start()

    def shut(self) -> None:
        """End the server, and wait for that: its port is free then. On any thread but the loop's."""
        self._http.close()
