"""Each write of the app fails once, or fails from then on: what is there at the next start, and what was told.

python -m tests.faults.storage [STEP]        tries every write, or each STEP-th one; prints what was lost without a word
"""

import errno
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from slm_desktop.core.faults import STORE, Faults
from slm_desktop.core.records import MessageState
from slm_desktop.paths import Paths
from slm_desktop.services.services import Services
from slm_desktop.store.prompts import Prompts
from tests.faults import writer

SOURCE = Path(__file__).with_name("failing_writes.c")
WORKERS = 2
LONGEST_SECONDS = 120


@dataclass(frozen=True)
class Trial:
    """The number of the write that fails, whether all that follow do, too, and how."""

    at: int
    goes_on: bool = False
    error: int = errno.ENOSPC


@dataclass(frozen=True)
class Found:
    """What came of a trial: what is missing at the next start, what was told, and what went wrong beside."""

    trial: Trial
    missing: tuple[str, ...]
    told: tuple[str, ...]
    wrong: str = ""

    @property
    def complaint(self) -> str:
        """What should not be: '' where all is well."""
        if self.wrong:
            return self.wrong
        if self.missing and not self.told:
            return "lost without a word"
        of_database = [name for name in self.missing if name in OF_DATABASE]
        if self.told == ("file",) and len(self.missing) == len(OF_DATABASE) + len(OF_FILES):
            return ""  # The app has said that it cannot begin.
        if of_database and not self.trial.goes_on:
            return "a single failing write lost words"
        if of_database and not set(self.told) & {*STORE, *BEFORE_ALL, "store_unsaved"}:
            return "words were lost, and something else was told"
        return ""


BEFORE_ALL = ("disk_full", "file", "data_folder")
"""The app does not begin."""
OF_FILES = ("settings", "loads", "prompts")
OF_DATABASE = ("chats", "title", "draft", "preset")


def library(folder: Path) -> Path:
    """The library that lets writes fail."""
    made = folder / "failing_writes.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def run(preload: Path, folder: Path, trial: Trial) -> tuple[int, "subprocess.CompletedProcess[str]"]:
    """The app writes into a folder; the number of its writes, and how it ended."""
    count = folder.with_suffix(".count")
    faulty = {
        "LD_PRELOAD": str(preload), "FAIL_BELOW": str(folder), "FAIL_AT": str(trial.at),
        "FAIL_ON": str(int(trial.goes_on)), "FAIL_WITH": str(trial.error), "FAIL_COUNT": str(count),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.writer", str(folder)]
    done = subprocess.run(
        command, env={**os.environ, **faulty}, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS
    )
    return int(count.read_text()), done


def missing_in(folder: Path) -> Iterator[str]:
    """What is not there at the next start, on a disk that does not fail. Raise AssertionError for what is half."""
    services = Services(Paths.within(folder), Faults())
    try:
        services.store.settle()
        services.chat_list.load()
        chats = services.chat_list.chats
        there = {
            chat.title: [message.content for message in services.chat_list.archived(chat).messages] for chat in chats
        }
        states = {m.state for chat in chats for m in services.chat_list.archived(chat).messages}
        answered = [question for question in writer.QUESTIONS if [question, writer.ANSWER] in there.values()]
        if len(answered) < len(writer.QUESTIONS):
            yield "chats"
        if writer.TITLE not in there:
            yield "title"
        if services.chat_list.draft(None).text != writer.DRAFT:
            yield "draft"
        if writer.PRESET not in [preset.name for preset in services.chat_list.presets]:
            yield "preset"
        if services.settings["text_size"] != writer.FONT_SIZE:
            yield "settings"
        if services.loads.of("/models/some.gguf").context != writer.CONTEXT:
            yield "loads"
        if [prompt.name for prompt in Prompts(folder / writer.PROMPTS).all()] != [writer.PROMPT]:
            yield "prompts"
        assert states <= {MessageState.COMPLETE, MessageState.INTERRUPTED}, states
    finally:
        services.close()
    with sqlite3.connect(folder / "chats.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()


def outcome_of(preload: Path, trial: Trial) -> Found:
    """Write with failures, start again without, and look."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        folder.mkdir()
        try:
            _count, done = run(preload, folder, trial)
        except subprocess.TimeoutExpired:
            return Found(trial, (), (), "it waits for ever")
        if done.returncode:
            return Found(trial, (), (), f"it ended with {done.returncode}: {done.stderr[-600:]}")
        told = tuple(json.loads(done.stdout))
        try:
            return Found(trial, tuple(missing_in(folder)), told)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next start was spoilt
            return Found(trial, (), told, f"the next start: {error!r}")


def trials(preload: Path, step: int) -> list[Trial]:
    """Each `step`-th write, failing once and from then on, for want of room and by a damaged disk in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        folder.mkdir()
        writes, done = run(preload, folder, Trial(0))
        assert done.returncode == 0, done.stderr
        assert list(missing_in(folder)) == [], "where nothing fails all is there"
    errors = (errno.ENOSPC, errno.EIO)
    return [Trial(at, on, errors[at // step % 2]) for at in range(1, writes + 1, step) for on in (False, True)]


def main(step: int = 1) -> int:
    """Try, and print; 1 where something was lost without a word."""
    with tempfile.TemporaryDirectory() as name:
        preload = library(Path(name))
        planned = trials(preload, step)
        with ThreadPoolExecutor(WORKERS) as pool:
            found: Sequence[Found] = list(pool.map(lambda trial: outcome_of(preload, trial), planned))
    bad = [one for one in found if one.complaint]
    for one in bad:
        print(one.trial, one.complaint, one.missing, one.told)
    print(json.dumps({"trials": len(found), "lost or half": len(bad), "told": sum(bool(one.told) for one in found)}))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
