"""The pictures that the file of a suite names."""

from collections.abc import Callable
from typing import Any

import msgspec

from slm_desktop.core.engines.pictures import MOST_PICTURES, Picture
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault

TakePicture = Callable[[str], Picture]
"""Takes in a picture by its name, or from a data URL. Raise Fault 'picture'. It takes its time."""
MOST_OF_SUITE = 2_000
"""Different pictures: each is read by a process of its own, some ten in a second."""
LONGEST_SHOWN = 60


def taken(content: object, take: TakePicture) -> object:
    """The plain values of a suite's file with the pictures that its prompts name; each is taken in once.

    Raise Fault 'suite_broken', 'suite_picture', 'suite_pictures', 'suite_pictures_many'.
    """
    prompts = content.get("prompts") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(prompts, list):
        return content
    known: dict[str, Picture] = {}
    return {
        **content,
        "prompts": [_with_pictures(prompt, number, known, take) for number, prompt in enumerate(prompts, 1)],
    }


def _with_pictures(prompt: Any, number: int, known: dict[str, Picture], take: TakePicture) -> Any:
    if not isinstance(prompt, dict) or "pictures" not in prompt:
        return prompt
    names = prompt["pictures"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Fault("suite_broken", {"reason": "picture_names", "number": number})
    if len(names) > MOST_PICTURES:
        raise Fault("suite_pictures", {"number": number, "count": len(names), "limit": MOST_PICTURES})
    for name in names:
        if name not in known:
            known[name] = _taken(name, number, len(known), take)
    return {**prompt, "pictures": [msgspec.to_builtins(known[name]) for name in names]}


def _taken(name: str, number: int, count: int, take: TakePicture) -> Picture:
    if count >= MOST_OF_SUITE:
        raise Fault("suite_pictures_many", {"limit": MOST_OF_SUITE})
    try:
        return take(name)
    except Fault as fault:
        details = {**fault.details, "name": visible(well_formed(name[:LONGEST_SHOWN])), "number": number}
        raise Fault("suite_picture", details) from fault
