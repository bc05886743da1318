"""Guided tours as YAML files, and the one that comes with the app."""

from pathlib import Path

from slm_desktop.core.lens.tour import Tour, to_dict, tour_of
from slm_desktop.errors import Fault
from slm_desktop.paths import resources
from slm_desktop.suites import plain_yaml
from slm_desktop.suites.files import contents
from slm_desktop.words import known_language

LARGEST = 1 << 20
"""Bytes: sixty steps with all their texts."""


def read(path: Path) -> Tour:
    """The tour of a file. Raise Fault 'file', 'file_large' or 'tour_broken'."""
    return parse(contents(path, LARGEST))


def parse(data: bytes) -> Tour:
    """The tour of some bytes. Raise Fault 'tour_broken'."""
    try:
        content = plain_yaml.load(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Fault("tour_broken", {"reason": str(error)[:300]}) from error
    return tour_of(content)


def to_yaml(tour: Tour) -> bytes:
    """The file of a tour, for a teacher to begin with."""
    return plain_yaml.dump(to_dict(tour))


def built_in(language: str) -> Tour:
    """The tour that comes with the app, in one of its languages."""
    return parse((resources() / "tours" / f"{known_language(language)}.yaml").read_bytes())
