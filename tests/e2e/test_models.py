"""A stranger's way to a model: search, see what fits and why, download it over a bad line, chat, and delete it."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton

from slm_desktop.core.models.hub import DownloadState
from slm_desktop.core.models.names import MODEL
from slm_desktop.library.ollama import MODEL as OLLAMA_MODEL
from slm_desktop.paths import Paths
from slm_desktop.ui.models.downloads_panel import DownloadsPanel
from slm_desktop.ui.models.screen import COMPUTER
from slm_desktop.ui.text.prose import ProseView
from tests.e2e.conftest import App
from tests.e2e.models import FILE, REPO, choose, hub, models_of, press, search
from tests.e2e.pages import texts
from tests.e2e.pages.models import ModelsPage, file_rows, total_words
from tests.engine import tiny
from tests.hub.fault_book import Fault as Trouble
from tests.hub.server import LocalHub

__all__ = ["hub"]


def test_a_stranger_finds_downloads_chats_with_and_deletes_a_model(hub: LocalHub, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = search(app, "smollm2")
    table = choose(app, screen, "SmolLM2 135M Instruct")

    # What fits, and why, before a byte of the weights was fetched.
    app.until(lambda: "Fits well" in texts(screen) and " GB" in total_words(table, 0))
    assert hub.sent(FILE) < 8_000_000
    shown = texts(screen)
    assert "GB are free for a model now" in shown
    assert "For pictures or sounds: comes with each model" in shown
    slider, before = ModelsPage(screen).context_slider, total_words(table, 0)
    slider.setValue(0)
    assert total_words(table, 0) < before  # at once: all contexts are known

    # Two cuts, and a restart in the middle.
    hub.rate = 12_000_000
    hub.fault(FILE, Trouble("cut", at=3_000_000, times=2))
    press(app, table, "Download")
    queue = app.services.models.downloads
    app.until(
        lambda: bool(queue.items) and queue.items[0].state == DownloadState.RUNNING and queue.items[0].done > 30_000_000
    )
    assert "%" in app.window.window.windowTitle()
    done = queue.items[0].done
    app.close()
    app = open_app().ready()
    queue = app.services.models.downloads
    app.until(lambda: bool(queue.items) and queue.items[0].done >= done)
    hub.rate = 0
    app.until(lambda: queue.items[0].state == DownloadState.DONE)
    assert hub.sent(FILE) < 1.35 * 98_362_432  # with the header's reads and what was on its way when the app ended

    # Chat with it.
    path = queue.items[0].path
    screen = models_of(app)
    app.until(lambda: app.services.models.local_models.of_path(path) is not None)
    dock = screen.findChild(DownloadsPanel)
    assert dock is not None
    next(one for one in dock.findChildren(QPushButton) if one.text() == "Chat" and one.isVisible()).click()
    app.until(lambda: app.model.choice is not None and app.model.choice.path == path)
    app.ready()
    app.limit(8)
    app.type("Hello")
    assert app.answered()

    # Delete it again.
    app.model.eject()
    screen = models_of(app)
    screen.show_page(COMPUTER)
    screen.computer.select(path)
    app.until(lambda: screen.computer.panel.isVisible())
    ModelsPage(screen).press_remove()
    app.banner("Delete")
    app.press("Delete the file")
    app.until(lambda: app.services.models.local_models.of_path(path) is None)
    assert not Path(path).exists()


def test_what_a_run_really_took_is_learned(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(20)
    models_of(app)
    store = app.services.models.store
    app.window.window.show_screen(0)
    for _ in range(2):  # the forecast is made at the first answer, and compared from then on
        app.type("Tell me something")
        app.answered()
        app.until(
            lambda: app.services.models.forecasts.table(app.services.models.local_models.models[0].key) is not None
        )
    app.until(lambda: bool(store.runs()))
    (run, *_more) = store.runs()
    assert abs(run.taken - run.forecast) < max(0.05 * run.taken, 64 * 2**20)
    screen = models_of(app)
    screen.show_page(COMPUTER)
    screen.computer.select(app.services.models.local_models.models[0].path)
    app.until(lambda: "Measured" in texts(screen) and "were forecast" in texts(screen))


def test_a_gated_model_says_what_to_do_and_takes_a_token(
    hub: LocalHub, open_app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app().ready()
    screen = search(app, "gated")
    table = choose(app, screen, "gated")
    app.until(lambda: any(one.offer.kind == MODEL for one in file_rows(table)))
    press(app, table, "Download")
    app.until(
        lambda: (
            "This model wants your agreement first" in texts(screen) or "This model asks who you are" in texts(screen)
        )
    )
    app.until(lambda: app.services.models.downloads.items[0].state == DownloadState.FAILED)
    app.press("What to do")
    app.press("Enter a token")
    hub.rate = 50_000_000
    ModelsPage(screen).give_token("hf_wrong")
    app.until(lambda: "The token was not accepted" in texts(screen))
    ModelsPage(screen).give_token(hub.token)
    app.until(lambda: app.services.models.downloads.items[0].done > 0)
    assert hub.token not in (
        app.services.paths.settings.read_text("utf-8")
        + "".join(path.read_text("utf-8", "replace") for path in app.services.paths.logs.glob("*.log"))
    )
    app.services.models.downloads.cancel(1)


def test_the_card_is_drawn_and_calls_nobody(hub: LocalHub, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = search(app, "smollm2")
    choose(app, screen, "SmolLM2 135M Instruct")
    ModelsPage(screen).card_button.click()
    app.until(lambda: app.services.models.discover.card is not None)
    assert {request.host for request in hub.requests} <= {"hub", "cdn"}


def test_offline_the_catalogue_is_there_and_the_last_answers_too(hub: LocalHub, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    search(app, "smollm2")
    app.close()
    asked = len(hub.requests)
    app = open_app().ready()
    app.services.settings["offline"] = True
    screen = search(app, "smollm2")
    assert [found.repo for found in app.services.models.discover.found] == [REPO]
    assert "kept on this computer" in texts(screen)
    app.banner("stay offline")
    assert len(hub.requests) == asked


def test_a_busy_hub_counts_down(hub: LocalHub, open_app: Callable[..., App]) -> None:
    hub.fault("/api/models", Trouble("status", value=429, retry_after=2.0, on="api"))
    app = open_app().ready()
    screen = search(app, "smollm2")
    app.banner("The Hub is busy")
    app.until(lambda: bool(app.services.models.discover.found))
    assert "busy" not in texts(screen)


def test_a_model_put_into_the_folder_appears_by_itself(own_data: Paths, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    models_of(app)
    tiny.write_model(own_data.models / "new-Q8_0.gguf")
    app.until(lambda: any(model.name == "new" for model in app.services.models.local_models.models))
    names = [model.name for model in app.services.choices.all()]
    assert "new" in names


def test_what_is_no_whole_model_is_not_taken_in_and_nothing_says_so_any_longer_than_it_is_so(
    own_data: Paths, tmp_path: Path, open_app: Callable[..., App]
) -> None:
    whole = tiny.write_model(tmp_path / "whole.gguf")
    cut, garbage = tmp_path / "cut.gguf", tmp_path / "garbage.gguf"
    cut.write_bytes(whole.read_bytes()[:-2000])
    garbage.write_bytes(b"nothing of the kind" * 100)
    app = open_app().ready()
    screen = models_of(app)
    for path, words in ((cut, "incomplete"), (garbage, "not a GGUF")):
        screen.take_in([str(path)])
        app.banner(words)
        assert not any("being copied" in title for title in app.notices())
        assert not (own_data.models / path.name).exists()
    screen.take_in([str(whole)])
    app.banner("The file was added")
    app.until(lambda: not any("GGUF" in title for title in app.notices()))


def test_a_dropped_file_on_the_models_screen_is_taken_in(
    own_data: Paths, tmp_path: Path, open_app: Callable[..., App]
) -> None:
    source = tiny.write_model(tmp_path / "dropped.gguf")
    app = open_app().ready()
    models_of(app)
    app.window.take_files([str(source)])
    app.until(lambda: (own_data.models / "dropped.gguf").exists())
    app.until(lambda: any(model.name == "dropped" for model in app.services.models.local_models.models))
    assert source.exists()


def test_the_models_folder_moves_with_its_models(own_data: Paths, tmp_path: Path, open_app: Callable[..., App]) -> None:
    tiny.write_model(own_data.models / "mine.gguf")
    app = open_app().ready()
    models_of(app)
    app.window_page.show_settings()
    new = tmp_path / "elsewhere"
    app.window_page.move_models(str(new))
    app.until(lambda: app.services.settings["models_path"] == str(new))
    assert (new / "mine.gguf").exists()
    app.until(lambda: any(model.path == str(new / "mine.gguf") for model in app.services.models.local_models.models))


def test_rows_of_the_table_can_be_used_by_keyboard(own_data: Paths, open_app: Callable[..., App]) -> None:
    tiny.write_model(own_data.models / "mine.gguf")
    app = open_app().ready()
    screen = models_of(app)
    screen.show_page(COMPUTER)
    app.until(lambda: len(app.services.models.local_models.models) == 2)
    screen.computer.select(str(own_data.models / "mine.gguf"))
    table = ModelsPage(screen).local_table
    app.qtbot.keyClick(table, Qt.Key.Key_Delete)
    app.banner("Delete mine")
    app.press("Keep it")
    assert isinstance(table.currentIndex(), QModelIndex)
    app.qtbot.keyClick(table, Qt.Key.Key_Return)  # how it is to be loaded, and then loaded
    app.until(app.window.load_panel.isVisible)
    app.qtbot.keyClick(app.window.load_panel, Qt.Key.Key_Return)
    app.until(lambda: app.model.choice is not None and app.model.choice.path == str(own_data.models / "mine.gguf"))


def test_a_loaded_model_whose_file_goes_is_said_and_goes_on(own_data: Paths, open_app: Callable[..., App]) -> None:
    path = tiny.write_model(own_data.models / "mine.gguf")
    app = open_app(model=str(path)).ready()
    models_of(app)
    app.until(lambda: app.services.models.local_models.of_path(str(path)) is not None)
    path.unlink()
    app.window.window.show_screen(0)
    app.banner("file of the loaded model is gone")
    app.limit(5)
    app.type("Hello")
    assert app.answered() is not None


def test_a_flipped_byte_is_found_and_another_download_offered(
    hub: LocalHub, own_data: Paths, open_app: Callable[..., App]
) -> None:
    app = open_app().ready()
    screen = search(app, "smollm2")
    table = choose(app, screen, "SmolLM2 135M Instruct")
    app.until(lambda: len(file_rows(table)) == 2)
    press(app, table, "Download")
    app.until(
        lambda: (
            bool(app.services.models.downloads.items)
            and app.services.models.downloads.items[0].state == DownloadState.DONE
        )
    )
    path = Path(app.services.models.downloads.items[0].path)
    screen.show_page(COMPUTER)
    app.until(lambda: app.services.models.local_models.of_path(str(path)) is not None)
    screen.computer.select(str(path))
    ModelsPage(screen).press_verify()
    app.until(lambda: "It is what its source says" in texts(screen))
    with path.open("r+b") as file:
        file.seek(50_000_000)
        byte = file.read(1)
        file.seek(50_000_000)
        file.write(bytes([byte[0] ^ 1]))
    ModelsPage(screen).press_verify()
    app.banner("The model file is damaged")
    app.press("Download again")
    app.until(lambda: app.services.models.discover.repository is not None)


def test_models_of_other_apps_run_where_they_lie(
    tmp_path: Path, open_app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name in ("HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "OLLAMA_MODELS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: home)
    places = {
        "hugging_face": ".cache/huggingface/hub/models--a--b/blobs/abc",
        "lm_studio": ".lmstudio/models/a/b/m.gguf",
        "jan": ".config/Jan/data/llamacpp/models/m/model.gguf",
        "gpt4all": ".local/share/nomic.ai/GPT4All/m.gguf",
        "ollama": f".ollama/models/blobs/sha256-{'0' * 64}",
    }
    for seed, place in enumerate(places.values()):
        (home / place).parent.mkdir(parents=True)
        tiny.write_model(home / place, seed=seed)
    link = home / ".cache/huggingface/hub/models--a--b/snapshots/1/m.gguf"
    link.parent.mkdir(parents=True)
    link.symlink_to(home / places["hugging_face"])
    manifest = home / ".ollama/models/manifests/registry/library/tiny/1b"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"layers": [{"mediaType": OLLAMA_MODEL, "digest": f"sha256:{'0' * 64}"}]}))
    app = open_app().ready()
    models_of(app)
    found = {model.owner: model for model in app.services.models.local_models.models}
    assert set(places) <= set(found)

    def runs(path: str) -> bool:
        return app.model.choice is not None and app.model.choice.path == path and app.model.loaded is not None

    for owner in places:
        path = found[owner].path
        assert str(home) in path
        app.services.choose(path)
        app.until(partial(runs, path))


def test_a_card_that_trickles_holds_up_neither_other_cards_nor_the_end(
    hub: LocalHub, open_app: Callable[..., App]
) -> None:
    hub.add("ann/slow-GGUF", {"s-Q4_0.gguf": b"GGUF"}, card="slow " * 2000)
    hub.add("ann/quick-GGUF", {"q-Q4_0.gguf": b"GGUF"}, card="A quick card")
    hub.fault(f"{hub.commit('ann/slow-GGUF')}/README.md", Trouble("throttle", value=1, times=-1))
    app = open_app().ready()
    screen = search(app, "ann")
    choose(app, screen, "slow")
    app.press("Model card")
    app.until(lambda: any("slow-GGUF" in asked.path and "README" in asked.path for asked in hub.requests))
    choose(app, screen, "quick")
    app.until(lambda: any("A quick card" in view.toPlainText() for view in screen.findChildren(ProseView)))
    failed: list[object] = []
    app.services.jobs._on_error = lambda queue, error: failed.append((queue, error))
    app.close()
    assert failed == []  # nothing was still waiting for the server when the stores were closed


def test_a_file_opened_from_elsewhere_is_listed_and_one_that_was_cut_off_is_marked(
    tmp_path: Path, open_app: Callable[..., App], model_path: str
) -> None:
    app = open_app().ready()
    app.until(lambda: app.services.models.local_models.known)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    whole = elsewhere / "Whole-135M-Q4_1.gguf"
    whole.write_bytes(Path(model_path).read_bytes())
    app.services.choose(str(whole))
    app.until(lambda: app.services.models.local_models.of_path(str(whole)) is not None)  # without “Scan again”
    cut = app.services.models.folder / "Cut-135M-Q4_1.gguf"
    cut.write_bytes(Path(model_path).read_bytes()[:40_000_000])
    screen = models_of(app)
    screen.show_page(COMPUTER)
    app.services.models.local_models.refresh(thorough=True)
    rows = ModelsPage(screen).local_rows

    def shown() -> list[str]:
        return [str(rows.index(at, 0).data()) for at in range(rows.rowCount())]

    app.until(lambda: any(name.startswith("Cut") and "⚠" in name for name in shown()))
    assert not any("⚠" in name for name in shown() if not name.startswith("Cut"))
    found = app.services.models.local_models.of_path(str(cut))
    assert found is not None
    assert "incomplete" in rows.trouble(found)
    assert app.services.models.figures(found).problem == "truncated"
