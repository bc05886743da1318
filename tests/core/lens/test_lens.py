"""The lens over a chat: what it records, which token it looks at, what it tries, and how a branch begins."""

from array import array
from collections.abc import Sequence

import pytest

from slm_desktop.core.engines.commands import Generate, Request, SetCandidates, SetSampling, Stop
from slm_desktop.core.engines.events import Candidates, Distribution, Failed, Finished, Token, Tokens
from slm_desktop.core.lens.lens import Lens, LensState
from slm_desktop.core.lens.requests import rescoring
from slm_desktop.core.records import Message
from slm_desktop.errors import Fault
from tests.core.world import World

PIECES = {1: b"Once", 2: b" upon", 3: b" a", 4: b" time", 5: b"\xf0\x9f", 6: b"<|end|>"}
SURE, UNSURE = (8.0, 1.0, 0.0), (2.0, 1.9, 1.8)


def place(token: int, ids: Sequence[int] = (1, 2, 3), logits: Sequence[float] = SURE) -> Distribution:
    """A distribution over few tokens; `token` came, with the score that stands at its place."""
    import math

    total = math.log(sum(math.exp(one) for one in logits))
    logit = dict(zip(ids, logits, strict=True)).get(token, 0.0)
    bytes_of = array("I", ids).tobytes(), array("f", logits).tobytes()
    return Distribution(*bytes_of, token, logit, total, 0.5, 0.0, 1.0)


class Bench(World):
    """A chat with a lens over it."""

    def __init__(self) -> None:
        super().__init__()
        self.lens, self.chat = Lens(self.store, self.pool), self.chat_list.new()
        self.lens.follow(self.chat)

    @property
    def request(self) -> Request:
        """What the engine was asked last."""
        return self.command().request

    def tell(self, *places: Distribution, at: int = 0, run: int = 0) -> None:
        """Candidates come."""
        event = Candidates(
            run or self.command().run,
            at,
            places,
            vocabulary=3,
            pieces=PIECES,
            steering=(6,),
            prompt=(9, 9),
        )
        self.engines.last.emit(event)

    def answer(self, *tokens: int, logits: Sequence[float] = SURE) -> Message:
        """A question and its answer, with candidates."""
        self.chat.send("Tell me.")
        self.tell(*(place(token, logits=logits) for token in tokens))
        run = self.command().run
        words = tuple(Token(token, PIECES[token].decode(), 0, 0.1) for token in tokens)
        self.engines.last.emit(Tokens(run, words))
        self.engines.last.emit(Finished(run, "length", len(tokens), 1.0))
        return self.chat.messages[-1]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_closed_it_asks_for_nothing(bench: Bench) -> None:
    bench.answer(1, 2)
    assert bench.request.candidates == 0
    assert bench.lens.state == LensState.NOTHING


def test_open_it_has_candidates_come_with_the_tokens_and_they_are_kept(bench: Bench) -> None:
    bench.lens.open(True)
    message = bench.answer(1, 2, 3)
    assert bench.request.candidates == 64
    assert bench.lens.state == LensState.READY
    assert bench.lens.answer
    assert bench.lens.answer.message is message
    again = Lens(bench.store, bench.pool)
    again.follow(bench.chat)
    again.open(True)
    assert again.state == LensState.READY
    assert again.answer
    assert again.answer.record == bench.lens.answer.record


def test_opened_in_the_middle_of_an_answer_it_sees_from_there_on(bench: Bench) -> None:
    bench.chat.send("Tell me.")
    bench.lens.open(True)
    assert bench.engines.last.sent[-1] == SetCandidates(bench.command().run, 64)
    assert bench.lens.state == LensState.WRITTEN
    bench.lens.open(False)
    assert bench.engines.last.sent[-1] == SetCandidates(bench.command().run, 0)


def test_closed_and_opened_again_it_looks_at_the_same_token(bench: Bench) -> None:
    bench.lens.open(True)
    message = bench.answer(1, 2, 3, logits=UNSURE)
    bench.lens.look_at(message, 2)
    bench.lens.open(False)
    subject = bench.lens.subject()
    assert subject
    assert (subject.place, subject.values) == (0, bench.chat.sampling), "the first that it was not sure of"
    bench.lens.open(True)
    assert bench.lens.place == 2
    subject = bench.lens.subject()
    assert subject
    assert subject.place == 2


def test_an_answer_of_which_nothing_is_known_is_no_subject(bench: Bench) -> None:
    bench.answer(1, 2)
    bench.store.kept_candidates.clear()
    assert bench.lens.subject() is None


