"""Every model of a comparison goes over every answer."""

import csv
import io
from array import array

import pytest

from slm_desktop.core.compare.opinions import AnswerOpinions, score_of, to_csv
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.engines.events import Candidates, Distribution, Failed, Finished
from slm_desktop.errors import Fault
from tests.core.compare.bench import GB, Bench

PIECES = {1: b"Blue", 2: b" sky"}


def seen(token: int, surprise: float) -> Distribution:
    """A token of which a model was surprised by so many nats."""
    return Distribution(array("I", [1, 2]).tobytes(), array("f", [0.0, 0.0]).tobytes(), token, -surprise, 0.0, 0, 0, 0)


class Jury(Bench):
    """Two models that have answered."""

    def __init__(self) -> None:
        super().__init__()
        self.memory.usual = GB
        self.heard: list[tuple[str, int]] = []
        self.session: ComparisonSession = self.compare("/a", "/b")
        self.session.send("What is above?")
        self.load_all()
        self.answer("/a", "Blue", " sky")
        self.answer("/b", "Blue")

    def say(self, path: str, *surprise: float) -> None:
        """A model goes over the answer that it was asked about first, and has not gone over."""
        child = self.of(path)
        run = next(one.run for one in self.asked(path) if one.request.rescore and (path, one.run) not in self.heard)
        self.heard.append((path, run))
        places = tuple(seen(at + 1, one) for at, one in enumerate(surprise))
        child.emit(Candidates(run, 0, places, vocabulary=2, pieces=PIECES))
        child.emit(Finished(run, "scored", 0, 0.1))


@pytest.fixture
def jury() -> Jury:
    return Jury()


def cells(opinions: AnswerOpinions) -> list[list[float | None]]:
    found = [[opinions.score(judge, answer) for judge in opinions.judges] for answer in opinions.answers]
    return [[round(score.bits, 2) if score else None for score in row] for row in found]


def test_one_model_after_another_goes_over_all_answers(jury: Jury) -> None:
    opinions = jury.comparisons.opinions(jury.session)
    opinions.begin()
    assert [judge.choice.path for judge in opinions.judges] == ["/a", "/b"]
    assert opinions.judge is opinions.judges[0]
    jury.load_all()
    jury.say("/a", 0.6931, 0.6931)
    assert cells(opinions) == [[0.25, None], [None, None]], "two bits over eight characters"
    jury.say("/a", 0.0)
    assert opinions.judge is opinions.judges[1]
    jury.load_all()
    jury.say("/b", 1.3863, 1.3863)
    jury.say("/b", 0.0)
    assert opinions.is_over
    assert cells(opinions) == [[0.25, 0.5], [0.0, 0.0]]
    assert opinions.best(opinions.answers[0]) is opinions.judges[0]
    assert [judge.wrote(opinions.answers[0]) for judge in opinions.judges] == [True, False]
    assert jury.context.lock.holder is None


def test_a_model_that_cannot_says_why_and_the_others_go_on(jury: Jury) -> None:
    opinions = jury.comparisons.opinions(jury.session)
    opinions.begin()
    jury.load_all()
    first = next(one for one in jury.asked("/a") if one.request.rescore)
    jury.of("/a").emit(Failed(first.run, "context_full", {}))
    jury.heard.append(("/a", first.run))
    jury.say("/a", 0.6931)
    assert [code(opinions, at) for at in (0, 1)] == ["context_full", ""], "only of that answer"
    assert opinions.judge is opinions.judges[1]
    jury.load_all()
    jury.say("/b", 0.6931, 0.6931)
    jury.say("/b", 0.6931)
    assert opinions.best(opinions.answers[0]) is None, "one of them has not said anything"


def code(opinions: AnswerOpinions, answer: int) -> str:
    fault = opinions.judges[0].faults.get(opinions.answers[answer].message.id)
    return fault.code if fault else ""


def test_the_app_that_closes_ends_it_and_loads_nothing_more(jury: Jury) -> None:
    opinions = jury.comparisons.opinions(jury.session)
    opinions.begin()
    jury.load_all()
    started = len(jury.children.started)
    assert jury.comparisons.running == [opinions]
    for one in jury.comparisons.running:
        one.cancel()
    jury.pool.close()
    assert len(jury.children.started) == started
    assert jury.comparisons.running == []


def test_an_answer_without_a_word_has_no_score() -> None:
    assert score_of(CandidateRecord()) is None


def test_cancelled_it_keeps_what_came_and_lets_others_run(jury: Jury) -> None:
    opinions = jury.comparisons.opinions(jury.session)
    opinions.begin()
    jury.load_all()
    jury.say("/a", 0.6931, 0.6931)
    with pytest.raises(Fault, match="comparing"):
        jury.session.send("And below?")
    opinions.cancel()
    assert cells(opinions) == [[0.25, None], [None, None]]
    jury.session.send("And below?")
    assert jury.session.running


def test_names_that_are_hidden_stay_so_and_without_answers_there_is_nothing(jury: Jury) -> None:
    jury.session.set_blind(True)
    jury.session.send("And below?")
    jury.load_all()
    jury.session.cancel()
    with pytest.raises(Fault, match="vote_first"):
        jury.comparisons.opinions(jury.session)
    with pytest.raises(Fault, match="no_answers"):
        jury.comparisons.opinions(jury.compare("/a", "/b"))


def test_the_table_is_a_row_for_each_answer_and_model(jury: Jury) -> None:
    opinions = jury.comparisons.opinions(jury.session)
    opinions.begin()
    jury.load_all()
    jury.say("/a", 0.6931, 0.6931)
    opinions.cancel()
    rows = list(csv.DictReader(io.StringIO(to_csv(opinions).decode())))
    assert [(row["column"], row["scored_by"], row["bits_a_character"][:5]) for row in rows] == [
        ("A", "A Q4_0", "0.249"),
        ("A", "B Q4_0", ""),
        ("B", "A Q4_0", ""),
        ("B", "B Q4_0", ""),
    ]
