"""The header of a model that is not on this computer: growing reads, laid into a sparse file for llama.cpp to plan
with.
"""

import os
import threading
from collections.abc import Sequence

from slm_desktop.core.models import gguf
from slm_desktop.errors import Fault
from slm_desktop.hub.response import Order, OtherVersion, address, must_be, web_errors
from slm_desktop.net.network import Network

FIRST_READ, LARGEST_READ, GROWTH = 256 * 1024, 2 * 2**20, 4


class RemoteHeaders:
    """Fetches headers; each call waits, so it belongs on a thread."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def fetch(self, orders: Sequence[Order], ended: threading.Event | None = None) -> gguf.Header:
        """Lay the headers of a model's files into sparse files at their targets; the first one's is returned.

        Raise Fault for all that goes wrong with the network, and for a header that is damaged or meant to do harm.
        """
        headers = [self._lay(order, ended or threading.Event()) for order in orders]
        return headers[0]

    def _lay(self, order: Order, ended: threading.Event) -> gguf.Header:
        reader = _Reader(self._network, order, ended)
        header = gguf.read(reader.more)
        if header.needed > order.file.size:
            raise Fault("truncated")
        order.target.parent.mkdir(parents=True, exist_ok=True)
        temporary = order.target.with_name(order.target.name + ".new")
        with temporary.open("wb") as file:
            file.write(reader.data[: header.length])
            file.truncate(order.file.size)
        os.replace(temporary, order.target)
        return header


class _Reader:
    """Reads on where the last read ended; the first reads are small, as most headers are."""

    def __init__(self, network: Network, order: Order, ended: threading.Event) -> None:
        self._network, self._order, self._ended = network, order, ended
        self._size, self._etag = FIRST_READ, ""
        self.data = bytearray()

    def more(self, least: int) -> bytes:
        """The next bytes; b'' at the end of the file."""
        if self._ended.is_set():
            raise Fault("stopped")
        start = len(self.data)
        end = min(self._order.file.size, start + max(least, self._size))
        if start >= end:
            return b""
        self._size = min(LARGEST_READ, self._size * GROWTH)
        try:
            received = self._get(start, end)
        except Fault as fault:
            if fault.code != "link_expired":
                raise
            received = self._get(start, end)  # Each try asks the Hub for a new one.
        self.data += received
        return received

    def _get(self, start: int, end: int) -> bytes:
        access, client = self._network.access(), self._network.client()
        headers = {**self._network.headers(), "Range": f"bytes={start}-{end - 1}"}
        with web_errors(access.host), client.stream("GET", address(access, self._order), headers=headers) as response:
            skip = 0
            try:
                self._etag = must_be(response, self._order, self._etag, (start, end))
            except OtherVersion as other:
                if other.etag or response.status_code != 200:
                    raise Fault("changed", {"path": self._order.target.name, "repo": self._order.repo}) from None
                skip = start  # The server ignores ranges: what was read before comes again.
            received = bytearray()
            for piece in response.iter_raw():
                received += piece
                if len(received) >= skip + end - start:
                    break
        if len(received) < skip + end - start:
            raise Fault("broken_off", {"host": access.host})
        return bytes(received[skip : skip + end - start])