def test_another_chat_leaves_the_first_without_it(bench: Bench) -> None:
    bench.lens.open(True)
    bench.chat.send("Tell me.")
    run = bench.command().run
    bench.lens.follow(bench.chat_list.new())
    assert SetCandidates(run, 0) in bench.engines.last.sent


def test_an_answer_that_was_written_without_it_is_gone_over(bench: Bench) -> None:
    message = bench.answer(1, 2)
    bench.store.kept_candidates.clear()
    bench.lens.open(True)
    bench.lens.look_at(message, 1)
    bench.lens.answer = None
    bench.lens.look_at(message, 1)
    before = bench.lens.state
    bench.lens.recover()
    assert (before, bench.lens.state) == (LensState.MISSING, LensState.RECOVERING)
    assert bench.request.rescore
    assert [turn.content for turn in bench.request.turns] == ["Tell me.", "Once upon"]
    assert bench.request.turns[-1].tokens == (1, 2)
    assert (bench.request.conversation, bench.request.keep) == (0, False), "the chat's own slot is left alone"
    bench.tell(place(1), place(2), place(-1))
    bench.engines.last.emit(Finished(bench.command().run, "scored", 0, 1.0))
    assert bench.lens.state == LensState.READY
    assert message.id in bench.store.kept_candidates


def test_what_the_model_could_not_go_over_is_said(bench: Bench) -> None:
    message = bench.answer(1)
    bench.store.kept_candidates.clear()
    bench.lens.open(True)
    bench.lens.answer = None
    bench.lens.look_at(message, 0)
    bench.lens.recover()
    bench.engines.last.emit(Failed(bench.command().run, "context_full", {"tokens": 9, "context": 8}))
    assert bench.lens.fault
    assert bench.lens.fault.code == "context_full"
    assert bench.lens.state == LensState.MISSING


def test_a_pass_that_nobody_waits_for_is_stopped(bench: Bench) -> None:
    bench.answer(1)
    bench.store.kept_candidates.clear()
    bench.lens.open(True)
    bench.lens.recover()
    run = bench.command().run
    bench.lens.open(False)
    assert Stop(run) in bench.engines.last.sent


def test_of_another_models_answer_it_says_nothing(bench: Bench) -> None:
    message = bench.answer(1)
    assert message.run
    message.run.path = "/other.gguf"
    bench.store.kept_candidates.clear()
    bench.lens.open(True)
    assert not bench.lens.can_recover


def test_bars_say_what_cut_them_and_sliders_filter_at_once(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1, 2, logits=UNSURE)
    sent = len(bench.engines.last.sent)
    bench.lens.try_value("top_k", 2.0)
    assert [bar.cut_by for bar in bench.lens.bars()] == ["", "", "top_k"]
    bench.lens.try_value("top_p", 0.1)
    assert [bar.cut_by for bar in bench.lens.bars()] == ["", "top_p", "top_k"]
    assert [bar.after for bar in bench.lens.bars()] == [1.0, 0.0, 0.0]
    assert len(bench.engines.last.sent) == sent, "nothing is asked of the engine"
    assert bench.chat.sampling["top_p"] != 0.1
    bench.lens.reset()
    assert all(bar.after for bar in bench.lens.bars())


def test_tried_settings_reach_the_chat_only_when_they_are_applied(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1)
    bench.chat.set_sampling({**bench.chat.sampling, "max_tokens": 77.0})
    bench.lens.try_value("temperature", 0.1)
    bench.lens.apply()
    assert bench.chat.sampling["temperature"] == 0.1
    assert bench.chat.sampling["max_tokens"] == 77.0
    assert bench.lens.preview is None


def test_what_was_pinned_stays_while_settings_are_tried(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1, logits=UNSURE)
    before = {bar.token: bar.after for bar in bench.lens.bars()}
    bench.lens.pin(True)
    bench.lens.try_value("temperature", 0.0)
    assert bench.lens.pinned == before
    bench.lens.go(0)
    assert not bench.lens.pinned


def test_a_candidate_begins_a_branch_and_the_model_goes_on_from_it(bench: Bench) -> None:
    bench.lens.open(True)
    message = bench.answer(1, 2, 3)
    bench.lens.go(1)
    bench.lens.branch(bench.lens.bars()[2])
    last = bench.request.turns[-1]
    assert (last.role, last.content, last.tokens) == ("assistant", "Once a", (1, 3))
    assert bench.chat.messages[-1] is not message
    assert bench.chat.tree.siblings(bench.chat.messages[-1].id)[0] == message.id
    bench.finish(" time")
    assert bench.chat.messages[-1].content == "Once a time"
    assert bench.lens.answer
    assert bench.lens.answer.message is bench.chat.messages[-1]


