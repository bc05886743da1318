"""What another model thinks of an answer, and how both are brought together by the text."""

from array import array

import pytest

from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.events import Candidates, Distribution, Failed, Finished
from slm_desktop.core.lens.lens import LensState
from slm_desktop.core.lens.opinion import Piece, aligned, bits_a_character, pieces_of
from tests.core.lens.test_lens import Bench, place
from tests.fakes import choice_of


def pieces(*parts: tuple[str, float]) -> list[Piece]:
    found, start = [], 0
    for text, bits in parts:
        found.append(Piece(start, text.encode(), bits))
        start += len(text.encode())
    return found


def test_segments_end_where_both_models_cut_the_text() -> None:
    own = pieces(("Once", 1.0), (" up", 2.0), ("on", 3.0), (" a", 4.0))
    other = pieces(("On", 0.5), ("ce", 0.5), (" upon", 7.0), (" a", 1.0))
    assert [(one.data.decode(), one.own, one.other) for one in aligned(own, other)] == [
        ("Once", 1.0, 1.0),
        (" upon", 5.0, 7.0),
        (" a", 4.0, 1.0),
    ]


def test_a_character_that_one_of_them_cuts_stays_whole() -> None:
    own = [Piece(0, b"\xc3", 1.0), Piece(1, b"\xa9", 1.0)]
    other = [Piece(0, b"\xc3\xa9", 3.0)]
    assert [(one.data, one.own, one.other) for one in aligned(own, other)] == [("é".encode(), 2.0, 3.0)]


def test_what_only_one_of_them_has_is_left_out() -> None:
    own, other = [Piece(4, b" upon", 2.0)], pieces(("Once", 9.0), (" upon", 1.0))
    assert [(one.start, one.data) for one in aligned(own, other)] == [(4, b" upon")]
    assert aligned([], other) == []


def test_surprise_is_told_by_characters_as_tokens_differ() -> None:
    segments = aligned(pieces(("Éa", 4.0)), pieces(("É", 1.0), ("a", 1.0)))
    assert bits_a_character(segments) == (2.0, 1.0)
    assert bits_a_character([]) == (0.0, 0.0)


def test_what_ends_an_answer_is_no_part_of_its_text() -> None:
    one = Distribution(array("I", [1]).tobytes(), array("f", [0.0]).tobytes(), 1, 0.0, 0.0, 0.0, 0.0, 0.0)
    end = Distribution(array("I", [2]).tobytes(), array("f", [0.0]).tobytes(), 2, 0.0, 0.0, 0.0, 0.0, 0.0)
    record = CandidateRecord(places={0: one, 1: end}, pieces={1: b"Hi", 2: b"<|end|>"}, steering={2})
    assert [piece.data for piece in pieces_of(record)] == [b"Hi"]


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.lens.open(True)
    made.answer(1, 2)
    return made


def test_the_other_model_is_loaded_goes_over_the_answer_and_is_given_back(bench: Bench) -> None:
    bench.lens.ask(choice_of("/other.gguf", "Other"))
    other = bench.engines.last
    assert isinstance(other.first, Load)
    assert other.first.path == "/other.gguf"
    assert bench.lens.opinion
    assert bench.lens.opinion.is_waited_for
    other.load()
    run = bench.command().run
    assert bench.request.rescore
    other.emit(Candidates(run, 0, (place(1), place(2)), vocabulary=3, pieces={1: b"Once", 2: b" upon"}))
    other.emit(Finished(run, "scored", 0, 1.0))
    assert not bench.lens.opinion.is_waited_for
    assert [segment.data for segment in bench.lens.segments()] == [b"Once", b" upon"]
    engine = bench.pool.find(choice_of("/other.gguf", "Other"))
    assert engine is not None
    assert not bench.pool.is_leased(engine)


def test_why_it_has_none_is_said(bench: Bench) -> None:
    bench.lens.ask(choice_of("/other.gguf", "Other"))
    bench.engines.last.load()
    bench.engines.last.emit(Failed(bench.command().run, "context_full", {"tokens": 9, "context": 8}))
    assert bench.lens.opinion
    assert bench.lens.opinion.fault
    assert bench.lens.opinion.fault.code == "context_full"
    assert bench.lens.segments() == []


def test_a_model_that_does_not_load_is_said_too(bench: Bench) -> None:
    bench.lens.ask(choice_of("/other.gguf", "Other"))
    bench.engines.last.refuse("not_gguf")
    assert bench.lens.opinion
    assert bench.lens.opinion.fault
    assert bench.lens.state == LensState.READY


def test_another_answer_is_not_shown_with_the_opinion_of_the_last(bench: Bench) -> None:
    bench.lens.ask(choice_of("/other.gguf", "Other"))
    engine = bench.pool.find(choice_of("/other.gguf", "Other"))
    assert engine is not None
    bench.model.load(choice_of("/m.gguf"))
    bench.lens.follow(bench.chat_list.new())
    assert bench.lens.opinion is None
    assert not bench.pool.is_leased(engine)
