"""A person is the sampler: tokens are chosen one by one, taken back, kept, or gone on from."""

import pytest

from slm_desktop.core.engines.commands import Generate
from slm_desktop.core.engines.events import Candidates, Failed, Finished, Prompted
from slm_desktop.core.engines.media import Media
from slm_desktop.core.lens.by_hand import ByHand
from slm_desktop.core.records import MessageState
from slm_desktop.errors import Fault
from tests.core.lens.test_lens import PIECES, Bench, place
from tests.fakes import choice_of

PROMPT = (9, 8, 7)


class Hand(Bench):
    """A chat with a question, and a hand over it."""

    def __init__(self) -> None:
        super().__init__()
        self.answer(1)
        self.question = self.chat.messages[0]
        self.hand = ByHand(self.chat, self.question)
        self.hand.begin()

    def offer(self, dice: int = 2, ids: tuple[int, ...] = (1, 2, 3), prompt: int = 3) -> None:
        """The engine has drawn one token, and tells what else could have come."""
        run = self.command().run
        self.engines.last.emit(Prompted(run, prompt, 0, 0, 0.1, ()))
        self.engines.last.emit(
            Candidates(
                run, 0, (place(dice, ids),), vocabulary=3, pieces=PIECES, steering=(6,), prompt=PROMPT, breakers=(7,)
            )
        )
        self.engines.last.emit(Finished(run, "length", 1, 0.1))

    @property
    def asked(self) -> int:
        return len([one for one in self.engines.last.sent if isinstance(one, Generate)])


@pytest.fixture
def bench() -> Hand:
    return Hand()


def test_the_first_token_is_asked_for_by_the_turns_the_next_by_tokens(bench: Hand) -> None:
    assert [turn.content for turn in bench.request.turns] == ["Tell me."]
    assert bench.request.changes[0].values["max_tokens"] == 1.0
    assert bench.hand.is_waiting
    bench.offer()
    assert [bar.token for bar in bench.hand.bars()] == [1, 2, 3]
    bench.hand.choose(3)
    assert bench.request.raw == (*PROMPT, 3)
    assert bench.hand.bars() == [], "what could come next is not known yet"


def test_the_dice_choose_what_the_model_has_drawn_each_time_anew(bench: Hand) -> None:
    seed = bench.request.seed
    bench.offer(dice=2)
    bench.hand.throw_dice()
    assert bench.hand.steps[-1].token == 2
    assert bench.request.seed != seed


def test_a_step_back_takes_the_last_token_away(bench: Hand) -> None:
    bench.offer()
    bench.hand.choose(1)
    bench.offer()
    bench.hand.choose(2)
    bench.offer()
    bench.hand.step_back()
    assert [step.token for step in bench.hand.steps] == [1]
    assert bench.request.raw == (*PROMPT, 1)


def test_what_was_chosen_is_kept_as_a_version_with_how_sure_the_model_was(bench: Hand) -> None:
    bench.offer()
    bench.hand.choose(1)
    bench.offer()
    bench.hand.choose(2)
    bench.offer()
    bench.hand.keep()
    kept = bench.chat.messages[-1]
    assert (kept.content, kept.state) == ("Once upon", MessageState.EDITED)
    assert kept.run
    assert [token.id for token in kept.run.tokens] == [1, 2]
    assert len(bench.chat.tree.siblings(kept.id)) == 2
    bench.lens.open(True)
    assert bench.lens.answer
    assert bench.lens.answer.is_whole
    assert bench.lens.answer.probabilities()[1] < bench.lens.answer.probabilities()[0]


def test_the_model_goes_on_from_what_was_chosen(bench: Hand) -> None:
    bench.offer()
    bench.hand.choose(3)
    bench.offer()
    bench.hand.go_on()
    last = bench.request.turns[-1]
    assert (last.role, last.content, last.tokens) == ("assistant", " a", (3,))
    assert bench.request.changes[0].values["max_tokens"] == 1024.0


def test_of_nothing_chosen_the_model_writes_a_whole_answer(bench: Hand) -> None:
    bench.offer()
    bench.hand.go_on()
    assert [turn.role for turn in bench.request.turns] == ["user"]


