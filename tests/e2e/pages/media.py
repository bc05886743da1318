"""Pictures of the chat: beside the draft, in the conversation, and at their full size."""

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QLabel, QPushButton

from slm_desktop.ui.chat.screen import ChatScreen
from slm_desktop.ui.media.picture_view import PictureView
from slm_desktop.ui.media.thumbnail import Thumbnail
from slm_desktop.ui.widgets.parts import IconButton


class MediaPage:
    """Those of the chat screen."""

    def __init__(self, screen: ChatScreen) -> None:
        self._screen = screen
        self._chips = screen._composer.media

    @property
    def chips(self) -> list[str]:
        """What the pictures beside the draft are called."""
        return [one.toolTip() for one in self._chips.findChildren(Thumbnail) if one.isVisible()]

    @property
    def notes(self) -> list[str]:
        """What is said below them."""
        words = [one.text() for one in self._chips.findChildren(QLabel) if one.isVisible()]
        offers = [one.text() for one in self._chips.findChildren(QPushButton) if one.isVisible()]
        return [text for text in (*words, *offers) if text]

    def remove(self, at: int) -> None:
        """Press the button on a picture that takes it away."""
        [one for one in self._chips.findChildren(IconButton) if one.isVisible()][at].click()

    def paste(self, data: QMimeData) -> None:
        """Paste into the field."""
        self._screen._composer._draft.insertFromMimeData(data)

    @property
    def can_send(self) -> bool:
        """Whether the button sends."""
        return self._screen._composer._send.isEnabled()

    def shown(self, message: int) -> list[Thumbnail]:
        """The pictures of a question."""
        turn = self._screen.turn(message)
        return turn.findChildren(Thumbnail) if turn else []

    @property
    def view(self) -> PictureView:
        """The picture that was opened."""
        view = self._screen._places.media.viewer._view
        assert view is not None
        return view
