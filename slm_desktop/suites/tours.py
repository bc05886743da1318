"""Guided tours as YAML files, and the one that comes with the app."""

from pathlib import Path

from slm_desktop.core.lens.tour import Tour, to_dict, tour_of
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.paths import resources
from slm_desktop.suites import plain_yaml
from slm_desktop.words import known_language

LARGEST = 1 << 20
"""Bytes: sixty steps with all their texts."""


def read(path: Path) -> Tour:
    """The tour of a file. Raise Fault 'file', 'file_large' or 'tour_broken'."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Fault("file_large", {"path": path.name, "size": size, "most": LARGEST})
        return parse(path.read_bytes())
    except OSError as error:
        raise Fault("file", {"path": path.name, "reason": reason_of(error)}) from error


def parse(data: bytes) -> Tour:
    """The tour of some bytes. Raise Fault 'tour_broken'."""
    try:
        content = plain_yaml.load(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Fault("tour_broken", {"reason": str(error)[:300]}) from error
    return tour_of(content)


def to_yaml(tour: Tour) -> bytes:
    """The file of a tour, for a teacher to begin with."""
    import yaml

    return str(yaml.safe_dump(to_dict(tour), allow_unicode=True, sort_keys=False, width=100)).encode()


def built_in(language: str) -> Tour:
    """The tour that comes with the app, in one of its languages."""
    return parse((resources() / "tours" / f"{known_language(language)}.yaml").read_bytes())
