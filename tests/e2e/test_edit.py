"""Somebody changes what a model's header says, splits it, and joins it again: in the window and on the command line."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.engine.headers import read
from slm_desktop.ui.workshop.edit_card import EditCard
from slm_desktop.ui.workshop.screen import EDIT
from tests.e2e.conftest import App
from tests.e2e.test_workshop import opened
from tests.engine import tiny

NAME, CONTEXT = "general.name", "llama.context_length"


def card_of(app: App) -> EditCard:
    screen = opened(app)
    screen.show_page(EDIT)
    card = screen.edit.card
    app.until(lambda: card.draft is not None)
    return card


def choose(card: EditCard, key: str) -> None:
    assert card.draft is not None
    card.table.selectRow(card.draft.keys.index(key))


def test_a_field_is_changed_and_the_new_model_answers(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    card, rewriting = card_of(app), app.services.workshop.rewriting
    assert not card.go.isEnabled(), "nothing is changed"
    assert not card.value.isEnabled(), "no field is chosen"
    choose(card, CONTEXT)
    assert card.value.toPlainText() == "8192"
    card.value.setPlainText("many")
    assert "is a whole number" in card._why_not.text()
    assert not card.go.isEnabled()
    card.value.setPlainText("1024")
    assert card.go.isEnabled()
    choose(card, NAME)
    card.value.setPlainText("Mine <b>alone</b>")
    card.key.setText("general.description")
    card._add.click()
    card.value.setPlainText("Small.\nMine.")
    assert "SmolLM2-135M-Instruct.Q4_1-edited.gguf" in card._about.text()
    card.go.click()
    app.until(lambda: not rewriting.is_running)
    assert card._progress.isVisible(), "it says what was written"
    app.until(lambda: app.services.models.local_models.of_path(rewriting.made) is not None)
    said = read(rewriting.made).metadata
    assert (said[CONTEXT], said["general.description"]) == (1024, "Small.\nMine.")
    app.services.choose(rewriting.made)
    app.until(lambda: app.model.state == EngineState.READY)
    assert app.model.loaded is not None
    assert (app.model.loaded.name, app.model.loaded.trained_context) == ("Mine <b>alone</b>", 1024)
    card.go.click()
    app.until(lambda: not rewriting.is_running)
    assert app.window.workshop is not None
    app.shows(app.window.workshop, "There is such a file already")


def test_a_model_is_split_into_files_that_are_one_model(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    card, rewriting = card_of(app), app.services.workshop.rewriting
    assert [card.files.itemText(at) for at in range(card.files.count())] == ["One file"], "it is smaller than any"
    card.files.addItem("Small files", 40 * 10**6)
    card.files.setCurrentIndex(1)
    assert "files, the first of them" in card._about.text()
    card.go.click()
    app.until(lambda: not rewriting.is_running)
    assert rewriting.wanted is not None
    assert all(Path(path).exists() for path in rewriting.wanted.targets)
    app.until(lambda: app.services.models.local_models.of_path(rewriting.made) is not None)
    model = app.services.models.local_models.of_path(rewriting.made)
    assert model is not None
    assert 1 + len(model.parts) == len(rewriting.wanted.targets) > 2
    app.services.choose(rewriting.made)
    app.until(lambda: app.model.state == EngineState.READY)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "slm_desktop", "edit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_lists_changes_splits_and_joins(model_path: str, tmp_path: Path) -> None:
    listed = run(model_path)
    assert f"{CONTEXT} = 8192" in listed.stdout.splitlines()
    into, template = ("--into", str(tmp_path)), tmp_path / "template.jinja"
    template.write_text("{{ messages }}\n{# mine #}\n")
    ended = run(model_path, "--set", f"{NAME}=a=b", "--set-file", f"tokenizer.chat_template={template}", *into)
    made = Path(ended.stdout.strip())
    assert made.parent == tmp_path, ended.stderr
    said = read(str(made)).metadata
    assert (said[NAME], said["tokenizer.chat_template"]) == ("a=b", template.read_text())
    parts = run(str(made), "--split", "60", *into).stdout.splitlines()
    assert len(parts) == 2
    whole = run(parts[0], "--join", "--remove", NAME, *into).stdout.strip()
    joined = read(whole)
    assert NAME not in joined.metadata
    assert len(joined.tensors) == len(read(model_path).tensors)


def test_the_command_says_why_it_does_not_write(model_path: str, tmp_path: Path) -> None:
    for arguments, words in (
        (("--set", f"{CONTEXT}=many"), "cannot be changed like that"),
        (("--set", CONTEXT), "has no “=”"),
        (("--remove", "nothing"), "it is not there"),
        (("--set-file", f"{NAME}={tmp_path / 'none'}"), "cannot be read"),
        (("--set", "llama.attention.layer_norm_rms_epsilon=-1"), "layer_norm_rms_epsilon"),
    ):
        ended = run(model_path, *arguments, "--into", str(tmp_path))
        assert ended.returncode != 0
        assert words in ended.stderr, ended.stderr
    assert not list(tmp_path.glob("*.gguf*"))
    assert not list(tmp_path.glob(".*.half"))


def test_a_value_beyond_all_measure_does_not_hold_the_window(open_app: Callable[..., App], tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", extra={"general.description": "x" * 3_000_000})
    app = open_app(model=str(path)).ready()
    card = card_of(app)
    app.until(lambda: card.source.findData(str(path)) >= 0)
    card.source.setCurrentIndex(card.source.findData(str(path)))
    app.until(lambda: card.draft is not None and "general.description" in card.draft.before)
    choose(card, "general.description")
    assert card.value.toPlainText() == ""
    assert not card.value.isEnabled()
    assert "--set-file" in card.value.placeholderText()
    choose(card, NAME)
    assert card.value.isEnabled()
