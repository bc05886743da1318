"""What is kept of tools: the servers as they were described, which of them may start, and which tools may be called."""

import contextlib
from pathlib import Path

import msgspec

from slm_desktop.core.engines.tools import Tool
from slm_desktop.core.visible import well_formed
from slm_desktop.paths import write_whole


class KeptTools(msgspec.Struct):
    """`servers` is the JSON that a person wrote. `trusted` are those that may start, by their names with what they
    were when that was allowed. `tools` are those that each had last, by their own names. `allowed` are tools that may
    be called without asking, by their ids with what they were then: one that has changed asks again.
    """

    servers: str = ""
    trusted: dict[str, str] = {}
    tools: dict[str, tuple[Tool, ...]] = {}
    allowed: dict[str, Tool] = {}


class ToolStore:
    """A file. What cannot be read was never allowed; what cannot be written holds until the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.kept = KeptTools()
        with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeError):
            self.kept = msgspec.json.decode(path.read_bytes(), type=KeptTools)

    def save(self) -> None:
        """Write it."""
        self.kept.servers = well_formed(self.kept.servers)
        with contextlib.suppress(OSError):
            write_whole(self._path, msgspec.json.format(msgspec.json.encode(self.kept), indent=1))
