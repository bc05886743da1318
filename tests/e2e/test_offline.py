"""Without a network the catalogue tells what it can, and what is wanted waits for the network."""

import json
from collections.abc import Callable
from pathlib import Path

from slm_desktop.core.models.hub import DownloadState
from tests.e2e.conftest import App
from tests.e2e.models import hub, models_of
from tests.e2e.pages import texts
from tests.e2e.pages.models import ModelsPage
from tests.e2e.test_speed import USUAL
from tests.hub.server import LocalHub

__all__ = ["hub"]


def test_a_model_is_wanted_offline_and_fetched_once_there_is_a_network(
    hub: LocalHub, open_app: Callable[..., App], model_path: str
) -> None:
    app = open_app().ready()
    app.services.settings["offline"] = True
    models = app.services.models
    models.speeds.calibrated(USUAL)
    entry = next(one for one in models.discover.catalogue.entries if one.id == "smollm2-135m-instruct")
    assert entry.gguf is not None
    screen = models_of(app)
    models.discover.show(entry)
    preview = ModelsPage(screen).preview
    app.until(preview.widget.isVisible)
    assert preview.size.startswith("≈ ")
    assert preview.need.startswith("≈ ")
    assert preview.speed.endswith("tok/s")
    preview.get_button.click()
    app.until(lambda: bool(models.downloads.items) and models.downloads.items[0].code == "offline")
    item = models.downloads.items[0]
    assert (item.state, item.is_wish) == (DownloadState.WAITING, True)
    assert preview.get_button.text() == "Queued"
    app.until(lambda: entry.name in texts(screen))
    app.close()

    # It is wanted at the next start too, and the Hub's own figures replace the estimate.
    hub.add(entry.gguf.repo, {entry.gguf.file: Path(model_path)})
    app = open_app().ready()
    queue = app.services.models.downloads
    app.until(lambda: bool(queue.items) and queue.items[0].code == "offline")
    app.services.settings["offline"] = False
    app.until(lambda: queue.items[0].state == DownloadState.DONE)
    assert queue.items[0].size == Path(model_path).stat().st_size
    assert Path(queue.items[0].path).exists()

    # Its row says so, and leads to the chat.
    screen = models_of(app)
    preview = ModelsPage(screen).preview
    preview.widget.show_entry(entry)
    app.until(lambda: preview.get_button.text() == "Chat")
    preview.get_button.click()
    app.until(lambda: app.model.choice is not None and app.model.choice.path == queue.items[0].path)


def test_a_hub_that_is_away_is_asked_again_by_itself(
    hub: LocalHub, open_app: Callable[..., App], model_path: str
) -> None:
    from slm_desktop.services import models as rooms

    app = open_app().ready()
    models = app.services.models
    entry = next(one for one in models.discover.catalogue.entries if one.suggested and one.gguf)
    assert entry.gguf is not None
    there = app.services.settings["endpoint"]
    app.services.settings["endpoint"] = "http://127.0.0.1:9"
    before, rooms.WISH_SECONDS = rooms.WISH_SECONDS, 0.2
    try:
        models.discover.get(entry)
        app.until(lambda: bool(models.downloads.items) and models.downloads.items[0].code == "unreachable")
        hub.add(entry.gguf.repo, {entry.gguf.file: Path(model_path)})
        app.services.settings["endpoint"] = there
        app.until(lambda: models.downloads.items[0].state == DownloadState.DONE)
    finally:
        rooms.WISH_SECONDS = before
    assert json.loads(app.services.paths.settings.read_text())["endpoint"] == there


def test_how_long_a_wish_waits_is_said_while_it_is_so(hub: LocalHub, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    models = app.services.models
    entry = next(one for one in models.discover.catalogue.entries if one.suggested and one.gguf)
    app.services.settings["endpoint"] = "http://127.0.0.1:9"
    models.discover.get(entry)
    app.until(lambda: bool(models.downloads.items) and models.downloads.items[0].code == "unreachable")
    item = models.downloads.items[0]
    assert 20 < models.downloads.wait_left(item) <= 30
    assert models.downloads.progress is None
    page = ModelsPage(models_of(app))
    assert "Tries again in" in page.download_words(item.id)
    models.downloads.wait(item, 0)
    assert "Tries again" not in page.download_words(item.id)
    assert page.download_words(item.id)