def test_so_do_words_of_ones_own(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1, 2)
    bench.lens.go(1)
    bench.lens.branch_with_text(", said the fox")
    assert bench.request.turns[-1].content == "Once, said the fox"
    assert bench.request.turns[-1].tokens == ()


def test_what_is_no_text_begins_no_branch(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1)
    bench.lens.answer.record.places[0] = place(1, (1, 5, 6))  # type: ignore[union-attr]
    count = len([one for one in bench.engines.last.sent if isinstance(one, Generate)])
    for at in (1, 2):
        with pytest.raises(Fault) as caught:
            bench.lens.branch(bench.lens.bars()[at])
        assert caught.value.code == "other_words"
    assert len([one for one in bench.engines.last.sent if isinstance(one, Generate)]) == count


def test_nothing_is_branched_while_an_answer_is_written(bench: Bench) -> None:
    bench.lens.open(True)
    bench.chat.send("Tell me.")
    bench.tell(place(1))
    bench.write("Once")
    assert not bench.lens.can_branch
    bench.lens.branch(bench.lens.bars()[1])
    assert isinstance(bench.engines.last.sent[-1], Generate), "no second one was sent"


def test_the_next_token_that_the_model_was_not_sure_of(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1, 1, 1, 1)
    record = bench.lens.answer.record  # type: ignore[union-attr]
    record.places[1] = place(2, logits=UNSURE)
    record.places[3] = place(3, logits=UNSURE)
    visited = []
    for _turn in range(3):
        bench.lens.go_to_unsure()
        visited.append(bench.lens.place)
    assert visited == [1, 3, 1]


def test_each_token_is_seen_with_the_settings_that_made_it(bench: Bench) -> None:
    bench.lens.open(True)
    message = bench.answer(1, 2)
    assert message.run
    changed = {**message.run.changes[0].values, "temperature": 0.0}
    message.run.changes.append(type(message.run.changes[0])(1, changed))
    message.run.tokens[1] = Token(2, " upon", 1, 0.2)
    assert bench.lens.values["temperature"] == 0.8
    bench.lens.go(1)
    assert bench.lens.values["temperature"] == 0.0


def test_penalties_see_the_prompt_and_the_answer_before_the_token(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1, 1, logits=UNSURE)
    bench.lens.try_value("repeat_penalty", 2.0)
    first = bench.lens.bars()[0].after
    bench.lens.go(1)
    bench.lens.try_value("repeat_penalty", 2.0)
    second = bench.lens.bars()[0].after
    assert first is not None
    assert second is not None
    assert second < first, "the first token has come once by then"


def test_damaged_candidates_are_as_good_as_none(bench: Bench) -> None:
    message = bench.answer(1)
    bench.store.kept_candidates[message.id] = b"no such thing"
    bench.lens.open(True)
    assert bench.lens.state == LensState.MISSING


def test_a_change_of_sampling_still_acts_on_the_next_token(bench: Bench) -> None:
    bench.lens.open(True)
    bench.chat.send("Tell me.")
    bench.chat.set_sampling({**bench.chat.sampling, "temperature": 0.3})
    assert isinstance(bench.engines.last.sent[-1], SetSampling)


def test_an_answer_that_went_on_is_gone_over_behind_what_it_went_on_from(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1, 2)
    bench.lens.go(1)
    bench.lens.branch_with_text(", said")
    bench.finish(" a")
    bench.store.kept_candidates.clear()
    bench.lens.open(False)
    bench.lens.open(True)
    assert bench.lens.state == LensState.MISSING
    bench.lens.recover()
    begun, own = bench.request.turns[-2:]
    assert (begun.content, begun.tokens) == ("Once, said", ())
    assert (own.content, own.tokens) == (" a", (2,))
    assert bench.request.overflow == bench.preferences.overflow


def test_another_model_gets_the_text_and_not_the_tokens(bench: Bench) -> None:
    bench.lens.open(True)
    bench.answer(1, 2)
    request = rescoring(bench.chat, bench.chat.messages[-1], of_another=True)
    assert (request.turns[-1].content, request.turns[-1].tokens) == ("Once upon", ())
