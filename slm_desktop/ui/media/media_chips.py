"""The pictures and sounds beside a draft, and those that are being read."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from slm_desktop.core.engines.media import Media
from slm_desktop.core.visible import visible
from slm_desktop.ui.media.sound import Sound
from slm_desktop.ui.media.thumbnail import Thumbnail
from slm_desktop.ui.media.viewer import Viewer
from slm_desktop.ui.media.words import sound_name, words_for
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import IconButton, button, column, empty, label, named, row
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import counted

SIDE = 64


class MediaChips(QWidget):
    """`changed` is emitted when one comes or goes. `viewer` shows and plays them; it is set by who has one."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.viewer: Viewer | None = None
        self._media: list[Media] = []
        self._reading = 0
        self._row = Wrap(spacing=8)
        self._waiting, self._notes = label("", 12, tone="3"), column(spacing=4)
        self._noted = ""
        lines = column(self._row, self._waiting, spacing=6)
        lines.addLayout(self._notes)
        self.setLayout(lines)
        self._draw()

    @property
    def media(self) -> tuple[Media, ...]:
        """Those that are beside the draft."""
        return tuple(self._media)

    @property
    def is_reading(self) -> bool:
        """Whether some are on their way."""
        return self._reading > 0

    def show_media(self, media: Sequence[Media]) -> None:
        """Have these, and no others."""
        if list(media) != self._media:
            self._media = list(media)
            self._draw()
            self.changed.emit()

    def add(self, item: Media) -> None:
        """Have one more, unless it is there."""
        if all(one.digest != item.digest for one in self._media):
            self.show_media([*self._media, item])

    def show_reading(self, count: int) -> None:
        """So many are being read."""
        self._reading = count
        words = counted(self.tr("Reading 1 file…"), self.tr("Reading {count} files…"), count)
        self._waiting.setText(words)
        self._waiting.setVisible(count > 0)
        self._show()

    def show_note(self, words: str, offer: str = "", on_offer: Callable[[], object] = lambda: None) -> None:
        """Say what is in the way of sending them, with a button that helps; '' for nothing."""
        if (words + offer) == self._noted:
            return
        self._noted = words + offer
        empty(self._notes)
        if words:
            self._notes.addWidget(label(words, 12, tone="warn", wrap=True))
        if offer:
            self._notes.addLayout(row(button(offer, "quiet", on_offer), None))

    def _draw(self) -> None:
        self._row.clear()
        for item in self._media:
            self._row.add(self._sound_chip(item) if item.is_sound else self._picture_chip(item))
        self._waiting.setVisible(self._reading > 0)
        self._show()

    def _show(self) -> None:
        self._row.setVisible(bool(self._media))
        self.setVisible(bool(self._media) or self._reading > 0)

    def _picture_chip(self, item: Media) -> QFrame:
        chip = named(QFrame(), "picture")
        remove = self._remove_button(item, visible(item.name) or words_for(item))
        remove.setProperty("onPicture", "true")
        layout = QGridLayout(chip)
        layout.setContentsMargins(0, 0, 0, 0)
        assert self.viewer is not None
        layout.addWidget(Thumbnail(self._theme, item, self.viewer, SIDE, is_square=True), 0, 0)
        layout.addWidget(remove, 0, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        chip.setFixedSize(px(SIDE), px(SIDE))
        return chip

    def _sound_chip(self, item: Media) -> QFrame:
        assert self.viewer is not None
        return Sound(self._theme, item, self.viewer, self._remove_button(item, sound_name(item)))

    def _remove_button(self, item: Media, name: str) -> IconButton:
        return IconButton(
            self._theme,
            "close",
            self.tr("Remove {name}").format(name=name),
            lambda: self.show_media([one for one in self._media if one is not item]),
            size=12,
            side=22,
        )
