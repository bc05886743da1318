"""The account at the Hub: a token in the keyring, asked for on threads."""

from collections.abc import Callable

from slm_desktop.errors import Fault, as_fault
from slm_desktop.hub.client import HubClient
from slm_desktop.hub.token import TokenBox
from slm_desktop.jobs import NETWORK, Jobs
from slm_desktop.loop import Loop
from slm_desktop.net.network import Network

QUEUE = f"{NETWORK}token"


class HubAccount:
    """A keyring and a server may take their time: results come on the loop's thread."""

    def __init__(self, network: Network, client: HubClient, tokens: TokenBox, *, jobs: Jobs, loop: Loop) -> None:
        self._network, self._client, self.tokens, self._jobs, self._loop = network, client, tokens, jobs, loop

    def enter(self, token: str, on_result: Callable[[str | Fault, bool], None]) -> None:
        """Check a token and keep it: the result is the name of its account, and whether a keyring holds it."""
        host = self._network.access().host

        def work() -> None:
            kept = True
            try:
                result: str | Fault = self._client.who(token) if token else ""
                kept = self.tokens.keep(host, token)
            except Exception as error:  # noqa: BLE001 - whoever waits must hear something
                result = as_fault(error, host)
            self._loop.post(lambda: on_result(result, kept))

        self._jobs.submit(QUEUE, work)

    def look(self, on_result: Callable[[bool], None]) -> None:
        """Find out whether a token is kept for the Hub."""

        def work() -> None:
            known = bool(self.tokens.read(self._network.access().host))
            self._loop.post(lambda: on_result(known))

        self._jobs.submit(QUEUE, work)
