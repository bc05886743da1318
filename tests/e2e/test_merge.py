"""Somebody merges an adapter into the starter, in the window and on the command line, and chats with the result."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.engine.headers import read
from slm_desktop.ui.workshop.screen import QUANTISE
from tests.e2e.conftest import App
from tests.e2e.test_workshop import opened
from tests.engine.adapters import write_lora


def test_an_adapter_is_merged_and_the_new_model_answers(
    open_app: Callable[..., App], model_path: str, tmp_path: Path
) -> None:
    lora = write_lora(tmp_path / "Poet.gguf", model_path)
    app = open_app().ready()
    screen, merging = opened(app), app.services.workshop.merging
    screen.show_page(QUANTISE)
    card = screen.quantise.merge
    app.until(lambda: screen.quantise.card.source.chosen_model is not None)
    assert not card.go.isEnabled(), "nothing is chosen to be merged"
    card.adapters._toggle(str(lora))
    assert "SmolLM2-135M-Instruct-with-Poet.gguf" in card._about.text()
    card.go.click()
    app.until(lambda: not merging.is_running)
    assert merging.made.endswith("SmolLM2-135M-Instruct-with-Poet.gguf")
    app.until(lambda: app.services.models.local_models.of_path(merging.made) is not None)
    app.services.choose(merging.made)
    app.until(lambda: app.model.state == EngineState.READY)
    assert app.model.loaded is not None
    assert app.model.loaded.name == "SmolLM2 135M Instruct + Poet"
    card.go.click()
    app.until(lambda: not merging.is_running)
    app.shows(screen, "There is such a file already")


def test_the_command_takes_a_scale_for_each_adapter(model_path: str, tmp_path: Path) -> None:
    one, two = (write_lora(tmp_path / f"{name}.gguf", model_path, seed=len(name)) for name in ("a", "b=c"))
    command = [sys.executable, "-m", "slm_desktop", "merge", "--lora", f"{one}=0.5", "--lora", str(two)]
    ended = subprocess.run([*command, "--into", str(tmp_path)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    made = Path(ended.stdout.strip())
    assert made.parent == tmp_path
    assert read(str(made)).text("general.name") == "SmolLM2 135M Instruct + a + b=c"
    again = subprocess.run([*command, "--into", str(tmp_path)], capture_output=True, text=True, check=False)
    assert again.returncode != 0
    assert "There is such a file already" in again.stderr
    assert not list(tmp_path.glob("*.half"))
