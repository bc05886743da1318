"""What a hub of models tells: a search, what it found, a repository and its files, grouped as people choose them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import PurePosixPath

import msgspec

from slm_desktop.core.models.names import (
    IMATRIX,
    MODEL,
    SUFFIX,
    display_name,
    kind_of,
    names_of_parts,
    recommended,
)
from slm_desktop.errors import Fault

NEWEST, LIKED, DOWNLOADED, TRENDING = "last_modified", "likes", "downloads", "trending_score"
AWAY = ("offline", "unreachable", "hub_silent", "proxy", "tls", "hub_busy")
"""Faults at which an old answer of the Hub is better than none, and what is wanted of it waits."""
FASTEST = "fastest"
"""An order of our own: the Hub is asked for what is downloaded most."""
CHAT_NAME = re.compile(
    r"(^|[-_. ])(it|instruct|chat|assistant|zephyr|thinking|reasoning|dpo|sft)([-_. ]|$)", re.IGNORECASE
)
ADDRESS = re.compile(
    r"^(?:https?://[^/]+/)?(?P<repo>[\w.-]{1,96}/[\w.-]{1,96}?)(?:/(?:tree|blob|resolve)/[^/]+(?:/(?P<file>.+?))?)?(?:\?.*)?/?$"
)


class Query(msgspec.Struct, frozen=True):
    """What to search for.

    `licence` and `language` are tags of the Hub, '' for any; `largest` a number of weights, 0 for any.

    `comfortable` ones answer here as fast as one reads.
    """

    text: str = ""
    sort: str = DOWNLOADED
    licence: str = ""
    language: str = ""
    largest: int = 0
    chat: bool = False
    fits: bool = False
    comfortable: bool = False


class Found(msgspec.Struct, frozen=True):
    """A repository as a search tells it. Unknown numbers are 0; `updated` in seconds since 1970."""

    repo: str
    parameters: int = 0
    architecture: str = ""
    context: int = 0
    downloads: int = 0
    likes: int = 0
    updated: float = 0.0
    gated: bool = False
    licence: str = ""
    languages: tuple[str, ...] = ()
    chat: bool = False

    @property
    def author(self) -> str:
        """Whose it is."""
        return self.repo.partition("/")[0]

    @property
    def name(self) -> str:
        """The name as people say it."""
        plain = re.sub(r"[-_.]?gguf$", "", self.repo.partition("/")[2], flags=re.IGNORECASE)
        return display_name(plain)[0]


class RepoFile(msgspec.Struct, frozen=True):
    """A file of a repository: its path there, bytes, and SHA-256 ('' for small files, which have none)."""

    path: str
    size: int
    sha256: str = ""


class Repository(msgspec.Struct, frozen=True):
    """A repository at one commit."""

    found: Found
    commit: str
    files: tuple[RepoFile, ...]

    @property
    def has_card(self) -> bool:
        """Whether it has a model card."""
        return any(file.path == "README.md" for file in self.files)


class Offer(msgspec.Struct, frozen=True):
    """What can be downloaded as one: a file, or all parts of a split model, the first one first.

    `missing` names parts that the repository lacks. `kind` is that of `core.names`.
    """

    files: tuple[RepoFile, ...]
    name: str
    quantisation: str
    kind: str
    missing: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def path(self) -> str:
        """The path of the file that is loaded."""
        return self.files[0].path


class DownloadState(StrEnum):
    """What becomes of a download now. WAITING tries again by itself; PAUSED and FAILED want the user to resume."""

    QUEUED = "queued"
    RUNNING = "running"
    CHECKING = "checking"
    WAITING = "waiting"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"


ACTIVE = (DownloadState.RUNNING, DownloadState.CHECKING, DownloadState.WAITING)


class Download(msgspec.Struct):
    """One model on its way: all files of it, and the folder it goes to, below the models folder.

    A wish has no `commit` yet, and its one file the size that it is expected to have: the Hub was away when it was
    wanted. `done` and `checked` count bytes of all files; `code` and `details` say what stopped it; `until` is when a
    wait is over, on the monotonic clock.
    """

    id: int
    repo: str
    commit: str
    name: str
    quantisation: str
    files: tuple[RepoFile, ...]
    state: DownloadState = DownloadState.QUEUED
    done: int = 0
    checked: int = 0
    code: str = ""
    details: dict[str, str | int | float] = {}
    until: float = 0.0
    path: str = ""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def is_wish(self) -> bool:
        """Whether the Hub has not yet told of its files."""
        return not self.commit


def chosen(found: Sequence[Offer], path: str) -> Offer | None:
    """The offer for a file, else the one that is recommended; None when a repository has no model."""
    usable = [offer for offer in found if offer.kind == MODEL and not offer.missing]
    best = recommended(offer.quantisation for offer in usable)
    named = next((offer for offer in usable if offer.path == path), None)
    return named or next((offer for offer in usable if offer.quantisation == best), usable[0] if usable else None)


def offers(files: Iterable[RepoFile]) -> list[Offer]:
    """The GGUF files of a repository as people choose them: models by size, then what is no model."""
    grouped: dict[str, dict[str, RepoFile]] = defaultdict(dict)
    for file in files:
        if file.path.lower().endswith(SUFFIX):
            whole = PurePosixPath(file.path)
            first = names_of_parts(whole.name)[0]
            grouped[str(whole.with_name(first))][whole.name] = file
    made = [_offer(first, parts) for first, parts in grouped.items()]
    return sorted(made, key=lambda offer: (offer.kind != MODEL, bool(offer.missing), offer.size, offer.path))


def _offer(first: str, parts: dict[str, RepoFile]) -> Offer:
    expected = names_of_parts(PurePosixPath(first).name)
    there = tuple(parts[name] for name in expected if name in parts)
    missing = tuple(name for name in expected if name not in parts)
    name, quantisation = display_name(first)
    return Offer(there, name, quantisation, kind_of(first), missing)


def useful(offered: Sequence[Offer]) -> list[Offer]:
    """Without files that only people who quantise need."""
    return [offer for offer in offered if offer.kind != IMATRIX]


def repo_of(text: str) -> tuple[str, str] | None:
    """The repository and file that a pasted address or `owner/name` speaks of; None for words to search for."""
    found = ADDRESS.match(text.strip())
    return (found["repo"], found["file"] or "") if found else None


class Page:
    """A part of what a search found; `of` is when it was said (seconds since 1970) if it is an old answer, else 0."""

    def __init__(self, found: Sequence[Found], last: bool, of: float = 0.0, why: Fault | None = None) -> None:
        self.found, self.last, self.of, self.why = found, last, of, why
