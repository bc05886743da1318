"""Pictures that come from the clipboard, or are dragged from another program."""

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

KINDS = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff")
"""What is taken as it is, so that nobody but the confined reader looks into it."""


def has_picture(data: QMimeData) -> bool:
    """Whether there is one."""
    return data.hasImage() or any(data.hasFormat(kind) for kind in KINDS)


def picture_bytes(data: QMimeData) -> bytes:
    """The bytes of the picture; b'' where there is none."""
    found = next((bytes(data.data(kind).data()) for kind in KINDS if data.hasFormat(kind)), b"")
    return found or _written(data.imageData())


def _written(image: object) -> bytes:
    """A picture that the system gives as pixels alone, as PNG."""
    if not isinstance(image, QImage) or image.isNull():
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
