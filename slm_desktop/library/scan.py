"""Find all models on this computer, quickly: folders are listed each time, files are read only when they are new or
changed.
"""

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from slm_desktop.core.engines.adapters import CONTROL_VECTOR
from slm_desktop.core.models import gguf
from slm_desktop.core.models.local_models import HUGGING_FACE, OLLAMA, OPENED, STARTER, Facts, LocalModel
from slm_desktop.core.models.names import (
    ADAPTER,
    DIFFUSION,
    EMBEDDING,
    IMATRIX,
    MODEL,
    PROJECTOR,
    SUFFIX,
    display_name,
    kind_of,
    names_of_parts,
    part,
)
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.library import ollama
from slm_desktop.library.places import Place, promised
from slm_desktop.library.sniff import check

DEEPEST, MOST_FILES = 8, 20_000
PROJECTED = ("clip.vision.projection_dim", "clip.audio.projection_dim")
"""What heads of projectors call the numbers a token that they give."""
SETTLED = 2_000_000_000
"""Nanoseconds: a folder that changed just now may change again without its clock showing it."""
QUANTISATIONS = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    19: "IQ2_XXS",
    20: "IQ2_XS",
    21: "Q2_K_S",
    22: "IQ3_XS",
    23: "IQ3_XXS",
    24: "IQ1_S",
    25: "IQ4_NL",
    26: "IQ3_S",
    27: "IQ3_M",
    28: "IQ2_S",
    29: "IQ2_M",
    30: "IQ4_XS",
    31: "IQ1_M",
    32: "BF16",
    36: "TQ1_0",
    37: "TQ2_0",
    38: "MXFP4",
}
"""What general.file_type says (llama.h, llama_ftype), for files whose names do not."""
EMBEDDING_ARCHITECTURES = (
    "bert",
    "nomic-bert",
    "nomic-bert-moe",
    "jina-bert-v2",
    "jina-bert-v3",
    "neo-bert",
    "modern-bert",
    "eurobert",
    "gemma-embedding",
    "t5encoder",
)
Known = Mapping[str, tuple[int, float, Facts]]


class Seen(msgspec.Struct, frozen=True):
    """A file that was found, before it is read: its name for people, and quantisation, where the file's own name says
    nothing.
    """

    path: str
    owner: str
    size: int
    mtime: float
    title: str = ""
    quantisation: str = ""


class Scanned(msgspec.Struct, frozen=True):
    """What a scan found; `fresh` are the files that had to be read, `gone` those that are known and no longer there."""

    models: tuple[LocalModel, ...]
    fresh: tuple[tuple[str, int, float, Facts], ...]
    gone: tuple[str, ...]


class Folder(msgspec.Struct, frozen=True):
    """What was in a folder when it was listed: it holds as long as the folder has the same time of change
    (nanoseconds).
    """

    changed: int
    files: tuple[str, ...]
    folders: tuple[str, ...]


class Scanner:
    """Looks through places again and again.

    What it saw of a folder holds until something is added to it or taken away.
    """

    def __init__(self) -> None:
        self._folders: dict[str, Folder] = {}

    def scan(
        self,
        places: Iterable[Place],
        known: Known,
        *,
        starter: str = "",
        opened: Iterable[str] = (),
        hashes: Mapping[str, str] | None = None,
        thorough: bool = False,
        ended: Callable[[], bool] = lambda: False,
    ) -> Scanned:
        """Look through all places. What is known of a file holds while its size and time are the same. Never raises.

        `hashes` are those that were promised when files were downloaded. `thorough` lists folders again that seem
        unchanged: not every file system, nor every network drive, changes a folder's time when something comes or goes.
        """
        if thorough:
            self._folders.clear()
        seen = self._seen(places, starter, opened)
        fresh: list[tuple[str, int, float, Facts]] = []
        facts: dict[str, Facts] = {}
        for file in seen.values():
            before = known.get(file.path)
            if before and before[0] == file.size and before[1] == file.mtime:
                facts[file.path] = before[2]
            elif not ended():
                facts[file.path] = read_facts(file.path)
                fresh.append((file.path, file.size, file.mtime, facts[file.path]))
        gone = [path for path in known if path not in seen and not os.path.exists(path)]
        return Scanned(tuple(_models(seen.values(), facts, hashes or {})), tuple(fresh), tuple(gone))

    def _seen(self, places: Iterable[Place], starter: str, opened: Iterable[str]) -> dict[str, Seen]:
        """All files, each once, whatever links lead to it: the first place that has it keeps it."""
        found: dict[str, Seen] = {}
        known: set[tuple[int, int]] = set()
        candidates = [*(_listed([starter], STARTER) if starter else ())]
        for place in places:
            candidates += (
                _ollama(place) if place.owner == OLLAMA else _listed(self._gguf_files(str(place.folder)), place.owner)
            )
            if len(candidates) > MOST_FILES:
                break
        for file, inode in [*candidates[:MOST_FILES], *_listed(opened, OPENED)]:
            if inode not in known:
                known.add(inode)
                found[file.path] = file
        return found

    def _gguf_files(self, root: str) -> list[str]:
        """Files below a folder.

        Links to files are followed, as the Hugging Face cache is made of them; those to folders not.
        """
        found: list[str] = []
        waiting = [(root, 0)]
        while waiting:
            path, depth = waiting.pop()
            folder = self._folder(path)
            if folder:
                found += folder.files
                waiting += [(below, depth + 1) for below in folder.folders if depth < DEEPEST]
        return sorted(found)

    def _folder(self, path: str) -> Folder | None:
        """What is in a folder; it is listed again only if it has changed."""
        try:
            changed = os.stat(path).st_mtime_ns
            known = self._folders.get(path)
            if known and known.changed == changed:
                return known
            with os.scandir(path) as entries:
                listed = list(entries)
        except OSError:
            return None
        files = [entry.path for entry in listed if entry.name[-5:].lower() == SUFFIX]
        folders = [entry.path for entry in listed if entry.name[-5:].lower() != SUFFIX and _is_plain_folder(entry)]
        made = Folder(changed, tuple(files), tuple(folders))
        if time.time_ns() - changed > SETTLED:
            self._folders[path] = made
        return made


