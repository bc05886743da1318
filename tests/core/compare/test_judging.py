"""Where answers part, and what votes come to."""

import random
import time

from slm_desktop.core.compare.differences import common, divergence, only_in_first
from slm_desktop.core.compare.ratings import MIDDLE, ratings
from slm_desktop.core.compare.records import BAD, BEST, TIE, Contender, Vote
from slm_desktop.core.engines.events import Token
from slm_desktop.core.records import RunRecord


def run(*words: str) -> RunRecord:
    return RunRecord(tokens=[Token(at, word, 0, 0.1) for at, word in enumerate(words)])


def test_the_first_difference_is_found_by_token() -> None:
    found = divergence(run("The", " sky", " is", " blue"), run("The", " sky", " was", " red"))
    assert (found.tokens, found.characters, found.whole) == (2, len("The sky "), False)
    assert divergence(run("a"), run("a")).whole
    assert divergence(run("a", "b"), run("a")).tokens == 1
    assert divergence(run("x"), run("y")).tokens == 0


def test_models_that_cut_words_differently_are_compared_by_their_text() -> None:
    found = divergence(run("The sky", " is"), run("The", " sky", " was"))
    assert found.tokens == 2


def test_long_texts_are_compared_quickly() -> None:
    text = "word " * 400_000
    assert common(text, text + "!") == len(text)
    assert common(text + "a", text + "b") == len(text)


def test_words_that_only_one_answer_has() -> None:
    text = "The sky is blue today."
    spans = only_in_first(text, "The sky is red today.")
    assert [text[start:end] for start, end in spans] == ["blue"]
    assert only_in_first("same words", "Same  words") == ()


def test_two_long_answers_that_repeat_themselves_are_compared_in_time() -> None:
    one, other = (" ".join(f"the apple {at % turn}" for at in range(20_000)) for turn in (7, 5))
    begun = time.process_time()
    spans = only_in_first(one, other)
    assert time.process_time() - begun < 5
    assert {one[start:end] for start, end in spans} == {"5", "6"}


def vote(verdict: str, *labels: str, best: int = -1) -> Vote:
    return Vote(1, 1, 1, 0.0, verdict, tuple(Contender(label, 10.0, 5) for label in labels), best)


def test_who_wins_stands_higher_and_few_votes_say_little() -> None:
    pair = [vote(BEST, "a", "b", best=0), vote(BEST, "a", "b", best=0), vote(BEST, "a", "b", best=1)]
    few = {rating.label: rating for rating in ratings(pair)}
    many = {rating.label: rating for rating in ratings(pair * 20)}
    assert few["a"].points > MIDDLE > few["b"].points
    assert many["a"].points > few["a"].points
    assert few["a"].spread > 2 * many["a"].spread
    assert few["a"].spread > 180


def test_strength_carries_over_others() -> None:
    votes = [vote(BEST, "a", "b", best=0)] * 6 + [vote(BEST, "b", "c", best=0)] * 6
    assert [rating.label for rating in ratings(votes)] == ["a", "b", "c"]


def test_the_interval_holds_as_often_as_it_says() -> None:
    """Eight models in a chain, each true rating known: 95 of 100 intervals should hold the true differences."""
    chance = random.Random(5)
    true = {str(at): 1000.0 + 60 * at for at in range(8)}
    held = counted = 0
    for _ in range(60):
        votes = []
        for low, high in ((str(at), str(at + 1)) for at in range(7)):
            wins = 1 / (1 + 10 ** ((true[low] - true[high]) / 400))
            votes += [vote(BEST, low, high, best=int(chance.random() < wins)) for _ in range(30)]
        found = ratings(votes)
        middle = sum(rating.points for rating in found) / len(found)
        centre = sum(true.values()) / len(true)
        held += sum(abs((rating.points - middle) - (true[rating.label] - centre)) <= rating.spread for rating in found)
        counted += len(found)
    assert 0.9 < held / counted <= 1.0


def test_ties_count_half_and_bad_ones_not() -> None:
    (one, other) = ratings([vote(TIE, "a", "b"), vote(BAD, "a", "b")])
    assert abs(one.points - other.points) < 1
    assert (one.games, one.wins, one.bad, one.votes) == (1, 0.5, 1, 2)


def test_settings_of_one_model_say_nothing_of_it() -> None:
    (rating,) = ratings([vote(BEST, "a", "a", best=0)])
    assert (rating.games, round(rating.points)) == (0, MIDDLE)


def test_the_rating_of_two_models_is_that_of_elo() -> None:
    """Three of four wins are 191 points of difference; the drawn game of the prior takes a little off."""
    votes = [vote(BEST, "a", "b", best=0)] * 300 + [vote(BEST, "a", "b", best=1)] * 100
    by_label = {rating.label: rating.points for rating in ratings(votes)}
    assert 185 < by_label["a"] - by_label["b"] < 192
