"""Suites that people made or imported, trials, and their results, in the same database as the chats."""

from collections.abc import Iterable

import msgspec

from slm_desktop.core.evaluate.records import Trial
from slm_desktop.core.evaluate.suite import Result, Suite
from slm_desktop.store.chats import Chats
from slm_desktop.store.rows import decoded, upsert

SAVE_SUITE = upsert("suites", "id, title, body")
SAVE_TRIAL = upsert("suite_runs", "id, title, body")
SAVE_RESULT = upsert("results", "id, run, body", keep=("id", "run"))
_encode = msgspec.json.Encoder().encode


class Trials:
    """Reads at once, writes through the queue of the chats."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def suites(self) -> list[tuple[int, Suite]]:
        """The suites with their ids, by title."""
        rows = self._chats.rows("SELECT id, body FROM suites ORDER BY title COLLATE NOCASE")
        return [(int(id_), suite) for id_, body in rows for suite in decoded([(body,)], Suite)]

    def save_suite(self, id_: int, suite: Suite) -> None:
        """Keep a suite."""
        self._chats.write((SAVE_SUITE, [(id_, suite.title, _encode(suite))]))

    def remove_suite(self, id_: int) -> None:
        """Forget a suite; trials of it keep their copy."""
        self._chats.write(("DELETE FROM suites WHERE id = ?", [(id_,)]))

    def trials(self) -> Iterable[Trial]:
        """All, the newest first."""
        return decoded(self._chats.rows("SELECT body FROM suite_runs ORDER BY id DESC"), Trial)

    def save_trial(self, trial: Trial) -> None:
        """Keep a trial."""
        self._chats.write((SAVE_TRIAL, [(trial.id, trial.title, _encode(trial))]))

    def remove_trial(self, trial: int) -> None:
        """Forget a trial and its results."""
        self._chats.write(("DELETE FROM suite_runs WHERE id = ?", [(trial,)]))

    def results(self, trial: int) -> Iterable[Result]:
        """Its results so far."""
        return decoded(self._chats.rows("SELECT body FROM results WHERE run = ? ORDER BY id", trial), Result)

    def save_result(self, id_: int, trial: int, result: Result) -> None:
        """Keep a result."""
        self._chats.write((SAVE_RESULT, [(id_, trial, _encode(result))]))
