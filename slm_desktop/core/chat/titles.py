"""Titles of chats and comparisons."""

from collections.abc import Collection, Sequence

from slm_desktop.core.engines.media import Media
from slm_desktop.core.visible import well_formed

TITLE_LENGTH, LONGEST_TITLE = 60, 200
"""Characters: of a title that is made here, and of one that a person wrote."""


def given_title(text: str) -> str:
    """A title that a person wrote, on one line."""
    return " ".join(well_formed(text).split())[:LONGEST_TITLE]


def title_for(text: str, media: Sequence[Media]) -> str:
    """The title that a question gives to its chat: its own words, or the name of its picture or sound."""
    return title_of(text.strip() or next((item.name for item in media), ""))


def title_of(question: str) -> str:
    """A chat's title: the first line of its first question, not longer than a list shows."""
    line = " ".join(question.strip().split("\n", 1)[0][:500].split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def numbered(name: str, taken: Collection[str]) -> str:
    """A name, with a number behind it where it is taken already."""
    names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)
