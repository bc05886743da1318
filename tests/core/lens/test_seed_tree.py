"""What could have been: sixteen seeds of one prompt, live sampling for all, and a branch that is opened."""

import pytest

from slm_desktop.core.engines.commands import Generate, Load, SetSampling, Stop
from slm_desktop.core.engines.events import Candidates, Failed, Finished, SamplingChanged, Token, Tokens
from slm_desktop.core.lens.seed_tree import SEEDS, SeedTree
from slm_desktop.core.records import MessageState
from slm_desktop.errors import Fault
from tests.core.lens.test_lens import PIECES, Bench, place
from tests.fakes import choice_of


class Grove(Bench):
    """A chat with an answer, and a tree over its question."""

    def __init__(self, **sampling: float) -> None:
        super().__init__()
        self.answer(1)
        self.chat.set_sampling({**self.chat.sampling, **sampling})
        self.question = self.chat.messages[0]
        self.chats_engine = self.engines.last
        self.tree = SeedTree(self.chat, self.question, self.pool)

    @property
    def asked(self) -> list[Generate]:
        """What the engine of the tree was asked."""
        return [one for one in self.engines.last.sent if isinstance(one, Generate)]

    def grow(self, at: int, *tokens: int, reason: str = "") -> None:
        """An answer goes on, and ends if there is a `reason`."""
        run, so_far = self.asked[at].run, len(self.tree.drawn[at].run.tokens)
        places = tuple(place(token, logits=(2.0, 1.9, 1.8)) for token in tokens)
        self.engines.last.emit(Candidates(run, so_far, places, vocabulary=3, pieces=PIECES))
        self.engines.last.emit(
            Tokens(run, tuple(Token(token, PIECES[token].decode(errors="ignore"), 0, 0.1) for token in tokens))
        )
        if reason:
            self.engines.last.emit(Finished(run, reason, len(tokens), 0.1))


@pytest.fixture
def bench() -> Grove:
    made = Grove()
    made.engines.last.load()
    return made


def words(bench: Grove) -> list[tuple[str, int]]:
    return [(one.text, len(one.answers)) for one in bench.tree.stretches()]


def test_it_loads_the_model_with_room_for_all_and_asks_sixteen_seeds_of_one_prompt(bench: Grove) -> None:
    assert isinstance(bench.engines.last.first, Load)
    assert bench.engines.last.first.options.slots == SEEDS
    assert [one.request.seed for one in bench.asked] == list(range(1, SEEDS + 1))
    assert {one.request.turns for one in bench.asked} == {bench.asked[0].request.turns}
    assert {one.request.conversation for one in bench.asked} == {bench.chat.chat.id}
    assert {one.request.changes[0].values["max_tokens"] for one in bench.asked} == {32.0}


def test_without_memory_for_a_second_one_the_engine_of_the_chat_draws_them() -> None:
    made = Bench()
    made.answer(1)
    made.memory.room = 1
    tree = SeedTree(made.chat, made.chat.messages[0], made.pool)
    assert len(made.pool.engines) == 1
    assert len(tree.drawn) == SEEDS


def test_answers_that_begin_alike_are_one_way_up_to_where_they_part(bench: Grove) -> None:
    bench.grow(0, 1, 2)
    bench.grow(1, 1, 3)
    bench.grow(2, 2)
    assert words(bench) == [("Once", 2), (" upon", 1)]
    once, upon = bench.tree.stretches()
    assert [one.text for one in once.parts] == [" upon", " a"]
    share = bench.tree.share(once)
    assert share
    assert share.value == pytest.approx(0.368, abs=0.01)
    assert share.is_exact
    assert [bar.token for bar in bench.tree.untaken(range(SEEDS), 0, (once, upon))] == [3]


def test_what_nobody_knows_of_is_not_made_up(bench: Grove) -> None:
    run = bench.asked[0].run
    bench.engines.last.emit(Tokens(run, (Token(1, "Once", 0, 0.1),)))
    (only,) = bench.tree.stretches()
    assert bench.tree.share(only) is None
    assert bench.tree.untaken(range(SEEDS), 0, (only,)) == []


def test_a_setting_acts_on_the_next_token_of_all(bench: Grove) -> None:
    bench.chat.set_sampling({**bench.chat.sampling, "temperature": 1.5})
    sent = [one for one in bench.engines.last.sent if isinstance(one, SetSampling)]
    assert len(sent) == SEEDS
    assert {one.values["temperature"] for one in sent} == {1.5}
    assert {one.values["max_tokens"] for one in sent} == {32.0}, "answers of the tree stay short"
    bench.engines.last.emit(SamplingChanged(bench.asked[0].run, 1, dict(sent[0].values)))
    bench.engines.last.emit(Tokens(bench.asked[0].run, (Token(1, "Once", 1, 0.1),)))
    assert bench.tree.drawn[0].seen.made_with(0)["temperature"] == 1.5


