"""A comparison as it is kept: its columns, what is hidden, and votes."""

import pytest

from slm_desktop.core.compare.records import BEST, MOST, TIE
from slm_desktop.core.engines.answer_figures import TOKENS
from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.options import NOTHING_CHOSEN
from slm_desktop.core.sampling import difference
from slm_desktop.errors import Fault
from tests.core.compare.bench import Bench, texts
from tests.fakes import choice_of


def test_a_comparison_is_there_again_as_it_was(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Why is the sky blue?")
    bench.load_all()
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    session.judge(BEST, session.columns[1])
    again = Bench(bench.store)
    (kept,) = again.comparisons.comparisons
    assert kept.title == "Why is the sky blue?"
    opened = again.comparisons.open(kept)
    assert texts(opened) == ["one", "two"]
    assert opened.vote is not None
    assert opened.vote.winner == opened.columns[1].record.id
    assert opened.columns[0].figure(TOKENS) == 1


def test_nothing_is_kept_of_a_comparison_in_which_nothing_was_asked(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.set_fair(True)
    assert bench.store.kept_comparisons == {}
    assert bench.comparisons.comparisons == []


def test_blind_hides_and_shuffles_until_the_vote(bench: Bench) -> None:
    session = bench.compare("/a", "/b", "/c")
    session.set_blind(True)
    assert not session.record.hidden
    session.send("Hello")
    assert session.record.hidden
    assert [column.record.path for column in session.columns] == ["/c", "/b", "/a"]
    bench.load_all()
    for path in ("/a", "/b", "/c"):
        bench.answer(path, path)
    best = session.columns[0]
    session.judge(BEST, best)
    assert not session.record.hidden
    assert [column.record.path for column in session.columns] == ["/c", "/b", "/a"]  # they stay where they were judged
    (vote,) = bench.store.kept_votes.values()
    assert vote.blind
    assert vote.contenders[vote.best].label == "C Q4_0"
    session.judge(TIE)  # another mind: the first vote no longer counts
    (vote,) = bench.store.kept_votes.values()
    assert vote.verdict == TIE
    assert not vote.blind  # the names were known by then
    assert bench.comparisons.ratings[0].games == 2
    session.unjudge()
    assert (session.vote, bench.store.kept_votes) == (None, {})


def test_columns_can_be_added_moved_copied_and_removed_within_bounds(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.set_sampling(session.columns[1], {**session.columns[1].sampling, "temperature": 0.1})
    third = session.add("/c", "C", "Q8_0", NOTHING_CHOSEN)
    assert third.sampling["temperature"] == 0.1  # the settings of the last one
    copy = session.duplicate(third)
    session.move(copy, -3)
    assert [column.record.path for column in session.columns] == ["/c", "/a", "/b", "/c"]
    assert session.first is copy
    assert set(difference(copy.sampling, session.columns[1].sampling)) == {"temperature"}
    while len(session.columns) < MOST:
        session.add("/d", "D", "", NOTHING_CHOSEN)
    with pytest.raises(Fault, match="too_many_columns"):
        session.add("/e", "E", "", NOTHING_CHOSEN)
    while len(session.columns) > 2:
        session.remove(session.columns[-1])
    with pytest.raises(Fault, match="too_few_columns"):
        session.remove(session.columns[-1])


def test_columns_are_not_changed_while_they_run(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    for act in (
        lambda: session.add("/c", "C", "", NOTHING_CHOSEN),
        lambda: session.choose(session.first, "/c", "C", ""),
        lambda: session.set_fair(True),
    ):
        with pytest.raises(Fault, match="comparing"):
            act()


def test_a_vote_counts_for_the_model_that_answered(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.load_all()
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    session.choose(session.columns[0], "/c", "C", "Q8_0")
    session.judge(BEST, session.columns[0])
    assert bench.comparisons.ratings[0].label == "A Q4_1"  # as the engine names it


def test_only_answers_to_the_same_question_are_judged(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.load_all()
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    session.judge(BEST, session.columns[0])
    session.send("More", [session.columns[1].record.id])
    bench.load_all()
    bench.answer("/b", "three")
    assert session.contenders == [session.columns[1]]
    assert not session.can_vote
    session.judge(BEST, session.columns[0])
    assert bench.comparisons.ratings[0].games == 1


def test_blind_neither_the_order_of_loading_nor_a_removed_column_tells_who_is_who(bench: Bench) -> None:
    session = bench.compare("/a", "/b", "/c")
    session.set_fair(True)
    session.set_blind(True)
    session.send("Hello")
    assert [child.first.path for child in bench.living() if isinstance(child.first, Load)] == [
        "/c"
    ]  # the first that is shown
    for path in ("/c", "/b", "/a"):
        bench.load_all()
        bench.answer(path, path)
        for child in list(bench.children.started):
            if child.closed:
                child.leave()
    session.remove(session.columns[0])
    assert [column.record.path for column in session.columns] == ["/b", "/a"]


def test_columns_follow_the_models_folder(bench: Bench) -> None:
    session = bench.compare("/models/a", "/other/b")
    session.send("Hello")
    bench.load_all()
    bench.answer("/models/a", "one")
    bench.answer("/other/b", "two")
    bench.comparisons.follow("/models", "/new")
    assert [column.record.path for column in session.columns] == ["/new/a", "/other/b"]
    assert next(iter(bench.store.kept_comparisons.values())).columns[0].path == "/new/a"


def test_a_model_whose_hash_was_found_before_it_was_chosen_has_it_in_its_column(bench: Bench) -> None:
    lease = bench.pool.lease(choice_of("/a"))
    bench.load_all()
    bench.pool.identify("/a", "abc")
    session = bench.compare("/a", "/b")
    session.send("Why?")
    bench.load_all()
    assert [column.record.sha256 for column in session.columns] == ["abc", ""]
    lease.release()


def test_answers_to_the_same_words_about_other_pictures_are_not_judged(bench: Bench) -> None:
    media = [Media(letter * 64, "png", 1, 1, name=f"{letter}.png") for letter in "ab"]
    bench.media.update({picture.digest: b"bytes" for picture in media})
    session = bench.compare("/a", "/b")
    session.send("", media=(media[0],))
    bench.load_all()
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    assert session.record.title == "a.png"
    assert len(session.contenders) == 2
    session.send("", [session.columns[1].record.id], (media[1],))
    bench.load_all()
    bench.answer("/b", "three")
    assert session.contenders == [session.columns[1]]
