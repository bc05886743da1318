"""Every error has words, and the next steps that the app knows."""

import errno
import socket
import sqlite3

import pytest

from slm_desktop.errors import SENTENCES, explain, gigabytes
from slm_desktop.errors.reasons import REASONS, reason_of

STEPS = {
    "choose",
    "smaller",
    "larger",
    "retry",
    "builtin_runtime",
    "kill",
    "retry_save",
    "edit",
    "save_as",
    "leave_out",
    "bring_back",
    "begin_anew",
    "try_again",
    "network_settings",
    "models_folder",
    "token",
    "open_page",
    "repair",
    "send_there",
    "edit_format",
    "no_format",
    "without_adapters",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_can_be_said_without_details(code: str) -> None:
    explanation = explain(code, {})
    assert explanation.title
    assert explanation.cause
    assert "{" not in explanation.title + explanation.cause
    assert set(explanation.steps) <= STEPS


def test_an_unknown_code_is_said_too() -> None:
    assert explain("never heard of", {"status": 3}).title == SENTENCES["exited"].title


def test_sizes_and_counts_are_written_for_people() -> None:
    explanation = explain("memory", {"needed": 5_100_000_000, "context": 8192, "free": 3_800_000_000})
    assert "5.10 GB" in explanation.cause
    assert "8,192" in explanation.cause
    assert [gigabytes(size) for size in (98_362_432, 1_660_000_000, 3000)] == ["98 MB", "1.66 GB", "3 kB"]


def test_details_are_never_taken_for_a_template() -> None:
    assert "{0.__class__}" in explain("missing", {"path": "{0.__class__}"}).cause


def test_a_reason_that_is_known_is_said_in_the_language_of_the_sentence() -> None:
    spoken = {"the tensor “{name}” in it has {count} dimensions": "el tensor «{name}» tiene {count} dimensiones"}
    explanation = explain(
        "header",
        {"reason": "gguf_dimensions", "name": "blk.0", "count": 1000},
        lambda _context, text: spoken.get(text, text),
    )
    assert explanation.cause.startswith("El tensor «blk.0» tiene 1,000 dimensiones.")
    assert explain("load_failed", {"reason": "missing tensor 'x'"}).cause == "llama.cpp said: missing tensor 'x'"


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_can_be_said_without_details(reason: str) -> None:
    assert "{" not in explain("file", {"path": "a", "reason": reason}).cause


def refused_by_database() -> sqlite3.Error:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("CREATE TABLE t (a)")
    except sqlite3.Error as error:
        return error
    finally:
        connection.close()
    raise AssertionError("it was not refused")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "EACCES"),
        (socket.gaierror(-2, "Name or service not known"), "no_such_host"),
        (TimeoutError(), "timeout"),
        (OSError(errno.ENOTTY, "Inappropriate ioctl"), "Inappropriate ioctl"),
        (ValueError("its own words"), "its own words"),
        (refused_by_database(), "SQLITE_READONLY"),
    ],
)
def test_errors_of_system_and_database_become_reasons(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason
