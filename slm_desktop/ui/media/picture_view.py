"""One picture as large as there is room, to be looked at and saved."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from slm_desktop.core.engines.media import Media
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.media.shown import LARGEST, image_of
from slm_desktop.ui.media.words import words_for
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, column, label, row
from slm_desktop.ui.words import number, translate

SMALLEST, MARGINS, SHARE = 360, 90, 0.85


class PictureView(QDialog):
    """`save` asks for a place for a picture, `report` says why one cannot be shown."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        load: Callable[[Media], bytes],
        save: Callable[[Media], object],
        report: Callable[[Fault], object],
    ) -> None:
        super().__init__(parent)
        self._load, self._save, self._report = load, save, report
        self._picture: Media | None = None
        self._title, self._size = ElidedLabel(14, 600), label("", 12, tone="3")
        self._sheet = Sheet()
        save_button = IconButton(theme, "save", translate("Pictures", "Save as…"), self._on_save)
        close = IconButton(theme, "close", translate("Pictures", "Close (Esc)"), self.close)
        head = row(self._title, self._size, save_button, close, spacing=8)
        head.setStretch(0, 1)
        whole = column(spacing=10, margins=(20, 12, 20, 20))
        whole.addLayout(head)
        whole.addWidget(self._sheet, 1)
        self.setLayout(whole)

    def open_for(self, picture: Media) -> None:
        """Show a picture."""
        try:
            image = image_of(self._load(picture), QSize(LARGEST, LARGEST))
        except Fault as fault:
            self._report(fault)
            return
        self._picture = picture
        self._title.setText(visible(picture.name) or translate("Pictures", "Pasted picture"))
        size = translate("Pictures", "{width} × {height} pixels")
        self._size.setText(size.format(width=number(picture.width), height=number(picture.height)))
        self.setWindowTitle(words_for(picture))
        self._sheet.show_image(image, words_for(picture))
        self.resize(self._fitting(image.size()))
        self.show()
        self.raise_()

    def _fitting(self, size: QSize) -> QSize:
        screen = (self.screen() or QGuiApplication.primaryScreen()).availableSize() * SHARE
        room = screen - QSize(px(40), px(MARGINS))
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        return (size + QSize(px(40), px(MARGINS))).expandedTo(QSize(px(SMALLEST), px(SMALLEST) // 2))

    def _on_save(self) -> None:
        if self._picture is not None:
            self._save(self._picture)


class Sheet(QWidget):
    """The picture itself, in the middle, never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage, words: str) -> None:
        """Show one, which screen readers call by these words."""
        self._image = image
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._image.isNull():
            return
        size = self._image.size()
        if size.width() > self.width() or size.height() > self.height():
            size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
        painter.end()
