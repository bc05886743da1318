"""A report advises only what was measured, says how, and holds whatever names people give."""

import re
from typing import cast

import pytest

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.records import BEST, Contender, Vote
from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.engines.energy import EnergySource
from slm_desktop.core.engines.events import Divergence, PerplexityMeasured
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Prompt, Result, Suite
from slm_desktop.core.evaluate.totals import CandidateTotals
from slm_desktop.core.reports.choices import Ground, Kind, choices
from slm_desktop.core.reports.lines import Material, lines
from slm_desktop.core.reports.report import charts, table, to_html, to_markdown
from slm_desktop.core.workshop.losses import LossRecord, NamedModel
from slm_desktop.core.workshop.records import BenchmarkRecord, TestResult
from slm_desktop.core.workshop.texts import TextKind, TextUsed

MACHINE = Machine(system="Linux", processor="A processor", cores=8, memory=16 * 10**9, app="SLM Desktop")


def benchmark(quant: str, rate: float, memory: int, name: str = "M", joules: float = 0.0) -> BenchmarkRecord:
    test = BenchmarkTest(answer=100)
    seconds = [100 / rate] * 3
    energy = [joules / 10] * 3 if joules else []
    result = TestResult(test, seconds, [0.0] * 3, memory=memory * 10**6, joules=energy)
    sources = (EnergySource.PROCESSOR,) if joules else ()
    return BenchmarkRecord(
        1, 0.0, name, f"/{quant}", quant, memory * 10**6, LoadOptions(), 3, MACHINE, [result], energy_sources=sources
    )


def loss(quant: str, divergence: float, error: float = 0.001, text: str = "a") -> LossRecord:
    measured = PerplexityMeasured(1, 1500, 12.0, 0.2, 2, 3.0, Divergence(11.0, divergence, error, 0.5, 3.5, 0.9, ()))
    used = TextUsed(TextKind.ENGLISH, "", text)
    return LossRecord(
        1, 0.0, NamedModel(f"/{quant}", "M", quant), 1, LoadOptions(), MACHINE, used, 0, NamedModel("/F16", "M", "F16"),
        measured,
    )  # fmt: skip


class Suites:
    """A suite that was run, as far as a report reads it."""

    def __init__(self, title: str, **passed: tuple[int, int]) -> None:
        self.evaluation = Evaluation(
            1, title, 0.0, Suite(title, ()), [Candidate("M", f"/{quant}", quant) for quant in passed]
        )
        self.totals = [CandidateTotals(passed=done, checked=count) for done, count in passed.values()]
        self.results: dict[int, Result] = {}


def suites(title: str = "Facts", **passed: tuple[int, int]) -> list[EvaluationRun]:
    return [cast("EvaluationRun", Suites(title, **passed))]


def advice(material: Material) -> list[tuple[Kind, str, Ground]]:
    return [(one.kind, one.line.label, one.ground) for one in choices(lines(material))]


SPEEDS = (benchmark("Q8_0", 20, 900), benchmark("Q4_0", 40, 500), benchmark("Q2_K", 60, 300))


def test_the_best_by_suites_the_smallest_as_good_and_the_fastest() -> None:
    found = advice(Material(SPEEDS, suites=suites(Q8_0=(90, 100), Q4_0=(88, 100), Q2_K=(20, 100))))
    assert found == [
        (Kind.BEST, "M Q8_0", Ground.SUITES),
        (Kind.SMALLEST, "M Q4_0", Ground.SUITES),
        (Kind.FASTEST, "M Q2_K", Ground.NOTHING),
    ]


def test_a_model_that_is_slower_than_people_read_is_not_the_best() -> None:
    slow = (benchmark("F16", 2, 2000), *SPEEDS)
    material = Material(slow, suites=suites(F16=(99, 100), Q8_0=(90, 100), Q4_0=(50, 100), Q2_K=(20, 100)))
    assert advice(material)[0] == (Kind.BEST, "M Q8_0", Ground.SUITES)


def test_where_all_are_slow_the_best_of_them_is_told() -> None:
    slow = (benchmark("Q8_0", 2, 900), benchmark("Q4_0", 3, 500))
    assert advice(Material(slow, suites=suites(Q8_0=(90, 100), Q4_0=(20, 100))))[0][1] == "M Q8_0"


def test_what_was_lost_decides_where_nothing_else_was_measured() -> None:
    material = Material(
        (*SPEEDS, benchmark("F16", 10, 1800)), (loss("Q8_0", 0.001), loss("Q4_0", 0.05), loss("Q2_K", 0.4))
    )
    assert advice(material)[0] == (Kind.BEST, "M F16", Ground.LOSS), "the original has lost nothing"
    assert (Kind.SMALLEST, "M Q4_0", Ground.LOSS) in advice(material), "Q2_K has lost much"


def test_shares_of_other_suites_are_not_compared() -> None:
    material = Material(SPEEDS[:2], suites=[*suites("Hard", Q8_0=(40, 100)), *suites("Easy", Q4_0=(95, 100))])
    assert advice(material) == [(Kind.FASTEST, "M Q4_0", Ground.NOTHING)]
    assert "Suites" not in table(lines(material))[0]
    both = [*suites("Hard", Q8_0=(40, 100), Q4_0=(10, 100)), *suites("Easy", Q4_0=(95, 100))]
    assert [line.passed.passed for line in lines(Material(suites=both)) if line.passed] == [10, 40]


