"""Somebody measures two types of the starter, reads which of them to use, and takes that along as a page."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.workshop.benchmarks import Wanted
from slm_desktop.ui.workshop.screen import REPORT
from tests.e2e.conftest import App
from tests.e2e.test_workshop import WORKSHOP


def test_a_report_is_made_of_what_was_measured(
    open_app: Callable[..., App], quantised: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app().ready()
    workshop, options = app.services.workshop, app.services.settings.load_options().by_itself()
    tests = (BenchmarkTest(prompt=16), BenchmarkTest(answer=8))
    starter = app.services.first_model(None) or ""
    other = next(iter(quantised.values()))
    workshop.benchmarks.start(
        Wanted(path, "Starter", kind, 10**8, options, tests, 3) for path, kind in ((starter, "Q4_1"), (other, "Small"))
    )
    app.until(lambda: workshop.queue.running is None)
    app.window.window.show_screen(WORKSHOP)
    screen = app.window.workshop
    assert screen is not None
    screen.show_page(REPORT)
    page = screen.report
    assert page.models.ticked == ["Starter Q4_1", "Starter Small"], "what is new is in the report"
    assert page.table.rowCount() == 2
    app.shows(page, "The fastest: Starter")
    exported = tmp_path / "report.html"
    monkeypatch.setattr(page._exports, "_place", lambda _name, _kind: exported)
    page.export("html")
    app.until(exported.exists)
    assert exported.read_text("utf-8").count("<circle") == 2
    assert "Starter Small" in page.made("md").decode()
    pdf = pypdfium2.PdfDocument(page.made("pdf"))
    words = pdf[0].get_textpage().get_text_range()
    assert "Which of these models to use on this computer" in words
    assert "Starter Q4_1" in words
    pdf.close()
    for at in range(page.models.count()):
        page.models.item(at).setCheckState(page.models.item(at).checkState().Unchecked)
    assert not page.table.isVisible()
    assert not page.export_button.isEnabled()
