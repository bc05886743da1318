"""While other programs are busy an answer takes fewer threads, and the window says so until they are back."""

from collections.abc import Callable

import pytest

from slm_desktop.engine.devices import default_threads
from slm_desktop.ui.engine_summary import summary_line
from tests.busy import busy_computer, is_quiet
from tests.e2e.conftest import App

pytestmark = pytest.mark.skipif(default_threads() < 2, reason="there is but one core")


def said(app: App) -> str:
    """The truth line of the header."""
    assert app.model.loaded is not None
    return summary_line(app.model.loaded, app.model.thread_use)


def test_threads_go_while_others_work_and_come_back_and_the_graph_marks_both(open_app: Callable[..., App]) -> None:
    was_quiet = is_quiet()
    app = open_app().ready()
    app.limit(4000)
    app.type("Write a long story about a lighthouse keeper.")
    app.streaming(5)
    with busy_computer():
        app.until(lambda: "computer busy" in said(app))
        app.streaming(len(app.chat.session.answering.record.tokens) + 5)  # type: ignore[union-attr]
    markers = [marker for marker in app.model.timeline.markers if marker.kind == "threads"]
    assert markers[0].after < markers[0].before
    if was_quiet:
        app.until(lambda: "busy" not in said(app))
        back = [marker for marker in app.model.timeline.markers if marker.kind == "threads"][-1]
        assert back.after > back.before
    app.chat.stop()
    app.answered()
