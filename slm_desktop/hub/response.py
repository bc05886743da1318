"""What an answer to a request for bytes says, and whether it is the answer to what was asked."""

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from slm_desktop.core.models.hub import RepoFile
from slm_desktop.errors import Fault
from slm_desktop.hub.client import fault_of_status
from slm_desktop.net.access import Access
from slm_desktop.net.failures import unreachable
from slm_desktop.net.network import hugging_face

if TYPE_CHECKING:
    import httpx2

SHA256 = re.compile(r"[0-9a-f]{64}")
EXPIRED = (400, 401, 403, 404, 410)
"""What storage answers to an address that the Hub has signed for it, once that has run out."""
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class Order(msgspec.Struct, frozen=True):
    """What to fetch, and where to."""

    repo: str
    commit: str
    file: RepoFile
    target: Path


class OtherVersion(Exception):
    """The server gives another version of the file, or (`etag` '') the whole of it when a range was asked for."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def address(access: Access, order: Order) -> str:
    """Where the Hub gives a file, at the commit that was chosen."""
    commit, path = quote(order.commit, safe=""), quote(order.file.path)
    return f"{access.base}/{quote(order.repo)}/resolve/{commit}/{path}"


def version_of(response: "httpx2.Response", order: Order, host: str) -> str:
    """The version (ETag) that the answer to a HEAD names. Raise Fault when it is not the file that was listed."""
    _must_be_well(response, order, host)
    size = _declared_size(response)
    if size is not None and size != order.file.size:
        raise Fault("wrong_length", {"path": order.target.name, "expected": order.file.size, "found": size})
    etag = _etag(response)
    if order.file.sha256 and SHA256.fullmatch(etag) and etag != order.file.sha256:
        raise Fault("changed", {"path": order.target.name, "repo": order.repo})
    return etag


def must_be(response: "httpx2.Response", order: Order, etag: str, asked: tuple[int, int]) -> str:
    """The body is what was `asked` for, of the version `etag` ('' for any); its version is returned.

    Raise OtherVersion, or Fault with what it is instead.
    """
    status, host, size = response.status_code, response.url.host, order.file.size
    if "text/html" in response.headers.get("content-type", "") and status < 400:
        raise Fault("captive", {"host": host})
    if response.history and status in EXPIRED:
        raise Fault("link_expired", {"host": host, "status": status})  # The next try asks the Hub for a new one.
    if status == 416:
        raise OtherVersion("")
    _must_be_well(response, order, host)
    if response.headers.get("content-encoding", "identity") not in ("", "identity"):
        raise Fault("encoded", {"host": host})
    version = _etag(response.history[0] if response.history else response)
    if version and etag and version != etag:
        raise OtherVersion(version)
    if status == 200:
        _must_have_length(response, order)
        if asked != (0, size):
            raise OtherVersion("")
    else:
        _must_be_range(response, order, asked)
    return version


def _must_be_range(response: "httpx2.Response", order: Order, asked: tuple[int, int]) -> None:
    found = RANGE.fullmatch(response.headers.get("content-range", ""))
    if response.status_code != 206 or found is None or (int(found[1]), int(found[2]) + 1) != asked:
        raise Fault("broken_off", {"host": response.url.host})
    if found[3] not in ("*", str(order.file.size)):
        raise Fault("wrong_length", {"path": order.target.name, "expected": order.file.size, "found": int(found[3])})


def _must_have_length(response: "httpx2.Response", order: Order) -> None:
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) != order.file.size:
        raise Fault("wrong_length", {"path": order.target.name, "expected": order.file.size, "found": int(length)})


def _must_be_well(response: "httpx2.Response", order: Order, host: str) -> None:
    if response.status_code >= 400:
        raise fault_of_status(response.status_code, response.headers.get("x-error-code", ""), order.repo, host)


def _etag(response: "httpx2.Response") -> str:
    etag = response.headers.get("x-linked-etag") or response.headers.get("etag") or ""
    return str(etag).removeprefix("W/").strip('"')[:200]


def _declared_size(response: "httpx2.Response") -> int | None:
    linked = response.headers.get("x-linked-size", "")
    if linked.isdigit():
        return int(linked)
    plain = response.headers.get("content-length", "")
    return int(plain) if plain.isdigit() and not response.is_redirect else None


@contextlib.contextmanager
def web_errors(host: str) -> Iterator[None]:
    """Errors of a connection in our words."""
    hugging_face()
    import httpx2

    try:
        yield
    except (
        httpx2.ReadError,
        httpx2.RemoteProtocolError,
        httpx2.WriteError,
        httpx2.CloseError,
        httpx2.StreamError,
    ) as error:
        raise Fault("broken_off", {"host": host}) from error
    except httpx2.RequestError as error:
        raise unreachable(host, error) from error


class TransferListener(msgspec.Struct):
    """What happens to a transfer: bytes that are there, those that were checked, and a wait with its reason.

    Called on the transfer's threads.
    """

    on_progress: Callable[[int], None] = lambda _done: None
    on_checked: Callable[[int], None] = lambda _done: None
    on_wait: Callable[[Fault, float], None] = lambda _why, _seconds: None
