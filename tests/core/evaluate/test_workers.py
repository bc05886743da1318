"""Several servers that answer for one model: all are kept busy, one that goes costs nothing, nothing is asked twice."""

import math
from collections import Counter

import pytest

from slm_desktop.core.engines.commands import Generate, Load
from slm_desktop.core.engines.events import Failed, Finished, Token, Tokens
from slm_desktop.core.evaluate.concurrency import FIRST, MOST, Concurrency
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Prompt, Suite
from slm_desktop.core.evaluate.tasks import TokensLeft
from slm_desktop.core.evaluate.workers import LONGEST_REST, LOST_SECONDS, MOST_ATTEMPTS, RemoteWorker
from tests.core.evaluate.test_evaluation import World
from tests.cost import cost
from tests.fakes import FakeProcess

A, B = "http://a:1#m", "http://b:1#m"


class Fleet:
    """A run of so many prompts over two servers of four slots each."""

    def __init__(self, prompts: int, *paths: str, slots: int = 4, more: tuple[Candidate, ...] = ()) -> None:
        self.world = World()
        suite = Suite("S", tuple(Prompt(f"{at}?") for at in range(prompts)))
        paths = paths or (A, B)
        who = [Candidate("m", paths[0], also_at=paths[1:]), *more]
        self.run = EvaluationRun(Evaluation(1, "T", 0.0, suite, who), self.world.context)
        self.run.start()
        self.servers = list(self.world.children.started)
        for at, server in enumerate(self.servers):
            server.load(host="ab"[at], slots=slots)

    def answer(self, server: FakeProcess, one: Generate) -> None:
        server.emit(Tokens(one.run, (Token(1, "x", 0, 0.5),)))
        server.emit(Finished(one.run, "end", 1, 1.0, True))

    def fail(self, server: FakeProcess, one: Generate, code: str, **details: str | int | float) -> None:
        server.emit(Failed(one.run, code, details, ()))

    def saved(self) -> Counter[tuple[int, int, int]]:
        return Counter((one.candidate, one.prompt, one.round) for _id, one in self.world.store.saved)


def under_way(fleet: Fleet) -> list[int]:
    return [len(worker.runs) for worker in fleet.run.workers]


def open_at(fleet: Fleet, at: int) -> list[Generate]:
    """What a server has been asked, and is still to answer."""
    if not fleet.run.is_running:
        return []
    ids = {run.id for run in fleet.run.workers[at].runs.values()}
    return [one for one in fleet.servers[at].sent if isinstance(one, Generate) and one.run in ids]


def answer_all(fleet: Fleet, *servers: int) -> None:
    """Let these answer until they are asked nothing more."""
    while fleet.run.is_running and any(open_at(fleet, at) for at in servers):
        for at in servers:
            for one in open_at(fleet, at)[:1]:
                fleet.answer(fleet.servers[at], one)


def test_all_servers_are_kept_busy_and_every_answer_comes_once() -> None:
    fleet = Fleet(40)
    assert under_way(fleet) == [4, 4]
    fleet.answer(fleet.servers[0], open_at(fleet, 0)[0])
    assert under_way(fleet) == [4, 4]
    answer_all(fleet, 0, 1)
    assert not fleet.run.is_running
    assert fleet.saved() == Counter((0, at, 0) for at in range(40))
    assert {one.host for one in fleet.run.results.values()} == {"a:1", "b:1"}


def test_a_server_that_goes_in_the_middle_costs_no_answer() -> None:
    fleet = Fleet(40)
    for one in open_at(fleet, 1):
        fleet.fail(fleet.servers[1], one, "remote_cut")
    assert under_way(fleet)[1] == 0
    answer_all(fleet, 0)
    assert not fleet.run.is_running
    assert fleet.saved() == Counter((0, at, 0) for at in range(40))
    assert not any(one.fault for one in fleet.run.results.values())


def test_a_server_that_comes_back_is_asked_one_thing_first_and_then_everything() -> None:
    fleet = Fleet(400)
    for one in open_at(fleet, 1):
        fleet.fail(fleet.servers[1], one, "remote_unreachable")
    fleet.world.clock.advance(1)
    assert under_way(fleet) == [4, 0]
    fleet.world.clock.advance(2)
    assert under_way(fleet) == [4, 1]
    fleet.fail(fleet.servers[1], open_at(fleet, 1)[0], "remote_unreachable")
    fleet.world.clock.advance(3)
    assert under_way(fleet) == [4, 0]  # It waits twice as long now.
    fleet.world.clock.advance(2)
    fleet.answer(fleet.servers[1], open_at(fleet, 1)[0])
    assert under_way(fleet) == [4, 4]


