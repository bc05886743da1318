"""Answers that begin with given words, and texts that are completed, by the real child: written, seen, repeated."""

from collections.abc import Iterator
from itertools import count

import pytest

from slm_desktop.core.engines.commands import Change, Generate, Load, Request, Turn
from slm_desktop.core.engines.events import Finished, Prompted
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat, initial
from slm_desktop.core.sampling import Values
from tests.engine.child import Child

QUESTION = "What is the capital of France?"
COLD: Values = {"temperature": 0.0, "max_tokens": 24.0}
WARM: Values = {"temperature": 1.0, "max_tokens": 40.0}
RUNS = count(900)


@pytest.fixture
def child(model_path: str) -> Iterator[Child]:
    made = Child(Load(1, model_path, LoadOptions(threads=1)))
    made.ready()
    yield made
    made.close()


def test_the_model_goes_on_from_the_given_words(child: Child) -> None:
    free = child.ask(QUESTION, values=COLD)
    child.end(free)
    begun = child.ask(QUESTION, "Well, it is the city of", values=COLD)
    child.end(begun)
    assert not child.text(free).startswith("Well")
    assert child.text(begun).startswith(" Paris")


def test_what_it_begins_with_counts_for_its_form(child: Child) -> None:
    form = OutputFormat(FormatKind.GRAMMAR, 'root ::= "It is " ("Paris" | "Rome") "."')
    run = child.ask(QUESTION, "It is ", values=COLD, formats=initial(form))
    assert isinstance(child.end(run), Finished)
    assert child.text(run) in ("Paris.", "Rome.")


def test_a_text_is_completed_without_the_template(child: Child) -> None:
    text = "1, 2, 3, 4, 5,"
    run = child.ask(text, values=COLD, text_completion=True)
    child.end(run)
    assert child.text(run).startswith(" 6, 7, 8")
    prompt = next(event for event in child.events if isinstance(event, Prompted) and event.run == run)
    assert prompt.tokens <= len(text), "no template stands around it"
    raw = child.ask(text, values=COLD, raw=text)
    child.end(raw)
    assert child.tokens(raw) == child.tokens(run)


def test_what_follows_a_completed_text_finds_all_of_it_in_the_cache(child: Child) -> None:
    first = child.ask("Once upon a time", values=WARM, text_completion=True)
    child.end(first)
    turns = (
        Turn("user", "Once upon a time"),
        Turn("assistant", child.text(first), tuple(child.tokens(first))),
        Turn("user", " And then"),
    )
    run = next(RUNS)
    request = Request(turns=turns, changes=(Change(0, COLD),), seed=1, conversation=1, text_completion=True)
    child.host.send(Generate(run, request))
    child.end(run)
    prompt = next(event for event in child.events if isinstance(event, Prompted) and event.run == run)
    assert prompt.cached >= len(child.tokens(first))
    assert prompt.tokens - prompt.cached <= 4


@pytest.mark.parametrize("texts", [("Once upon a time",), ("Tell me a story.", "There was")], ids=["text", "begun"])
def test_the_lens_sees_the_same_afterwards_and_a_replay_writes_the_same(child: Child, texts: tuple[str, ...]) -> None:
    is_text = len(texts) == 1
    run = child.ask(*texts, values=WARM, seed=5, candidates=64, text_completion=is_text)
    child.end(run)
    live = child.candidates(run)
    turns = tuple(Turn("assistant" if at else "user", text) for at, text in enumerate(texts))
    answer = Turn("assistant", child.text(run), tuple(child.tokens(run)))
    again = next(RUNS)
    request = Request(
        turns=(*turns, answer),
        changes=(Change(0, {}),),
        seed=1,
        candidates=64,
        rescore=True,
        text_completion=is_text,
    )
    child.host.send(Generate(again, request))
    child.end(again)
    recovered = child.candidates(again)
    assert recovered.prompt == live.prompt
    for place in range(len(answer.tokens)):
        assert recovered.places[place].token == live.places[place].token
        assert recovered.places[place].logit == pytest.approx(live.places[place].logit, abs=0.35)
    repeated = child.ask(*texts, values=WARM, seed=5, text_completion=is_text, **child.record(run))
    child.end(repeated)
    assert child.tokens(repeated) == list(answer.tokens)
