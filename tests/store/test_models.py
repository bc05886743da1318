"""What is known of models outlives the app, and damage to it costs no start."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from slm_desktop.core.engines.events import Planned, Throughput
from slm_desktop.core.engines.usage import MOST_PACES, Pace, Setup
from slm_desktop.core.models.forecast import MOST_MEASURED, Measured, Table
from slm_desktop.core.models.hub import Download, DownloadState, Found, RepoFile
from slm_desktop.core.models.local_models import Facts
from slm_desktop.core.models.speed import Calibration
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.store.models import Models

TABLE = Table("llama", 1, 2, 512, 3, (Planned(512, "f16", 1, 2, 3),), {12: 1000})
PACE = Pace(9.5, 40, 100, Setup(512, 2, "f16"))
CALIBRATION = Calibration(Throughput({1: 1e10, 12: 8e9}, 1e-4, 1e9))


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs(lambda _queue, error: pytest.fail(str(error)))
    yield made
    made.close()


def again(store: Models, jobs: Jobs, path: Path) -> Models:
    jobs.close()
    store.close()
    return Models(path, jobs)


def test_all_is_there_again(tmp_path: Path, jobs: Jobs) -> None:
    path = tmp_path / "models.sqlite3"
    store = Models(path, jobs)
    store.save_forecast("a", TABLE)
    store.save_run("a", Measured(10, 12, 8192))
    store.save_use("a")
    store.save_pace("a", PACE)
    store.save_calibration("this", CALIBRATION)
    store.save_files([("/x.gguf", 5, 1.5, Facts(architecture="llama")), ("/gone.gguf", 1, 1.0, Facts())], [])
    store.save_files([], ["/gone.gguf"])
    files = (RepoFile("x.gguf", 10, "0" * 64),)
    store.save_download(Download(1, "a/b", "c", "x", "Q4", files, state=DownloadState.PAUSED, done=5), 0)
    store.save_download(Download(2, "a/b", "c", "y", "Q4", files), 1)
    store.order_downloads([2, 1])
    store.save_answer("q", [Found("a/b", downloads=3)])
    store.save_source("/x.gguf", "a/b", "x.gguf", "0" * 64)
    store = again(store, jobs, path)
    assert store.forecast("a") == TABLE
    assert store.runs("a") == store.runs() == [Measured(10, 12, 8192)]
    assert abs(store.uses()["a"] - time.time()) < 60
    assert store.paces() == {"a": [PACE]}
    assert store.calibration("this") == CALIBRATION
    assert store.calibration("that") is None
    assert store.files(Facts) == {"/x.gguf": (5, 1.5, Facts(architecture="llama"))}
    assert [(item.id, item.state, item.done) for item in store.downloads()] == [
        (2, "queued", 0),
        (1, DownloadState.PAUSED, 5),
    ]
    answer = store.answer("q", list[Found])
    assert answer is not None
    assert answer[0] == [Found("a/b", downloads=3)]
    assert abs(answer[1] - time.time()) < 60
    assert store.promised("/x.gguf") == "0" * 64
    store.close()


def test_runs_and_answers_do_not_grow_for_ever(tmp_path: Path, jobs: Jobs) -> None:
    path = tmp_path / "models.sqlite3"
    store = Models(path, jobs)
    for number in range(100):
        store.save_run("a", Measured(10, number))
        store.save_pace("a", PACE)
    store.save_run("b", Measured(10, 1))
    store.save_answer("huge", "x" * 2_000_000)
    store = again(store, jobs, path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone()[0] == MOST_MEASURED + 1
        assert connection.execute("SELECT count(*) FROM paces").fetchone()[0] == MOST_PACES
    assert store.runs("a")[-1].taken == 99
    assert store.answer("huge", str) is None
    store.close()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 4096, b""])
def test_a_damaged_file_is_kept_and_begun_anew(content: bytes, tmp_path: Path, jobs: Jobs) -> None:
    path = tmp_path / "models.sqlite3"
    path.write_bytes(content)
    store = Models(path, jobs)
    store.save_forecast("a", TABLE)
    store = again(store, jobs, path)
    assert store.forecast("a") == TABLE
    assert len(list(tmp_path.glob("*.damaged"))) == bool(content)
    store.close()


def test_a_folder_in_the_way_costs_no_start(tmp_path: Path, jobs: Jobs) -> None:
    (tmp_path / "models.sqlite3").mkdir()
    store = Models(tmp_path / "models.sqlite3", jobs)
    assert store.downloads() == []
    jobs.close()
    store.close()


def test_what_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path, jobs: Jobs) -> None:
    store = Models(tmp_path / "m.sqlite3", jobs)
    with store._connection:
        store._connection.execute("INSERT INTO forecasts VALUES ('a', '{\"x\": 1}')")
        store._connection.execute("INSERT INTO downloads VALUES (1, 0, 'nonsense')")
        store._connection.execute("INSERT INTO files VALUES ('/x', 1, 1, '[]')")
    assert (store.forecast("a"), store.downloads(), store.files(Facts)) == (None, [], {})
    jobs.close()
    store.close()


def test_what_a_full_disk_refused_is_written_by_itself_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slm_desktop.store.retry.RETRY_SECONDS", 0.1)
    errors: list[Exception] = []
    jobs = Jobs(lambda _queue, error: errors.append(error))
    store = Models(tmp_path / "m.sqlite3", jobs)
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    store.save_source("/a.gguf", "ann/a", "x" * 20_000, "")
    silent = threading.Event()
    assert not silent.wait(0.5)
    assert [error.code for error in errors if isinstance(error, Fault)] == ["models_unsaved"]
    store._connection.execute("PRAGMA max_page_count = 1000000")
    while not store.source("/a.gguf"):
        silent.wait(0.05)
    jobs.close()
    store.close()


FIRST = """
CREATE TABLE forecasts (file TEXT PRIMARY KEY, said BLOB NOT NULL);
CREATE TABLE runs (id INTEGER PRIMARY KEY, file TEXT NOT NULL, forecast INTEGER NOT NULL, taken INTEGER NOT NULL, rate REAL NOT NULL,
    at REAL NOT NULL);