def _is_plain_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _listed(paths: Iterable[str], owner: str) -> Iterator[tuple[Seen, tuple[int, int]]]:
    """Files that are there and are files, not pipes or devices, each with the number of its inode."""
    for path in paths:
        try:
            facts = os.stat(path)
        except (OSError, ValueError):
            continue
        if stat.S_ISREG(facts.st_mode):
            yield Seen(path, owner, facts.st_size, facts.st_mtime), (facts.st_dev, facts.st_ino)


def _ollama(place: Place) -> Iterator[tuple[Seen, tuple[int, int]]]:
    """Ollama's models, by the names that they have there."""
    for blob in ollama.blobs(place.folder):
        for found, inode in _listed([str(blob.path)], OLLAMA):
            yield replace(found, title=blob.title, quantisation=visible(blob.quantisation)), inode


def read_facts(path: str, *, whole: bool = False) -> Facts:
    """What the head of a file says; a file that is no model says what it is instead. Never raises.

    The `whole` head is read with the vocabulary: some files have facts behind it.
    """
    try:
        check(path)
        with open(path, "rb") as file:
            header = gguf.read(gguf.more_of(file), facts_only=not whole)
    except Fault as fault:
        return Facts(problem=fault.code, details=fault.details)
    except OSError as error:
        return Facts(problem="unreadable", details={"path": Path(path).name, "reason": reason_of(error)})
    return facts_of(header, path)


def facts_of(header: gguf.Header, path: str) -> Facts:
    """The facts of a header."""
    return Facts(
        name=_shown(header.text("general.name")),
        architecture=_shown(header.architecture)[:60],
        quantisation=QUANTISATIONS.get(header.number("general.file_type"), "")
        if "general.file_type" in header.metadata
        else "",
        size_label=_shown(header.text("general.size_label"))[:20],
        context=header.of_architecture("context_length"),
        layers=header.of_architecture("block_count"),
        heads=header.of_architecture("attention.head_count"),
        kv_heads=header.of_architecture("attention.head_count_kv"),
        licence=_shown(header.text("general.license"))[:60],
        version=header.version,
        width=header.of_architecture("embedding_length") or max(map(header.number, PROJECTED)),
        kind=_kind(header, path),
    )


def _kind(header: gguf.Header, path: str) -> str:
    """What the file is: the header decides, then the name."""
    if header.architecture == "clip" or header.text("general.type") == "mmproj":
        return PROJECTOR
    if header.text("general.type") in (IMATRIX, ADAPTER):
        return header.text("general.type")
    if header.architecture == CONTROL_VECTOR:
        return ADAPTER
    if header.is_diffusion:
        return DIFFUSION
    if header.architecture in EMBEDDING_ARCHITECTURES or header.makes_vectors:
        return EMBEDDING
    named = kind_of(os.path.basename(path))
    return named if named in (PROJECTOR, IMATRIX) else MODEL


def _shown(text: str) -> str:
    return visible(well_formed(text)).strip()[:200]


def _models(files: Iterable[Seen], facts: Mapping[str, Facts], hashes: Mapping[str, str]) -> Iterator[LocalModel]:
    """Files as models: the parts of a split one together, at its first part."""
    by_path = {file.path: file for file in files}
    for file in by_path.values():
        if file.path not in facts:
            continue
        name = os.path.basename(file.path)
        of = part(name)
        if of is None or of.count == 1:
            yield _model(file, facts[file.path], [], [], hashes)
            continue
        folder = os.path.dirname(file.path)
        expected = [os.path.join(folder, one) for one in names_of_parts(name)]
        there = [path for path in expected if path in by_path]
        if file.path == there[0]:
            missing = [os.path.basename(path) for path in expected if path not in by_path]
            yield _model(file, facts[file.path], [by_path[path] for path in there[1:]], missing, hashes)


def _model(
    file: Seen, facts: Facts, parts: Sequence[Seen], missing: Sequence[str], hashes: Mapping[str, str]
) -> LocalModel:
    name, quantisation = display_name(os.path.basename(file.path))
    if file.title:
        name, quantisation = file.title, file.quantisation
    size = file.size + sum(one.size for one in parts)
    sha256 = hashes.get(file.path) or (promised(file.path) if file.owner in (HUGGING_FACE, OLLAMA) else "")
    return LocalModel(
        file.path,
        file.owner,
        _shown(name),
        quantisation or facts.quantisation,
        size,
        file.mtime,
        facts,
        tuple(one.path for one in parts),
        tuple(missing),
        sha256,
    )


def describe(path: str, owner: str = OPENED) -> LocalModel | None:
    """One file by its name and size alone, quickly; None when it is not there."""
    return next((_model(file, Facts(), [], [], {}) for file, _inode in _listed([path], owner)), None)
