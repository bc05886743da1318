"""The pictures and sounds that the file of a suite names."""

from collections.abc import Callable
from typing import Any

import msgspec

from slm_desktop.core.engines.media import MEDIA_KEY, MOST_MEDIA, Media
from slm_desktop.core.evaluate.suite import MEDIA_KEYS
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault

TakeMedia = Callable[[str], Media]
"""Takes in a picture or sound by its name, or from a data URL. Raise Fault 'media'. It takes its time."""
MOST_OF_SUITE = 2_000
"""Different ones: each is read by a process of its own, some ten in a second."""
LONGEST_SHOWN = 60
EXAMPLES = {"pictures": "chart.png", "audio": "question.wav"}
"""Of names under each key; either may be of either kind."""


def taken(content: object, take: TakeMedia) -> object:
    """The plain values of a suite's file with the pictures and sounds that its prompts name; each is taken in once.

    Raise Fault 'suite_broken', 'suite_media_item', 'suite_media', 'suite_media_many'.
    """
    prompts = content.get("prompts") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(prompts, list):
        return content
    known: dict[str, Media] = {}
    return {
        **content,
        "prompts": [_with_media(prompt, number, known, take) for number, prompt in enumerate(prompts, 1)],
    }


def _with_media(prompt: Any, number: int, known: dict[str, Media], take: TakeMedia) -> Any:
    if not isinstance(prompt, dict) or not set(MEDIA_KEYS) & set(prompt):
        return prompt
    names = [name for key in MEDIA_KEYS for name in _names(prompt.get(key, []), number, key)]
    if len(names) > MOST_MEDIA:
        raise Fault("suite_media", {"number": number, "count": len(names), "limit": MOST_MEDIA})
    for name in names:
        if name not in known:
            known[name] = _taken(name, number, len(known), take)
    others = {key: value for key, value in prompt.items() if key not in MEDIA_KEYS}
    return {**others, MEDIA_KEY: [msgspec.to_builtins(known[name]) for name in names]}


def _names(names: Any, number: int, key: str) -> list[str]:
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return names
    raise Fault("suite_broken", {"reason": "media_names", "number": number, "key": key, "example": EXAMPLES[key]})


def _taken(name: str, number: int, count: int, take: TakeMedia) -> Media:
    if count >= MOST_OF_SUITE:
        raise Fault("suite_media_many", {"limit": MOST_OF_SUITE})
    try:
        return take(name)
    except Fault as fault:
        details = {**fault.details, "name": visible(well_formed(name[:LONGEST_SHOWN])), "number": number}
        raise Fault("suite_media_item", details) from fault
