"""The Hub as the screens ask it: on threads, with what it said last for when it is away."""

from collections.abc import Callable, Iterator
from itertools import count, islice

from slm_desktop.core.models.hub import AWAY, Found, Page, Query, Repository
from slm_desktop.errors import Fault, as_fault
from slm_desktop.hub.client import PAGE, HubClient
from slm_desktop.jobs import NETWORK, Jobs
from slm_desktop.loop import Loop
from slm_desktop.store.models import Models

LANES = 4
"""Queues that questions of a kind take in turn: an old one that still waits for a slow server does not hold up the new
one.
"""


class HubQueries:
    """Asks the Hub on threads. What it said is kept, and shown again when it cannot be reached."""

    def __init__(
        self, *, client: HubClient, store: Models, jobs: Jobs, loop: Loop, endpoint: Callable[[], str]
    ) -> None:
        self._client, self._store, self._jobs, self._loop, self._endpoint = client, store, jobs, loop, endpoint
        self._turns, self._lanes = count(), count()
        self._turn, self._queue = 0, ""
        self._results: Iterator[Found] = iter(())

    def _lane(self, kind: str) -> str:
        return f"{NETWORK}{kind}-{next(self._lanes) % LANES}"

    def search(self, query: Query, on_result: Callable[[Page | Fault], None]) -> None:
        """The first page."""
        self._turn = next(self._turns)
        turn, self._queue = self._turn, self._lane("search")
        question = f"{self._endpoint()} search {query.text.strip()}|{query.sort}|{query.licence}|{query.language}"

        def ask() -> None:
            if turn != self._turn:
                return
            try:
                found = self._client.search(query)
                first = list(islice(found, PAGE))
                if turn == self._turn:
                    self._results = found
                self._store.save_answer(question, first)
                result: Page | Fault = Page(first, len(first) < PAGE)
            except Exception as error:  # noqa: BLE001 - whoever waits must hear something
                result = self._remembered(question, as_fault(error, self._endpoint()))
            self._loop.post(lambda: on_result(result))

        self._jobs.submit(self._queue, ask)

    def _remembered(self, question: str, fault: Fault) -> Page | Fault:
        known = self._store.answer(question, list[Found]) if fault.code in AWAY else None
        return Page(known[0], last=True, of=known[1], why=fault) if known else fault

    def more(self, on_result: Callable[[Page | Fault], None]) -> None:
        """The next page."""
        results = self._results

        def ask() -> None:
            try:
                found = list(islice(results, PAGE))
                result: Page | Fault = Page(found, len(found) < PAGE)
            except Exception as error:  # noqa: BLE001
                result = as_fault(error, self._endpoint())
            self._loop.post(lambda: on_result(result))

        self._jobs.submit(self._queue or self._lane("search"), ask)

    def repository(self, repo: str, on_result: Callable[[Repository | Fault], None]) -> None:
        """A repository with its files; what was said of it last when the Hub is away."""
        self._ask(
            f"{self._endpoint()} repository {repo}",
            lambda: self._client.repository(repo),
            Repository,
            on_result,
            "repository",
        )

    def card(self, repo: str, commit: str, on_result: Callable[[str | Fault], None]) -> None:
        """A model card."""
        self._ask(
            f"{self._endpoint()} card {repo}@{commit}", lambda: self._client.card(repo, commit), str, on_result, "card"
        )

    def _ask(
        self, question: str, ask: Callable[[], object], kind: type, on_result: Callable[..., None], queue: str
    ) -> None:
        def work() -> None:
            try:
                result = ask()
                self._store.save_answer(question, result)
            except Exception as error:  # noqa: BLE001
                fault = as_fault(error, self._endpoint())
                known: tuple[object, float] | None = self._store.answer(question, kind) if fault.code in AWAY else None
                result = known[0] if known else fault
            self._loop.post(lambda: on_result(result))

        self._jobs.submit(self._lane(queue), work)
