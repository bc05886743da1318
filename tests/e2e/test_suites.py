"""Suites and sweeps in the real window: unattended, stopped and gone on with after a start, imported, exported."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.answer_figures import MEMORY
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.evaluate import report
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Check, Prompt, Suite
from slm_desktop.core.evaluate.sweep import DISTINCT, PASSED
from slm_desktop.paths import Paths
from slm_desktop.suites.files import to_yaml
from slm_desktop.ui.compare.screen import CompareScreen
from slm_desktop.ui.compare.toolbar import SUITES, SWEEPS
from tests.e2e.conftest import App
from tests.e2e.pages.evaluate import SuitesUser, SweepsUser, answer_words, cell, choose

MACHINE = Machine("Linux", "A processor", 2, 16 * 10**9, (), "SLM Desktop")
SUITE = Suite(
    "Little",
    tuple(
        Prompt(
            f"Say a word that begins with {letter}.",
            f"Word {letter}",
            checks=(Check(regex=r"\w"), Check(contains="zzzz", want=False)),
            max_tokens=8,
        )
        for letter in "abcdef"
    ),
    rounds=2,
)


def page_of(app: App, page: int) -> CompareScreen:
    screen = app.window.show_compare()
    screen.bar.choose_page(page)
    return screen


def import_suite(app: App, screen: CompareScreen, path: Path) -> None:
    path.write_bytes(to_yaml(SUITE, NO_MEDIA.data))
    screen.suites.import_suite(path)
    app.until(lambda: screen.suites.suite.title == SUITE.title)


def session_of(screen: CompareScreen) -> EvaluationRun:
    assert screen.suites.session is not None
    return screen.suites.session


def test_a_suite_runs_over_all_columns_and_tells_who_passes(tmp_path: Path, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = page_of(app, SUITES)
    import_suite(app, screen, tmp_path / "suite.yaml")
    SuitesUser(screen.suites).run()
    session = session_of(screen)
    app.until(lambda: not session.is_running)
    assert len(session.results) == 2 * 6 * 2
    assert all(result.passed == (True, True) for result in session.results.values())
    table = screen.suites.table
    assert "2/2" in cell(table, 0, 0)
    assert cell(table, 6, 0).startswith("100 %")
    assert cell(table, 8, 0).endswith("MB")
    assert all(result.figure(MEMORY) > 50_000_000 for result in session.results.values())
    choose(table, 1, 1)
    shown = answer_words(screen.suites)
    assert any("Say a word that begins with b." in text for text in shown)
    assert len(app.services.pool.engines) == 1  # one model, however many columns: that of the chat
    assert report.to_csv(session).count("\n") >= 25
    assert b'"slm-desktop-evaluation"' in report.to_json(session, MACHINE, 0.0)
    assert "100 %" in report.to_markdown(session, MACHINE, 0.0)


def test_a_suite_goes_on_after_a_start_with_what_is_left(tmp_path: Path, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = page_of(app, SUITES)
    import_suite(app, screen, tmp_path / "suite.yaml")
    SuitesUser(screen.suites).set_fair()
    SuitesUser(screen.suites).run()
    session = session_of(screen)
    app.until(lambda: len(session.results) >= 3)
    app.close()
    done = len(session.results)
    app = open_app().ready()
    screen = page_of(app, SUITES)
    assert [suite.title for _id, suite in app.services.comparison.evaluations.suites][1:] == [SUITE.title]
    (evaluation,) = app.services.comparison.evaluations.evaluations
    screen.suites.show_run(app.services.comparison.evaluations.open(evaluation))
    later = session_of(screen)
    assert len(later.results) >= min(done, 3)
    SuitesUser(screen.suites).go_on()
    app.until(lambda: not later.is_running)
    assert len(later.results) == 24


def test_a_suite_is_written_in_the_app_and_is_there_after_a_start(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = page_of(app, SUITES)
    suites = SuitesUser(screen.suites)
    editor = suites.editor
    suites.new()
    assert suites.is_editing
    assert "Prompt 1" in editor.wrong_words  # it is empty
    editor.title.setText("Mine")
    editor.text.setPlainText("How much is 1 + 1?")
    editor.add_check()
    assert "check of prompt 1" in editor.wrong_words
    editor.make_numeric(0, "2,5", "0.5")
    editor.add()
    editor.text.setPlainText("Name a city.")
    editor.move_up()
    editor.done()
    made = Suite(
        "Mine", (Prompt("Name a city."), Prompt("How much is 1 + 1?", checks=(Check(number=2.5, tolerance=0.5),)))
    )
    assert screen.suites.suite == made
    app.close()
    app = open_app().ready()
    screen = page_of(app, SUITES)
    suites = SuitesUser(screen.suites)
    editor = suites.editor
    suites.select(1)
    assert screen.suites.suite == made
    suites.edit()
    editor.remove()
    editor.flush()
    assert len(screen.suites.suite.prompts) == 1
    editor.undo()
    assert screen.suites.suite == made
    suites.select(0)
    suites.edit()  # the suite of the app stays as it is
    assert len(suites.titles) == 2
    editor.prompts.setCurrentRow(3)
    editor.name.setText("Another name")
    editor.done()
    assert suites.titles == [
        "Small trials",
        "Mine",
        "Small trials (copy)",
    ]
    assert [prompt.name for prompt in screen.suites.suite.prompts][3] == "Another name"


def test_a_hostile_suite_is_refused_with_a_word(tmp_path: Path, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = page_of(app, SUITES)
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(10 * 2**20)
    screen.suites.import_suite(huge)
    app.until(lambda: any("large" in one.text() for one in screen.findChildren(QLabel) if one.text()))
    (tmp_path / "deep.json").write_bytes(b"[" * 100_000)
    screen.suites.import_suite(tmp_path / "deep.json")
    app.until(lambda: any("The suite cannot be used" in one.text() for one in screen.findChildren(QLabel)))
    assert len(app.services.comparison.evaluations.suites) == 1


def test_a_sweep_fills_its_grid(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = page_of(app, SWEEPS)
    column = screen.session.columns[0]
    screen.session.set_sampling(column, {**column.sampling, "max_tokens": 8.0})
    sweeps = SweepsUser(screen.sweeps)
    sweeps.page.show_columns()
    sweeps.values[0].setText("0, 1")
    sweeps.values[1].setText("0.5, 1")
    sweeps.set_seeds(2)
    sweeps.set_prompt("Name an animal.")
    sweeps.set_passes("a")
    sweeps.run()
    session = sweeps.page.session
    assert session is not None
    app.until(lambda: not session.is_running)
    assert len(session.results) == 8
    assert sweeps.page.table.model().rowCount() == sweeps.page.table.model().columnCount() == 2
    cold = [result.text for result in session.of(0)]
    assert cold[0] == cold[1]  # at temperature 0 the seed says nothing
    sweeps.choose_metric("length")
    assert float(cell(sweeps.page.table, 0, 0).replace(",", "")) > 0
    sweeps.choose_metric("passed")
    assert cell(sweeps.page.table, 0, 0).endswith("%")
    choose(sweeps.page.table, 1, 1)
    assert any("Temperature 1" in words for words in answer_words(sweeps.page))


def test_values_that_are_none_are_said(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = page_of(app, SWEEPS)
    SweepsUser(screen.sweeps).values[0].setText("hot")
    SweepsUser(screen.sweeps).set_prompt("Name an animal.")
    SweepsUser(screen.sweeps).run()
    app.until(lambda: any("These values cannot be read" in one.text() for one in screen.findChildren(QLabel)))


def test_after_a_kill_the_suite_goes_on_at_the_next_prompt(own_data: Paths, open_app: Callable[..., App]) -> None:
    ran = subprocess.run([sys.executable, "-m", "tests.e2e.killed", str(own_data.data), "4"], check=False, timeout=120)
    assert ran.returncode == -signal.SIGKILL
    app = open_app().ready()
    screen = page_of(app, SUITES)
    (evaluation,) = app.services.comparison.evaluations.evaluations
    screen.suites.show_run(app.services.comparison.evaluations.open(evaluation))
    session = session_of(screen)
    assert 3 <= len(session.results) <= 4  # what was being written may be lost, no more
    SuitesUser(screen.suites).go_on()
    app.until(lambda: not session.is_running)
    assert len(session.results) == 12
    assert not any(result.fault for result in session.results.values())


def test_a_sweep_with_a_pass_text_is_told_by_who_passes(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    sweeps = SweepsUser(page_of(app, SWEEPS).sweeps)
    sweeps.page.show_columns()
    assert all(field.cursorPosition() == 0 for field in sweeps.values)
    sweeps.drop_second_axis()
    sweeps.values[0].setText("0, 0.5")
    sweeps.set_seeds(1)
    sweeps.set_prompt("Say hello.")
    sweeps.set_passes("hello")
    sweeps.run()
    assert sweeps.metric == PASSED
    assert sweeps.page.session is not None
    sweeps.page.session.stop()
    app.until(lambda: sweeps.page.session is not None and not sweeps.page.session.is_running)
    sweeps.set_passes("")
    sweeps.run()
    assert sweeps.metric == DISTINCT
    sweeps.page.session.stop()
    app.until(lambda: sweeps.page.session is not None and not sweeps.page.session.is_running)
