"""The built-in catalogue: facts on small models that hold without a network, and which of them suit this computer."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from slm_desktop.core.engines.events import Feature
from slm_desktop.core.models.estimate import rough_size, rough_table
from slm_desktop.core.models.forecast import FAST, TOO_BIG, Table, rough_need, verdict
from slm_desktop.core.models.hub import FASTEST, Found, Query
from slm_desktop.core.models.names import display_name
from slm_desktop.core.models.speed import COMFORTABLE

YES, NO = "yes", "no"
EASY_SHARE, EASY_BYTES = 0.25, 4.5e9
"""An easy model takes no more than this share of what is free, and of bytes: each token reads all of them.

For as long as nobody has measured this computer.
"""
CHAT, BASE, VISION, AUDIO = "chat", "base", "vision", "audio"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in the languages of the app."""

    en: str
    es: str

    def of(self, language: str) -> str:
        """The sentence in a language; English where there is none."""
        return self.es if language == "es" else self.en


class Licence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A licence by its name; `kind` is open, restricted, noncommercial or unknown."""

    name: str
    kind: str


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file on the Hub."""

    repo: str
    file: str


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model. `runs` is yes or no; `instead` names entries to take in its place;
    `suggested` ones are sound, of today, and known to many.

    `sampling` are values that its card recommends, by the names of `core.sampling`; one that `hears` takes sounds.
    parameters: weights; context: tokens; `certain` is False for a file that was seen in weaker sources only.
    """

    id: str
    name: str
    family: str
    parameters: int
    context: int
    licence: Licence
    kind: str
    languages: tuple[str, ...]
    many_languages: bool
    about: Words
    source: str
    gguf: Place | None
    certain: bool
    architecture: str
    runs: str
    note: Words
    instead: tuple[str, ...]
    suggested: bool
    sampling: dict[str, float] = {}
    hears: bool = False

    def takes(self, feature: Feature) -> bool:
        """Whether questions to it may hold pictures, or sounds."""
        return self.hears if feature is Feature.AUDIO else self.kind == VISION

    @property
    def quantisation(self) -> str:
        """The quantisation of its file."""
        return display_name(self.gguf.file)[1] if self.gguf else ""

    @property
    def size(self) -> int:
        """About how many bytes its file has; 0 when there is none."""
        return rough_size(self.parameters, self.quantisation) if self.gguf else 0

    @property
    def need(self) -> int:
        """About how much memory it needs, in bytes; 0 when it cannot be run."""
        return rough_need(self.size) if self.size and self.runs != NO else 0

    @property
    def table(self) -> Table | None:
        """About what its file needs; None when there is none."""
        return (
            rough_table(self.parameters, self.quantisation, self.name, self.architecture, self.context)
            if self.gguf
            else None
        )

    @property
    def found(self) -> Found:
        """As a search of the Hub would tell it."""
        return Found(
            self.gguf.repo if self.gguf else self.source,
            self.parameters,
            self.architecture,
            self.context,
            licence=self.licence.name,
            languages=self.languages,
            chat=self.kind != BASE,
        )


class Catalogue:
    """All entries, in the order of the file."""

    def __init__(self, data: bytes) -> None:
        """Raise msgspec.DecodeError for anything that is not as the schema says."""
        self.entries = msgspec.json.decode(data, type=tuple[Entry, ...])
        self._by_id = {entry.id: entry for entry in self.entries}

    def entry(self, id_: str) -> Entry | None:
        """The entry of that name."""
        return self._by_id.get(id_)

    def of_repo(self, repo: str) -> Entry | None:
        """The entry whose file lies in a repository."""
        return next((entry for entry in self.entries if entry.gguf and entry.gguf.repo == repo), None)

    def of_file(self, path: str) -> Entry | None:
        """The entry that a file is of by its name, in any quantisation."""
        name = display_name(path)[0].casefold()
        return next((entry for entry in self.entries if entry.gguf and name in _names(entry)), None)

    def matching(self, query: Query, free: int, rate: "Rate" = lambda _entry: 0.0) -> list[Entry]:
        """Entries that have all words of a query and pass its filters; without words the ones that suit come first."""
        words = query.text.casefold().split()
        found = [entry for entry in self.entries if _has(entry, words) and _passes(entry, query, free, rate)]
        if query.sort == FASTEST:
            return sorted(found, key=lambda entry: (-rate(entry), entry.runs == NO))
        return found if words else ranked(found, free, rate)


Rate = Callable[[Entry], float]
"""Tells the tokens per second that are to be expected of an entry on this computer; 0 while that is not known."""


def ranked(entries: Iterable[Entry], free: int, rate: Rate) -> list[Entry]:
    """Chat models that run easily here, the most able (largest) first; then what is tight or continues text; the rest
    last.
    """
    return sorted(entries, key=lambda entry: _rank(entry, free, rate))


def _rank(entry: Entry, free: int, rate: Rate) -> tuple[int, bool, int]:
    fit = verdict(entry.need, free)
    if entry.runs == NO or entry.gguf is None:
        return 4, False, entry.parameters
    if fit == TOO_BIG:
        return 3, not entry.suggested, entry.parameters
    if fit != FAST or not is_easy(entry, free, rate) or entry.runs != YES:
        return 2, not entry.suggested, entry.parameters
    return 0 if suits(entry, free, rate) else 1, entry.kind != CHAT, -entry.parameters


def is_easy(entry: Entry, free: int, rate: Rate) -> bool:
    """Whether a model leaves room for everything else, and answers as fast as one reads: by its size while that is not
    known.
    """
    if expected := rate(entry):
        return verdict(entry.need, free) == FAST and expected >= COMFORTABLE
    return 0 < entry.need <= min(EASY_SHARE * free, EASY_BYTES)


def suits(entry: Entry, free: int, rate: Rate) -> bool:
    """Whether a model is one of those to take first on this computer."""
    return entry.suggested and entry.kind == CHAT and entry.runs == YES and is_easy(entry, free, rate)


def recommended(
    entries: Sequence[Entry], free: int, rate: Rate = lambda _entry: 0.0, language: str = "en"
) -> Entry | None:
    """The model to take first on this computer: the largest that is suggested, free to use, easy here, and speaks a
    language.
    """
    good = [
        entry
        for entry in entries
        if entry.suggested
        and entry.kind == CHAT
        and entry.licence.kind == "open"
        and (language in entry.languages or entry.many_languages)
        and is_easy(entry, free, rate)
    ]
    return max(good, key=lambda entry: entry.parameters, default=None)


def recommended_with(
    feature: Feature, entries: Sequence[Entry], free: int, rate: Rate = lambda _entry: 0.0
) -> Entry | None:
    """The model to take for pictures, or sounds: the largest that is free to use and easy here, else the smallest."""
    able = [
        entry
        for entry in entries
        if entry.takes(feature) and entry.runs != NO and entry.gguf and entry.licence.kind == "open"
    ]
    easy = [entry for entry in able if is_easy(entry, free, rate)]
    fitting = [entry for entry in able if verdict(entry.need, free) != TOO_BIG]
    largest = max(easy, key=lambda entry: entry.parameters, default=None)
    return largest or min(fitting, key=lambda entry: entry.parameters, default=None)


def _names(entry: Entry) -> set[str]:
    file = display_name(entry.gguf.file)[0] if entry.gguf else ""
    return {entry.name.casefold(), entry.id.replace("-", " ").casefold(), file.casefold()}


def _has(entry: Entry, words: Sequence[str]) -> bool:
    text = " ".join(
        (entry.name, entry.family, entry.source, entry.architecture, entry.kind, entry.gguf.repo if entry.gguf else "")
    )
    return all(word in text.casefold() for word in words)


def _passes(entry: Entry, query: Query, free: int, rate: Rate) -> bool:
    licence = entry.licence.name.casefold()
    return (
        (not query.largest or entry.parameters <= query.largest)
        and (not query.chat or entry.kind == CHAT)
        and (not query.language or query.language in entry.languages)
        and (not query.licence or licence.startswith(query.licence.casefold()))
        and (not query.fits or (entry.runs != NO and entry.gguf is not None and verdict(entry.need, free) != TOO_BIG))
        and (not query.comfortable or rate(entry) >= COMFORTABLE)
    )
