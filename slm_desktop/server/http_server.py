"""The HTTP server: a thread with uvicorn, an address, a start and an end."""

import asyncio
import errno
import ipaddress
import logging
import socket
import threading
from typing import Any

import psutil
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

HEADER_SECONDS = 20.0
"""So long a client has to send the head of a request."""
KEEP_ALIVE_SECONDS = 30
GRACE_SECONDS = 3
"""Given to answers under way when the server ends."""
BACKLOG = 256
CONNECTIONS = 384
"""Open at once; more are closed: each holds a file descriptor, of which the app needs some for itself."""

LOG = logging.getLogger(__name__)


class HttpServer:
    """Serves an app on an address of this computer until it is closed."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Raise Fault when the address cannot be used. Port 0 is one that is free."""
        self.listening = _bound(host, port)
        self.host, self.port = host, int(self.listening.getsockname()[1])
        config = uvicorn.Config(
            app,
            http=Impatient,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="http-server", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """What clients connect to: where it listens on all addresses, one that other computers reach."""
        host = _reachable() if _is_any(self.host) else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def close(self) -> None:
        """End it: answers under way get a moment, connections are closed."""
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS + 2)
        self.listening.close()

    def _serve(self) -> None:
        try:
            asyncio.run(self._server.serve([self.listening]))
        except Exception:
            LOG.exception("the HTTP server ended")


class Impatient(H11Protocol):
    """A connection whose client must send the head of a request in time; uvicorn would wait for ever."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody has connected."""
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.abort()
            return
        self._timer = self.loop.call_later(HEADER_SECONDS, transport.close)

    def data_received(self, data: bytes) -> None:
        """Something came."""
        super().data_received(data)
        is_reading_head = self.cycle is None or self.cycle.response_complete
        if not is_reading_head and self._timer:
            self._timer.cancel()
            self._timer = None
        elif is_reading_head and self._timer is None:
            self._timer = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_any(host: str) -> bool:
    return host in ("0.0.0.0", "::")


def _reachable() -> str:
    """An address of this computer in its network; its own where it is in none."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    known = [one.address for name in up for one in psutil.net_if_addrs().get(name, ()) if one.family == socket.AF_INET]
    return next((address for address in sorted(known) if not is_loopback(address)), "127.0.0.1")


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError, OverflowError) as error:
        raise Fault("server_host", {"host": host, "reason": _reason(error)}) from error
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # On Windows, SO_REUSEADDR would let two programs share a port.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        code = "server_host" if error.errno == errno.EADDRNOTAVAIL else "server_port"
        raise Fault(code, {"host": host, "port": port, "reason": _reason(error)}) from error
    return made


def _reason(error: Exception) -> str:
    return reason_of(error) if isinstance(error, OSError) else str(error)
