"""Comparisons in and out: run cards as Markdown, JSON, CSV and HTML, and back from JSON."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from slm_desktop.core.chat.archive_media import take_in
from slm_desktop.core.compare import card as cards
from slm_desktop.core.compare import tables
from slm_desktop.core.compare.card import Card
from slm_desktop.core.compare.page import to_html
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.files import Later, documents, file_name, read
from slm_desktop.ui.media.media_place import Intake
from slm_desktop.ui.words import number, translate

LARGEST = 512 * 2**20
KINDS = ("html", "md", "json", "csv")


def kind_words(kind: str) -> str:
    """A form of export, for a menu and a file dialog."""
    names = {
        "html": translate("Exports", "Web page (*.html)"),
        "md": translate("Exports", "Markdown (*.md)"),
        "json": translate("Exports", "Run card, to run again (*.json)"),
        "csv": translate("Exports", "Table (*.csv)"),
    }
    return names[kind]


def export_words(kind: str) -> str:
    """The words of a menu for it."""
    return translate("Exports", "Export: {kind}").format(kind=kind_words(kind))


def made(card: Card, kind: str) -> bytes:
    """A file of this kind."""
    makers: dict[str, Callable[[Card], str]] = {"html": to_html, "md": tables.to_markdown, "csv": tables.to_csv}
    return cards.to_json(card) if kind == "json" else makers[kind](card).encode("utf-8", "replace")


class CardExports(Exports):
    """Run cards besides."""

    def __init__(self, parent: QWidget, later: Later, report: Callable[[str, str], None], media: Intake) -> None:
        super().__init__(parent, later, report)
        self._media = media

    def ask(self, card: Card, kind: str) -> None:
        """Ask for a place, and export."""
        name = str(documents() / f"{file_name(card.comparison.title)}.{kind}")
        path, _filter = QFileDialog.getSaveFileName(
            self._parent, translate("Exports", "Export"), name, kind_words(kind)
        )
        if path:
            self.save(Path(path), made(card, kind))

    def ask_open(self, on_card: Callable[[Card], None]) -> None:
        """Ask for a run card, and read it."""
        path, _filter = QFileDialog.getOpenFileName(
            self._parent, translate("Exports", "Open a run card"), str(documents()), kind_words("json")
        )
        if path:
            self.open(Path(path), on_card)

    def open(self, path: Path, on_card: Callable[[Card], None]) -> None:
        """Read a run card."""

        def work() -> tuple[Card, int]:
            card = cards.from_json(read(path, LARGEST))
            return card, take_in(card.messages, card.media, self._media.from_archive)

        def on_read(found: tuple[Card, int]) -> None:
            card, unread = found
            on_card(card)
            if unread:
                words = translate("Exchange", "Pictures and sounds that could not be read: {count}")
                self._report(translate("Exports", "Opened"), words.format(count=number(unread)))

        self._later(work, on_read)