def test_the_end_of_the_answer_can_be_chosen_and_taken_back(bench: Hand) -> None:
    bench.offer(ids=(1, 2, 6))
    count = bench.asked
    bench.hand.choose(6)
    assert bench.hand.is_ended
    assert bench.asked == count
    bench.hand.step_back()
    assert not bench.hand.is_ended
    assert bench.hand.bars()


def test_half_a_character_can_be_chosen_but_not_kept(bench: Hand) -> None:
    bench.offer(ids=(1, 2, 5))
    bench.hand.choose(5)
    assert bench.request.raw == (*PROMPT, 5)
    bench.offer()
    for verb in (bench.hand.keep, bench.hand.go_on):
        with pytest.raises(Fault) as caught:
            verb()
        assert caught.value.code == "other_words"


def test_what_went_wrong_is_said(bench: Hand) -> None:
    bench.engines.last.emit(Failed(bench.command().run, "context_full", {"tokens": 9, "context": 8}))
    assert bench.hand.fault
    assert bench.hand.fault.code == "context_full"
    assert not bench.hand.is_waiting
    bench.hand.begin()
    assert bench.hand.fault is None
    bench.offer()
    assert bench.hand.bars()


def test_a_prompt_that_is_not_told_wholly_is_too_long(bench: Hand) -> None:
    bench.offer(prompt=9000)
    assert bench.hand.fault
    assert bench.hand.fault.code == "by_hand_long"


def test_the_chat_is_as_it_was_until_something_is_kept(bench: Hand) -> None:
    before = list(bench.chat.tree.all())
    bench.offer()
    bench.hand.choose(1)
    bench.hand.leave()
    assert list(bench.chat.tree.all()) == before
    assert bench.chat.answering is None


def test_another_model_knows_other_tokens(bench: Hand) -> None:
    bench.offer()
    count = bench.asked
    bench.model.load(choice_of("/other.gguf"))
    bench.engines.last.load()
    bench.hand.choose(1)
    assert bench.hand.fault
    assert bench.hand.fault.code == "other_model"
    assert not [one for one in bench.engines.last.sent if isinstance(one, Generate)]
    assert count
    bench.hand.keep()
    kept = bench.chat.messages[-1].run
    assert kept
    assert kept.path == "/m.gguf"


def test_what_was_chosen_waits_while_another_answer_is_written(bench: Hand) -> None:
    bench.offer()
    bench.hand.choose(1)
    bench.offer()
    bench.chat.regenerate(bench.question)
    for verb in (bench.hand.keep, bench.hand.go_on):
        with pytest.raises(Fault) as caught:
            verb()
        assert caught.value.code == "not_now"
    bench.finish("Done")
    bench.hand.keep()
    assert bench.chat.messages[-1].content == "Once"


def test_without_its_question_it_cannot_be_kept(bench: Hand) -> None:
    bench.offer()
    bench.hand.choose(1)
    bench.offer()
    bench.chat.remove(bench.question)
    with pytest.raises(Fault) as caught:
        bench.hand.keep()
    assert caught.value.code == "question_gone"


def test_a_character_of_several_tokens_stands_with_the_last_of_them(bench: Hand) -> None:
    bench.offer(ids=(5, 2, 3))
    bench.hand.record.pieces[7] = b"\xa6\x8a"
    bench.hand.choose(5)
    bench.offer(ids=(7, 2, 3))
    bench.hand.record.pieces[7] = b"\xa6\x8a"
    bench.hand.choose(7)
    bench.offer()
    bench.hand.keep()
    kept = bench.chat.messages[-1]
    assert kept.run
    assert [token.text for token in kept.run.tokens] == ["", "🦊"]
    assert kept.content == "🦊"


def test_a_question_with_pictures_is_refused_with_its_reason(bench: Hand) -> None:
    bench.media["a" * 64] = b"bytes"
    bench.chat.send("What is this?", (Media("a" * 64, "png", 1, 1),))
    bench.engines.last.emit(Finished(bench.command().run, "end", 1, 0.1))
    question = next(one for one in bench.chat.messages if one.media)
    bench.hand = ByHand(bench.chat, question)
    bench.hand.begin()
    bench.offer(prompt=120)
    assert bench.hand.fault
    assert bench.hand.fault.code == "by_hand_media"