CREATE INDEX runs_of_file ON runs (file, id);
CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime REAL NOT NULL, facts BLOB NOT NULL);
CREATE TABLE downloads (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, item BLOB NOT NULL);
CREATE TABLE sources (path TEXT PRIMARY KEY, repo TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE answers (question TEXT PRIMARY KEY, said BLOB NOT NULL, at REAL NOT NULL);
INSERT INTO forecasts VALUES ('a', '{}');
INSERT INTO runs (file, forecast, taken, rate, at) VALUES ('a', 10, 12, 5.0, 1000.0), ('a', 10, 13, 6.0, 2000.0);
INSERT INTO files VALUES ('/x.gguf', 5, 1.5, '{}');
INSERT INTO sources VALUES ('/x.gguf', 'a/b', 'x.gguf', '0');
PRAGMA user_version = 1;
"""


def test_a_file_of_the_first_version_keeps_all_but_figures_that_were_wrong(tmp_path: Path, jobs: Jobs) -> None:
    path = tmp_path / "models.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(FIRST)
    connection.close()
    store = Models(path, jobs)
    assert store.runs("a") == []
    assert store.uses() == {"a": 2000.0}
    assert store.paces() == {}
    assert store.source("/x.gguf") == "a/b"
    assert (store.files(Facts), store.forecast("a")) == ({}, None)
    store.save_pace("a", PACE)
    store = again(store, jobs, path)
    assert store.paces() == {"a": [PACE]}
    assert [one.name for one in tmp_path.iterdir() if "damaged" in one.name] == []
    store.close()


def test_why_a_file_cannot_be_used_is_kept_until_it_can(tmp_path: Path, jobs: Jobs) -> None:
    path = tmp_path / "models.sqlite3"
    store = Models(path, jobs)
    store.save_fault("/a.gguf|1|2", Fault("truncated", {"path": "a.gguf"}))
    store = again(store, jobs, path)
    fault = store.fault("/a.gguf|1|2")
    assert fault is not None
    assert (fault.code, fault.details) == ("truncated", {"path": "a.gguf"})
    store.save_forecast("/a.gguf|1|2", TABLE)
    store = again(store, jobs, path)
    assert store.fault("/a.gguf|1|2") is None
    store._connection.execute("INSERT INTO unusable VALUES ('b', 'truncated', 'no JSON')")
    assert store.fault("b") is None
    store.close()
