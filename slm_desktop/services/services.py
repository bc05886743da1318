"""Everything below the window: built once, connected, closed. It needs no Qt, so that the engine starts before it is imported."""

import random
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from slm_desktop import log
from slm_desktop import settings as options
from slm_desktop.core.chat.chat_list import MOST_HITS, ChatBook
from slm_desktop.core.engines.commands import FirstCommand
from slm_desktop.core.engines.ports import Engine
from slm_desktop.core.engines.session import READY, ModelChoice, ModelSession
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.faults import STORE, Faults
from slm_desktop.core.models.local_models import moved
from slm_desktop.core.models.names import display_name
from slm_desktop.core.records import Hit
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.engine.host import Host, OnEvent
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.jobs import Jobs
from slm_desktop.library.sniff import check
from slm_desktop.library.starter import starter
from slm_desktop.loop import Bridge
from slm_desktop.paths import Paths
from slm_desktop.store.chats import WRITING, Chats
from slm_desktop.store.loads import Loads, Options

if TYPE_CHECKING:  # What stands behind it costs 40 ms of the start.
    from slm_desktop.core.models.local_models import LocalModel
    from slm_desktop.services.comparison import CompareDesk
    from slm_desktop.services.models import Desk

CLOSE_SECONDS = 3.0
MOST_OPENED = 20
BOOK_LIMIT = 1_000_000
INCOMPLETE = ("store_aside", "store_lost")
"""Troubles of the store in which not all chats are in the database that is used."""
Result = TypeVar("Result")


class SystemClock:
    """The computer's clock."""

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)


