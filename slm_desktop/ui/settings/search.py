"""What a search of the settings looks at."""

from slm_desktop.settings.table import Option
from slm_desktop.ui.words import translate


def searched(option: Option, group: str) -> str:
    """What a search looks at, in both languages: a word from a guide in English is found too."""
    texts = (group, option.label, option.help, *(text for _stored, text in option.choices))
    return " ".join((*texts, *(translate("Settings", text) for text in texts), option.name)).casefold()
