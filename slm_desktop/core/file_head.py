"""The beginning of the JSON files that the app exports: which kind it is, and of which version."""

import msgspec

from slm_desktop.errors import Fault


class _Head(msgspec.Struct):
    """What tells whether a file is one of ours."""

    format: str = ""
    version: int = 0


def version_of(data: bytes, wanted: str, known: int, code: str) -> int:
    """The version of a file of the format `wanted`, of which versions up to `known` can be read.

    Raise Fault '<code>_other' for another file, '<code>_newer' for one of a later version, and msgspec's errors for
    what is no JSON.
    """
    head = msgspec.json.decode(data, type=_Head)
    if head.format != wanted:
        raise Fault(f"{code}_other")
    if head.version > known:
        raise Fault(f"{code}_newer", {"version": head.version, "known": known})
    return head.version