@dataclass
class Services:
    """Everything below the window."""

    paths: Paths
    settings: options.Settings
    bridge: Bridge
    jobs: Jobs
    store: Chats
    model: ModelSession
    book: ChatBook
    hosts: list[Host]
    faults: Faults
    usage: Usage
    loads: Loads
    make_desk: Callable[[], "Desk"]
    make_compare: Callable[[], "CompareDesk"]
    language: str = "en"
    incomplete: bool = False
    identifying: set[str] = field(default_factory=set)
    seen: str = ""
    told_gone: bool = False
    loaded_with: Options = field(default_factory=dict)

    @cached_property
    def desk(self) -> "Desk":
        """Everything about models, built when it is first asked for: the first picture does without."""
        made = self.make_desk()
        made.shelf.changed.subscribe(self.look_after_loaded)
        return made

    @property
    def built_desk(self) -> "Desk | None":
        """Everything about models, if it was asked for before."""
        return self.__dict__.get("desk")

    @cached_property
    def compare(self) -> "CompareDesk":
        """Everything about comparisons, built when their screen is first shown."""
        return self.make_compare()

    def compare_engines(self) -> list[ModelSession]:
        """The engines of comparisons and suites that are there now."""
        if "compare" not in self.__dict__:
            return []
        return [engine.model for engine in (*self.compare.engines.here, *self.compare.stage.engines.here)]

    def choose(self, path: str, options: Options | None = None) -> None:
        """Load a model file, from now on with `options` if they are given.

        One that cannot be a model does not cost the one in use.
        """
        if self.model.state == READY:
            try:
                check(path)
            except Fault as fault:
                self.faults.tell(fault)
                return
        self.faults.loaded()
        if "compare" in self.__dict__:
            self.compare.rest()
        name = visible(well_formed(display_name(Path(path).name)[0]))
        if options is not None:
            self.loads.keep(path, options)
        self.loaded_with = self.options_of(path)
        self.model.load(ModelChoice(path, name, self.loaded_with))

    def options_of(self, path: str) -> Options:
        """How a model is loaded: as the settings say, but for what was chosen for it."""
        return {**self.settings.load_options(), **self.loads.of(path)}

    def has_gpu(self) -> bool:
        """Whether layers of a model can go to a graphics card."""
        devices = self.model.hello.devices if self.model.hello else ()
        return any(device.kind in ("gpu", "igpu") for device in devices)

    @property
    def reload_waits(self) -> bool:
        """Whether the model in use was loaded otherwise than it would be now."""
        choice = self.model.choice
        return bool(choice and self.model.state == READY and self.loaded_with != self.options_of(choice.path))

    def remember(self) -> None:
        """A model that was loaded is offered again, and its file is identified; a file that is none is not."""
        if self.model.state != READY or self.model.choice is None:
            return
        path = self.model.choice.path
        if path != self.settings["last_model"]:
            self.settings["last_model"] = path
            known = [path, *(other for other in self.settings["opened"] if other != path)]
            self.settings["opened"] = known[:MOST_OPENED]
            if self.built_desk and self.built_desk.shelf.of_path(path) is None:
                self.built_desk.shelf.refresh()  # One that was opened from elsewhere is listed at once.
        if not self.model.sha256 and path not in self.identifying:
            self.identifying.add(path)
            self.store.identify(path, lambda digest: self.bridge.post(lambda: self._identified(path, digest)))

    def follow_models(self, old: str, new: str) -> None:
        """The models folder has moved: what names files in it names them in the new one."""
        self.desk.store.rename_folder(old, new)
        self.compare.book.follow(old, new)
        self.compare.trials.follow(old, new)
        self.loads.follow(old, new)
        settings = self.settings
        settings["last_model"] = moved(settings["last_model"], old, new)
        settings["opened"] = [moved(path, old, new) for path in settings["opened"]]
        settings["models_path"] = new

    def look_after_loaded(self) -> None:
        """Say so once when the file of the loaded model has gone from the disk."""
        path = self.model.choice.path if self.model.choice and self.model.state == READY else ""
        here = not path or self.desk.shelf.of_path(path) is not None
        if here:
            self.seen, self.told_gone = path, False
            self.faults.over("model_gone")
        elif self.desk.shelf.known and not self.desk.shelf.scanning and self.seen == path and not self.told_gone:
            self.told_gone = True
            self.faults.tell(Fault("model_gone", {"path": path}))

    def _identified(self, path: str, digest: str) -> None:
        self.identifying.discard(path)
        self.model.identify(path, digest)

    def models(self) -> "list[LocalModel]":
        """The models that can be chosen; until the first scan is done, those that are known without one."""
        from slm_desktop.core.models.local_models import OPENED, STARTER
        from slm_desktop.library.scan import describe

        if self.desk.shelf.known:
            return [model for model in self.desk.shelf.models if model.can_chat]
        first = starter()
        known = [(str(first), STARTER)] if first else []
        known += [(path, OPENED) for path in self.settings["opened"] if path != str(first)]
        return [found for path, owner in known if (found := describe(path, owner))]

    def first_model(self, asked: str | None) -> str | None:
        """What to load at the start: what was asked for, the model used last if it is still there, or the starter."""
        if asked:
            return asked
        if not self.settings["load_at_start"]:
            return None
        last = self.settings["last_model"]
        first = starter()
        return last if last and Path(last).is_file() else str(first) if first else None

    def later(self, work: Callable[[], Result], tell: Callable[[Result], None]) -> None:
        """Do work that reads or writes files on a thread, and tell its result on the window's. A Fault becomes a notice."""

        def do() -> None:
            result = work()
            self.bridge.post(lambda: tell(result))

        self.jobs.submit("files", do)

    def find(self, text: str, tell: Callable[[list[Hit]], None]) -> None:
        """Search all messages; the window's thread hears the hits."""
        self.store.search(text, MOST_HITS, lambda hits: self.bridge.post(lambda: tell(hits)))

    def settle(self) -> None:
        """What the first picture did not need: the rest of the list, yesterday's bin, today's backup."""
        if self.store.trouble:
            self.faults.tell(self.store.trouble)
        self._read_rest()
        self.store.tidy()
        self.desk.begin()
        if self.store.trouble is None or self.store.trouble.code not in INCOMPLETE:
            self.jobs.submit("backup", self._keep_daily)

    def _keep_daily(self) -> None:
        """Today's copy of the chats; the module is imported on the thread that makes it."""
        from slm_desktop.store.backup import keep_daily

        keep_daily(self.paths.database, self.store.backups, time.strftime("%Y-%m-%d"))
        self.bridge.post(lambda: self.faults.over("backup"))

    def _read_rest(self) -> None:
        if not self.book.whole:
            self.store.rest(len(self.book.chats), BOOK_LIMIT, lambda chats: self.bridge.post(lambda: self.book.take_rest(chats)))

    def saved(self) -> None:
        """All is written; what could not be read at the start, but now can, is read again."""
        self.faults.over(*(code for code in STORE if not (self.store.lost and code == "store_lost")))
        if self.settings.unsaved:
            self.settings.save()
        if self.incomplete and self.store.trouble is None:
            self.incomplete = False
            self.book.load()
            self.book.changed()
            self._read_rest()

    def close(self) -> None:
        """End the engine and write what is queued."""
        desk = self.built_desk  # One that nobody asked for is not built for its end.
        if desk:
            desk.close()
        if "compare" in self.__dict__:
            self.compare.close()
        self.store.stop()
        self.model.eject()
        self.jobs.close(for_good=True)
        if "compare" in self.__dict__:
            self.compare.closed()
        if desk:
            desk.closed()
        for host in self.hosts:
            host.join(CLOSE_SECONDS)
        self.store.close()
        self.bridge.close()


