"""Words before there is a window: marks for the translation tool, and the language of the system."""

import os

LANGUAGES = {"en": "English", "es": "Español"}
"""What the interface speaks, by code, each in its own words. The first one is used where none of them is wanted."""
DEFAULT_LANGUAGE = "en"


def known_language(code: str) -> str:
    """This language if the interface speaks it, else English."""
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Return `text` unchanged: the translation tool collects it under `context`; whoever shows it translates it."""
    return text


def system_language() -> str:
    """The two letters of the language that the environment names, for commands without a window; English where it names
    none.
    """
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    code = named.partition("_")[0].partition(".")[0].lower()
    return code if len(code) == 2 else DEFAULT_LANGUAGE
