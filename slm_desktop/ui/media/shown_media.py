"""The media of a question on the screen: small pictures, and sounds that can be played."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from slm_desktop.core.engines.media import Media
from slm_desktop.ui.media.sound import Sound
from slm_desktop.ui.media.thumbnail import Thumbnail
from slm_desktop.ui.media.viewer import Viewer
from slm_desktop.ui.theme import Theme


def shown_media(theme: Theme, media: Sequence[Media], viewer: Viewer, most: int) -> list[QWidget]:
    """A widget for each; `most` is the longest side of a picture in pixels, at usual text size."""
    return [Sound(theme, item, viewer) if item.is_sound else Thumbnail(theme, item, viewer, most) for item in media]
