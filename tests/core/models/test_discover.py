"""Looking for models: the catalogue at once, the Hub when asked, and late answers dropped."""

from collections.abc import Callable

import pytest

from slm_desktop.core.models.catalogue import Catalogue, Entry
from slm_desktop.core.models.discover import Discover
from slm_desktop.core.models.hub import Found, Page, Query, RepoFile, Repository
from slm_desktop.errors import Fault
from slm_desktop.paths import resources
from tests.fakes import FakeClock


class FakeHub:
    """Remembers what it is asked; the test answers."""

    def __init__(self) -> None:
        self.searches: list[tuple[Query, Callable[[Page | Fault], None]]] = []
        self.pages: list[Callable[[Page | Fault], None]] = []
        self.repositories: list[tuple[str, Callable[[Repository | Fault], None]]] = []
        self.cards: list[Callable[[str | Fault], None]] = []

    def search(self, query: Query, emit: Callable[[Page | Fault], None]) -> None:
        self.searches.append((query, emit))

    def more(self, emit: Callable[[Page | Fault], None]) -> None:
        self.pages.append(emit)

    def repository(self, repo: str, emit: Callable[[Repository | Fault], None]) -> None:
        self.repositories.append((repo, emit))

    def card(self, repo: str, commit: str, emit: Callable[[str | Fault], None]) -> None:
        self.cards.append(emit)


class World:
    def __init__(self) -> None:
        self.hub, self.clock = FakeHub(), FakeClock()
        self.discover = Discover(
            hub=self.hub,
            catalogue=Catalogue((resources() / "catalogue.json").read_bytes()),
            clock=self.clock,
            free=lambda: 16 * 10**9,
        )

    def found(self, *names: str) -> list[Found]:
        return [Found(name, parameters=10**9, chat=True) for name in names]


@pytest.fixture
def world() -> World:
    return World()


def test_typing_asks_nobody_but_the_catalogue(world: World) -> None:
    world.discover.look(Query("qwen3"))
    assert world.discover.entries
    assert world.hub.searches == []
    world.discover.search(Query("  "))
    assert world.hub.searches == []


def test_a_late_answer_to_an_old_question_is_dropped(world: World) -> None:
    world.discover.search(Query("old"))
    world.discover.search(Query("new"))
    world.hub.searches[0][1](Page(world.found("a/old"), last=True))
    assert world.discover.found == []
    world.hub.searches[1][1](Page(world.found("a/new"), last=True))
    assert [found.repo for found in world.discover.found] == ["a/new"]


def test_pages_follow_until_the_last(world: World) -> None:
    world.discover.search(Query("zzz"))
    world.discover.more()
    assert world.hub.pages == []  # the first is not here yet
    world.hub.searches[0][1](Page(world.found("a/1"), last=False))
    world.discover.more()
    world.discover.more()
    assert len(world.hub.pages) == 1
    world.hub.pages[0](Page(world.found("a/1", "a/2"), last=True))
    assert [found.repo for found in world.discover.found] == ["a/1", "a/2"]
    world.discover.more()
    assert len(world.hub.pages) == 1


def test_a_busy_hub_is_asked_again_when_it_said(world: World) -> None:
    world.discover.search(Query("zzz"))
    world.hub.searches[0][1](Fault("hub_busy", {"seconds": 30.0}))
    assert world.discover.wait_left == 30
    world.clock.time += 29
    world.discover.tick()
    assert len(world.hub.searches) == 1
    world.clock.time += 2
    world.discover.tick()
    assert len(world.hub.searches) == 2
    assert world.discover.fault is None


def test_an_old_answer_is_shown_with_its_date_and_the_reason(world: World) -> None:
    world.discover.search(Query("zzz"))
    world.hub.searches[0][1](Page(world.found("a/1"), last=True, of=5.0, why=Fault("offline")))
    assert (len(world.discover.found), world.discover.answered_at) == (1, 5.0)
    assert world.discover.fault is not None


def test_filters_that_the_hub_has_not_are_applied_here(world: World) -> None:
    world.discover.search(Query("zzz", largest=2 * 10**9, chat=True, fits=True))
    rows = [
        Found("a/good", 10**9, chat=True),
        Found("a/big", 9 * 10**9, chat=True),
        Found("a/base", 10**9),
        Found("a/unknown", 0, chat=True),
    ]
    world.hub.searches[0][1](Page(rows, last=True))
    assert [found.repo for found in world.discover.shown()] == ["a/good"]


def test_what_the_catalogue_shows_is_not_shown_twice(world: World) -> None:
    world.discover.search(Query("qwen3 0.6b"))
    entry = world.discover.entries[0]
    assert entry.gguf is not None
    world.hub.searches[0][1](Page(world.found(entry.gguf.repo, "a/other"), last=True))
    assert [found.repo for found in world.discover.shown()] == ["a/other"]


def test_a_pasted_address_opens_its_model(world: World) -> None:
    world.discover.search(Query("https://huggingface.co/ann/tiny-GGUF/tree/main"))
    assert world.hub.repositories[0][0] == "ann/tiny-GGUF"


def test_opening_another_model_drops_the_answer_for_the_first(world: World) -> None:
    first, second = world.found("a/1", "a/2")
    world.discover.open(first)
    world.discover.open(second)
    world.hub.repositories[0][1](Repository(first, "c", ()))
    assert world.discover.repository is None
    world.hub.repositories[1][1](Repository(second, "c", (RepoFile("x-Q4_K_M.gguf", 5), RepoFile("imatrix.gguf", 1))))
    assert [offer.path for offer in world.discover.offers] == ["x-Q4_K_M.gguf"]


def test_a_model_without_a_file_asks_nobody(world: World) -> None:
    world.discover.look(Query("galactica"))
    entry = world.discover.entries[0]
    assert isinstance(entry, Entry)
    world.discover.open(entry)
    assert world.hub.repositories == []


def test_a_card_is_asked_for_once(world: World) -> None:
    (found,) = world.found("a/1")
    world.discover.open(found)
    world.hub.repositories[0][1](Repository(found, "c", ()))
    world.discover.read_card()
    world.hub.cards[0]("# Hello")
    world.discover.read_card()
    assert (world.discover.card, len(world.hub.cards)) == ("# Hello", 1)


def test_trying_again_asks_for_what_failed(world: World) -> None:
    (found,) = world.found("a/1")
    world.discover.open(found)
    world.hub.repositories[0][1](Fault("unreachable"))
    assert world.discover.repository_fault is not None
    world.discover.again()
    assert len(world.hub.repositories) == 2


def test_an_address_is_searched_for_by_the_name_in_it(world: World) -> None:
    world.discover.search(Query("https://hf.co/ann/tiny-GGUF/blob/main/tiny-Q8_0.gguf"))
    assert world.hub.searches[0][0].text == "ann/tiny-GGUF"
    assert world.hub.repositories[0][0] == "ann/tiny-GGUF"
    assert world.discover.wanted_file == "tiny-Q8_0.gguf"
    world.discover.open(Found("ann/other"))
    assert world.discover.wanted_file == ""


def test_a_card_that_was_refused_is_asked_for_again(world: World) -> None:
    world.discover.open_repo("ann/tiny")
    world.hub.repositories[0][1](Repository(Found("ann/tiny"), "c", (RepoFile("README.md", 5),)))
    world.discover.read_card()
    world.hub.cards[0](Fault("gated"))
    assert world.discover.card_fault is not None
    world.discover.again()
    world.hub.cards[1]("# A card")
    assert world.discover.card == "# A card"
