"""Engines that are killed at any moment: it is seen at once, the chat goes on, and no word of before is lost."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterable
from statistics import median

import pytest

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.records import Message, MessageState
from tests.e2e.conftest import App, not_calibrated, open_app
from tests.faults.gaps import Gaps

__all__ = ["not_calibrated", "open_app"]

STORY, LONG = "Write a long story about a lighthouse keeper.", "word " * 1200
LOADING, IDLE, PROMPT, STREAMING, STOPPING = MOMENTS = ("loading", "idle", "prompt", "streaming", "stopping")


def come_to(app: App, moment: str) -> None:
    """Bring the engine into a state in which it is killed."""
    if moment == LOADING:
        app.model.eject()
        app.until(lambda: app.model.state == EngineState.EMPTY)
        app.services.choose(app.services.settings["last_model"])
        app.until(lambda: bool(app.services.pool.processes))
    if moment == PROMPT:
        app.chat_page.submit(LONG)
        app.until(lambda: app.chat.session.answering is None or app.chat.session.answering.run.progress[1] > 0)
    if moment in (STREAMING, STOPPING):
        app.type(STORY)
        app.until(lambda: has_begun(app.chat.session))
    if moment == STOPPING:
        app.chat.session.stop()


def has_begun(session: ChatSession) -> bool:
    """Whether its answer has some tokens, or has ended by itself."""
    if session.answering is None:
        return len(session.messages) > 1
    return len(session.answering.record.tokens) > 2


def words_of(messages: Iterable[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in messages]


def kill(app: App, moment: str) -> float:
    """Kill the engine; the seconds until the app has seen it."""
    app.window.chat.new_chat()
    come_to(app, moment)
    process = app.services.pool.processes[-1]
    before = words_of(app.chat.session.messages[:-1])
    os.kill(process.pid, signal.SIGKILL)
    killed = time.monotonic()
    # Another one is started when the app has seen it; what was told of an earlier one stands for a while.
    app.until(lambda: process not in app.services.pool.processes and bool(app.services.pool.processes))
    seen = time.monotonic() - killed
    app.ready()
    assert words_of(app.chat.session.messages)[: len(before)] == before
    if moment in (IDLE, STREAMING):
        app.window.chat.new_chat()
        app.type("Still there?")
        app.answered()
        assert app.chat.session.messages[-1].state == MessageState.COMPLETE
    return seen


@pytest.mark.parametrize("times", [6, pytest.param(500, marks=pytest.mark.faults)])
def test_a_killed_engine_is_seen_at_once_and_the_chat_goes_on(
    open_app: Callable[..., App],
    times: int,
    record_property: Callable[[str, object], None],
) -> None:
    app = open_app().ready()
    app.limit(60)
    app.set_parameter("temperature", 0)
    app.type("What is the capital of France?")
    app.answered()
    first, said = app.chat.session.chat, words_of(app.chat.session.messages)
    dice, gaps = random.Random(5), Gaps()
    seen = [kill(app, MOMENTS[at % len(MOMENTS)] if at < len(MOMENTS) else dice.choice(MOMENTS)) for at in range(times)]
    found = {"seen, median ms": round(1000 * median(seen)), "seen, longest ms": round(1000 * max(seen))}
    record_property(f"engine killed {times} times", {**found, "event loop, ms": gaps.figures()})
    app.until(lambda: len(app.services.pool.processes) == 1)
    app.chat.show_chat(first)
    assert words_of(app.chat.session.messages) == said
