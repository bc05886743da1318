"""Where this app and others keep models. Files are used where they lie; each app's own settings may move its folder."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from slm_desktop.core.models.local_models import ADDED, GPT4ALL, HUGGING_FACE, JAN, LM_STUDIO, OLLAMA, OURS

LARGEST_SETTINGS = 1_000_000
SHA256 = re.compile(r"[0-9a-f]{64}")


class Place(msgspec.Struct, frozen=True):
    """A folder with models, and whose it is. `kind` ollama is read through its manifests, all others by .gguf names."""

    folder: Path
    owner: str


def places(
    ours: Path, added: Iterable[str], environment: Mapping[str, str] | None = None, home: Path | None = None
) -> list[Place]:
    """All places that are there now.

    Folders that lie in one another are fine: a file counts for the first that has it.
    """
    known = os.environ if environment is None else environment
    root = home or Path.home()
    found = [
        Place(ours, OURS),
        *(Place(folder, HUGGING_FACE) for folder in _hugging_face(known, root)),
        *(Place(folder, LM_STUDIO) for folder in _lm_studio(root)),
        *(Place(folder, JAN) for folder in _jan(known, root)),
        *(Place(folder, GPT4ALL) for folder in _gpt4all(known, root)),
        *(Place(folder, OLLAMA) for folder in _ollama(known, root)),
        *(Place(Path(folder), ADDED) for folder in added),
    ]
    return [place for place in found if _is_folder(place.folder)]


def promised(path: str) -> str:
    """The SHA-256 that the place of a file promises, else '':

    Ollama and the Hugging Face cache name blobs by theirs.
    """
    with contextlib.suppress(OSError):
        path = os.readlink(path)
    name = os.path.basename(path).removeprefix("sha256-")
    return name if SHA256.fullmatch(name) else ""


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _hugging_face(known: Mapping[str, str], home: Path) -> list[Path]:
    """As huggingface-hub finds its cache: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, in this order."""
    if known.get("HF_HUB_CACHE"):
        return [Path(known["HF_HUB_CACHE"])]
    cache = Path(known.get("XDG_CACHE_HOME") or home / ".cache")
    return [Path(known.get("HF_HOME") or cache / "huggingface") / "hub"]


def _lm_studio(home: Path) -> list[Path]:
    """The folder that its settings name, else the usual ones of new and old versions."""
    chosen = _setting(home / ".lmstudio" / "settings.json", "downloadsFolder")
    usual = [home / ".lmstudio" / "models", home / ".cache" / "lm-studio" / "models"]
    return [Path(chosen), *usual] if chosen else usual


def _jan(known: Mapping[str, str], home: Path) -> list[Path]:
    """The data folder that its settings name, else the usual one; models lie in it in one of two ways."""
    config = _applications(known, home) / "Jan"
    data = _setting(config / "settings.json", "data_folder")
    roots = [Path(data)] if data else [config / "data", _data(known, home) / "Jan" / "data", home / "jan"]
    return [root / below for root in roots for below in ("llamacpp/models", "models")]


def _gpt4all(known: Mapping[str, str], home: Path) -> list[Path]:
    if sys.platform == "win32":
        return [Path(known.get("LOCALAPPDATA") or home / "AppData" / "Local") / "nomic.ai" / "GPT4All"]
    if sys.platform == "darwin":
        return [home / "Library" / "Application Support" / "nomic.ai" / "GPT4All"]
    return [_data(known, home) / "nomic.ai" / "GPT4All"]


def _ollama(known: Mapping[str, str], home: Path) -> list[Path]:
    """OLLAMA_MODELS, else the user's folder, else that of the service on Linux."""
    if known.get("OLLAMA_MODELS"):
        return [Path(known["OLLAMA_MODELS"])]
    return [home / ".ollama" / "models", Path("/usr/share/ollama/.ollama/models")]


def _applications(known: Mapping[str, str], home: Path) -> Path:
    if sys.platform == "win32":
        return Path(known.get("APPDATA") or home / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(known.get("XDG_CONFIG_HOME") or home / ".config")


def _data(known: Mapping[str, str], home: Path) -> Path:
    if sys.platform in ("win32", "darwin"):
        return _applications(known, home)
    return Path(known.get("XDG_DATA_HOME") or home / ".local" / "share")


def _setting(path: Path, name: str) -> str:
    """A text in another app's settings; '' when it is not there."""
    try:
        if path.stat().st_size > LARGEST_SETTINGS:
            return ""
        value = json.loads(path.read_text("utf-8")).get(name, "")
    except (OSError, ValueError, AttributeError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""
