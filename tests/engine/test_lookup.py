"""Prompt look-up guesses what followed the last time, and knows how far it was right."""

import pytest

from slm_desktop.engine.drafting import Lookup
from slm_desktop.engine.lookup import PromptLookup
from slm_desktop.engine.payoff import Odds, StepSeconds, best_length, is_worth_reading


def lookup(*tokens: int) -> PromptLookup:
    """One that has read its tokens one by one."""
    made = PromptLookup(tokens[:1])
    for token in tokens[1:]:
        made.add(token)
    return made


def test_what_followed_the_same_tokens_is_the_guess() -> None:
    assert PromptLookup([1, 2, 3, 4, 5, 6, 1, 2, 3]).draft(2) == (4, 5)


def test_what_never_stood_there_before_has_no_guess() -> None:
    for found in (PromptLookup([1, 2, 3, 4, 5]), PromptLookup([]), PromptLookup([7])):
        assert found.draft(4) == ()
        assert found.matched == 0


def test_a_prompt_and_tokens_one_by_one_come_to_the_same() -> None:
    tokens = [1, 2, 3, 4, 9, 1, 2, 3, 4, 8, 2, 3]
    for length in range(2, len(tokens) + 1):
        at_once, one_by_one = PromptLookup(tokens[:length]), lookup(*tokens[:length])
        assert at_once.draft(1) == one_by_one.draft(1), tokens[:length]


def test_of_several_places_the_last_one_counts_and_longer_matches_count_more() -> None:
    assert PromptLookup([1, 2, 3, 7, 0, 1, 2, 3, 8, 0, 1, 2, 3]).draft(1) == (8,)
    assert PromptLookup([1, 2, 3, 7, 0, 5, 2, 3, 8, 0, 1, 2, 3]).draft(1) == (7,)


def test_a_copy_is_followed_as_long_as_it_agrees() -> None:
    found = PromptLookup([1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3])
    assert found.matched == 3
    found.add(4)
    found.add(5)
    assert (found.matched, found.draft(2)) == (5, (6, 7))
    assert found.expects(6)
    found.add(9)
    assert found.matched == 0


def test_what_repeats_itself_goes_on_doing_so() -> None:
    assert lookup(1, 2, 3, 1, 2, 3, 1).draft(7) == (2, 3, 1, 2, 3, 1, 2)


def test_guesses_are_believed_as_far_as_they_were_right() -> None:
    odds = Odds()
    unknown = odds.of(3)
    for _ in range(40):
        odds.learn(3, is_hit=True)
        odds.learn(20, is_hit=False)
    assert odds.of(3) > 0.9 > unknown > 0.1 > odds.of(20)
    assert odds.expected(2, 1) == pytest.approx(odds.of(2))
    assert odds.expected(2, 8) < odds.expected(2, 1) * 8
    assert odds.expected(2, 0) == 0


def test_steps_are_judged_by_those_that_were_measured() -> None:
    steps = StepSeconds()
    assert steps.of(1) == 0
    for seconds in (0.01, 0.01, 0.9, 0.01):  # One was interrupted.
        steps.learn(1, seconds)
    assert steps.of(1) == pytest.approx(0.01)
    assert steps.of(8) > steps.of(4) > steps.of(2) > 0.01
    steps.learn(8, 0.012)  # Memory is what limits here: eight cost as much as one.
    assert steps.of(8) == pytest.approx(0.012)
    assert steps.of(16) > 0.012


def test_a_draft_is_made_only_where_it_makes_more_tokens_a_second() -> None:
    lengths, cheap, dear = (1, 3, 7), (0.011, 0.012, 0.013), (0.02, 0.04, 0.08)
    sure, unsure = (0.95, 2.8, 6.0), (0.3, 0.4, 0.41)
    assert best_length(lengths, sure, cheap, 1, 0.01) == 7
    assert best_length(lengths, unsure, dear, 1, 0.01) == 0
    assert best_length(lengths, unsure, cheap, 1, 0.01) in lengths
    assert best_length((), (), (), 1, 0.01) == 0


def test_a_prompt_is_read_for_guesses_only_where_enough_of_the_answer_is_left() -> None:
    assert is_worth_reading(missing=100, reading=0.0, left=500, plain=0.1), "nothing is known: it is tried"
    assert is_worth_reading(missing=500, reading=0.01, left=500, plain=0.1)
    assert not is_worth_reading(missing=6000, reading=0.01, left=500, plain=0.1)
    assert not is_worth_reading(missing=500, reading=0.01, left=20, plain=0.1)


def test_drafts_that_cost_more_than_they_save_pause_longer_and_longer() -> None:
    lookup = Lookup([1, 2, 3, 4, 1, 2, 3])
    account = lookup.account
    assert account.add(10, saved=-0.01, step=0.01) == 0, "one that is refused says little"
    pause = account.add(11, saved=-0.02, step=0.01)
    assert pause > 0
    assert not lookup.can(11)
    assert lookup.can(11 + pause)
    assert account.add(11 + pause, saved=-0.03, step=0.01) == 2 * pause
    assert account.add(500, saved=0.5, step=0.01) == 0
    assert account.add(501, saved=-0.1, step=0.01) == 0, "they have saved much lately"