def test_a_server_that_stays_away_ends_the_run_with_the_reason_and_keeps_the_rest_for_later() -> None:
    fleet = Fleet(10, A)
    fleet.answer(fleet.servers[0], open_at(fleet, 0)[0])
    waited = 0.0
    while fleet.run.is_running and waited < 2 * LOST_SECONDS:
        for one in open_at(fleet, 0):
            fleet.fail(fleet.servers[0], one, "remote_unreachable", host="a")
        fleet.world.clock.advance(1)
        waited += 1
    assert LOST_SECONDS - LONGEST_REST <= waited <= LOST_SECONDS + LONGEST_REST
    assert fleet.run.trouble
    assert fleet.run.trouble.code == "remote_unreachable"
    assert fleet.run.left == 9  # Nothing is taken for an answer.
    fleet.run.start()
    assert fleet.run.trouble is None
    fleet.world.children.last.load(host="a", slots=4)
    assert under_way(fleet) == [4]


def test_a_key_that_is_wrong_is_not_tried_again_and_the_next_model_gets_its_turn() -> None:
    fleet = Fleet(6, A, more=(Candidate("local", "/b"),))
    for one in open_at(fleet, 0):
        fleet.fail(fleet.servers[0], one, "remote_key", host="a", reason="no")
    fleet.world.leave_all()
    fleet.world.clock.advance(1)
    last = fleet.world.children.last
    assert isinstance(last.first, Load)
    assert last.first.path == "/b"
    last.load()
    while fleet.run.is_running:
        ids = {run.id for run in fleet.run.workers[0].runs.values()}
        fleet.answer(last, next(one for one in last.sent if isinstance(one, Generate) and one.run in ids))
    assert fleet.run.trouble
    assert fleet.run.trouble.code == "remote_key"
    assert fleet.saved() == Counter((1, at, 0) for at in range(6))


def test_a_prompt_that_breaks_every_server_is_given_up_and_not_the_servers() -> None:
    fleet = Fleet(12)
    broken = 0
    while fleet.run.is_running:
        for at in (0, 1):
            for one in open_at(fleet, at)[:1]:
                if one.request.turns[-1].content == "3?":
                    broken += 1
                    fleet.fail(fleet.servers[at], one, "remote_refused", host="a", status=500, reason="out of memory")
                else:
                    fleet.answer(fleet.servers[at], one)
        fleet.world.clock.advance(1)
    assert broken == MOST_ATTEMPTS
    assert [task for task, one in fleet.run.results.items() if one.fault] == [(0, 3, 0)]
    assert len(fleet.run.results) == 12


def test_a_server_that_is_busy_again_and_again_costs_no_answer() -> None:
    fleet = Fleet(3, A)
    for _time in range(3 * MOST_ATTEMPTS):
        for one in open_at(fleet, 0):
            fleet.fail(fleet.servers[0], one, "remote_busy", host="a", status=429)
        fleet.world.clock.advance(LONGEST_REST)
    answer_all(fleet, 0)
    assert not fleet.run.is_running
    assert not any(one.fault for one in fleet.run.results.values())


def test_a_server_may_be_away_for_days_as_long_as_another_one_works() -> None:
    fleet = Fleet(4000)
    for _hour in range(20):
        for _minute in range(60):
            for one in open_at(fleet, 1):
                fleet.fail(fleet.servers[1], one, "remote_unreachable", host="b")
            fleet.world.clock.advance(LONGEST_REST)
        fleet.answer(fleet.servers[0], open_at(fleet, 0)[0])
    assert fleet.run.is_running
    fleet.answer(fleet.servers[1], open_at(fleet, 1)[0])
    assert under_way(fleet) == [4, 4]


def test_what_a_server_refuses_is_the_answer_s_own_fault() -> None:
    fleet = Fleet(3, A)
    for one in open_at(fleet, 0):
        fleet.fail(fleet.servers[0], one, "remote_context", host="a", reason="too long")
    assert not fleet.run.is_running
    assert {one.fault for one in fleet.run.results.values()} == {"remote_context"}


def test_a_server_that_is_not_there_at_the_start_is_tried_again_while_the_others_work() -> None:
    world = World()
    suite = Suite("S", tuple(Prompt(f"{at}?") for at in range(30)))
    run = EvaluationRun(Evaluation(1, "T", 0.0, suite, [Candidate("m", A, also_at=(B,))]), world.context)
    run.start()
    first, second = world.children.started
    first.load(host="a", slots=2)
    second.refuse("remote_unreachable")
    assert [len(worker.runs) for worker in run.workers] == [2, 0]
    world.clock.advance(1)
    worker = run.workers[1]
    assert isinstance(worker, RemoteWorker)
    assert worker.away
    world.clock.advance(4)
    again = world.children.last
    assert again is not second
    again.load(host="b", slots=2)
    assert [len(worker.runs) for worker in run.workers] == [2, 1]


def test_an_answer_costs_the_same_in_a_suite_of_any_size() -> None:
    def answering(prompts: int) -> float:
        fleet = Fleet(prompts, A, slots=16)
        asked = iter(fleet.servers[0].sent)

        def work() -> None:
            for _answer in range(1000):
                fleet.answer(fleet.servers[0], next(one for one in asked if isinstance(one, Generate)))
                assert fleet.run.progress
                assert fleet.run.seconds_left >= 0
                assert fleet.run.left

        return cost(work)

    assert answering(100_000) < 4 * answering(2_000)


# -- how many at once --------------------------------------------------------------------------------------------


