"""Chats in and out, as JSON or Markdown. Files are read and written on a thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from slm_desktop.core.chat import archive
from slm_desktop.core.chat.archive_media import take_in
from slm_desktop.core.chat.chat_list import ChatList
from slm_desktop.core.records import Chat
from slm_desktop.ui.files import Later, documents, file_name, read, write
from slm_desktop.ui.media.media_place import Intake
from slm_desktop.ui.words import number, translate

LARGEST_TEXT = 8 * 2**20
Report = Callable[[str, str], None]
Everything = Callable[[], list[archive.Archived]]


class Exchange:
    """Asks where, and does it."""

    def __init__(
        self,
        *,
        parent: QWidget,
        chat_list: ChatList,
        later: Later,
        everything: Everything,
        media: Intake,
        report: Report,
        show: Callable[[Chat], object],
    ) -> None:
        """`everything` reads all chats, on a thread; `report` says shortly that something was done; `show` shows a
        chat.
        """
        self._parent, self._chat_list, self._later, self._everything = parent, chat_list, later, everything
        self._media, self._report, self._show = media, report, show

    def ask_export(self, chat: Chat | None, kind: str) -> None:
        """Ask for a place and export one chat, or all."""
        name = file_name(chat.title if chat else translate("Exchange", "all chats"))
        words = translate("Exchange", "Markdown (*.md)") if kind == "md" else translate("Exchange", "JSON (*.json)")
        path, _filter = QFileDialog.getSaveFileName(
            self._parent, translate("Exchange", "Export"), str(documents() / f"{name}.{kind}"), words
        )
        if path:
            self.export(Path(path), chat, kind)

    def export(self, path: Path, chat: Chat | None, kind: str) -> None:
        """Export one chat, or all."""
        if kind == "md" and chat:
            messages = list(self._chat_list.open(chat.id).messages)
            self._later(
                lambda: write(path, archive.to_markdown(chat, messages, self._media).encode()), self._on_exported
            )
            return
        chats = [self._chat_list.archived(chat)] if chat else None
        self._later(
            lambda: write(path, archive.to_json(self._everything() if chats is None else chats, self._media)),
            self._on_exported,
        )

    def _on_exported(self, path: Path) -> None:
        self._report(translate("Exchange", "Exported"), str(path))

    def ask_import(self) -> None:
        """Ask for a file and import its chats."""
        path, _filter = QFileDialog.getOpenFileName(
            self._parent,
            translate("Exchange", "Import chats"),
            str(documents()),
            translate("Exchange", "JSON (*.json)"),
        )
        if path:
            self.import_(Path(path))

    def import_(self, path: Path) -> None:
        """Import the chats of a file."""

        def work() -> tuple[list[archive.Archived], int]:
            found = archive.from_json(read(path, archive.LARGEST))
            unread = take_in(found.messages, found.media, self._media.from_archive)
            return found.chats, unread

        self._later(work, self._on_read)

    def _on_read(self, found: tuple[list[archive.Archived], int]) -> None:
        archives, unread = found
        ids = self._chat_list.reserve(archives)
        self._later(lambda: self._chat_list.write(archives, ids), lambda chats: self._on_written(chats, unread))

    def _on_written(self, chats: list[Chat], unread: int) -> None:
        self._chat_list.add(chats)
        if chats:
            self._show(chats[0])
        words = translate("Exchange", "Chats imported: {count}").format(count=number(len(chats)))
        where = translate("Exchange", "They stand at the top of the list.")
        lost = translate("Exchange", "Pictures and sounds that could not be read: {count}").format(count=number(unread))
        self._report(words, f"{where} {lost}" if unread else where)
