"""Ask which release of the app is the newest. Nothing is sent but the question, and nothing is installed."""

from typing import Any

import msgspec

from slm_desktop import __version__
from slm_desktop.core.updates import Release
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault, as_fault
from slm_desktop.net.access import is_web
from slm_desktop.net.network import Network

ADDRESS = "https://api.github.com/repos/slm-desktop/slm-desktop/releases/latest"
LARGEST, LONGEST_NOTES = 2**20, 20_000


class _LatestRelease(msgspec.Struct):
    tag_name: str
    body: str | None = ""
    html_url: str = ""


def newest(network: Network, address: str = ADDRESS) -> Release | None:
    """The newest release, None when there is none yet. Raise Fault: 'offline', or what the network said."""
    client = network.client()
    host = address.split("/")[2]
    try:
        with client.stream("GET", address, headers={"User-Agent": f"slm-desktop/{__version__}"}) as response:
            if address.startswith("https:") and response.url.scheme != "https":
                raise Fault("redirect", {"host": response.url.host})
            if response.status_code == 404:
                return None
            if response.status_code != 200:
                raise Fault("hub_status", {"host": host, "status": response.status_code})
            return _read(_bounded(response), address)
    except Fault:
        raise
    except Exception as error:
        raise as_fault(error, host) from error


def _bounded(response: Any) -> bytes:
    data = b""
    for piece in response.iter_bytes():
        data += piece
        if len(data) > LARGEST:
            raise Fault("hub_garbled", {"host": response.url.host, "reason": "answer_length"})
    return data


def _read(data: bytes, address: str) -> Release:
    """The release of an answer; a page that is not of the web, or less safe than the question, is none."""
    release = msgspec.json.decode(data, type=_LatestRelease)
    safe = is_web(release.html_url) and (release.html_url.startswith("https:") or address.startswith("http:"))
    notes = visible(well_formed(release.body or ""))[:LONGEST_NOTES]
    return Release(
        visible(well_formed(release.tag_name))[:60].removeprefix("v"), notes, release.html_url if safe else ""
    )
