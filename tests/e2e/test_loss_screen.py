"""Somebody holds a smaller model against a larger one, here and on another machine, and looks at where they part."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from slm_desktop.core.lens.lens import LensState
from slm_desktop.core.workshop.losses import LossRecord
from slm_desktop.ui.widgets.parts import IconButton
from slm_desktop.ui.workshop import loss_card
from slm_desktop.ui.workshop.loss_page import LossPage
from slm_desktop.ui.workshop.screen import LOSS
from tests.e2e.conftest import App
from tests.e2e.test_workshop import opened
from tests.engine.quantise import quantise
from tests.served import served

Q2_K = 10


@pytest.fixture
def app(open_app: Callable[..., App], model_path: str, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr(loss_card, "SOME_CHUNKS", 2)
    app = open_app().ready()
    folder = app.services.models.folder
    folder.mkdir(parents=True, exist_ok=True)
    quantise(model_path, folder / "Small-135M.Q2_K.gguf", Q2_K)
    app.services.models.local_models.refresh()
    app.until(lambda: len(app.services.models.local_models.models) == 2)
    return app


def page_of(app: App, against: Callable[[str], bool]) -> LossPage:
    """The page, with the small model ticked and another one to hold it against."""
    screen = opened(app)
    screen.show_page(LOSS)
    card = screen.loss.card
    app.until(lambda: any(against(card.base.itemText(at)) for at in range(card.base.count())))
    card.base.setCurrentIndex(next(at for at in range(card.base.count()) if against(card.base.itemText(at))))
    for at in range(card.models.count()):
        is_small = "Small" in card.models.item(at).text()
        card.models.item(at).setCheckState(Qt.CheckState.Checked if is_small else Qt.CheckState.Unchecked)
    card.short.setChecked(True)
    return screen.loss


def scored(app: App, page: LossPage) -> LossRecord:
    page.card.go.click()
    losses = app.services.workshop.losses
    app.until(lambda: app.services.workshop.queue.running is None)
    return losses.records[0]


def test_where_two_models_part_is_looked_at_through_the_lens(app: App) -> None:
    page = page_of(app, lambda words: "SmolLM2" in words)
    record = scored(app, page)
    assert record.divergence is not None
    parting = record.divergence.partings[0]
    page.details.findChildren(IconButton)[0].click()
    lens = app.services.lens
    app.until(lambda: lens.state == LensState.READY and lens.opinion is not None and not lens.opinion.is_waited_for)
    assert lens.opinion is not None
    assert lens.opinion.fault is None
    assert app.chat.session.messages[0].content == parting.before
    assert app.chat.session.messages[1].content == parting.token + parting.after
    assert lens.place == 0
    assert lens.bars()[0].piece.decode() == parting.own, "the lens shows what the model held for the likeliest"
    assert app.model.choice is not None
    assert app.model.choice.path == record.model.path
    assert app.chat.isVisible()


def test_a_model_here_is_held_against_one_on_another_machine(app: App, model_path: str) -> None:
    with served("--model", model_path) as server:
        app.services.remotes.add(server.address, "")
        app.until(lambda: bool(app.services.remotes.scorers()))
        page = page_of(app, lambda words: "127.0.0.1" in words)
        assert "is sent to 127.0.0.1" in page.card._about.text()
        found = scored(app, page).divergence
    assert found is not None
    assert 0.5 < found.known < 1
    assert found.mean > 0.1
    assert 0.3 < found.same_top < 0.9
    mean = page.table.item(0, 4)
    assert mean is not None
    assert mean.text().startswith("≥")
