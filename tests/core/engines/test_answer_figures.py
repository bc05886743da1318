"""The table of figures of an answer: each row is sound, and is where it says."""

import pytest

from slm_desktop.core.engines.answer_figures import FIGURES, AnswerFigure, Place, Unit, measured
from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.energy import EnergySource
from slm_desktop.core.engines.events import Drafted, DraftTokens, Prompted, Token, Tokens
from slm_desktop.core.engines.run import Run

ROWS = {row.name: row for row in FIGURES}
UNITS = {
    Unit.SECONDS: "_seconds",
    Unit.PER_SECOND: "_per_second",
    Unit.BYTES: "_bytes",
    Unit.COUNT: "",
    Unit.RATIO: "",
    Unit.JOULES: "_joules",
}


class Nobody:
    def send(self, command: object) -> None:
        """Nothing is heard."""


def run() -> Run:
    return Run(id_=1, request=Request(turns=(), changes=(), seed=1), engine=Nobody(), on_event=lambda _event: None)


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row.name)
def test_every_row_is_sound(row: AnswerFigure) -> None:
    assert row.name.endswith(UNITS[row.unit])
    assert ROWS[row.name] is row
    assert bool(row.heading) == bool({Place.COLUMN, Place.TABLE} & set(row.places)), "what stands in a column is named"
    assert "{value}" in row.sentence
    assert (row.sentence != "{value}") == (Place.ANSWER in row.places), "what stands under an answer is a sentence"
    assert row.plain(0.0)


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row.name)
def test_nothing_is_measured_of_an_answer_that_has_not_begun(row: AnswerFigure) -> None:
    assert row.measure(run()) == 0


def test_figures_are_those_of_the_run() -> None:
    answer = run()
    answer.apply(Prompted(1, 30, 10, 0, 0.5, (30, 1)))
    answer.apply(Tokens(1, (Token(1, "a", 0, 0.75), Token(2, "b", 0, 1.0), Token(3, "c", 0, 1.25))))
    answer.load_seconds, answer.concurrent_answers, answer.peak_memory = 2.5, 1, 640_000_000
    answer.energy.add({EnergySource.PROCESSOR: 2.0, EnergySource.AMD: 3.0, EnergySource.ESTIMATE: 1.0}, resting=4.0)
    assert measured(answer) == {
        "first_token_seconds": 0.75,
        "tokens_per_second": 4.0,
        "tokens": 3,
        "peak_memory_bytes": 640_000_000,
        "load_seconds": 2.5,
        "energy_joules": 6.0,
        "thousand_tokens_joules": 2000.0,
        "resting_joules": 4.0,
        "processor_joules": 2.0,
        "graphics_card_joules": 3.0,
        "battery_joules": 0,
        "energy_is_estimated": 1.0,
        "speculation_gain": 0,
        "draft_tokens": 0,
        "accepted_draft_tokens": 0,
        "tokens_per_step": 0,
        "total_seconds": 1.25,
        "prompt_tokens_per_second": 40.0,
        "concurrent_answers": 1,
    }


def test_an_estimate_is_marked_wherever_it_is_shown() -> None:
    energy = ROWS["energy_joules"]
    assert energy.mark({"energy_joules": 6.0, "energy_is_estimated": 1.0}) == "≈ "
    assert energy.mark({"energy_joules": 6.0, "energy_is_estimated": 0.0}) == ""
    assert energy.mark({"energy_joules": 0.0, "energy_is_estimated": 1.0}) == "", "a dash is no estimate"
    assert (energy.column, energy.plain(12.345)) == ("Energy (J)", "12.3")


def test_drafts_are_counted_and_their_gain_is_against_steps_of_one_token() -> None:
    answer = run()
    tokens = tuple(Token(at, "a", 0, 1.0 + (at > 4)) for at in range(10))
    answer.apply(Tokens(1, tokens))
    answer.apply(Drafted(1, (DraftTokens(1, (1, 2, 3), 3, "", 0.75), DraftTokens(5, (9, 9, 9), 1, "xx", -0.25))))
    figures = measured(answer)
    assert (figures["draft_tokens"], figures["accepted_draft_tokens"]) == (6, 4)
    assert figures["tokens_per_step"] == pytest.approx(10 / 6)
    assert figures["speculation_gain"] == 1.5  # One second, and half a second saved in all.


def test_an_accepted_token_that_ends_an_answer_is_none_of_its_tokens() -> None:
    answer = run()
    answer.apply(Tokens(1, tuple(Token(at, "a", 0, 1.0) for at in range(4))))
    answer.apply(Drafted(1, (DraftTokens(2, (1, 2, 3), 3, "", 0.0),)))  # A step gave tokens 2 and 3, and the end.
    figures = measured(answer)
    assert figures["tokens_per_step"] == pytest.approx(4 / 3)
    assert figures["speculation_gain"] == 0, "nothing was measured to compare it with"


def test_figures_in_tables_have_their_units() -> None:
    memory = ROWS["peak_memory_bytes"]
    assert (memory.column, memory.plain(640_000_000), memory.plain(0)) == ("Memory (GB)", "0.64", "…")
    assert ROWS["load_seconds"].plain(0) == "shared"
