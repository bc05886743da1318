"""Events of downloads, each with the number of its `fetching`: those of one that was halted are dropped."""

import msgspec

from slm_desktop.errors import Fault


class Progressed(msgspec.Struct, frozen=True):
    """So many bytes of all its files are there."""

    fetching: int
    done: int


class HashProgressed(msgspec.Struct, frozen=True):
    """So many bytes of all its files have gone into their checksums."""

    fetching: int
    checked: int


class Delayed(msgspec.Struct, frozen=True):
    """It tries again after so many seconds; the fault says why."""

    fetching: int
    fault: Fault
    seconds: float


class FetchingEnded(msgspec.Struct, frozen=True):
    """It is over: all files are in their places, unless there is a fault."""

    fetching: int
    fault: Fault | None = None


DownloadEvent = Progressed | HashProgressed | Delayed | FetchingEnded
