"""The pictures beside a draft, and those that are being read."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from slm_desktop.core.engines.pictures import Picture
from slm_desktop.core.visible import visible
from slm_desktop.ui.pictures.thumbnail import Load, Thumbnail, words_for
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import IconButton, button, column, empty, label, named, row
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import counted

SIDE = 64


class PictureChips(QWidget):
    """`changed` is emitted when one comes or goes, `wanted` with a picture that is to be seen."""

    changed = Signal()
    wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.load: Load = lambda _picture: b""
        self._pictures: list[Picture] = []
        self._reading = 0
        self._row = Wrap(spacing=8)
        self._waiting, self._notes = label("", 12, tone="3"), column(spacing=4)
        self._noted = ""
        lines = column(self._row, self._waiting, spacing=6)
        lines.addLayout(self._notes)
        self.setLayout(lines)
        self._draw()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Those that are beside the draft."""
        return tuple(self._pictures)

    @property
    def is_reading(self) -> bool:
        """Whether some are on their way."""
        return self._reading > 0

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        """Have these, and no others."""
        if list(pictures) != self._pictures:
            self._pictures = list(pictures)
            self._draw()
            self.changed.emit()

    def add(self, picture: Picture) -> None:
        """Have one more, unless it is there."""
        if all(one.digest != picture.digest for one in self._pictures):
            self.show_pictures([*self._pictures, picture])

    def show_reading(self, count: int) -> None:
        """So many are being read."""
        self._reading = count
        words = counted(self.tr("Reading 1 picture…"), self.tr("Reading {count} pictures…"), count)
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
        for picture in self._pictures:
            self._row.add(self._chip(picture))
        self._waiting.setVisible(self._reading > 0)
        self._show()

    def _show(self) -> None:
        self._row.setVisible(bool(self._pictures))
        self.setVisible(bool(self._pictures) or self._reading > 0)

    def _chip(self, picture: Picture) -> QFrame:
        chip = named(QFrame(), "picture")
        name = visible(picture.name) or words_for(picture)
        remove = IconButton(
            self._theme,
            "close",
            self.tr("Remove {name}").format(name=name),
            lambda: self.show_pictures([one for one in self._pictures if one is not picture]),
            size=12,
            side=22,
        )
        remove.setProperty("onPicture", "true")
        layout = QGridLayout(chip)
        layout.setContentsMargins(0, 0, 0, 0)
        show = self.wanted.emit
        layout.addWidget(Thumbnail(self._theme, picture, lambda one: self.load(one), show, SIDE, is_square=True), 0, 0)
        layout.addWidget(remove, 0, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        chip.setFixedSize(px(SIDE), px(SIDE))
        return chip
