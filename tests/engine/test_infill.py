"""The gap between two texts by the real child: filled as llama.cpp's own server fills it, seen, gone on with, repeated."""

from collections.abc import Iterator
from itertools import count

import pytest

from slm_desktop.core.engines.commands import Change, Generate, Load, Request, Turn
from slm_desktop.core.engines.events import Failed, Feature, Finished, Prompted
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import Values
from slm_desktop.engine.infill import GapTokens
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import Native
from slm_desktop.engine.prompt import PromptBuilder
from tests.engine import tiny
from tests.engine.child import Child
from tests.engine.coder import write_coder
from tests.llama_server import llama_server

BEFORE, BEHIND = "def area(w, h):\n    return ", "\n\nprint(area(3, 4))\n"
COLD: Values = {"temperature": 0.0, "max_tokens": 24.0}
WARM: Values = {"temperature": 1.0, "max_tokens": 24.0}
RUNS = count(900)


@pytest.fixture(scope="module")
def coder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_coder(tmp_path_factory.mktemp("coder"))


@pytest.fixture
def prompts(coder: str) -> PromptBuilder:
    model = Model(Native(), coder)
    model.load(0, lambda _progress: True)
    return PromptBuilder(model)


@pytest.fixture
def child(coder: str) -> Iterator[Child]:
    made = Child(Load(1, coder, LoadOptions(threads=1)))
    assert Feature.INFILL in made.ready().features
    yield made
    made.close()


def filled(child: Child, before: str, behind: str, values: Values = COLD) -> list[int]:
    run = child.ask(before, values=values, seed=3, text_completion=True, suffix=behind)
    assert isinstance(child.end(run), Finished)
    return child.tokens(run)


def test_the_prompt_has_both_texts_around_the_gap() -> None:
    assert GapTokens(1, 2, 3).around([7, 8], [9]) == [1, 7, 8, 2, 9, 3]


def test_what_stands_on_either_side_decides_on_what_is_written(child: Child) -> None:
    first = filled(child, BEFORE, BEHIND)
    assert first
    assert first != filled(child, BEFORE, "\n\n# nothing\n")
    assert first != filled(child, "x = ", BEHIND)
    assert first == filled(child, BEFORE, BEHIND)


def test_a_real_llama_server_fills_it_with_the_same(child: Child, coder: str) -> None:
    with llama_server(coder, threads=1) as server:
        told = server.ask(
            "/infill", input_prefix=BEFORE, input_suffix=BEHIND, n_predict=24, temperature=0.0, return_tokens=True
        )
    own = child.ask(BEFORE, values=COLD, text_completion=True, suffix=BEHIND)
    child.end(own)
    prompt = next(event for event in child.events if isinstance(event, Prompted) and event.run == own)
    assert prompt.tokens == told["tokens_evaluated"]
    assert child.tokens(own) == told["tokens"]


def test_tokens_before_the_gap_are_the_same_as_their_text(child: Child) -> None:
    raw = child.ask(BEFORE, values=COLD, raw=BEFORE, suffix=BEHIND)
    child.end(raw)
    assert child.tokens(raw) == filled(child, BEFORE, BEHIND)


def test_an_answer_that_fills_some_of_it_is_gone_on_with(prompts: PromptBuilder) -> None:
    begun = Turn("assistant", "w * h", tuple(prompts.model.tokenise("w * h")))
    empty, _dropped = prompts.build([Turn("user", BEFORE)], 4096, as_text=True, suffix=BEHIND)
    some, _dropped = prompts.build([Turn("user", BEFORE), begun], 4096, as_text=True, suffix=BEHIND)
    typed, _dropped = prompts.build(
        [Turn("user", BEFORE), Turn("assistant", "w * h")], 4096, as_text=True, suffix=BEHIND
    )
    assert some == typed == [*empty, *begun.tokens]


def test_the_lens_sees_the_same_afterwards_and_a_replay_writes_the_same(child: Child) -> None:
    run = child.ask(BEFORE, values=WARM, seed=5, candidates=64, text_completion=True, suffix=BEHIND)
    child.end(run)
    live, tokens = child.candidates(run), child.tokens(run)
    again = next(RUNS)
    request = Request(
        turns=(Turn("user", BEFORE), Turn("assistant", child.text(run), tuple(tokens))),
        changes=(Change(0, {}),),
        seed=1,
        candidates=64,
        rescore=True,
        text_completion=True,
        suffix=BEHIND,
    )
    child.host.send(Generate(again, request))
    child.end(again)
    recovered = child.candidates(again)
    assert recovered.prompt == live.prompt
    for place in range(len(tokens)):
        assert recovered.places[place].logit == pytest.approx(live.places[place].logit, abs=0.35)
    more = child.record(run)
    repeated = child.ask(BEFORE, values=WARM, seed=5, text_completion=True, suffix=BEHIND, **more)
    child.end(repeated)
    assert child.tokens(repeated) == tokens


def test_a_model_without_such_tokens_refuses(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=1)))
    assert Feature.INFILL not in child.ready().features
    run = child.ask(BEFORE, values=COLD, text_completion=True, suffix=BEHIND)
    end = child.end(run)
    child.close()
    assert isinstance(end, Failed)
    assert end.code == "no_infill"


@pytest.mark.parametrize("sides", [("", BEHIND), (BEFORE, " "), ("x" * 400, "y" * 400)])
def test_empty_and_long_sides_are_filled_or_refused_with_a_reason(child: Child, sides: tuple[str, str]) -> None:
    run = child.ask(sides[0], values=COLD, text_completion=True, suffix=sides[1])
    end = child.end(run)
    if len(sides[0]) + len(sides[1]) > tiny.CONTEXT:
        assert isinstance(end, Failed)
        assert end.code == "context_full"
    else:
        assert isinstance(end, Finished)
