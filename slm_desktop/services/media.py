"""Taking in pictures and sounds: a confined child reads them, and they are kept with the chats."""

from pathlib import Path

from slm_desktop.core.engines.media import Media
from slm_desktop.media.reader import read_file, read_media, read_named
from slm_desktop.store.media import MediaFiles


class MediaIntake:
    """`from_…` take their time, so they are called on a thread. They raise Fault 'media', 'media_…'."""

    def __init__(self, kept: MediaFiles) -> None:
        self._kept = kept

    def from_file(self, path: str) -> Media:
        """One from a file, kept."""
        return self._kept.keep(read_file(path))

    def from_data(self, data: bytes) -> Media:
        """One from its bytes, kept: what was pasted."""
        return self._kept.keep(read_media(data))

    def from_archive(self, data: bytes) -> Media:
        """The same of what came in a file of chats or a run card: pixel by pixel, so that answers can be repeated."""
        return self._kept.keep(read_media(data, is_exact=True))

    def named(self, name: str, folder: Path) -> Media:
        """One as a file in a folder names it, kept."""
        return self._kept.keep(read_named(name, folder))

    def data(self, item: Media) -> bytes:
        """The bytes of one, as this app has written them. Raise Fault 'media_lost'."""
        return self._kept.data(item)

    def has(self, item: Media) -> bool:
        """Whether they are there."""
        return self._kept.has(item)
