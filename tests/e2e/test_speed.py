"""How fast models are here: measured as the chat says it, expected before a download, and asked of no busy computer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from slm_desktop.core.engines.answer_figures import SPEED
from slm_desktop.core.engines.events import Throughput
from slm_desktop.core.engines.usage import FEWEST_TOKENS, Typical
from slm_desktop.core.models.hub import DOWNLOADED, FASTEST
from slm_desktop.core.models.speed import Calibration
from slm_desktop.services import calibrator
from slm_desktop.ui.models.local_rows import RATE, USED
from slm_desktop.ui.models.screen import COMPUTER
from slm_desktop.ui.words import fixed
from tests.e2e.conftest import App
from tests.e2e.models import choose, hub, models_of, search
from tests.e2e.pages import texts
from tests.e2e.pages.models import ModelsPage, speed_hint
from tests.e2e.test_compare import QUESTION, ask, compare_of
from tests.hub.server import LocalHub

__all__ = ["hub"]

USUAL = Calibration(Throughput(dict.fromkeys((0, 1, 2, 3, 8, 12, 14, 30), 8e9), 1e-4, 2e9))
"""A computer as many are."""
QUICK = Calibration(Throughput(dict.fromkeys((0, 1, 2, 3, 8, 12, 14, 30), 80e9), 1e-5, 20e9))
SLOW = Calibration(Throughput(dict.fromkeys((0, 1, 2, 3, 8, 12, 14, 30), 6e9), 1e-4, 1e9))


def cell(app: App, column: int) -> str:
    """What the table of models says of the first one."""
    screen = models_of(app)
    screen.show_page(COMPUTER)
    rows = ModelsPage(screen).local_rows
    app.until(lambda: rows.rowCount() > 0)
    return str(rows.index(0, column).data())


def test_models_says_the_speed_that_the_chat_says(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.until(lambda: app.services.models.local_models.known)
    app.services.settings["speculate"] = False  # An answer with drafts says nothing of the model's own speed.
    assert cell(app, USED) == "Now"
    app.window.window.show_screen(0)
    app.limit(FEWEST_TOKENS + 8)
    app.type("Tell me a long story about a lighthouse.")
    app.answered()
    run = app.chat.session.messages[-1].run
    assert run is not None
    assert len(run.tokens) >= FEWEST_TOKENS
    speed = app.services.models.speeds.of(app.services.models.local_models.models[0])
    assert isinstance(speed, Typical)
    assert speed.rate == pytest.approx(run.figure(SPEED), rel=0.02)  # times go over the pipe with four digits
    assert cell(app, RATE) == f"{fixed(speed.rate, 1 if speed.rate < 9.95 else 0)} tok/s"
    screen = models_of(app)
    screen.computer.select(app.services.models.local_models.models[0].path)
    app.until(lambda: "Measured in one answer" in texts(screen))
    app.model.eject()
    assert cell(app, USED) != "Never"


def test_any_use_counts_a_stopped_answer_and_one_of_a_comparison(open_app: Callable[..., App], model_path: str) -> None:
    app = open_app().ready()
    app.until(lambda: app.services.models.local_models.known)
    app.type("Tell me a long story about a lighthouse.")
    app.streaming()
    app.chat.stop()
    app.answered()
    app.model.eject()
    assert cell(app, USED) not in ("Never", "Now")
    key = app.services.models.local_models.models[0].key
    before = app.services.models.store.uses()[key]
    screen = compare_of(app)
    for column in screen.session.columns:
        screen.session.choose(column, model_path, "SmolLM2 135M", "Q4_1")
    ask(app, screen, QUESTION)
    app.until(lambda: app.services.models.store.uses()[key] > before)


def test_a_computer_that_was_measured_tells_speeds_before_a_download(
    hub: LocalHub, open_app: Callable[..., App]
) -> None:
    app = open_app().ready()
    screen = search(app, "smollm2")
    choose(app, screen, "SmolLM2 135M Instruct")
    app.until(lambda: "Fits well" in texts(screen))
    assert "tok/s" not in texts(screen)
    app.services.models.speeds.calibrated(USUAL)
    app.until(lambda: "≈ " in texts(screen) and "tok/s" in texts(screen))
    app.services.models.speeds.calibrated(SLOW)
    table = ModelsPage(screen).files
    app.until(lambda: "Expected here" in speed_hint(table, 0))
    screen.show_page(COMPUTER)
    assert "≈" in cell(app, RATE)


def test_the_list_is_ordered_and_filtered_by_speed(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = models_of(app)
    discover = app.services.models.discover
    discover._free = lambda: 64 * 10**9
    app.services.models.speeds.calibrated(USUAL)
    page = ModelsPage(screen)
    everything = len(discover.entries)
    page.press_quick()
    rates = [speed.rate for entry in discover.entries if (speed := discover.expected(entry))]
    assert 0 < len(rates) < everything
    assert min(rates) >= 8
    page.press_quick()
    page.sort(FASTEST)
    rates = [speed.rate for entry in discover.entries if (speed := discover.expected(entry))]
    assert rates == sorted(rates, reverse=True)
    page.sort(DOWNLOADED)
    words = ModelsPage(screen).spoken
    assert any("tok/s" in text for text in words)


def test_a_large_model_that_fits_and_crawls_is_not_called_good(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    discover = app.services.models.discover
    discover._free = lambda: 64 * 10**9
    models_of(app)
    app.services.models.speeds.calibrated(SLOW)
    best = discover.suggestion("en")
    assert best is not None
    speed = discover.expected(best)
    assert speed is not None
    assert speed.rate >= 8
    rows = ModelsPage(models_of(app)).found
    large = next(
        entry for entry in discover.entries if entry.parameters > 8 * 10**9 and entry.runs == "yes" and entry.gguf
    )
    assert rows.verdict(large) == "slow"


def offer(app: App) -> QPushButton:
    """The button below the words of an empty chat."""
    return app.chat_page.transcript.suggestion_button


def test_an_empty_chat_offers_the_best_model_that_is_comfortable_and_gets_it(
    hub: LocalHub, open_app: Callable[..., App], model_path: str
) -> None:
    app = open_app().ready()
    app.until(lambda: app.services.lazy_models.built is not None and app.services.models.local_models.known)
    assert not offer(app).isVisible()
    app.services.models.speeds.calibrated(USUAL)
    app.until(lambda: offer(app).isVisible() and "tok/s here" in offer(app).text())
    entry = app.services.models.discover.suggestion("en")
    assert entry is not None
    app.services.models.speeds.calibrated(QUICK)  # A larger one would do now, but the button stays what it was.
    assert entry.name in offer(app).text()
    assert entry.gguf is not None
    assert entry.name in offer(app).text()
    hub.add(entry.gguf.repo, {entry.gguf.file: Path(model_path), "other-Q2_K.gguf": Path(model_path)})
    offer(app).click()
    queue = app.services.models.downloads
    app.until(lambda: bool(queue.items))
    assert [file.path for file in queue.items[0].files] == [entry.gguf.file]
    assert app.window.models is not None
    assert app.window.models.isVisible()


def test_the_computer_is_measured_in_the_background_once_it_is_quiet(
    open_app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrator, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(calibrator, "MOST_SECONDS", 600.0)
    monkeypatch.setattr("psutil.cpu_percent", lambda _seconds: 0.0)
    app = open_app().ready()
    app.until(lambda: app.services.models.speeds.calibration is not None)
    entry = next(entry for entry in app.services.models.discover.catalogue.entries if entry.gguf)
    speed = app.services.models.discover.expected(entry)
    assert speed is not None
    assert 0 < speed.low < speed.rate < speed.high