def test_models_that_were_not_chosen_do_not_narrow_what_counts() -> None:
    both = [*suites("Facts", Q8_0=(40, 100), Q4_0=(10, 100)), *suites("Other", Q2_K=(9, 10))]
    found = lines(Material(SPEEDS, suites=both, labels=["M Q8_0", "M Q4_0"]))
    assert [line.passed.passed for line in found if line.passed] == [10, 40]


def test_a_suite_that_was_not_run_to_its_end_says_nothing() -> None:
    (half,) = suites(Q8_0=(1, 1), Q4_0=(0, 1))
    half.evaluation.suite = Suite("Facts", (Prompt("a", "a"), Prompt("b", "b")))
    assert advice(Material(SPEEDS[:2], suites=[half])) == [(Kind.FASTEST, "M Q4_0", Ground.NOTHING)]


def test_only_what_was_chosen_is_in_the_report() -> None:
    votes = [Vote(1, 1, 0, 0.0, BEST, (Contender("Secret Q8_0"), Contender("M Q4_0")), best=0)]
    material = Material(SPEEDS, votes=votes, labels=["M Q4_0"])
    assert [line.label for line in lines(material)] == ["M Q4_0"]
    assert "Secret" not in to_html(material, MACHINE, 0.0) + to_markdown(material, MACHINE, 0.0)


def test_one_table_holds_losses_over_one_text_only() -> None:
    material = Material(losses=(loss("Q8_0", 0.001), loss("Q4_0", 0.05, text="b"), loss("Q2_K", 0.4)))
    assert [line.label for line in lines(material)] == ["M Q2_K", "M Q8_0"]


def test_names_are_text_in_markdown_and_nothing_else() -> None:
    hostile = "x\n# Heading <img src=x> [link](http://x)"
    text = to_markdown(
        Material((benchmark("Q4_0", 50, 500, name=hostile),), suites=suites(hostile, Q4_0=(9, 10))), MACHINE, 0.0
    )
    assert "\n# Heading" not in text
    assert "<img" not in text.replace("\\<img", "")
    assert "[link]" not in text.replace("\\[link\\]", "")


def test_losses_over_other_texts_decide_nothing() -> None:
    material = Material(SPEEDS[:2], (loss("Q8_0", 0.001), loss("Q4_0", 0.05, text="b")))
    assert advice(material) == [(Kind.FASTEST, "M Q4_0", Ground.NOTHING)]


def test_votes_decide_where_every_model_has_some() -> None:
    contenders = (Contender("M Q8_0"), Contender("M Q4_0"))
    votes = [Vote(at, 1, 0, 0.0, BEST, contenders, best=0) for at in range(30)]
    material = Material(SPEEDS[:2], votes=votes)
    assert advice(material)[0][1:] == ("M Q8_0", Ground.VOTES)


def test_one_model_alone_is_not_called_the_best() -> None:
    assert [kind for kind, _label, _ground in advice(Material(SPEEDS[:1], suites=suites(Q8_0=(9, 10))))] == [
        Kind.FASTEST
    ]


def test_nothing_measured_gives_no_advice() -> None:
    assert advice(Material()) == []
    assert "<table>" in to_html(Material(), MACHINE, 0.0)


def test_the_newest_figures_of_a_model_count() -> None:
    (line,) = lines(Material((benchmark("Q4_0", 50, 500), benchmark("Q4_0", 10, 500))))
    assert line.answer == pytest.approx(50)


def test_columns_without_figures_are_left_out() -> None:
    heads, rows = table(lines(Material((benchmark("Q4_0", 50, 500, joules=20.0), benchmark("Q2_K", 60, 300)))))
    assert list(heads) == ["Model", "Size", "Memory", "Answer, tok/s", "J per 1,000 tokens"]
    assert rows[0][-1] == "–"
    assert rows[1][-1] == "20.0"


def test_a_page_needs_nothing_else_and_runs_nothing() -> None:
    hostile = "<script>alert(1)</script>&\"'"
    records = (benchmark("Q4_0", 50, 500, name=hostile), benchmark("Q8_0", 20, 900, name=hostile))
    page = to_html(Material(records), MACHINE, 0.0)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert re.findall(r"(?:src|href)=", page) == []
    assert page.count("<svg") == 1
    assert "95 % interval" in page


def test_markdown_says_the_same_in_words() -> None:
    material = Material(SPEEDS, suites=suites(Q8_0=(90, 100), Q4_0=(88, 100), Q2_K=(20, 100)))
    text = to_markdown(material, MACHINE, 0.0)
    assert "- The best of those that write at least 7 tok/s, about as fast as people read: M Q8_0, by suites" in text
    assert "| M Q4_0 | 0.50 GB | 0.50 GB |" in text
    assert "- Suite Facts:" in text
    assert "A processor, 8 cores, 16.0 GB" in text


def test_charts_show_what_has_both_figures() -> None:
    found = lines(Material(SPEEDS, suites=suites(Q8_0=(90, 100))))
    (_speed, first), (_passed, second) = charts(found)
    assert (first.count("<circle"), second.count("<circle")) == (3, 1)
