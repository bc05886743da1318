"""The real child with the real starter model keeps the contract, and does what only a real one can."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Change, Count, Generate, Load, Request, SetSampling, Stop, Turn
from slm_desktop.core.engines.events import (
    Counted,
    Failed,
    Finished,
    Hello,
    Prompted,
    Prompting,
    SamplingChanged,
    Stopped,
    Tokens,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import PARAMETERS, Parameter, Values
from slm_desktop.engine.host import child_command
from tests.engine.child import Child
from tests.engine.contract import EngineContract, Start

GREEDY: Values = {"temperature": 0.0, "max_tokens": 40.0}
STORY = "Write a long story about a lighthouse keeper and her dog."


@pytest.fixture(scope="module")
def shared(model_path: str) -> Iterator[Child]:
    """One child for the tests that leave it as it was."""
    child = Child(Load(1, model_path))
    child.ready()
    yield child
    child.close()


class TestLlamaChild(EngineContract):
    @pytest.fixture
    def start(self, model_path: str) -> Start:
        return lambda: Child(Load(1, model_path))

    @pytest.fixture
    def start_bad(self) -> Start:
        return lambda: Child(Load(1, __file__))

    @pytest.fixture
    def command(self) -> list[str]:
        return child_command()

    @pytest.fixture
    def good_load(self, model_path: str) -> Load:
        return Load(1, model_path)


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(shared: Child) -> None:
    values = {"temperature": 1.0, "max_tokens": 30.0}
    first, second, third = (shared.answer(STORY, seed=seed, values=values)[0] for seed in (5, 5, 6))
    assert first == second != third


def test_greedy_does_not_depend_on_the_seed(shared: Child) -> None:
    assert (
        shared.answer("Name a colour.", seed=1, values=GREEDY)[0]
        == shared.answer("Name a colour.", seed=2, values=GREEDY)[0]
    )


STEERING = [row for row in PARAMETERS if row.off is not None or row.name == "temperature"]


@pytest.mark.parametrize("row", STEERING, ids=lambda row: row.name)
def test_every_sampling_parameter_changes_what_is_said(shared: Child, row: Parameter) -> None:
    question = "Say this again ten times: the tree and the house and the tree and the house and the tree."
    off = {row.name: row.off for row in PARAMETERS if row.off is not None}
    dry = {"dry_allowed_length": 1.0, "xtc_threshold": 0.05}  # What these depend on is set so that they have to act.
    values = {"temperature": 1.0, "max_tokens": 80.0, **dry, **off}
    plain = shared.answer(question, seed=3, values=values)[0]
    others = (
        shared.answer(question, seed=3, values={**values, row.name: value})[0]
        for value in (row.high, row.low + row.step)
    )
    assert any(other != plain for other in others)


def test_a_penalty_that_is_switched_on_later_knows_what_was_written_before(shared: Child) -> None:
    values: Values = {"temperature": 0.0, "max_tokens": 30.0}
    late = [Change(0, values), Change(15, {**values, "repeat_penalty": 2.0, "penalty_last_n": 512.0})]
    question = "Say: la la la la la la la la la la la la la la"
    plain, changed = shared.ask(question, values=values), shared.ask(question, changes=late)
    shared.end(plain)
    shared.end(changed)
    assert shared.tokens(plain)[:15] == shared.tokens(changed)[:15]
    assert shared.tokens(plain)[15:] != shared.tokens(changed)[15:]


def test_max_tokens_ends_the_answer(shared: Child) -> None:
    run = shared.ask(STORY, values={"max_tokens": 5.0})
    end = shared.end(run)
    assert isinstance(end, Finished)
    assert (end.reason, end.tokens, len(shared.tokens(run))) == ("length", 5, 5)


def test_a_stop_text_ends_the_answer_just_before_it(shared: Child) -> None:
    whole, _end = shared.answer("Count from one to ten.", values=GREEDY)
    stop = whole[10:14]
    text, end = shared.answer("Count from one to ten.", values={**GREEDY, "stop": stop})
    assert isinstance(end, Finished)
    assert end.reason == "stop"
    assert text == whole[: whole.index(stop)]


def test_a_change_acts_on_the_next_token_and_every_token_knows_its_settings(shared: Child) -> None:
    run = shared.ask(STORY, values={"temperature": 0.7, "max_tokens": 300.0})
    shared.wait(Tokens, lambda event: event.run == run)
    shared.host.send(SetSampling(run, {"temperature": 0.0, "max_tokens": 300.0}))
    change = shared.wait(SamplingChanged)
    shared.end(run)
    tokens = [
        token for event in shared.events if isinstance(event, Tokens) and event.run == run for token in event.items
    ]
    assert 0 < change.position < len(tokens)
    assert {token.setting for token in tokens[: change.position]} == {0}
    assert {token.setting for token in tokens[change.position :]} == {1}


def test_a_replay_of_a_run_with_three_live_changes_comes_out_token_for_token(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=1)))
    child.ready()
    child.answer("Tell me about the sea.", values={"max_tokens": 60.0})
    run = child.ask(
        "Tell me about the sea.", "The sea is wide.", STORY, seed=99, values={"temperature": 1.2, "max_tokens": 100.0}
    )
    for values in ({"temperature": 0.3}, {"top_k": 5.0, "temperature": 1.8}, {"repeat_penalty": 1.3, "mirostat": 2.0}):
        child.wait_for_tokens(run, 8)
        child.host.send(SetSampling(run, {"max_tokens": 100.0, **values}))
        child.wait(SamplingChanged)
    end = child.end(run)
    assert isinstance(end, Finished)
    assert end.exact
    changes = [Change(0, {"temperature": 1.2, "max_tokens": 100.0})]
    changes += [
        Change(event.position, event.values)
        for event in child.events
        if isinstance(event, SamplingChanged) and event.run == run
    ]
    assert len(changes) == 4
    texts = ("Tell me about the sea.", "The sea is wide.", STORY)
    again = child.ask(*texts, seed=99, changes=changes, **child.record(run))
    child.end(again)
    assert child.tokens(again) == child.tokens(run)
    child.close()
    fresh = Child(Load(1, model_path))
    fresh.ready()
    once_more = fresh.ask(*texts, seed=99, changes=changes, **child.record(run))
    fresh.end(once_more)
    fresh.close()
    assert fresh.tokens(once_more) == child.tokens(run)


def test_several_answers_over_one_prompt_stream_together_and_decode_it_once(model_path: str) -> None:
    child = Child(Load(1, model_path))
    child.ready()
    runs = [child.ask(STORY * 20, seed=seed, values={"max_tokens": 60.0, "temperature": 1.0}) for seed in range(4)]
    for run in runs:
        child.end(run)
    child.close()
    prompted = {event.run: event for event in child.events if isinstance(event, Prompted)}
    total = prompted[runs[0]].tokens
    assert [prompted[run].tokens - prompted[run].cached for run in runs[1:]] == [1, 1, 1]
    assert prompted[runs[0]].cached < total
    order = [event.run for event in child.events if isinstance(event, Tokens)]
    assert len(set(order[: len(order) // 2])) == 4
    assert len({tuple(child.tokens(run)) for run in runs}) > 1


def test_more_answers_than_slots_wait_their_turn(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(slots=2)))
    child.ready()
    runs = [child.ask("Hi", seed=seed, values={"max_tokens": 10.0}) for seed in range(5)]
    assert all(isinstance(child.end(run), Finished) for run in runs)
    child.close()


def test_a_second_turn_decodes_only_what_is_new(shared: Child) -> None:
    first = shared.ask("Tell me about bees.", values={"max_tokens": 60.0})
    shared.end(first)
    answer = shared.text(first)
    second = shared.ask("Tell me about bees.", answer, "And wasps?", values={"max_tokens": 5.0})
    shared.end(second)
    prompted = {event.run: event for event in shared.events if isinstance(event, Prompted)}
    assert prompted[second].cached >= prompted[first].tokens + len(shared.tokens(first)) - 1
    edited = shared.ask("Tell me about bees.", answer, "And ants?", values={"max_tokens": 5.0})
    shared.end(edited)
    prompted = {event.run: event for event in shared.events if isinstance(event, Prompted)}
    assert prompted[edited].cached >= prompted[first].tokens + len(shared.tokens(first))


def test_a_continued_answer_goes_on_as_if_it_had_never_ended(shared: Child) -> None:
    greedy: dict[str, float | str] = {"temperature": 0.0}
    whole = shared.ask("Tell me about lighthouses.", values={**greedy, "max_tokens": 60.0}, conversation=81)
    shared.end(whole)
    begun = shared.ask("Tell me about lighthouses.", values={**greedy, "max_tokens": 25.0}, conversation=82)
    shared.end(begun)
    answer = Turn("assistant", shared.text(begun), tuple(shared.tokens(begun)))
    values = {**greedy, "max_tokens": 35.0}
    shared.host.send(
        Generate(
            4711,
            Request(
                turns=(Turn("user", "Tell me about lighthouses."), answer),
                changes=(Change(0, values),),
                seed=1,
                conversation=82,
            ),
        )
    )
    assert isinstance(shared.end(4711), Finished)
    assert shared.tokens(begun) + shared.tokens(4711) == shared.tokens(whole)
    prompted = next(event for event in shared.events if isinstance(event, Prompted) and event.run == 4711)
    assert prompted.cached >= prompted.tokens - 2


def test_words_put_into_the_models_mouth_are_gone_on_with(shared: Child) -> None:
    values: dict[str, float | str] = {"temperature": 0.0, "max_tokens": 12.0}
    turns = (Turn("user", "What is the capital of France?"), Turn("assistant", "Let me count: one, two, three,"))
    shared.host.send(Generate(4712, Request(turns=turns, changes=(Change(0, values),), seed=1, conversation=83)))
    assert isinstance(shared.end(4712), Finished)
    assert shared.text(4712).startswith(" four")


def test_a_chat_that_only_begins_alike_leaves_the_other_ones_cache(model_path: str) -> None:
    child = Child(Load(1, model_path))
    child.ready()
    first = child.ask(STORY * 30, values={"max_tokens": 3.0})
    child.end(first)
    child.end(child.ask("Something else entirely", values={"max_tokens": 3.0}, conversation=2))
    again = child.ask(STORY * 30, values={"max_tokens": 3.0})
    child.end(again)
    child.close()
    prompted = {event.run: event for event in child.events if isinstance(event, Prompted)}
    assert prompted[again].cached == prompted[again].tokens - 1


def test_a_cold_answer_decodes_its_whole_prompt_by_itself(model_path: str) -> None:
    child = Child(Load(1, model_path))
    child.ready()
    child.end(child.ask(STORY * 5, values={"max_tokens": 3.0}))
    turns, changes = (Turn("user", STORY * 5),), (Change(0, {"max_tokens": 20.0}),)
    for run in (4721, 4722):
        child.host.send(Generate(run, Request(turns=turns, changes=changes, seed=1, conversation=run, cold=True)))
    for run in (4721, 4722):
        child.end(run)
    child.close()
    assert {event.cached for event in child.events if isinstance(event, Prompted) and event.run > 4000} == {0}
    order = [event.run for event in child.events if isinstance(event, Tokens) and event.run > 4000]
    assert order == sorted(order)  # The second one waited for the first.
    moments = [
        [token.at for event in child.events if isinstance(event, Tokens) and event.run == run for token in event.items]
        for run in (4721, 4722)
    ]
    decoding = next(event.seconds for event in child.events if isinstance(event, Prompted) and event.run == 4722)
    assert moments[1][0] - decoding > moments[0][-1] - moments[0][0]  # The wait is no part of reading the prompt.


def test_a_long_prompt_tells_progress_and_can_be_cancelled(shared: Child) -> None:
    run = shared.ask("word " * 6000, values={"max_tokens": 5.0})
    shared.wait(Prompting, lambda event: event.run == run)
    shared.host.send(Stop(run))
    assert isinstance(shared.end(run), Stopped)
    assert not [event for event in shared.events if isinstance(event, Prompted) and event.run == run]
    assert isinstance(shared.answer("Hi", values={"max_tokens": 3.0})[1], Finished)


def test_counting_does_not_wait_for_an_answer(shared: Child) -> None:
    run = shared.ask(STORY, values={"max_tokens": 400.0})
    shared.wait(Tokens, lambda event: event.run == run)
    shared.host.send(Count(7, "one two three"))
    assert shared.wait(Counted).tokens == 3
    assert shared.ended(run) is None
    shared.host.send(Stop(run))
    shared.end(run)


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_at_the_edge_of_the_context_nothing_is_lost_silently(model_path: str, over: int) -> None:
    child = Child(Load(1, model_path, LoadOptions(context=512)))
    child.ready()
    empty = child.ask("", values={"max_tokens": 1.0})
    child.end(empty)
    overhead = next(event.tokens for event in child.events if isinstance(event, Prompted) and event.run == empty)
    # What a model says there is chance, and differs from processor to processor: it may also end by itself.
    hot = {"max_tokens": 50.0, "temperature": 2.0, "top_k": 0.0, "top_p": 1.0, "min_p": 0.0}
    ends = [child.end(child.ask(" a" * (512 - overhead + over), seed=seed, values=hot)) for seed in range(4)]
    child.close()
    if over < 0:
        finished = [end for end in ends if isinstance(end, Finished)]
        assert len(finished) == len(ends)
        assert "context" in {end.reason for end in finished}
        assert max(end.tokens for end in finished) == 1
    else:
        assert all(isinstance(end, Failed) and end.code == "context_full" for end in ends)
        assert {end.details["tokens"] for end in ends if isinstance(end, Failed)} == {512 + over}


def test_a_chat_that_outgrows_the_context_says_how_many_turns_were_left_out(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(context=512)))
    child.ready()
    texts = ["Question " + "word " * 100, "Answer " + "word " * 100] * 3 + ["The last question"]
    run = child.ask(*texts, values={"max_tokens": 4.0})
    end = child.end(run)
    child.close()
    prompted = next(event for event in child.events if isinstance(event, Prompted) and event.run == run)
    assert isinstance(end, Finished)
    assert prompted.dropped in (4, 2)
    assert prompted.tokens <= 512


def test_tokens_that_split_a_character_and_long_tokens_come_out_whole(shared: Child) -> None:
    text, _end = shared.answer(
        "Repeat exactly: 🦊🦊🦊 naïve Ωμέγα 日本語", values={"temperature": 0.0, "max_tokens": 60.0}
    )
    assert "\ufffd" not in text.rstrip("\ufffd")


def test_a_chat_that_was_parked_comes_back_and_its_answer_can_be_replayed(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=1)))
    child.ready()
    values: Values = {"temperature": 0.9, "max_tokens": 40.0}
    first = child.ask(STORY * 8, values=values)
    child.end(first)
    child.end(child.ask("What is the capital of France? " * 10, values=values, conversation=2))
    texts = (STORY * 8, child.text(first), "Go on.")
    second = child.ask(*texts, values=values)
    end = child.end(second)
    prompted = {event.run: event for event in child.events if isinstance(event, Prompted)}
    assert prompted[second].cached >= prompted[first].tokens
    assert isinstance(end, Finished)
    assert end.exact
    replay = child.ask(*texts, values=values, conversation=3, **child.record(second))
    child.end(replay)
    child.close()
    assert child.tokens(replay) == child.tokens(second)


def test_text_that_is_no_text_fails_the_run_and_not_the_child(shared: Child) -> None:
    end = shared.answer("half \ud800 a pair", values={"max_tokens": 3.0})[1]
    assert isinstance(end, Failed)
    assert isinstance(shared.answer("Hi", values={"max_tokens": 3.0})[1], Finished)


def test_nothing_in_the_folder_of_the_user_is_imported(
    model_path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit('imported from the current folder')")
    monkeypatch.chdir(tmp_path)
    child = Child(Load(1, model_path))
    child.ready()
    child.close()


def test_the_sandbox_holds(model_path: str) -> None:
    child = Child(Load(1, model_path))
    child.ready()
    hello = next(event for event in child.events if isinstance(event, Hello))
    child.close()
    if sys.platform.startswith("linux") and os.uname().release >= "6.7":
        assert hello.holes == ()
