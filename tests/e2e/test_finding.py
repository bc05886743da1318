"""Finding the right file: links, keys, many files, narrow windows, and the token in the settings."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.e2e.conftest import App
from tests.e2e.models import FILE, REPO, choose, hub, models_of, press, search
from tests.e2e.pages import texts
from tests.e2e.pages.models import ModelsPage, file_rows
from tests.e2e.pages.window import press_token, token_words
from tests.hub.server import LocalHub

__all__ = ["hub"]


def test_a_pasted_link_opens_its_model_and_marks_its_file(hub: LocalHub, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = search(app, f"{hub.endpoint}/{REPO}/blob/main/{FILE}")
    app.until(lambda: "From your link" in texts(screen))
    assert "1 model" in texts(screen)
    assert any(request.query.get("search") == [REPO] for request in hub.requests)


def test_tab_leads_from_the_context_to_the_files(hub: LocalHub, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = search(app, "smollm2")
    table = choose(app, screen, "SmolLM2 135M Instruct")
    app.until(lambda: len(file_rows(table)) == 2)
    slider = ModelsPage(screen).context_slider
    app.until(lambda: after_tab(slider) is file_rows(table)[0].widgets[-1])
    assert after_tab(file_rows(table)[0].widgets[-1]) is file_rows(table)[1].widgets[-1]


def after_tab(widget: QWidget) -> QWidget:
    """Where Tab leads from a widget, whether or not the system lets this window have the focus now."""
    following = widget.nextInFocusChain()
    assert following is not None
    reached = (
        following.isVisible() and following.isEnabled() and bool(following.focusPolicy() & Qt.FocusPolicy.TabFocus)
    )
    return following if reached else after_tab(following)


def test_a_model_with_hundreds_of_files_shows_the_first_and_then_all(
    hub: LocalHub, open_app: Callable[..., App]
) -> None:
    hub.add("ann/many-GGUF", {f"m{number:03}-Q4_0.gguf": b"x" * (number + 1) for number in range(200)})
    app = open_app().ready()
    screen = search(app, "ann/many-GGUF")
    table = ModelsPage(screen).files
    app.until(lambda: len(file_rows(table)) == 60)
    press(app, table, "Show all 200 files")
    app.until(lambda: len(file_rows(table)) == 200)


@pytest.mark.parametrize("width", [1440, 1024])
def test_no_filter_is_lost_in_a_narrow_window(width: int, hub: LocalHub, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = models_of(app)
    app.window.window.resize(width, 700)
    filters = screen.discover.filters
    app.until(lambda: filters.width() < width and all(chip.isVisible() for chip in ModelsPage(screen).chips))
    assert all(chip.mapTo(filters, chip.rect().topRight()).x() < filters.width() for chip in ModelsPage(screen).chips)


def test_the_settings_say_whether_a_token_is_kept_and_remove_it(hub: LocalHub, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.services.models.account.tokens.keep("127.0.0.1", "hf_kept")
    page = app.window_page.show_settings()
    app.until(lambda: token_words(page) == "One is kept")
    press_token(page)
    app.until(lambda: token_words(page) == "None")
    assert app.services.models.account.tokens.read("127.0.0.1") == ""
    press_token(page)
    app.until(lambda: app.window.models is not None and "Access token of" in texts(app.window.models))


def test_the_card_of_a_gated_model_offers_the_next_step(hub: LocalHub, open_app: Callable[..., App]) -> None:
    hub.add("ann/shut-GGUF", {"s-Q4_0.gguf": b"x" * 100}, card="# Shut", gated=True)
    app = open_app().ready()
    screen = search(app, "ann/shut-GGUF")
    page = ModelsPage(screen)
    app.until(page.card_button.isVisible)
    page.card_button.click()
    app.until(lambda: app.services.models.discover.card_fault is not None)
    app.until(lambda: "Enter a token…" in page.card_buttons)
