"""The candidates of an answer: with its tokens while it is written, and from one pass over it afterwards."""

from collections.abc import Iterator
from itertools import count

import pytest

from slm_desktop.core.engines.candidates import CandidateRecord, decoded
from slm_desktop.core.engines.commands import Change, Generate, Load, Request, SetCandidates, Turn
from slm_desktop.core.engines.events import Candidates, Distribution, Finished
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import Values
from tests.engine.child import Child

QUESTION = "Tell me about the sea."
RUNS = count(900)
WARM: Values = {"temperature": 0.9, "max_tokens": 40.0}


@pytest.fixture
def child(model_path: str) -> Iterator[Child]:
    made = Child(Load(1, model_path, LoadOptions(threads=2)))
    made.ready()
    yield made
    made.close()


def record_of(child: Child, run: int) -> CandidateRecord:
    record = CandidateRecord()
    for event in child.events:
        if isinstance(event, Candidates) and event.run == run:
            record.take(event)
    return record


def rescore(child: Child, answer: Turn, question: str = QUESTION) -> tuple[CandidateRecord, Finished]:
    request = Request(
        turns=(Turn("user", question), answer), changes=(Change(0, {}),), seed=1, candidates=64, rescore=True
    )
    run = next(RUNS)
    child.host.send(Generate(run, request))
    end = child.end(run)
    assert isinstance(end, Finished)
    return record_of(child, run), end


def tokens(record: CandidateRecord) -> list[int]:
    return [record.places[place].token for place in sorted(record.places)]


def test_without_the_lens_none_come(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM)
    child.end(run)
    assert not record_of(child, run).places


def test_each_token_has_its_candidates_and_their_texts(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM, candidates=64)
    child.end(run)
    record = record_of(child, run)
    assert tokens(record)[: len(child.tokens(run))] == child.tokens(run)
    for one in record.places.values():
        scores = one.scores()
        assert len(scores) == 64
        assert list(scores) == sorted(scores, reverse=True)
        assert one.logit <= scores[0] <= one.log_sum
        assert all(record.pieces[id_] is not None for id_ in (*one.candidates(), one.token))
    text = b"".join(record.piece(token) for token in child.tokens(run)).decode()
    assert text == child.text(run)


def test_the_prompt_comes_once_as_penalties_see_it(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM, candidates=64)
    child.end(run)
    events = [event for event in child.events if isinstance(event, Candidates) and event.run == run]
    assert [bool(event.prompt) for event in events] == [True] + [False] * (len(events) - 1)
    assert len(events[0].prompt) > 20
    assert set(events[0].breakers) <= set(events[0].prompt)
    assert events[0].breakers, "there are line breaks in every chat template"


def test_the_lens_is_opened_and_closed_while_an_answer_is_written(child: Child) -> None:
    run = child.ask(QUESTION, values={**WARM, "max_tokens": 120.0, "temperature": 1.5})
    child.wait_for_tokens(run, 5)
    child.host.send(SetCandidates(run, 64))
    child.wait(Candidates)
    child.host.send(SetCandidates(run, 0))
    child.end(run)
    places = record_of(child, run).places
    assert 0 not in places
    first = min(places)
    assert [places[place].token for place in sorted(places)] == child.tokens(run)[first : first + len(places)]


def test_one_pass_afterwards_gives_the_same(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM, candidates=64)
    child.end(run)
    live, answer = record_of(child, run), Turn("assistant", child.text(run), tuple(child.tokens(run)))
    again, end = rescore(child, answer)
    assert (end.reason, end.tokens) == ("scored", 0)
    length = len(child.tokens(run))
    assert sorted(again.places) == list(range(length + 1))
    assert again.places[length].token == -1, "what would have followed is known, too"
    assert tokens(again)[:length] == child.tokens(run)
    for place in range(length):
        assert again.places[place].logit == pytest.approx(live.places[place].logit, abs=0.35)
    assert (again.prompt, again.breakers) == (live.prompt, live.breakers)
    assert again.vocabulary == live.vocabulary == 49_152


def test_any_text_can_be_scored_as_an_answer(child: Child) -> None:
    """Of another model, or of a person: it is tokenised here."""
    sure, _end = rescore(child, Turn("assistant", "The capital of France is Paris."), "What is the capital of France?")
    odd, _end = rescore(child, Turn("assistant", "The capital of France is gravel."), "What is the capital of France?")
    assert b"".join(sure.piece(token) for token in tokens(sure)[:-1]) == b"The capital of France is Paris."
    assert surprise(sure) < surprise(odd) - 2
    assert len(odd.places) == len(tokens(odd))


def surprise(record: CandidateRecord) -> float:
    known = [one for one in record.places.values() if one.token >= 0]
    return sum(one.log_sum - one.logit for one in known)


def test_an_empty_answer_says_what_could_begin_one(child: Child) -> None:
    record, _end = rescore(child, Turn("assistant", ""))
    assert [record.places[place].token for place in record.places] == [-1]


def test_scoring_leaves_the_chat_where_it_was(child: Child) -> None:
    first = child.ask(QUESTION, values=WARM)
    child.end(first)
    rescore(child, Turn("assistant", child.text(first), tuple(child.tokens(first))))
    second = child.ask(QUESTION, child.text(first), "Go on.", values=WARM)
    assert isinstance(child.end(second), Finished)


def test_what_is_kept_can_be_read_again_and_damaged_bytes_are_refused(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM, candidates=64)
    child.end(run)
    record = record_of(child, run)
    stored = record.encoded()
    assert decoded(stored) == record
    assert len(stored) / len(record.places) < 700, "bytes a token"
    assert decoded(stored[: len(stored) // 2]) is None
    assert decoded(b"") is None
    assert decoded(b"no such thing") is None
    torn = CandidateRecord(places={0: Distribution(b"123", b"", 1, 0.0, 0.0, 0.0, 0.0, 0.0)})
    assert decoded(torn.encoded()) is None
