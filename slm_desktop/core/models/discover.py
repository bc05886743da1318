"""Looking for models: the built-in catalogue at once, the Hub when somebody asks, and what is known of the one that is
open.
"""

from collections.abc import Callable, Collection
from pathlib import PurePosixPath

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.models.catalogue import Catalogue, Entry, is_easy, recommended, recommended_with, suits
from slm_desktop.core.models.estimate import rough_size, rough_table
from slm_desktop.core.models.forecast import TOO_BIG, Table, rough_need, verdict
from slm_desktop.core.models.hub import FASTEST, Found, Offer, Page, Query, Repository, chosen, offers, repo_of, useful
from slm_desktop.core.models.ports import HubPort
from slm_desktop.core.models.speed import COMFORTABLE, Expected
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

Row = Entry | Found
USUAL_QUANTISATION = "Q4_K_M"
USUAL_WAIT = 10.0
"""Seconds until a busy Hub that does not say how long is asked again."""


class Discover:
    """One search and one open model. `changed` fires at every change of either."""

    def __init__(
        self,
        *,
        hub: HubPort,
        catalogue: Catalogue,
        clock: Clock,
        free: Callable[[], int],
        speed: Callable[[Table], Expected | None] = lambda _table: None,
    ) -> None:
        """`free` tells bytes of memory, `speed` how fast a model with such a forecast would be here."""
        self._hub, self.catalogue, self._clock, self._free, self._speed = hub, catalogue, clock, free, speed
        self._rates: dict[str, Expected | None] = {}
        self._getting: Entry | None = None
        self._suggested: Entry | None = None
        self.on_wanted: Callable[[Repository, Offer], None] = lambda _repository, _offer: None
        """Told what to fetch, once the files of a model that is to be got are known."""
        self.on_away: Callable[[Entry], None] = lambda _entry: None
        """Told of a model that is to be got when the Hub does not say what its files are."""
        self._ticket = 0
        self.changed, self.opened = Signal(), Signal()
        self.query = Query()
        self.entries: list[Entry] = []
        self.found: list[Found] = []
        self.searching, self.whole, self.asked = False, True, False
        self.answered_at = 0.0
        self.fault: Fault | None = None
        self._retry_at = 0.0
        self.row: Row | None = None
        self.repository: Repository | None = None
        self.offers: list[Offer] = []
        self.wanted_file = ""
        self.repository_fault: Fault | None = None
        self.opening = self.asked_files = self._card_asked = False
        self.card: str | None = None
        self.card_fault: Fault | None = None

    # -- search ----------------------------------------------------------------------------------------------

    def look(self, query: Query) -> None:
        """Show what the catalogue has for a query.

        The Hub is not asked; words that are already searched for stay so.
        """
        same = self.asked and _question(query) == _question(self.query)
        self.query = query
        self.entries = self.catalogue.matching(query, self._free(), self._rate)
        if not same:
            self._ticket += 1
            self.found, self.searching, self.whole, self.asked, self.fault, self.answered_at = (
                [],
                False,
                True,
                False,
                None,
                0.0,
            )
            self._retry_at = 0.0
        self.changed()

    def search(self, query: Query) -> None:
        """Ask the Hub too; an address or a name of a repository opens it."""
        self.look(query)
        if not query.text.strip():
            return
        self._begin()

    def _begin(self) -> None:
        self._ticket += 1
        ticket = self._ticket
        self.searching, self.asked, self.fault, self.found, self.whole = True, True, None, [], False
        self.changed()
        query, named = self.query, repo_of(self.query.text)
        if named:
            self.open_repo(*named)
            query = msgspec.structs.replace(query, text=named[0])  # The Hub knows names, not addresses.
        self._hub.search(query, lambda result: self._take(ticket, result))

    def more(self) -> None:
        """The next page, if there is one."""
        if self.asked and not self.whole and not self.searching and self.fault is None:
            self.searching = True
            ticket = self._ticket
            self._hub.more(lambda result: self._take(ticket, result))

    def again(self) -> None:
        """Try again what failed."""
        if self.fault:
            self._begin()
        if self.repository_fault and self.row:
            self.open(self.row)
        if self.card_fault:
            self.card, self.card_fault, self._card_asked = None, None, False
            self.read_card()
            self.opened()

    def _take(self, ticket: int, result: Page | Fault) -> None:
        if ticket != self._ticket:
            return
        self.searching = False
        if isinstance(result, Fault):
            self.fault = result
            wait = (float(result.details.get("seconds", 0)) or USUAL_WAIT) if result.code == "hub_busy" else 0.0
            self._retry_at = self._clock.monotonic() + wait if wait else 0.0
        else:
            listed = {found.repo for found in self.found}
            self.found += [found for found in result.found if found.repo not in listed]
            self.whole, self.answered_at = result.last, result.of
            self.fault = result.why
        self.changed()

    @property
    def wait_left(self) -> float:
        """Seconds until a busy Hub is asked again; 0 when nothing is waited for."""
        return max(0.0, self._retry_at - self._clock.monotonic()) if self._retry_at else 0.0

    def tick(self) -> None:
        """Time has passed: a busy Hub is asked again when it said so."""
        if self._retry_at and self._clock.monotonic() >= self._retry_at:
            self._retry_at = 0.0
            self._begin()

    def suited(self) -> list[Entry]:
        """The entries to take first on this computer; none while words are searched for, as those come in their own
        order.
        """
        free = self._free()
        return [] if self.query.text.strip() else [entry for entry in self.entries if suits(entry, free, self._rate)]

    def shown(self) -> list[Found]:
        """What the Hub found, through the filters that it does not have itself, without what the catalogue shows
        already.
        """
        ours = {entry.gguf.repo for entry in self.entries if entry.gguf}
        shown = [found for found in self.found if found.repo not in ours and self._passes(found)]
        return sorted(shown, key=lambda found: -self._rate(found)) if self.query.sort == FASTEST else shown

    def _passes(self, found: Found) -> bool:
        query = self.query
        return (
            (not query.largest or (0 < found.parameters <= query.largest))
            and (not query.chat or found.chat)
            and (not query.fits or self.fit_of(found) != TOO_BIG)
            and (not query.comfortable or self._rate(found) >= COMFORTABLE)
        )

    def fit_of(self, row: Row) -> str:
        """Whether a model will fit, from its number of weights alone."""
        need = (
            row.need
            if isinstance(row, Entry)
            else rough_need(rough_size(row.parameters, USUAL_QUANTISATION))
            if row.parameters
            else 0
        )
        return verdict(need, self._free())

    def expected(self, row: Row) -> Expected | None:
        """How fast a model will be here, from its number of weights; None while this computer was not measured."""
        key = row.id if isinstance(row, Entry) else row.repo
        if key not in self._rates:
            table = row.table if isinstance(row, Entry) else _table(row)
            self._rates[key] = self._speed(table) if table else None
        return self._rates[key]

    def _rate(self, row: Row) -> float:
        expected = self.expected(row)
        return expected.rate if expected else 0.0

    def measured(self) -> None:
        """Something that speeds depend on was measured or set: what was said of them is said anew."""
        self._rates.clear()
        self.look(self.query)

    def suggestion(self, language: str, local: Collection[str] = ()) -> Entry | None:
        """The model to take first on this computer, for somebody who speaks a language, but for files that are `local`
        (names).

        It stays the same for as long as it may: a button that becomes another one is pressed by mistake.
        """
        known = self._not_here(local)
        before = self._suggested
        if before not in known or not is_easy(before, self._free(), self._rate):
            self._suggested = recommended(known, self._free(), self._rate, language)
        return self._suggested

    def able(self, feature: Feature, local: Collection[str] = ()) -> Entry | None:
        """The model to take for pictures or sounds on this computer, but for files that are `local` (names)."""
        return recommended_with(feature, self._not_here(local), self._free(), self._rate)

    def _not_here(self, local: Collection[str]) -> list[Entry]:
        entries = self.catalogue.entries
        return [entry for entry in entries if entry.gguf and PurePosixPath(entry.gguf.file).name not in local]

    # -- the open model --------------------------------------------------------------------------------------

    def open(self, row: Row) -> None:
        """Show a model; its files are asked for if the Hub has any."""
        self._show(row)
        repo = row.found.repo if isinstance(row, Entry) else row.repo
        has_files = not isinstance(row, Entry) or row.gguf is not None
        if has_files:
            self._ask(repo)

    def get(self, entry: Entry) -> None:
        """Show a model of the catalogue, and fetch its file as soon as the Hub has told of it."""
        self.open(entry)
        self._getting = entry

    def show(self, row: Row) -> None:
        """Show what is known of a model without asking the Hub for its files."""
        self._show(row)

    def open_repo(self, repo: str, file: str = "") -> None:
        """Show a repository by its name, and which `file` of it is meant."""
        self._show(self.catalogue.of_repo(repo) or Found(repo))
        self.wanted_file = file
        self._ask(repo)

    def close(self) -> None:
        """Show no model."""
        self.row, self.repository, self.offers, self.card = None, None, [], None
        self.opened()

    def _show(self, row: Row) -> None:
        self.row, self.repository, self.offers, self.card = row, None, [], None
        self.repository_fault, self.card_fault, self.wanted_file = None, None, ""
        self.opening = self.asked_files = self._card_asked = False
        self._wish()  # What was to be got before is still wanted.
        self.opened()

    def _ask(self, repo: str) -> None:
        self.opening = self.asked_files = True
        row = self.row
        self.opened()
        self._hub.repository(repo, lambda result: self._take_repository(row, result))

    def _take_repository(self, row: Row | None, result: Repository | Fault) -> None:
        if row is not self.row:
            return
        self.opening = False
        if isinstance(result, Fault):
            self.repository_fault = result
            self._wish()
        else:
            self.repository, self.offers = result, useful(offers(result.files))
            if isinstance(row, Found):
                self.row = result.found
            self._fetch(result)
        self.opened()

    def _fetch(self, repository: Repository) -> None:
        """What is to be got is wanted now: the file that the catalogue names, else the one that is recommended."""
        entry, self._getting = self._getting, None
        if entry and entry.gguf and (offer := chosen(self.offers, entry.gguf.file)):
            self.on_wanted(repository, offer)

    def _wish(self) -> None:
        """The Hub is away: what is to be got waits for it."""
        entry, self._getting = self._getting, None
        if entry:
            self.on_away(entry)

    def read_card(self) -> None:
        """Ask for the model card."""
        if self.repository and self.card is None and not self._card_asked:
            self._card_asked, row = True, self.row
            self._hub.card(
                self.repository.found.repo, self.repository.commit, lambda result: self._take_card(row, result)
            )

    def _take_card(self, row: Row | None, result: str | Fault) -> None:
        if row is self.row:
            self.card, self.card_fault = ("", result) if isinstance(result, Fault) else (result, None)
            self.opened()


def _table(found: Found) -> Table | None:
    return (
        rough_table(found.parameters, USUAL_QUANTISATION, found.name, found.architecture) if found.parameters else None
    )


def _question(query: Query) -> tuple[str, str, str, str]:
    """What of a query the Hub is asked."""
    return query.text.strip(), query.sort, query.licence, query.language
