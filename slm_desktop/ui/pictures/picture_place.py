"""The pictures of the chat that is shown: taken in, offered to the model that is loaded, and looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from slm_desktop.core.engines.pictures import MOST_PICTURES, Picture
from slm_desktop.core.models.catalogue import Entry
from slm_desktop.errors import Fault
from slm_desktop.ui.files import Later, documents
from slm_desktop.ui.pictures.pasted import picture_bytes
from slm_desktop.ui.pictures.picture_chips import PictureChips
from slm_desktop.ui.pictures.viewer import Viewer
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.words import size, translate

if TYPE_CHECKING:
    from slm_desktop.ui.pictures.picture_view import Export

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".svg", ".heic")
"""Files that are taken for pictures; the reader says which of them are none that it knows."""

Owner = TypeVar("Owner")


class Intake(Protocol):
    """Takes in pictures, and has their bytes. `from_…` are to be called on a thread."""

    def from_file(self, path: str) -> Picture:
        """A picture from a file. Raise Fault."""

    def from_data(self, data: bytes) -> Picture:
        """A picture from its bytes. Raise Fault."""

    def from_archive(self, data: bytes) -> Picture:
        """A picture from a file of chats, pixel by pixel. Raise Fault."""

    def named(self, name: str, folder: Path) -> Picture:
        """A picture as a file in a folder names it. Raise Fault."""

    def data(self, picture: Picture) -> bytes:
        """The bytes of a picture. Raise Fault 'picture_lost'."""

    def has(self, picture: Picture) -> bool:
        """Whether they are there."""


@dataclass(kw_only=True, frozen=True)
class PictureContext:
    """What is done with pictures: `suggest` names a model of the catalogue that sees them, `get` fetches it."""

    intake: Intake
    later: Later
    export: "Export"
    suggest: Callable[[], Entry | None]
    get: Callable[[Entry], object]


@dataclass(kw_only=True, frozen=True)
class TakesPictures:
    """What a screen whose questions may hold pictures needs of the world."""

    later: Later
    pictures: Intake
    suggest_seeing: Callable[[], Entry | None]
    """A model to get that sees pictures; None while nothing is known."""
    get: Callable[[Entry], object]

    def picture_context(self, export: "Export") -> PictureContext:
        """What is done with pictures there; `export` writes one into a file."""
        return PictureContext(
            intake=self.pictures, later=self.later, export=export, suggest=self.suggest_seeing, get=self.get
        )


def ask_pictures(parent: QWidget) -> list[str]:
    """Ask for files with pictures; none where nobody wants any."""
    kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    words = translate("Pictures", "Pictures ({kinds})").format(kinds=kinds)
    title = translate("Pictures", "Add pictures")
    return list(QFileDialog.getOpenFileNames(parent, title, str(documents()), words)[0])


class PicturePlace(Generic[Owner]):
    """`owner` is the chat that is shown, or whatever else the draft belongs to; a picture that is read too late for one
    is given to `aside` with it. `blind` names a model in use that cannot see pictures, '' for none.
    """

    def __init__(
        self,
        *,
        parent: QWidget,
        theme: Theme,
        chips: PictureChips,
        context: PictureContext,
        report: Callable[[Fault], object],
        owner: Callable[[], Owner],
        aside: Callable[[Owner, Picture], object],
        blind: Callable[[], str],
    ) -> None:
        self._chips, self._context = chips, context
        self._viewer = Viewer(parent, theme, context.intake.data, context.export, report)
        self._report, self._owner, self._aside, self._blind = report, owner, aside, blind
        self._reading = 0
        chips.load = context.intake.data
        chips.wanted.connect(self.show)
        chips.changed.connect(self.refresh)

    def take(self, paths: Sequence[str]) -> list[str]:
        """Take in those of some files that are pictures; the others are given back."""
        pictures = [path for path in paths if path.lower().endswith(SUFFIXES)]
        for path in pictures[: self._room(len(pictures))]:
            self._read(partial(self._context.intake.from_file, path))
        return [path for path in paths if path not in pictures]

    def paste(self, data: QMimeData) -> None:
        """Take in a picture from the clipboard."""
        found = picture_bytes(data)
        if found and self._room(1):
            self._read(partial(self._context.intake.from_data, found))

    def show(self, picture: Picture) -> None:
        """Show a picture at its full size."""
        self._viewer.show(picture)

    def data(self, picture: Picture) -> bytes:
        """The bytes of a picture. Raise Fault 'picture_lost'."""
        return self._context.intake.data(picture)

    def refresh(self) -> None:
        """Say whether the models in use can see what is beside the draft."""
        blind = self._blind() if self._chips.pictures else ""
        if not blind:
            self._chips.show_note("")
            return
        words = translate("Pictures", "{model} cannot see pictures.").format(model=blind)
        entry = self._context.suggest()
        if entry is None:
            words += " " + translate("Pictures", "Those that can are under Models.")
            self._chips.show_note(words)
            return
        offer = translate("Pictures", "Get {name}, which can, about {size}")
        get = partial(self._context.get, entry)
        self._chips.show_note(words, offer.format(name=entry.name, size=size(entry.size)), get)

    def _room(self, wanted: int) -> int:
        """How many more of those that are wanted can be beside the draft; that it is not all of them is said."""
        room = MOST_PICTURES - len(self._chips.pictures) - self._reading
        if wanted > room:
            self._report(Fault("pictures_many", {"count": MOST_PICTURES}))
        return max(0, min(wanted, room))

    def _read(self, work: Callable[[], Picture]) -> None:
        """Read one on a thread; while it lasts, that is said."""
        owner = self._owner()
        self._count(1)

        def try_to() -> Picture | Fault:
            try:
                return work()
            except Fault as fault:
                return fault

        def on_over(result: Picture | Fault) -> None:
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
