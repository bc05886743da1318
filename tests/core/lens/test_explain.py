"""What a control does, on the token that is looked at."""

import msgspec
import pytest

from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.lens.explain import DRAW, EXAMPLES, Use, illustrated
from slm_desktop.core.lens.seen import SeenAnswer
from slm_desktop.core.records import Message, RunRecord
from slm_desktop.core.sampling import BY_NAME, SAMPLER_OF, SAMPLER_ORDER, complete
from tests.core.lens.test_lens import PIECES, place

OFF = complete({"temperature": 1.0, "top_k": 0.0, "top_p": 1.0, "min_p": 0.0})


@pytest.fixture
def answer() -> SeenAnswer:
    """One token, three candidates of 40, 36 and 24 %."""
    logits = (0.0, -0.105, -0.511)
    record = CandidateRecord(vocabulary=3, prompt=(9, 1), pieces=PIECES, places={0: place(1, logits=logits)})
    return SeenAnswer(Message(0, 0, None, "assistant", "Once", 0.0, run=RunRecord()), record)


def test_a_cut_says_how_many_are_left_what_they_had_and_what_it_cuts_first(answer: SeenAnswer) -> None:
    one = illustrated(answer, 0, {**OFF, "top_k": 2.0}, "top_k")
    assert one
    assert (one.before, one.after) == (3, 2)
    assert one.kept == pytest.approx(0.76, abs=0.01)
    assert one.first_cut
    assert (one.first_cut.piece, one.first_cut.after) == (b" a", 0.0)
    assert one.use == Use.ON


def test_a_control_that_is_off_shows_what_it_would_do(answer: SeenAnswer) -> None:
    one = illustrated(answer, 0, OFF, "min_p")
    assert one
    assert (one.use, one.setting, one.value) == (Use.OFF, "min_p", 0.1)
    assert one.line == pytest.approx(0.04, abs=0.001), "a tenth of the likeliest"
    assert one.after == 3


def test_tokens_beyond_the_known_ones_are_not_left_out_of_account(answer: SeenAnswer) -> None:
    answer.record.vocabulary = 50_000
    answer.record.places[0] = msgspec.structs.replace(answer.record.places[0], log_sum=1.5)
    wide = illustrated(answer, 0, {**OFF, "top_k": 100.0}, "top_k")
    narrow = illustrated(answer, 0, {**OFF, "top_k": 2.0}, "top_k")
    draw = illustrated(answer, 0, OFF, "seed")
    assert wide
    assert narrow
    assert draw
    assert (wide.others_before, wide.others_after) == (True, True)
    assert (narrow.others_before, narrow.others_after) == (True, False)
    assert draw.others_after


def test_xtc_takes_the_likeliest_away_at_times(answer: SeenAnswer) -> None:
    values = {**OFF, "xtc_probability": 0.25, "xtc_threshold": 0.3}
    one = illustrated(answer, 0, values, "xtc_threshold")
    assert one
    assert one.line is None, "it cuts what lies above, not below"
    assert one.chance == 0.25
    assert one.first_cut
    assert one.first_cut.piece == b"Once"


def test_under_mirostat_a_control_is_shown_at_the_persons_own_value(answer: SeenAnswer) -> None:
    one = illustrated(answer, 0, {**OFF, "mirostat": 2.0, "top_k": 2.0}, "top_k")
    assert one
    assert (one.use, one.value, one.after) == (Use.REPLACED, 2.0, 2)


def test_only_its_own_part_is_shown_of_a_chain(answer: SeenAnswer) -> None:
    one = illustrated(answer, 0, {**OFF, "top_k": 2.0, "top_p": 0.5, "temperature": 2.0}, "top_p")
    assert one
    assert one.before == 2, "top-k has cut before"
    assert one.after == 1
    assert one.effects[0].before == pytest.approx(0.526, abs=0.01)


def test_temperature_changes_shares_and_cuts_nothing(answer: SeenAnswer) -> None:
    one = illustrated(answer, 0, {**OFF, "temperature": 2.0}, "temperature")
    assert one
    assert one.before == one.after == 3
    assert one.effects[0].after < one.effects[0].before
    assert one.effects[-1].after > one.effects[-1].before


def test_a_penalty_lowers_what_stands_in_the_text_before(answer: SeenAnswer) -> None:
    one = illustrated(answer, 0, {**OFF, "presence_penalty": 2.0}, "presence_penalty")
    assert one
    assert one.lowered
    assert one.lowered.piece == b"Once"


def test_the_seed_shows_what_could_be_drawn(answer: SeenAnswer) -> None:
    one = illustrated(answer, 0, {**OFF, "top_k": 2.0}, "seed")
    assert one
    assert one.sampler == DRAW
    assert one.after == 2
    assert sum(effect.after for effect in one.effects) == pytest.approx(1.0, abs=1e-6)


def test_what_acts_on_a_whole_answer_has_no_picture(answer: SeenAnswer) -> None:
    assert illustrated(answer, 0, OFF, "max_tokens") is None
    assert illustrated(answer, 0, OFF, "stop") is None
    assert illustrated(answer, 5, OFF, "top_k") is None, "of that token nothing is known"


@pytest.mark.parametrize("name", [name for name in BY_NAME if name in SAMPLER_OF])
def test_every_control_with_a_sampler_can_be_shown_on_or_off(answer: SeenAnswer, name: str) -> None:
    one = illustrated(answer, 0, OFF, name)
    assert one
    assert one.sampler == SAMPLER_OF[name]
    assert set(EXAMPLES) | {"temperature"} == set(SAMPLER_ORDER)
