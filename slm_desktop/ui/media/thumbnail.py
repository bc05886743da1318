"""A small picture that shows itself large when it is pressed."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from slm_desktop.core.engines.media import Media
from slm_desktop.errors import Fault
from slm_desktop.ui.media.shown import image_of
from slm_desktop.ui.media.viewer import Viewer
from slm_desktop.ui.media.words import words_for
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import press_on_enter, tip
from slm_desktop.ui.words import translate

RADIUS = 8


class Thumbnail(QAbstractButton):
    """`viewer` has the bytes of the picture, which are read when it is first seen, and opens it."""

    def __init__(
        self,
        theme: Theme,
        picture: Media,
        viewer: Viewer,
        most: int,
        *,
        is_square: bool = False,
    ) -> None:
        """`most` is the longest side in pixels at usual text size; of one that `is_square` each side is so long, and
        shows the middle of the picture.
        """
        super().__init__()
        self._theme, self.picture, self._load = theme, picture, viewer.data
        self._image: QImage | None = None
        self.setFixedSize(QSize(px(most), px(most)) if is_square else _fitted(picture, px(most)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate("Pictures", "Show {picture}").format(picture=words_for(picture)))
        self.setToolTip(tip(words_for(picture)))
        self.clicked.connect(lambda: viewer.show(picture))
        theme.changed.connect(self.update)

    @property
    def is_lost(self) -> bool:
        """Whether its file is gone."""
        return self._seen().isNull()

    def _seen(self) -> QImage:
        if self._image is None:
            try:
                ratio = self.devicePixelRatioF()
                self._image = image_of(self._load(self.picture), self.size() * ratio, covers=True)
            except Fault:
                self._image = QImage()
                self.setToolTip(
                    tip(translate("Pictures", "{name}: its file is gone").format(name=words_for(self.picture)))
                )
        return self._image

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture with round corners; a sign where it is gone."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame, outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), QPainterPath()
        outline.addRoundedRect(frame, RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), self._theme.colour("hover"))
        if self.is_lost:
            icon = self._theme.icon("warning", "warn", 20)
            icon.paint(painter, self.rect(), Qt.AlignmentFlag.AlignCenter)
        else:
            painter.drawImage(QRectF(self.rect()), self._seen(), _middle(self._seen().size(), self.size()))
        painter.restore()
        painter.setPen(QPen(self._theme.colour("accent" if self.hasFocus() else "line2"), 2 if self.hasFocus() else 1))
        painter.drawPath(outline)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows it, too."""
        if not press_on_enter(self, event):
            super().keyPressEvent(event)


def _middle(whole: QSize, shape: QSize) -> QRectF:
    """The largest part in the middle of a picture that has the shape of a frame."""
    part = shape.scaled(whole, Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (whole.width() - part.width()) / 2, (whole.height() - part.height()) / 2
    return QRectF(left, top, part.width(), part.height())


def _fitted(picture: Media, most: int) -> QSize:
    """The size of a picture within a square; narrow ones stay wide enough to be hit."""
    size = QSize(max(1, picture.width), max(1, picture.height))
    if max(size.width(), size.height()) > most:
        size = size.scaled(QSize(most, most), Qt.AspectRatioMode.KeepAspectRatio)
    return size.expandedTo(QSize(px(28), px(28)))
