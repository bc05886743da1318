"""A newer release of the app: what it is, and whether it is newer."""

import msgspec

LOOK_EVERY = 86_400.0
"""Seconds between two looks that nobody asked for."""


class Release(msgspec.Struct, frozen=True):
    """A release as its makers describe it; `page` is where it can be read about and downloaded."""

    version: str
    notes: str = ""
    page: str = ""


def is_newer(release: Release, than: str) -> bool:
    """Whether a release comes after a version; one whose number cannot be read does not."""
    from packaging.version import InvalidVersion, Version  # Here: it is asked once a day at most, and not at the start.

    try:
        return Version(release.version.removeprefix("v")) > Version(than)
    except InvalidVersion:
        return False
