"""Other machines, as a user meets them: a chat goes where somebody sends it, and a slider moved in this window changes an
answer that a third program reads.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QMenu, QPushButton

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.models.local_models import REMOTE
from slm_desktop.core.records import MessageState
from slm_desktop.ui.models.remotes_page import RemotesPage
from slm_desktop.ui.models.screen import ELSEWHERE
from slm_desktop.ui.run_watch import RunWatch
from slm_desktop.ui.widgets.slider import SliderRow
from tests.e2e.conftest import App
from tests.e2e.pages import texts
from tests.served import Served, served

THIRD = """
import json, sys
from openai import OpenAI
client = OpenAI(base_url=sys.argv[1], api_key="none")
stream = client.chat.completions.create(
    model="", stream=True, max_tokens=400, temperature=1.4, seed=5, extra_body={"top_k": 200},
    messages=[{"role": "user", "content": "Write a very long story about the sea."}],
    logit_bias={sys.argv[2]: -100},
)
text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
print(json.dumps(text))
"""


@pytest.fixture
def server(model_path: str) -> Iterator[Served]:
    with served("--model", model_path) as made:
        yield made


@pytest.fixture
def app(open_app: Callable[..., App], monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return open_app().ready()


def enter(app: App, server: Served) -> RemotesPage:
    """Enter the server on the page of other machines, as a person does."""
    screen = app.window.show_models()
    screen.show_page(ELSEWHERE)
    page = screen.remotes
    page._address.setText(server.address)
    page._on_add()
    app.until(lambda: not app.services.remotes.remotes.looking)
    assert [one.title for one in app.services.remotes.remotes.servers] == ["SLM Desktop"], (
        app.services.remotes.remotes.faults
    )
    return page


def press(app: App, page: Any, words: str) -> None:
    app.until(lambda: any(one.isVisible() and one.text() == words for one in page.findChildren(QPushButton)))
    next(one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == words).click()


def test_a_chat_goes_to_another_machine_only_once_that_was_agreed(app: App, server: Served) -> None:
    press(app, enter(app, server), "Use")
    app.until(lambda: app.model.state == EngineState.READY and bool(app.model.loaded and app.model.loaded.host))
    app.window.window.show_screen(0)
    app.limit(6)
    app.type("Say hello.")
    app.shows(app.chat, "has not been sent to another machine")
    assert server.http.get("/v1/runs").json()["data"] == []
    assert "Goes to 127.0.0.1" in texts(app.chat)
    press(app, app.chat, "Send it there")
    session = app.chat.session
    app.until(lambda: bool(session.messages) and session.answering is None)
    assert session.messages[-1].state == MessageState.COMPLETE
    assert len(server.http.get("/v1/runs").json()["data"]) == 1
    names = {model.name for model in app.services.choices.all() if model.owner == REMOTE}
    assert names == {"SmolLM2-135M-Instruct.Q4_1"}


def test_a_slider_moved_here_changes_what_a_third_program_reads(app: App, server: Served) -> None:
    (end,) = server.http.post("/tokenize", json={"content": "<|im_end|>"}).json()["tokens"]
    page = enter(app, server)
    command = [sys.executable, "-c", THIRD, server.base_url, str(end)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as third:
        app.until(lambda: any(run["tokens"] > 5 for run in server.http.get("/v1/runs").json()["data"]))
        press(app, page, "Answers…")
        app.until(lambda: page.findChild(QMenu) is not None)
        menu = page.findChild(QMenu)
        assert menu is not None
        menu.actions()[0].trigger()
        watch = page.findChild(RunWatch)
        assert watch is not None
        app.until(lambda: watch._run.view.tokens > 5)
        slider = watch._parameters.rows["temperature"]
        assert isinstance(slider, SliderRow)
        slider.take(0.0)
        app.until(lambda: watch._run.view.is_over)
        assert third.stdout is not None
        read = json.loads(third.stdout.read())
    view = watch._run.view
    assert view.changes == 2
    assert 5 < view.changed_at < 400
    assert "changed at token" in watch._state.text()
    assert read == view.text
    app.until(lambda: watch._text.toPlainText() == view.text)
    watch.close()
