"""The pictures and sounds of the chat that is shown: taken in, and offered to the model that is loaded."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import msgspec
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.media import MOST_MEDIA, Media
from slm_desktop.core.models.catalogue import Entry
from slm_desktop.errors import Fault
from slm_desktop.ui.files import Later, documents
from slm_desktop.ui.media.media_chips import MediaChips
from slm_desktop.ui.media.pasted import picture_bytes
from slm_desktop.ui.media.viewer import Export, Viewer
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.words import size, translate

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".svg", ".heic")
SOUNDS = (".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".wma")
SUFFIXES = (*PICTURES, *SOUNDS)
"""Files that are taken for pictures and sounds; the reader says which of them are none that it knows."""

Owner = TypeVar("Owner")


class Intake(Protocol):
    """Takes in pictures and sounds, and has their bytes. `from_…` are to be called on a thread."""

    def from_file(self, path: str) -> Media:
        """One from a file. Raise Fault."""

    def from_data(self, data: bytes) -> Media:
        """One from its bytes. Raise Fault."""

    def from_archive(self, data: bytes) -> Media:
        """One from a file of chats, pixel by pixel. Raise Fault."""

    def named(self, name: str, folder: Path) -> Media:
        """One as a file in a folder names it. Raise Fault."""

    def data(self, item: Media) -> bytes:
        """The bytes of one. Raise Fault 'media_lost'."""

    def has(self, item: Media) -> bool:
        """Whether they are there."""


class MediaContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is done with media: `suggest` names a model of the catalogue that takes them, `get` fetches it."""

    intake: Intake
    later: Later
    export: Export
    suggest: Callable[[Feature], Entry | None]
    get: Callable[[Entry], object]

    def viewer(self, parent: QWidget, theme: Theme, report: Callable[[Fault], object]) -> Viewer:
        """What shows, plays and saves them over a widget; `report` says why it cannot."""
        return Viewer(parent, theme, self.intake.data, self.later, self.export, report)


class TakesMedia(msgspec.Struct, frozen=True, kw_only=True):
    """What a screen whose questions may hold media needs of the world."""

    later: Later
    media: Intake
    suggest_able: Callable[[Feature], Entry | None]
    """A model to get that takes pictures, or sounds; None while nothing is known."""
    get: Callable[[Entry], object]

    def media_context(self, export: Export) -> MediaContext:
        """What is done with them there; `export` writes one into a file."""
        return MediaContext(intake=self.media, later=self.later, export=export, suggest=self.suggest_able, get=self.get)


def ask_media(parent: QWidget) -> list[str]:
    """Ask for files with pictures or sounds; none where nobody wants any."""
    kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    words = translate("Media", "Pictures and sounds ({kinds})").format(kinds=kinds)
    title = translate("Media", "Add pictures or sounds")
    return list(QFileDialog.getOpenFileNames(parent, title, str(documents()), words)[0])


class MediaPlace(Generic[Owner]):
    """`owner` is the chat that is shown, or whatever else the draft belongs to; what is read too late for one is given
    to `aside` with it. `lacking` names the models in use that cannot do something, '' for none.
    """

    def __init__(
        self,
        *,
        parent: QWidget,
        theme: Theme,
        chips: MediaChips,
        context: MediaContext,
        report: Callable[[Fault], object],
        owner: Callable[[], Owner],
        aside: Callable[[Owner, Media], object],
        lacking: Callable[[Feature], str],
    ) -> None:
        self._chips, self._context = chips, context
        self.viewer = context.viewer(parent, theme, report)
        self._report, self._owner, self._aside, self._lacking = report, owner, aside, lacking
        self._reading = 0
        chips.viewer = self.viewer
        chips.changed.connect(self.refresh)

    def take(self, paths: Sequence[str]) -> list[str]:
        """Take in those of some files that are pictures or sounds; the others are given back."""
        media = [path for path in paths if path.lower().endswith(SUFFIXES)]
        for path in media[: self._room(len(media))]:
            self._read(partial(self._context.intake.from_file, path))
        return [path for path in paths if path not in media]

    def paste(self, data: QMimeData) -> None:
        """Take in a picture from the clipboard."""
        found = picture_bytes(data)
        if found and self._room(1):
            self._read(partial(self._context.intake.from_data, found))

    def refresh(self) -> None:
        """Say whether the models in use can take what is beside the draft."""
        for feature in dict.fromkeys(item.feature for item in self._chips.media):
            if unable := self._lacking(feature):
                self._say_unable(unable, feature)
                return
        self._chips.show_note("")

    def _say_unable(self, model: str, feature: Feature) -> None:
        sentences = {
            Feature.PICTURES: translate("Media", "{model} cannot see pictures."),
            Feature.AUDIO: translate("Media", "{model} cannot hear sounds."),
        }
        words = sentences[feature].format(model=model)
        entry = self._context.suggest(feature)
        if entry is None:
            self._chips.show_note(words + " " + translate("Media", "Those that can are under Models."))
            return
        offer = translate("Media", "Get {name}, which can, about {size}")
        get = partial(self._context.get, entry)
        self._chips.show_note(words, offer.format(name=entry.name, size=size(entry.size)), get)

    def _room(self, wanted: int) -> int:
        """How many more of those that are wanted can be beside the draft; that it is not all of them is said."""
        room = MOST_MEDIA - len(self._chips.media) - self._reading
        if wanted > room:
            self._report(Fault("media_many", {"count": MOST_MEDIA}))
        return max(0, min(wanted, room))

    def _read(self, work: Callable[[], Media]) -> None:
        """Read one on a thread; while it lasts, that is said."""
        owner = self._owner()
        self._count(1)

        def try_to() -> Media | Fault:
            try:
                return work()
            except Fault as fault:
                return fault

        def on_over(result: Media | Fault) -> None:
            self._count(-1)
            if isinstance(result, Fault):
                self._report(result)
            elif owner is self._owner():
                self._chips.add(result)
            else:
                self._aside(owner, result)

        self._context.later(try_to, on_over)

    def _count(self, by: int) -> None:
        self._reading += by
        self._chips.show_reading(self._reading)
