"""A picture on the screen. Only bytes that this app has written itself come here."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

LARGEST = 4096
"""Pixels of a side; what is kept has fewer."""


def image_of(data: bytes, room: QSize, *, covers: bool = False) -> QImage:
    """The picture within so many pixels of `room`, or just large enough that it `covers` them; as it is where it is
    smaller, none where it cannot be read.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > LARGEST:
        return QImage()
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if covers else Qt.AspectRatioMode.KeepAspectRatio
    scaled = size.scaled(room, mode)
    if scaled.width() < size.width():
        reader.setScaledSize(scaled)
    return reader.read()
