"""What media are called where they cannot be seen or heard."""

from slm_desktop.core.engines.media import Media
from slm_desktop.core.visible import visible
from slm_desktop.ui.words import number, translate


def words_for(picture: Media) -> str:
    """What a picture is called where it cannot be seen: its name and size."""
    name = visible(picture.name) or translate("Pictures", "Pasted picture")
    return translate("Pictures", "{name}, {width} × {height} pixels").format(
        name=name, width=number(picture.width), height=number(picture.height)
    )


def sound_name(item: Media) -> str:
    """What a sound is called: the name of its file."""
    return visible(item.name) or translate("Media", "Sound")


def length_words(seconds: float) -> str:
    """How long a sound lasts, in minutes and seconds; what is shorter than a second lasts one."""
    whole = max(1, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"
