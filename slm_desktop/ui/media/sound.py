"""A sound in a chat: its name, how long it lasts, and buttons that play and save it."""

from PySide6.QtWidgets import QFrame

from slm_desktop.core.engines.media import Media
from slm_desktop.ui.media.viewer import Viewer
from slm_desktop.ui.media.words import length_words, sound_name
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, label, named, row
from slm_desktop.ui.words import translate

WIDTH = 260


class Sound(QFrame):
    """One in a frame; its buttons tell when it is being heard."""

    def __init__(self, theme: Theme, item: Media, viewer: Viewer, last: IconButton | None = None) -> None:
        """`last` is the button at its end; without one it can be saved."""
        super().__init__()
        named(self, "sound")
        self._item, self._viewer = item, viewer
        self._play = IconButton(theme, "play", "", lambda: viewer.play_or_stop(item))
        name = ElidedLabel(13)
        name.setText(sound_name(item))
        last = last or IconButton(theme, "save", translate("Media", "Save as…"), lambda: viewer.save(item))
        inside = row(self._play, name, label(length_words(item.seconds), 12, tone="3"), last, spacing=6)
        inside.setStretch(1, 1)
        inside.setContentsMargins(6, 4, 6, 4)
        self.setLayout(inside)
        self.setFixedWidth(px(WIDTH))
        player, digest = viewer.player, item.digest
        player.changed.connect(self._show_state)
        self.destroyed.connect(lambda: player.stop(digest))  # Else it could not be stopped any more.
        self._show_state()

    def _show_state(self) -> None:
        is_heard = self._viewer.player.playing == self._item.digest
        words = translate("Media", "Stop {name}") if is_heard else translate("Media", "Play {name}")
        self._play.rename(words.format(name=sound_name(self._item)))
        self._play.show_icon("stop" if is_heard else "play", "accentText" if is_heard else "text2")
