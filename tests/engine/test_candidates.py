"""The candidates of an answer: with its tokens while it is written, and from one pass over it afterwards."""

import math
from collections.abc import Iterator
from itertools import count

import numpy as np
import pytest

from slm_desktop.core.engines.candidates import CandidateRecord, decoded
from slm_desktop.core.engines.commands import Change, Generate, Load, Request, SetCandidates, Turn
from slm_desktop.core.engines.events import Candidates, Distribution, Failed, Finished, Prompted
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import Values
from slm_desktop.engine.candidates import Summary
from tests.engine.child import Child

QUESTION = "Tell me about the sea."
RUNS = count(900)
WARM: Values = {"temperature": 0.9, "max_tokens": 40.0}


@pytest.fixture
def child(model_path: str) -> Iterator[Child]:
    made = Child(Load(1, model_path, LoadOptions(threads=1)))
    made.ready()
    yield made
    made.close()


def rescore(child: Child, answer: Turn, question: str = QUESTION) -> tuple[CandidateRecord, Finished]:
    request = Request(
        turns=(Turn("user", question), answer), changes=(Change(0, {}),), seed=1, candidates=64, rescore=True
    )
    run = next(RUNS)
    child.host.send(Generate(run, request))
    end = child.end(run)
    assert isinstance(end, Finished)
    return child.candidates(run), end


def tokens(record: CandidateRecord) -> list[int]:
    return [record.places[place].token for place in sorted(record.places)]


def test_without_the_lens_none_come(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM)
    child.end(run)
    assert not child.candidates(run).places


def test_each_token_has_its_candidates_and_their_texts(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM, candidates=64)
    child.end(run)
    record = child.candidates(run)
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
    places = child.candidates(run).places
    assert 0 not in places
    first = min(places)
    assert [places[place].token for place in sorted(places)] == child.tokens(run)[first : first + len(places)]


def test_one_pass_afterwards_gives_the_same(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM, candidates=64)
    child.end(run)
    live, answer = child.candidates(run), Turn("assistant", child.text(run), tuple(child.tokens(run)))
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


@pytest.mark.parametrize("slots", [4, 1])
def test_going_over_an_early_answer_costs_the_chat_nothing(model_path: str, slots: int) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=1, slots=slots)))
    child.ready()
    texts = [QUESTION]
    for question in ("And its colours? " * 8, "Go on."):
        child.end(run := child.ask(*texts, values=WARM))
        texts += [child.text(run), question]
        if len(texts) == 3:
            first = Turn("assistant", child.text(run), tuple(child.tokens(run)))
    rescore(child, first)
    child.end(run := child.ask(*texts, values=WARM))
    prompted = [event for event in child.events if isinstance(event, Prompted)]
    before, after = prompted[1], prompted[-1]
    assert after.run == run
    assert after.cached >= before.tokens, "nothing of the second turn is decoded again"
    child.close()


def test_what_is_kept_can_be_read_again_and_damaged_bytes_are_refused(child: Child) -> None:
    run = child.ask(QUESTION, values=WARM, candidates=64)
    child.end(run)
    record = child.candidates(run)
    stored = record.encoded()
    assert decoded(stored) == record
    assert len(stored) / len(record.places) < 700, "bytes a token"
    assert decoded(stored[: len(stored) // 2]) is None
    assert decoded(b"") is None
    assert decoded(b"no such thing") is None
    torn = CandidateRecord(places={0: Distribution(b"123", b"456", 1, 0.0, 0.0, 0.0, 0.0, 0.0)})
    assert decoded(torn.encoded()) is None


@pytest.mark.parametrize("log_sum", [1e308, -1e9, math.nan, math.inf])
def test_figures_that_no_model_can_have_said_are_refused(log_sum: float) -> None:
    odd = CandidateRecord(places={0: Distribution(b"1234", b"\0\0\0\0", 1, 0.0, log_sum, 0.0, 0.0, 0.0)})
    assert decoded(odd.encoded()) is None


def test_an_answer_is_gone_over_behind_the_prompt_that_it_was_written_for(model_path: str) -> None:
    """Turns that did not fit were left out then; with the answer behind it no more of them may be."""
    child = Child(Load(1, model_path, LoadOptions(threads=1, context=512)))
    child.ready()
    turns = [Turn("assistant" if at % 2 else "user", f"Number {at}. " + "word " * 80) for at in range(7)]
    run = next(RUNS)
    child.host.send(Generate(run, Request(turns=tuple(turns), changes=(Change(0, WARM),), seed=3, candidates=64)))
    child.end(run)
    answer = Turn("assistant", child.text(run), tuple(child.tokens(run)))
    again = next(RUNS)
    request = Request(turns=(*turns, answer), changes=(Change(0, {}),), seed=1, candidates=64, rescore=True)
    child.host.send(Generate(again, request))
    assert isinstance(child.end(again), Finished)
    child.close()
    first, second = (next(e for e in child.events if isinstance(e, Prompted) and e.run == one) for one in (run, again))
    assert first.dropped == second.dropped > 0
    assert second.tokens == first.tokens + len(child.tokens(run))
    live, recovered = child.candidates(run), child.candidates(again)
    assert recovered.prompt == live.prompt
    assert recovered.places[0].logit == pytest.approx(live.places[0].logit, abs=0.2)


def test_tokens_are_gone_over_as_they_were_whatever_text_they_make(child: Child) -> None:
    """A text can be cut into tokens in many ways, and a stop text leaves a part of its last token out."""
    request = Request(
        turns=(
            Turn("user", QUESTION),
            Turn("assistant", "Once, said"),
            Turn("assistant", " the sea", (260, 216, 2)),
        ),
        changes=(Change(0, {}),),
        seed=1,
        candidates=64,
        rescore=True,
    )
    run = next(RUNS)
    child.host.send(Generate(run, request))
    assert isinstance(child.end(run), Finished)
    assert tokens(child.candidates(run)) == [260, 216, 2, -1]


def test_tokens_of_another_vocabulary_are_refused(child: Child) -> None:
    request = Request(
        turns=(Turn("user", QUESTION), Turn("assistant", "x", (10**9,))),
        changes=(Change(0, {}),),
        seed=1,
        candidates=64,
        rescore=True,
    )
    run = next(RUNS)
    child.host.send(Generate(run, request))
    end = child.end(run)
    assert isinstance(end, Failed)
    assert end.code == "unknown_token"


@pytest.mark.parametrize("low", [-math.inf, -3.4e38])
def test_scores_that_rule_tokens_out_spoil_no_sum(low: float) -> None:
    logits = np.array([3.0, low, 1.0, low], dtype=np.float32)
    found = Summary(4).of(logits, 1, 4)
    assert found is not None
    assert list(found.candidates())[:2] == [0, 2]
    figures = (found.logit, found.log_sum, found.entropy, found.mean, found.deviation, *found.scores())
    assert all(math.isfinite(figure) for figure in figures)
    assert found.log_sum == pytest.approx(math.log(math.exp(3) + math.exp(1)))


def test_scores_that_are_no_numbers_are_left_out() -> None:
    assert Summary(2).of(np.array([math.nan, math.nan], dtype=np.float32), 0, 2) is None
    assert Summary(2).of(np.array([math.inf, 1.0], dtype=np.float32), 0, 2) is None
