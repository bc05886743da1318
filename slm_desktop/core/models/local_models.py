"""The models on this computer: what is known of each file, and what can be done with it."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

import msgspec

from slm_desktop.core.engines.adapters import CONTROL_VECTOR
from slm_desktop.core.models.names import ADAPTER, EMBEDDING
from slm_desktop.core.signal import Signal

OURS, HUGGING_FACE, LM_STUDIO, JAN, GPT4ALL, OLLAMA, ADDED, STARTER, OPENED, REMOTE = (
    "ours",
    "hugging_face",
    "lm_studio",
    "jan",
    "gpt4all",
    "ollama",
    "added",
    "starter",
    "opened",
    "remote",
)
NEAR = 0.35
"""The share by which the size of a file may differ from what was estimated from its number of weights."""
REMOVABLE = (OURS, LM_STUDIO, JAN, GPT4ALL, ADDED, HUGGING_FACE)
"""Whose files can be deleted here. Ollama's belong to several models at once, the starter model comes with the app."""


class Facts(msgspec.Struct, frozen=True):
    """What the head of a file says, as far as it stands before the vocabulary. `problem` is the code of an error.

    `width` are the numbers that a token has between layers; of a projector those that it gives.
    """

    name: str = ""
    architecture: str = ""
    quantisation: str = ""
    size_label: str = ""
    context: int = 0
    layers: int = 0
    heads: int = 0
    kv_heads: int = 0
    licence: str = ""
    version: int = 0
    width: int = 0
    kind: str = "model"
    problem: str = ""
    details: dict[str, str | int | float] = {}


class LocalModel(msgspec.Struct, frozen=True):
    """A model on disk: the file to load, its later parts, bytes of all of them.

    `missing` names parts that are not there.

    `sha256` is what the source of the first file promised ('' when no source is known); it was not found in the bytes.
    """

    path: str
    owner: str
    name: str
    quantisation: str
    size: int
    mtime: float
    facts: Facts
    parts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def key(self) -> str:
        """By what forecasts and runs are kept: the file as it is now."""
        return file_key(self.path, self.size, self.mtime)

    @property
    def can_embed(self) -> bool:
        """Whether it turns texts into vectors, and does nothing else."""
        return self.facts.kind == EMBEDDING and not self.facts.problem and not self.missing

    @property
    def can_chat(self) -> bool:
        """Whether it may be loaded: what is no model, or lacks a part, says so instead."""
        return self.facts.kind == "model" and not self.facts.problem and not self.missing

    @property
    def files(self) -> tuple[str, ...]:
        """All files of it."""
        return (self.path, *self.parts)


Scan = Callable[[Callable[[Sequence[LocalModel]], None], bool], None]
"""Looks through all places, thoroughly or not, and tells what is there."""


class Checked(msgspec.Struct, frozen=True):
    """The SHA-256 that was found in a file ('' if it could not be read), and the one that was promised ('' if none
    was).
    """

    path: str
    found: str
    promised: str

    @property
    def is_damaged(self) -> bool:
        """Whether it is not what was promised."""
        return bool(self.found and self.promised and self.found != self.promised)


def file_key(path: str, size: int, mtime: float) -> str:
    """The name of a file at one moment of its life."""
    return f"{path}|{size}|{mtime}"


def adapters_for(model: LocalModel, models: Iterable[LocalModel]) -> list[LocalModel]:
    """Adapters on this computer that may fit a model, by what their files say; whether they do, only loading tells."""
    architectures = (model.facts.architecture, CONTROL_VECTOR)
    found = [one for one in models if one.facts.kind == ADAPTER and one.facts.architecture in architectures]
    return sorted(found, key=lambda one: one.name.casefold())


class LocalModels:
    """All models that were found. `changed` fires after each scan that found something new."""

    def __init__(self, scan: "Scan") -> None:
        """`scan` looks through all places on a thread, and tells what is there."""
        self._scan, self._again, self._thorough = scan, False, False
        self.changed = Signal()
        self.scanning = False
        self.known = False
        self.models: tuple[LocalModel, ...] = ()

    def refresh(self, *, thorough: bool = False) -> None:
        """Look again; while a scan runs, once more after it. `thorough` looks into folders that seem unchanged, too."""
        self._thorough = self._thorough or thorough
        if self.scanning:
            self._again = True
            return
        self.scanning = True
        self.changed()
        self._begin()

    def _begin(self) -> None:
        thorough, self._thorough = self._thorough, False
        self._scan(self._take, thorough)

    def _take(self, models: Sequence[LocalModel]) -> None:
        self.known, self.models = True, tuple(models)
        if self._again:  # What was asked meanwhile is not in this answer.
            self._again = False
            self._begin()
        else:
            self.scanning = False
        self.changed()

    def of_path(self, path: str) -> LocalModel | None:
        """The model that a file belongs to."""
        return next((model for model in self.models if path in model.files), None)

    def has(self, name: str, size: int, sha256: str = "") -> LocalModel | None:
        """A model with this file name and just so many bytes, from no source that promised other ones: it is here
        already.
        """
        alike = (model for model in self.models if model.size == size and PurePath(model.path).name == name)
        return next((model for model in alike if not sha256 or model.sha256 in ("", sha256)), None)

    def named(self, name: str, size: int) -> LocalModel | None:
        """A whole model to chat with whose file has this name, and about so many bytes."""
        alike = (model for model in self.models if model.can_chat and PurePath(model.path).name == name)
        return next((model for model in alike if abs(model.size - size) < NEAR * size), None)

    def by_owner(self) -> dict[str, int]:
        """Bytes of all models, by whose they are."""
        sizes: dict[str, int] = {}
        for model in self.models:
            sizes[model.owner] = sizes.get(model.owner, 0) + model.size
        return sizes


def rebased(path: str, old: str, new: str) -> str:
    """Where a file is after all that lay in one folder came to another; one that lay elsewhere stays."""
    inside = path and PurePath(path).is_relative_to(old)
    return str(PurePath(new) / PurePath(path).relative_to(old)) if inside else path
