"""The only way out of this computer: one HTTP client with its proxy, its switch for offline, and errors in our own
words.

huggingface-hub uses it too, so that what is decided here holds for everything.
"""

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slm_desktop import __version__
from slm_desktop.errors import Fault
from slm_desktop.net.access import Access, is_web
from slm_desktop.net.failures import CONNECT_SECONDS, READ_SECONDS
from slm_desktop.net.watch import Watches

if TYPE_CHECKING:  # What it brings costs a third of a second: it is imported on the thread that first needs it.
    import httpx2

MOST_REDIRECTS = 8
SWITCHES = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_XET": "1",
}
"""Read by huggingface-hub as it is imported: nothing is sent to anybody, and no token of another program is used."""


class Network:
    """Makes the client when it is first needed, and anew when `access` says something else.

    For use by several threads.
    """

    def __init__(self, access: Callable[[], Access], token: Callable[[], str]) -> None:
        self.access, self.token, self.watches = access, token, Watches()
        self._made_for: Access | None = None
        self._lock = threading.Lock()

    def client(self) -> "httpx2.Client":
        """The client of huggingface-hub, with our rules. Raise Fault 'offline' or 'endpoint'."""
        access = self.access()
        if access.offline:
            raise Fault("offline")
        if not is_web(access.endpoint):
            raise Fault("endpoint", {"address": access.endpoint[:200]})
        if access.proxy and not is_web(access.proxy):
            raise Fault("proxy", {"reason": "proxy_address", "proxy": access.proxy[:100]})
        hub = hugging_face()
        with self._lock:  # Two threads that make it would close each other's connections.
            if access != self._made_for:
                hub.set_client_factory(lambda: _client(access, self.access, self.watches))
                self._made_for = access
            client: httpx2.Client = hub.get_session()
        return client

    def headers(self) -> dict[str, str]:
        """What is sent with requests to the Hub; the token, if there is one, goes to no other host."""
        token = self.token()
        headers = {"User-Agent": f"slm-desktop/{__version__}", "Accept-Encoding": "identity"}
        return {**headers, "Authorization": f"Bearer {token}"} if token else headers

    def obey(self) -> None:
        """The settings have changed: connections that they no longer allow end now."""
        if self._made_for is not None and self.access() != self._made_for:
            self.close()

    def end(self) -> None:
        """The app ends: what is under way is cut off, and nothing more is asked."""
        self.watches.cut(for_good=True)

    def close(self) -> None:
        """End all connections."""
        if self._made_for is not None:
            hugging_face().close_session()
            self._made_for = None


def hugging_face() -> Any:
    """The library, with its switches set before its first import."""
    os.environ.update(SWITCHES)
    import huggingface_hub

    return huggingface_hub


def _client(access: Access, now: Callable[[], Access], watches: Watches) -> "httpx2.Client":
    import httpx2

    from slm_desktop.net.guard import Guard

    timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return httpx2.Client(
        transport=Guard(access, now, watches), follow_redirects=True, timeout=timeout, max_redirects=MOST_REDIRECTS
    )
