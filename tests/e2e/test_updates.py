"""Looking for a newer version in the real window: only if that was allowed, and told without opening anything."""

import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from slm_desktop.ui.settings.page import SettingsPage
from tests.answering import Server, answering
from tests.e2e.conftest import App


@pytest.fixture
def server() -> Iterator[Server]:
    """Says that there is a version 99."""
    release = {"tag_name": "v99.0", "body": "It is **better**.", "html_url": "https://example.org/releases/v99.0"}
    with answering() as made:
        made.body = json.dumps(release).encode()
        yield made


def settings_of(app: App) -> SettingsPage:
    return app.window_page.show_settings()


def words(page: SettingsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_nothing_is_asked_unless_that_was_allowed_and_then_once_a_day(
    open_app: Callable[..., App], server: Server
) -> None:
    app = open_app().ready()
    app.services.settings["updates_address"], app.services.settings["endpoint"] = server.address, "http://127.0.0.1:9"
    app.close()
    app = open_app().ready()
    app.services.jobs.submit("updates", lambda: None)
    assert server.received == []
    app.services.settings["updates"] = True
    app.close()
    app = open_app().ready()
    app.until(lambda: app.window.release is not None)
    assert len(server.received) == 1
    page = settings_of(app)
    app.until(lambda: "Version 99.0 is there" in words(page))
    assert any(one.text() == "Open its page on example.org" for one in page.findChildren(QPushButton))
    app.close()
    open_app().ready()
    assert len(server.received) == 1  # not again on the same day


def test_one_can_look_now_and_a_server_that_does_not_answer_is_told(
    open_app: Callable[..., App], server: Server
) -> None:
    app = open_app().ready()
    app.services.settings["updates_address"], app.services.settings["endpoint"] = server.address, "http://127.0.0.1:9"
    page = settings_of(app)
    look = next(one for one in page.findChildren(QPushButton) if one.text() == "Look now")
    look.click()
    app.until(lambda: "Version 99.0 is there" in words(page))
    app.services.settings["updates_address"] = "http://127.0.0.1:9/latest"
    look.click()
    app.until(lambda: "127.0.0.1" in words(page))
    app.services.settings["offline"] = True
    look.click()
    app.until(lambda: "Stay offline" in words(page) and "offline" in words(page).split("Look for a newer")[0].lower())
    assert len(server.received) == 1
