"""Small parts of the models screen: tiles, and the words for figures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import label, named
from slm_desktop.ui.words import fixed, number

LICENCES = {
    "apache-2.0": "Apache 2.0",
    "mit": "MIT",
    "gemma": "Gemma",
    "llama3.2": "Llama 3.2",
    "llama3.1": "Llama 3.1",
    "cc-by-nc-4.0": "CC BY-NC 4.0",
    "cc-by-4.0": "CC BY 4.0",
    "other": "–",
}


def tile(theme: Theme, letter: str, side: int = 32) -> QLabel:
    """A square with the first letter of a name."""
    made = named(label(letter[:1].upper() or "?", 13, 600, "2"), "letter")
    made.setFixedSize(px(side), px(side))
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def parameters_words(count: int) -> str:
    """A number of weights as people write it: 135M, 1.7B."""
    if not count:
        return ""
    if count >= 999_500_000:
        return f"{fixed(count / 1e9, 1 if count < 99.5e9 else 0)}B"
    return f"{fixed(count / 1e6, 0)}M"


def count_words(count: int) -> str:
    """A count in few signs: 980, 12k, 2.1M."""
    if count >= 1_000_000:
        return f"{fixed(count / 1e6, 1)}M"
    return f"{fixed(count / 1000, 0)}k" if count >= 10_000 else number(count)


def licence_words(tag: str) -> str:
    """A licence tag of the Hub as its name is written."""
    return LICENCES.get(tag.lower(), tag) or "–"
