"""Suites that people made or imported, evaluations, and their results, in the same database as the chats."""

from collections.abc import Iterable

import msgspec

from slm_desktop.core.evaluate.records import Evaluation
from slm_desktop.core.evaluate.suite import Result, Suite
from slm_desktop.store.chats import Chats
from slm_desktop.store.rows import decoded, upsert

SAVE_SUITE = upsert("suites", "id, title, body")
SAVE_EVALUATION = upsert("suite_runs", "id, title, body")
SAVE_RESULT = upsert("results", "id, run, body", keep=("id", "run"))
_encode = msgspec.json.Encoder().encode


class EvaluationTable:
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
        """Forget a suite; evaluations of it keep their copy."""
        self._chats.write(("DELETE FROM suites WHERE id = ?", [(id_,)]))

    def evaluations(self) -> Iterable[Evaluation]:
        """All, the newest first."""
        return decoded(self._chats.rows("SELECT body FROM suite_runs ORDER BY id DESC"), Evaluation)

    def save_evaluation(self, evaluation: Evaluation) -> None:
        """Keep an evaluation."""
        self._chats.write((SAVE_EVALUATION, [(evaluation.id, evaluation.title, _encode(evaluation))]))

    def remove_evaluation(self, evaluation: int) -> None:
        """Forget an evaluation and its results."""
        self._chats.write(("DELETE FROM suite_runs WHERE id = ?", [(evaluation,)]))

    def results(self, evaluation: int) -> Iterable[Result]:
        """Its results so far."""
        return decoded(self._chats.rows("SELECT body FROM results WHERE run = ? ORDER BY id", evaluation), Result)

    def save_result(self, id_: int, evaluation: int, result: Result) -> None:
        """Keep a result."""
        self._chats.write((SAVE_RESULT, [(id_, evaluation, _encode(result))]))
