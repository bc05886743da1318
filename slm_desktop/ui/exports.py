"""Write a file that the user wants to have."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from slm_desktop.ui.files import Later, documents, file_name, write
from slm_desktop.ui.words import translate


class Exports:
    """Asks where, and does it on a thread. `report` says shortly that it was done."""

    def __init__(self, parent: QWidget, later: Later, report: Callable[[str, str], None]) -> None:
        self._parent, self._later, self._report = parent, later, report

    def ask_bytes(self, name: str, kind: str, data: bytes, note: str = "") -> None:
        """Ask for a place for a file of this kind; `note` is said once it is written."""
        path = self._place(name, kind)
        if path:
            self.save(path, data, note)

    def ask_made(self, name: str, kind: str, make: Callable[[], bytes]) -> None:
        """The same for what takes long to be made: on a thread, once the place is known."""
        path = self._place(name, kind)
        if path:
            self._write(path, make, "")

    def save(self, path: Path, data: bytes, note: str = "") -> None:
        """Write a file."""
        self._write(path, lambda: data, note)

    def _place(self, name: str, kind: str) -> Path | None:
        """Where the file is to be; None where nobody wants it any more."""
        place = str(documents() / f"{file_name(name)}.{kind}")
        path, _filter = QFileDialog.getSaveFileName(self._parent, translate("Exports", "Export"), place, f"*.{kind}")
        return Path(path) if path else None

    def _write(self, path: Path, make: Callable[[], bytes], note: str) -> None:
        def report(written: object) -> None:
            self._report(translate("Exports", "Exported"), ". ".join(filter(None, (str(written), note))))

        self._later(lambda: write(path, make()), report)
