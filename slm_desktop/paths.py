"""Where data, models and logs live on this computer."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

APP = "slm-desktop"
HOME = Path(__file__).resolve().parents[1]
"""The folder that the package lies in. Children start there: what lies in the user's own folder is not imported."""


class Paths(NamedTuple):
    """The folders of one installation; `data` holds everything a backup should hold, `cache` nothing that it should."""

    data: Path
    logs: Path
    cache: Path

    @classmethod
    def within(cls, folder: Path) -> "Paths":
        """All of them in one folder."""
        return cls(folder, folder / "logs", folder / "cache")

    @property
    def database(self) -> Path:
        """The SQLite file with chats, messages and runs."""
        return self.data / "chats.sqlite3"

    @property
    def documents(self) -> Path:
        """The SQLite file with the library of documents."""
        return self.data / "documents.sqlite3"

    @property
    def media(self) -> Path:
        """The folder with the pictures and sounds of chats."""
        return self.data / "pictures"

    @property
    def settings(self) -> Path:
        """The options that differ from their defaults, as JSON."""
        return self.data / "settings.json"

    @property
    def models(self) -> Path:
        """The folder for models that the app keeps itself."""
        return self.data / "models"

    @property
    def prompt_caches(self) -> Path:
        """The folder for the KV caches of chats: whatever is in it can be made again."""
        return self.cache / "prompts"

    def make(self) -> None:
        """Create the folders, readable by their owner alone: chats are private."""
        for folder in (self.data, self.models, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def locate(data_dir: str | None = None) -> Paths:
    """Use `data_dir` or SLM_DESKTOP_DATA if given, else what the system prescribes."""
    chosen = data_dir or os.environ.get("SLM_DESKTOP_DATA")
    if chosen:
        data = Path(chosen).expanduser().absolute()
        return Paths.within(data)
    import platformdirs  # Not needed when the folder is named, and every millisecond counts at the start.

    return Paths(
        Path(platformdirs.user_data_dir(APP, appauthor=False)),
        Path(platformdirs.user_log_dir(APP, appauthor=False)),
        Path(platformdirs.user_cache_dir(APP, appauthor=False)),
    )


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file: it has all of the new bytes or all of the old ones. Raise OSError."""
    temporary = path.with_suffix(".new")
    temporary.write_bytes(data)
    os.replace(temporary, path)


class KeptInFile:
    """Something that is kept as a whole in a small file, by `save`; what the disk refuses can be tried again."""

    unsaved = False
    """Whether the disk refused what was to be kept last."""

    def save(self) -> None:
        """Write all of it, by `_keep`."""
        raise NotImplementedError

    def retry(self) -> None:
        """Save what the disk refused."""
        if self.unsaved:
            self.save()

    def _keep(self, path: Path, data: bytes) -> None:
        try:
            write_whole(path, data)
            self.unsaved = False
        except OSError:
            self.unsaved = True


def file_size(path: str) -> int:
    """Bytes of a file; 0 for none."""
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def resources() -> Path:
    """The folder of icons, fonts and translations: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def is_frozen() -> bool:
    """Whether this is an installed app: one executable with all that it needs beside it."""
    return bool(getattr(sys, "frozen", False))


def built_in_runtime() -> str:
    """The folder with an installed app's own build of llama.cpp; '' in a checkout, where the Python package brings
    one.
    """
    folder = HOME / "runtime"
    return str(folder) if is_frozen() and folder.is_dir() else ""
