"""Taking in pictures: a confined child reads them, and they are kept with the chats."""

from pathlib import Path

from slm_desktop.core.engines.pictures import Picture
from slm_desktop.pictures.reader import read_file, read_named, read_picture
from slm_desktop.store.pictures import Pictures


class PictureIntake:
    """`from_…` take their time, so they are called on a thread. They raise Fault 'picture', 'picture_…'."""

    def __init__(self, kept: Pictures) -> None:
        self._kept = kept

    def from_file(self, path: str) -> Picture:
        """A picture from a file, kept."""
        return self._kept.keep(read_file(path))

    def from_data(self, data: bytes) -> Picture:
        """A picture from its bytes, kept: what was pasted."""
        return self._kept.keep(read_picture(data))

    def from_archive(self, data: bytes) -> Picture:
        """The same of what came in a file of chats or a run card: pixel by pixel, so that answers can be repeated."""
        return self._kept.keep(read_picture(data, is_exact=True))

    def named(self, name: str, folder: Path) -> Picture:
        """A picture as a file in a folder names it, kept."""
        return self._kept.keep(read_named(name, folder))

    def data(self, picture: Picture) -> bytes:
        """The bytes of a picture, as this app has written them. Raise Fault 'picture_lost'."""
        return self._kept.data(picture)

    def has(self, picture: Picture) -> bool:
        """Whether they are there."""
        return self._kept.has(picture)
