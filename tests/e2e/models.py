"""What journeys to a model share: a local Hub, and the screen as a person uses it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from slm_desktop.net.network import hugging_face
from slm_desktop.paths import Paths
from slm_desktop.ui.models.offers import OfferTable
from slm_desktop.ui.models.rows import name_of
from slm_desktop.ui.models.screen import ModelsScreen
from tests.e2e.conftest import App
from tests.e2e.pages.models import ModelsPage
from tests.hub.server import LocalHub

REPO, FILE = "ann/SmolLM2-135M-Instruct-GGUF", "SmolLM2-135M-Instruct-Q4_1.gguf"
CARD = "---\nlicense: apache-2.0\n---\n# A card\n\nText with ![a picture](https://evil.example/x.png) in it."


@pytest.fixture
def hub(model_path: str, own_data: Paths) -> Iterator[LocalHub]:
    """A Hub with one real model and some others; the settings name it."""
    with LocalHub() as served:
        served.use_cdn = True
        served.add(
            REPO,
            {FILE: Path(model_path), "mmproj-F16.gguf": b"GGUF"},
            card=CARD,
            downloads=9,
            tags=["conversational"],
            licence="apache-2.0",
            gguf={"total": 134_515_008, "architecture": "llama", "context_length": 8192},
        )
        served.add("ann/gated-GGUF", {"g-Q4_0.gguf": Path(model_path)}, gated=True)
        own_data.settings.write_text(json.dumps({"endpoint": served.endpoint}))
        yield served
    hugging_face().close_session()


def models_of(app: App) -> ModelsScreen:
    screen = app.window.show_models()
    app.until(lambda: app.services.models.local_models.known)
    return screen


def search(app: App, words: str) -> ModelsScreen:
    """Type words into the search, and wait for the Hub's answer."""
    screen = models_of(app)
    screen.focus_search()
    field = screen.discover.filters.field
    field.clear()
    app.qtbot.keyClicks(field, words)
    app.qtbot.keyClick(field, Qt.Key.Key_Return)
    app.until(lambda: not app.services.models.discover.searching and app.services.models.discover.asked)
    return screen


def choose(app: App, screen: ModelsScreen, name: str) -> OfferTable:
    """Click a model in the list, and wait for its files."""
    rows = ModelsPage(screen).found
    found = [
        rows.index(at)
        for at in range(rows.rowCount())
        if not isinstance(item := rows.index(at).data(Qt.ItemDataRole.UserRole), str)
        and name_of(item) == name
        and (app.services.models.discover.found == [] or item in app.services.models.discover.found)
    ]
    view = ModelsPage(screen).found_list
    view.scrollTo(found[0])
    app.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(found[0]).center())
    app.until(lambda: not app.services.models.discover.opening)
    return ModelsPage(screen).files


def press(app: App, table: OfferTable, words: str) -> None:
    """Press the first button with these words, once it is there."""

    def shown() -> list[QPushButton]:
        return [
            one
            for one in table.findChildren(QPushButton)
            if one.text() == words and one.isVisible() and one.isEnabled()
        ]

    app.until(lambda: bool(shown()))
    shown()[0].click()
