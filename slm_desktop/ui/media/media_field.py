"""A text field that takes files and pictures beside its text."""

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit

from slm_desktop.ui.media.pasted import has_picture


class MediaField(QPlainTextEdit):
    """Of what is pasted or dropped it takes text alone: `dropped` carries the paths of files, `picture_pasted` what
    holds a picture.
    """

    dropped = Signal(list)
    picture_pasted = Signal(object)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text, files that are dropped, and pictures."""
        return source.hasUrls() or has_picture(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Hand files and pictures on."""
        files = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        text = source.text()
        if files:
            self.dropped.emit(files)
        elif has_picture(source) and not text:
            self.picture_pasted.emit(source)
        else:
            self.take_text(text)

    def take_text(self, text: str) -> None:
        """Insert a text."""
        self.insertPlainText(text)
