"""Somebody drops a picture, asks about it, looks at it, and finds it again after a restart."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QImage

from slm_desktop.core.records import MessageState
from slm_desktop.ui.compare.toolbar import SUITES
from slm_desktop.ui.media.thumbnail import Thumbnail
from tests.e2e.conftest import App
from tests.e2e.pages.ask_media import AskMediaPage
from tests.e2e.pages.compare import ComparePage
from tests.e2e.pages.media import MediaPage
from tests.engine.eyes import image, png
from tests.engine.seeing import seeing_starter


@pytest.fixture(scope="session")
def seeing_model(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return seeing_starter(tmp_path_factory.mktemp("seeing"), model_path)


@pytest.fixture
def photo(tmp_path: Path) -> str:
    path = tmp_path / "harbour.jpg"
    image(3, 640, 400).save(path)
    return str(path)


def dropped(app: App, *paths: str) -> MediaPage:
    page = MediaPage(app.chat)
    app.chat.take_files(list(paths))
    app.until(lambda: len(page.chips) == len(paths))
    return page


def test_a_picture_is_dropped_asked_about_looked_at_and_there_after_a_restart(
    open_app: Callable[..., App], seeing_model: str, photo: str
) -> None:
    app = open_app(model=seeing_model).ready()
    assert app.model.loaded is not None
    assert app.model.loaded.projector == "mmproj-F16.gguf"
    page = dropped(app, photo)
    assert page.chips == ["harbour.jpg, 640 × 400 pixels"]
    assert page.notes == []
    app.limit(12)
    app.set_parameter("temperature", 0.0)
    app.type("What is this?")
    assert app.answered()
    question, answer = app.chat.session.messages
    assert answer.state == MessageState.COMPLETE
    assert [one.name for one in question.media] == ["harbour.jpg"]
    assert page.chips == []
    app.until(lambda: bool(page.shown(question.id)))
    page.shown(question.id)[0].click()
    assert page.view.isVisible()
    page.view.close()
    app.type("Are you sure?")
    app.answered()
    later = app.chat.session.messages[-1].run
    assert later is not None
    assert later.cached > 80, "the picture was not read again"
    app.close()

    app = open_app(model=seeing_model).ready()
    page = MediaPage(app.chat)
    app.until(lambda: bool(page.shown(question.id)))
    assert not page.shown(question.id)[0].is_lost
    app.chat.session.replay(app.chat.session.tree.message(answer.id))
    app.answered()
    repeated = app.chat.session.messages[-1].run
    assert repeated is not None
    assert repeated.repeated


def test_a_picture_is_pasted_and_taken_away_again(open_app: Callable[..., App], seeing_model: str) -> None:
    app = open_app(model=seeing_model).ready()
    page = MediaPage(app.chat)
    as_bytes, as_pixels = QMimeData(), QMimeData()
    as_bytes.setData("image/png", QByteArray(png(image(1))))
    as_pixels.setImageData(QImage.fromData(png(image(2, 60, 60))))
    page.paste(as_bytes)
    page.paste(as_pixels)
    app.until(lambda: len(page.chips) == 2)
    assert page.can_send, "a picture alone is a question"
    page.remove(0)
    app.until(lambda: page.chips == ["Pasted picture, 60 × 60 pixels"])


def test_what_is_beside_the_draft_stays_with_its_chat(
    open_app: Callable[..., App], seeing_model: str, photo: str
) -> None:
    app = open_app(model=seeing_model).ready()
    app.limit(4)
    app.type("Hello")
    app.answered()
    first = app.chat.session.chat
    page = dropped(app, photo)
    app.chat.new_chat()
    assert page.chips == []
    app.chat.show_chat(first)
    assert len(page.chips) == 1
    app.close()
    app = open_app(model=seeing_model).ready()
    app.until(lambda: len(MediaPage(app.chat).chips) == 1)


def test_a_model_that_cannot_see_says_so_and_names_one_that_can(open_app: Callable[..., App], photo: str) -> None:
    app = open_app().ready()
    page = dropped(app, photo)
    app.until(lambda: bool(page.notes))
    assert "cannot see pictures" in page.notes[0]
    assert "which can, about" in page.notes[1]
    app.type("What is this?")
    app.banner("cannot see pictures")
    assert len(page.chips) == 1, "nothing is lost"
    assert len(app.chat.session.messages) == 0


def test_what_is_no_picture_is_told(open_app: Callable[..., App], tmp_path: Path) -> None:
    app = open_app().ready()
    broken = tmp_path / "broken.png"
    broken.write_bytes(png(image())[:500])
    app.chat.take_files([str(broken)])
    app.banner("This file cannot be used")
    assert MediaPage(app.chat).chips == []


def test_a_picture_that_is_gone_is_told_and_left_out_by_editing(
    open_app: Callable[..., App], seeing_model: str, photo: str
) -> None:
    app = open_app(model=seeing_model).ready()
    app.limit(4)
    page = dropped(app, photo)
    app.type("What is this?")
    app.answered()
    app.close()
    for file in app.services.paths.media.iterdir():
        file.unlink()
    app = open_app(model=seeing_model).ready()
    app.type("And now?")
    app.banner("A picture or sound is gone")
    question = app.chat.session.messages[0]
    page = MediaPage(app.chat)
    app.until(lambda: bool(page.shown(question.id)))
    assert page.shown(question.id)[0].is_lost
    app.chat.session.edit(question, "Never mind. Hello?")
    app.answered()
    assert app.chat.session.messages[-1].state == MessageState.COMPLETE
    assert app.chat.session.messages[0].media == ()


def test_pictures_of_a_deleted_chat_are_deleted(open_app: Callable[..., App], seeing_model: str, photo: str) -> None:
    app = open_app(model=seeing_model).ready()
    app.limit(4)
    dropped(app, photo)
    app.type("What is this?")
    app.answered()
    folder = app.services.paths.media
    (kept,) = folder.iterdir()
    app.services.chat_list.delete(app.chat.session.chat)
    app.close()
    os.utime(kept, (0, 0))
    app = open_app(model=seeing_model).ready()
    app.until(lambda: list(folder.iterdir()) == [])


def test_json_of_a_chat_brings_its_pictures_along(
    open_app: Callable[..., App], seeing_model: str, photo: str, tmp_path: Path
) -> None:
    app = open_app(model=seeing_model).ready()
    app.limit(4)
    dropped(app, photo)
    app.type("What is this?")
    app.answered()
    exported = tmp_path / "chat.json"
    app.chat._exchange.export(exported, app.chat.session.chat, "json")
    app.until(exported.exists)
    before = app.chat.session.messages[0].media[0]
    assert before.digest in json.loads(exported.read_text())["pictures"]
    app.services.chat_list.delete(app.chat.session.chat)
    for file in app.services.paths.media.iterdir():
        file.unlink()
    app.chat._exchange.import_(exported)
    app.until(lambda: any(app.services.media.has(one) for turn in app.chat.session.messages for one in turn.media))
    assert app.chat.session.messages[0].content == "What is this?"
    picture = app.chat.session.messages[0].media[0]
    assert (picture.name, picture.width) == ("harbour.jpg", 640)


def test_columns_are_asked_about_a_picture_and_the_card_brings_it_along(
    open_app: Callable[..., App], seeing_model: str, model_path: str, photo: str, tmp_path: Path
) -> None:
    app = open_app(model=seeing_model).ready()
    screen = app.window.show_compare()
    first, second = screen.session.columns
    screen.session.choose(first, seeing_model, "Seeing", "Q4_1")
    screen.session.choose(second, model_path, "Blind", "Q4_1")
    for column in screen.session.columns:
        screen.session.set_sampling(column, {**column.sampling, "max_tokens": 6.0})
    page = AskMediaPage(screen)
    page.drop(photo)
    app.until(lambda: page.chips == ["harbour.jpg, 640 × 400 pixels"])
    ComparePage(screen).ask("What is this?")
    app.until(lambda: screen.session.running is None)
    assert page.chips == []
    assert first.answer is not None
    assert first.answer.state == MessageState.COMPLETE
    assert [one.name for one in first.media] == [one.name for one in second.media] == ["harbour.jpg"]
    assert second.trouble is not None
    assert second.trouble.code == "no_pictures"

    card = tmp_path / "card.json"
    ComparePage(screen).save_card(card, screen.cards.card(), "json")
    app.until(card.exists)
    for file in app.services.paths.media.iterdir():
        file.unlink()
    ComparePage(screen).open_card(card)
    app.until(lambda: screen.session.columns[0] is not first)
    taken = screen.session.columns[0].media
    assert [one.name for one in taken] == ["harbour.jpg"]
    assert app.services.media.has(taken[0])


def test_a_suite_with_pictures_is_imported_run_looked_at_and_kept(
    open_app: Callable[..., App], seeing_model: str, photo: str, tmp_path: Path
) -> None:
    file = tmp_path / "seen.yaml"
    file.write_text(
        "title: Seen\nprompts:\n- prompt: What is this?\n  max_tokens: 4\n  pictures: [harbour.jpg]\n"
        "  checks: [{regex: '(?s).+'}]\n"
    )
    app = open_app(model=seeing_model).ready()
    screen = app.window.show_compare()
    for column in screen.session.columns:
        screen.session.choose(column, seeing_model, "Seeing", "Q4_1")
    screen.bar.choose_page(SUITES)
    suites = screen.suites
    suites.import_suite(file)
    app.until(lambda: suites.suite.title == "Seen")
    suites._run.click()
    session = suites.session
    assert session is not None
    app.until(lambda: not session.is_running and session.left == 0)
    assert [result.fault for result in session.of(0)] == [""]
    suites._on_cell(0, 0)
    (shown,) = suites._answers.findChildren(Thumbnail)
    assert not shown.is_lost
    app.close()
    (kept,) = app.services.paths.media.iterdir()
    os.utime(kept, (0, 0))
    app = open_app(model=seeing_model).ready()
    digests: list[set[str]] = []
    app.services.store.background.media(digests.append)
    app.until(lambda: bool(digests))
    assert digests == [{kept.stem}]
    assert kept.exists()
    screen = app.window.show_compare()
    screen.bar.choose_page(SUITES)
    evaluations = app.services.comparison.evaluations
    evaluations.delete(evaluations.evaluations[0])
    evaluations.remove_suite(evaluations.suites[-1][0])
    app.close()
    os.utime(kept, (0, 0))
    app = open_app(model=seeing_model).ready()
    app.until(lambda: not kept.exists())
