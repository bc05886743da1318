"""Requests to one server: within the rules of the network, with its key, and with everything that comes bounded."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from slm_desktop import __version__
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.net.access import Access
from slm_desktop.net.failures import CONNECT_SECONDS
from slm_desktop.net.guard import Guard
from slm_desktop.net.watch import GROUP, HEAD, READ, SECONDS, Watches

ASK_SECONDS = 20.0
SILENT_SECONDS = 300.0
"""So long a server may say nothing while it reads a prompt, or while others are before us."""
LONGEST_EVENT, LONGEST_WHOLE, LONGEST_REFUSAL = 2**20, 16 * 2**20, 2**16
"""Bytes of one event, of an answer that is not streamed, and of what is said of an error; the rest is not read."""
LONGEST_REASON = 300
DONE = b"[DONE]"
FAULTS = {
    "hub_busy": "remote_busy",
    "unreachable": "remote_unreachable",
    "hub_silent": "remote_silent",
    "hub_garbled": "remote_garbled",
    "encoded": "remote_garbled",
    "redirect": "remote_redirect",
    "redirect_scheme": "remote_redirect",
}
"""What the network calls its failures, and what they are of an engine."""


class Connection:
    """`address` is the server's without a path; `key` is sent to it alone, and nowhere else if it points elsewhere."""

    def __init__(self, address: str, key: str, access: Access, now: Callable[[], Access]) -> None:
        self.address, self.host = address, access.host
        self._watches = Watches()
        self._headers = {"User-Agent": f"slm-desktop/{__version__}"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._client = httpx2.Client(
            transport=Guard(access, now, self._watches),
            follow_redirects=False,
            timeout=httpx2.Timeout(ASK_SECONDS, connect=CONNECT_SECONDS),
        )

    def get(self, path: str) -> Any:
        """The JSON at a path; None where there is nothing, or no JSON. Raise Fault."""
        with self._asked("GET", path, None, {SECONDS: ASK_SECONDS}) as response:
            if response.status_code in (404, 405, 501):
                return None
            self._check(response)
            return _as_json(response.read())

    def post(self, path: str, body: object, watches: Watches | None = None) -> Any:
        """The JSON that is answered to a body, which `watches` may cut off. Raise Fault."""
        extensions: dict[str, Any] = {SECONDS: ASK_SECONDS}
        if watches:
            extensions[GROUP] = watches
        with self._asked("POST", path, body, extensions) as response:
            self._check(response)
            return _as_json(response.read())

    @contextmanager
    def stream(self, path: str, body: object, watches: Watches) -> Iterator[Iterator[dict[str, Any]]]:
        """The events that are answered to a body, which `watches` may cut off. Raise Fault."""
        patience = {SECONDS: 0.0, GROUP: watches, READ: SILENT_SECONDS, HEAD: SILENT_SECONDS}
        with self._asked("POST", path, body, patience) as response:
            self._check(response)
            if "json" in response.headers.get("content-type", ""):  # A server that does not stream.
                found = _as_json(_bounded(response, LONGEST_WHOLE))
                yield iter([found] if isinstance(found, dict) else [])
            else:
                yield self._events(response)

    def close(self) -> None:
        """End everything that is under way."""
        self._watches.cut(for_good=True)
        self._client.close()

    # -- parts -----------------------------------------------------------------------------------------------

    @contextmanager
    def _asked(self, method: str, path: str, body: object, extensions: dict[str, Any]) -> Iterator[httpx2.Response]:
        try:
            with self._client.stream(
                method,
                self.address + path,
                json=body,
                headers=self._headers,
                extensions=extensions,
            ) as response:
                yield response
        except Fault as fault:
            raise self._own(fault) from fault
        except httpx2.HTTPError as error:
            raise Fault("remote_cut", {"host": self.host, "reason": str(error)[:LONGEST_REASON]}) from error
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise Fault("remote_unreachable", {"host": self.host, "reason": str(error)[:LONGEST_REASON]}) from error

    def _own(self, fault: Fault) -> Fault:
        return Fault(FAULTS.get(fault.code, fault.code), {"host": self.host, **fault.details})

    def _check(self, response: httpx2.Response) -> None:
        """Raise Fault for an answer that is none."""
        status = response.status_code
        if status < 300:
            return
        if status < 400:
            raise Fault("remote_redirect", {"host": visible(response.headers.get("location", "–"))[:120]})
        words = _words_of(_bounded(response, LONGEST_REFUSAL))
        if status in (401, 403):
            raise Fault("remote_key", {"host": self.host, "reason": words})
        if "context" in words.lower() and status == 400:
            raise Fault("remote_context", {"host": self.host, "reason": words})
        raise Fault("remote_refused", {"host": self.host, "status": status, "reason": words})

    def _events(self, response: httpx2.Response) -> Iterator[dict[str, Any]]:
        """The data of server-sent events until their end. Raise Fault 'remote_cut' where there is none."""
        for line in self._lines(response):
            if not line.startswith(b"data:"):
                continue
            data = line[5:].strip()
            if data == DONE:
                return
            found = _as_json(data)
            if not isinstance(found, dict):
                raise Fault("remote_garbled", {"host": self.host, "reason": visible(repr(data[:80]))})
            yield found
        raise Fault("remote_cut", {"host": self.host, "reason": "cut"})

    def _lines(self, response: httpx2.Response) -> Iterator[bytes]:
        """Lines of at most so many bytes: one without an end would fill the memory."""
        held = b""
        for piece in response.iter_bytes():
            *lines, held = (held + piece).split(b"\n")
            if len(held) > LONGEST_EVENT:
                raise Fault("remote_garbled", {"host": self.host, "reason": "line_length"})
            yield from (line.rstrip(b"\r") for line in lines)
        yield held


def _bounded(response: httpx2.Response, most: int) -> bytes:
    data = b""
    for piece in response.iter_bytes():
        data += piece
        if len(data) >= most:
            break
    return data[:most]


def _as_json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _words_of(data: bytes) -> str:
    """What a server says of an error, as far as it can be shown: its words are a stranger's."""
    found = _as_json(data)
    while isinstance(found, dict):
        found = found.get("error") or found.get("message") or found.get("detail")
    words = found if isinstance(found, str) else data[:LONGEST_REASON].decode("utf-8", "replace")
    return visible(words)[:LONGEST_REASON].strip() or "–"