def services(paths: Paths, faults: Faults, command: list[str] | None = None, *, offline: bool = False) -> Services:
    """Make what stands below the window; needs no Qt. `command` starts another child than the real one."""
    paths.make()
    bridge = Bridge()
    hosts: list[Host] = []

    def start(first: FirstCommand, on_event: OnEvent) -> Engine:
        hosts[:] = [host for host in hosts if not host.join(0)]
        hosts.append(Host(first, bridge.carry(on_event), command))
        return hosts[-1]

    def plan(first: FirstCommand, on_event: OnEvent) -> Engine:
        return Host(first, on_event, command)

    def failed(queue: str, error: Exception) -> None:
        fault = error if isinstance(error, Fault) else _as_fault(queue, error)
        bridge.post(lambda: faults.tell(fault))

    settings, jobs, clock = options.read(paths.settings), Jobs(failed), SystemClock()
    usage = Usage()
    model = ModelSession(start, clock, check, usage)
    store = Chats(paths.database, jobs, lambda: bridge.post(made.saved))
    book = ChatBook(model, store, clock, lambda: random.getrandbits(32) % 0xFFFFFFFE,
                    lambda: str(settings["overflow"]))  # fmt: skip

    def make_desk() -> "Desk":
        from slm_desktop.services.models import desk

        return desk(paths, settings, jobs, bridge, clock, model, plan, faults, usage, offline=offline)

    def make_compare() -> "CompareDesk":
        from slm_desktop.services.comparison import compare_desk

        return compare_desk(made, start, clock)

    made = Services(
        paths,
        settings,
        bridge,
        jobs,
        store,
        model,
        book,
        hosts,
        faults,
        usage,
        Loads(paths.data / "loads.json"),
        make_desk,
        make_compare,
    )
    made.incomplete = store.trouble is not None and store.trouble.code in INCOMPLETE
    model.changed.subscribe(made.remember)
    return made


def _as_fault(queue: str, error: Exception) -> Fault:
    """An error of background work that nobody has put into words yet."""
    reason = reason_of(error)
    if queue == WRITING:
        return Fault("store", {"reason": reason})
    if isinstance(error, sqlite3.Error):
        return Fault("models_unsaved", {"reason": reason_of(error)})
    if isinstance(error, OSError):
        return Fault("file", {"path": Path(str(error.filename or "")).name, "reason": reason})
    log.note(f"background work {queue}", error, error.__traceback__)
    return Fault("background", {"queue": queue, "reason": f"{type(error).__name__}: {reason}"})
