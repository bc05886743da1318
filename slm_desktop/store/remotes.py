"""The list of engines on other machines: one small file. Their keys are not in it."""

import contextlib
from pathlib import Path

import msgspec

from slm_desktop.core.models.remotes import RemoteServer
from slm_desktop.paths import write_whole

MOST = 100


class RemoteList:
    """What cannot be read was never entered; what cannot be written holds until the end."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[RemoteServer]:
        """What was kept."""
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self._path.read_bytes(), type=list[RemoteServer])[:MOST]
        return []

    def keep(self, servers: list[RemoteServer]) -> None:
        """Keep these."""
        with contextlib.suppress(OSError):
            write_whole(self._path, msgspec.json.format(msgspec.json.encode(servers[-MOST:])))