def speed_with(limit: int, slots: int) -> float:
    """Tokens per second of a server that gets faster with company until its slots are full."""
    return 50.0 * math.pow(min(limit, slots), 0.8)


def found(slots: int, told: int = 0, seconds: int = 600, most: int = 0) -> int:
    """The answers at once that are found for a server of so many slots; each answer has a hundred tokens."""
    concurrency, tokens = Concurrency(told, most), 0.0
    for now in range(seconds):
        tokens += speed_with(concurrency.limit, slots)
        answers = int(tokens / 100)
        concurrency.measure(float(now), tokens=int(tokens), answers=answers, under_way=concurrency.limit)
    return concurrency.limit


@pytest.mark.parametrize("slots", [16, 40, 120])
def test_as_many_are_asked_for_as_make_the_server_faster(slots: int) -> None:
    limit = found(slots)
    assert speed_with(limit, slots) >= 0.95 * speed_with(slots, slots)
    assert limit <= 2 * slots  # Not more than are of use.


def test_limits_hold() -> None:
    assert found(10_000, seconds=20_000) == MOST
    assert found(10_000, most=20) == 20
    assert found(4, told=4) <= 8
    assert Concurrency(0).limit == FIRST


def test_a_busy_server_is_asked_for_less() -> None:
    concurrency = Concurrency(0)
    concurrency.back_off()
    assert concurrency.limit == FIRST // 2
    for _time in range(9):
        concurrency.back_off()
    assert concurrency.limit == 1


def test_too_little_work_says_nothing_of_a_server() -> None:
    concurrency = Concurrency(0)
    for now in range(100):
        concurrency.measure(float(now), tokens=now * 1000, answers=now * 100, under_way=FIRST - 1)
    assert concurrency.limit == FIRST


# -- tokens to come ------------------------------------------------------------------------------------------------


def test_the_tokens_to_come_are_those_of_answers_to_the_same_prompts_or_else_of_all() -> None:
    left = TokensLeft([(0, prompt, turn) for prompt in range(3) for turn in range(2)])
    assert left.left([]) == 0
    left.answered(0, 10.0)
    assert left.left([]) == 10 + 4 * 10
    left.answered(1, 30.0)
    assert left.left([]) == 10 + 30 + 2 * 20
    assert left.left([(1, 16), (2, 40)]) == 10 + (30 - 16) + 20 + 40 * 0.25
    left.answered(2, None)  # It failed: that says nothing of lengths.
    assert left.left([]) == 10 + 30 + 20
    left.wanted_again(1, 30.0)
    assert left.left([]) == 10 + 3 * 10


# -- found by reading it again -----------------------------------------------------------------------------------


def test_a_prompt_that_is_answered_by_500_again_and_again_is_given_up() -> None:
    """So an HTTP status of 500 arrives: as a server that is busy."""
    fleet, broken = Fleet(12), 0
    while fleet.run.is_running and broken < 50:
        for at in (0, 1):
            for one in open_at(fleet, at)[:1]:
                if one.request.turns[-1].content == "3?":
                    broken += 1
                    fleet.fail(fleet.servers[at], one, "remote_busy", host="a", status=500)
                else:
                    fleet.answer(fleet.servers[at], one)
        fleet.world.clock.advance(1)
    assert broken == MOST_ATTEMPTS
    assert len(fleet.run.results) == 12


def test_a_server_that_answers_nobody_does_not_take_the_others_work() -> None:
    fleet = Fleet(60)
    while fleet.run.is_running:
        for one in open_at(fleet, 1):
            fleet.fail(fleet.servers[1], one, "remote_refused", host="b", status=404, reason="no such model")
        for one in open_at(fleet, 0)[:1]:
            fleet.answer(fleet.servers[0], one)
        fleet.world.clock.advance(0.5)
    assert not any(one.fault for one in fleet.run.results.values())


def test_one_refusal_does_not_condemn_a_server_that_has_answered() -> None:
    fleet = Fleet(12, A)
    fleet.answer(fleet.servers[0], open_at(fleet, 0)[0])
    while fleet.run.is_running:
        for one in open_at(fleet, 0)[:1]:
            if one.request.turns[-1].content == "3?":
                fleet.fail(fleet.servers[0], one, "remote_key", host="a", reason="blocked")
            else:
                fleet.answer(fleet.servers[0], one)
        fleet.world.clock.advance(1)
    assert [task for task, one in fleet.run.results.items() if one.fault] == [(0, 3, 0)]
    assert fleet.run.totals[0].faults == 1


def test_all_servers_together_get_no_more_than_this_app_has_connections_for() -> None:
    paths = [f"http://host{at}:1#m" for at in range(64)]
    world = World()
    suite = Suite("S", tuple(Prompt(f"{at}?") for at in range(2000)))
    run = EvaluationRun(
        Evaluation(1, "T", 0.0, suite, [Candidate("m", paths[0], also_at=tuple(paths[1:]))]), world.context
    )
    run.start()
    for server in list(world.children.started):
        server.load(host="h", slots=64)
    assert len(run.under_way) == MOST