def test_a_way_that_is_opened_goes_on_in_the_chat_with_its_tokens(bench: Grove) -> None:
    bench.grow(0, 1, 2)
    (once,) = bench.tree.stretches()
    bench.tree.open(once)
    asked = [one for one in bench.chats_engine.sent if isinstance(one, Generate)][-1].request
    assert [turn.content for turn in asked.turns] == ["Tell me.", "Once upon"]
    assert asked.turns[-1].tokens == (1, 2)


def test_a_candidate_that_nobody_took_can_be_taken(bench: Grove) -> None:
    bench.grow(0, 1)
    (once,) = bench.tree.stretches()
    bar = bench.tree.untaken(range(SEEDS), 0, (once,))[0]
    bench.tree.open(None, bar)
    asked = [one for one in bench.chats_engine.sent if isinstance(one, Generate)][-1].request
    assert asked.turns[-1].content == PIECES[bar.token].decode()
    assert asked.turns[-1].tokens == (bar.token,)


def test_an_answer_that_the_model_has_ended_is_kept_as_it_is(bench: Grove) -> None:
    bench.grow(4, 1, 2, reason="end")
    (once,) = bench.tree.stretches()
    count = len([one for one in bench.chats_engine.sent if isinstance(one, Generate)])
    bench.tree.open(once)
    kept = bench.chat.messages[-1]
    assert (kept.content, kept.state) == ("Once upon", MessageState.COMPLETE)
    assert kept.run
    assert (kept.run.seed, kept.run.reason) == (5, "end")
    assert [token.id for token in kept.run.tokens] == [1, 2]
    assert kept.id in bench.store.kept_candidates
    assert len([one for one in bench.chats_engine.sent if isinstance(one, Generate)]) == count


def test_while_an_answer_is_written_nothing_is_opened(bench: Grove) -> None:
    bench.grow(0, 1)
    bench.chat.send("And then?")
    with pytest.raises(Fault, match="not_now"):
        bench.tree.open(bench.tree.stretches()[0])


def test_stopped_it_keeps_what_came_and_left_it_gives_the_engine_back(bench: Grove) -> None:
    bench.grow(0, 1)
    bench.tree.stop()
    assert sum(isinstance(one, Stop) for one in bench.engines.last.sent) == SEEDS
    bench.tree.leave()
    assert [engine for engine in bench.pool.idle if engine.choice.options.slots == SEEDS]


def test_a_failure_is_told(bench: Grove) -> None:
    bench.engines.last.emit(Failed(bench.asked[0].run, "slots_full", {"context": 512}))
    assert bench.tree.fault
    assert bench.tree.fault.code == "slots_full"


def test_without_a_model_there_is_none() -> None:
    made = Bench()
    made.answer(1)
    made.model.eject()
    with pytest.raises(Fault, match="no_model"):
        SeedTree(made.chat, made.chat.messages[0], made.pool)


def test_under_mirostat_shares_are_no_more_than_estimates() -> None:
    made = Grove(mirostat=2.0)
    made.engines.last.load()
    made.grow(0, 1)
    share = made.tree.share(made.tree.stretches()[0])
    assert share
    assert not share.is_exact


def test_answers_that_part_within_a_character_are_not_opened_there(bench: Grove) -> None:
    bench.grow(0, 5)
    (half,) = bench.tree.stretches()
    assert bench.tree.data_of(half.tokens) == b"\xf0\x9f"
    with pytest.raises(Fault, match="other_words"):
        bench.tree.open(half)


def test_an_answer_that_ends_at_once_is_counted(bench: Grove) -> None:
    bench.engines.last.emit(Finished(bench.asked[0].run, "end", 0, 0.1))
    assert bench.tree.silent == 1
    assert bench.tree.stretches() == ()


def test_a_kept_answer_remembers_the_system_prompt_that_it_was_drawn_with(bench: Grove) -> None:
    bench.grow(0, 1, reason="end")
    bench.chat.set_system("Talk like a pirate.")
    bench.tree.open(bench.tree.stretches()[0])
    kept = bench.chat.messages[-1].run
    assert kept
    assert kept.system == ""


def test_nothing_goes_to_another_machine_that_nobody_has_agreed_to() -> None:
    made = Bench()
    made.answer(1)
    made.model.load(choice_of("http://far:8000#model", "Far"))
    made.engines.last.load(host="far:8000")
    count = len(made.engines.last.sent)
    with pytest.raises(Fault, match="remote_consent"):
        SeedTree(made.chat, made.chat.messages[0], made.pool)
    assert len(made.engines.last.sent) == count
