"""Comparisons: the engines and the shelf behind their screen, built when it is first shown."""

import os
import platform
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import msgspec

from slm_desktop import __version__
from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.chat.chat_list import ChatBook
from slm_desktop.core.clock import Clock
from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.comparisons import CompareBook
from slm_desktop.core.compare.engines import Engines
from slm_desktop.core.compare.records import Column
from slm_desktop.core.compare.session import Surroundings
from slm_desktop.core.engines.ports import StartEngine
from slm_desktop.core.engines.session import ModelSession
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.evaluate.evaluation import Stage, TrialSession
from slm_desktop.core.evaluate.evaluations import TrialBook
from slm_desktop.core.evaluate.suite import Check, Why
from slm_desktop.core.models.forecasts import local
from slm_desktop.core.records import Chat, Hit
from slm_desktop.engine.memory import free_memory
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.library.sniff import check
from slm_desktop.loop import Bridge
from slm_desktop.settings import Settings
from slm_desktop.store.chats import Chats
from slm_desktop.store.comparisons import Comparisons
from slm_desktop.store.evaluations import Trials
from slm_desktop.suites.checker import Checker
from slm_desktop.suites.files import built_in

if TYPE_CHECKING:
    from slm_desktop.services.models import Desk

ROUGH_SHARE, ROUGH_BYTES = 1.1, 200 * 2**20
"""What a model needs while no forecast says it: its file, a tenth more, and some room for the engine."""
MOST_HITS = 50


class Below(Protocol):
    """What stands below comparisons: of the services, those that they use."""

    settings: Settings
    bridge: Bridge
    jobs: Jobs
    store: Chats
    model: ModelSession
    book: ChatBook
    usage: Usage
    language: str

    @property
    def desk(self) -> "Desk":
        """Everything about models."""


@dataclass
class CompareDesk:
    """What the screen of comparisons reads."""

    parts: Below
    store: Comparisons
    engines: Engines
    book: CompareBook
    trials: TrialBook
    stage: Stage
    checker: Checker
    identifying: set[str] = field(default_factory=set)

    def find(self, text: str, tell: Callable[[list[Hit]], None]) -> None:
        """Search all comparisons; the window's thread hears the hits."""
        self.store.search(text, MOST_HITS, lambda hits: self.parts.bridge.post(lambda: tell(hits)))

    def machine(self) -> Machine:
        """This computer, for run cards."""
        hello = self.parts.model.hello or next((one.model.hello for one in self.engines.here if one.model.hello), None)
        devices = hello.devices if hello else ()
        processor = next((device.description for device in devices if device.kind == "cpu"), platform.processor())
        gpus = tuple(device.description for device in devices if device.kind in ("gpu", "igpu"))
        memory, app = self.parts.model.memory_total, f"SLM Desktop {__version__}"
        return Machine(platform.platform(), processor, os.cpu_count() or 1, memory, gpus, app)

    def claim(self, runner: object) -> None:
        """A comparison or a trial begins: the engines of the other kind go. Raise Fault 'comparing' while another one runs."""
        if any(other is not runner for other in (*self.book.running, *self.trials.running)):
            raise Fault("comparing")
        (self.engines if isinstance(runner, TrialSession) else self.stage.engines).keep(())

    def rest(self) -> None:
        """Let go of all engines, unless something runs: their memory is wanted elsewhere."""
        if not (self.book.running or self.trials.running):
            self.engines.keep(())
            self.stage.engines.keep(())

    def copied(self, column: ColumnSession) -> Chat:
        """A chat of its own with a column's conversation."""
        chat = column.chat
        archived = Archived(msgspec.structs.replace(chat.chat, comparison=0, pinned=False), chat.tree.messages(chat.tree.all()))
        archived.chat.updated = time.time()
        return self.parts.book.take_in([archived])[0]

    def identify(self, model: ModelSession) -> None:
        """A model was loaded: find the hash of its file, and note it in the columns that use it."""
        path = model.choice.path if model.choice else ""
        if path and path not in self.identifying:
            self.identifying.add(path)
            self.parts.store.identify(path, lambda digest: self.parts.bridge.post(lambda: self._identified(path, digest)))

    def _identified(self, path: str, digest: str) -> None:
        self.identifying.discard(path)
        for engine in self.engines.here:
            engine.model.identify(path, digest)
        self.book.identify(path, digest)

    def close(self) -> None:
        """The app ends: all engines go; answers are kept as far as they came."""
        for session in self.book.running:
            session.cancel()
        for trial in self.trials.running:
            trial.stop()
        self.engines.keep(())
        self.stage.engines.keep(())
        self.checker.stop()

    def closed(self) -> None:
        """The jobs have ended."""
        self.checker.close()


def compare_desk(parts: Below, start: StartEngine, clock: Clock) -> CompareDesk:
    """Build it."""
    store = Comparisons(parts.store)
    engines = Engines(start, clock, check, lambda model: made.identify(model), parts.usage)
    world = Surroundings(
        store, engines, ModelSession(start, clock, check), clock, parts.book.next_id, lambda: random.getrandbits(32) % 0xFFFFFFFE,
        lambda: str(parts.settings["overflow"]), lambda column: need(parts, column), lambda: room(parts, engines),
        os.cpu_count() or 1, parts.settings.load_options, lambda runner: made.claim(runner),
    )  # fmt: skip
    checker = Checker(parts.jobs)

    def judge(text: str, checks: tuple[Check, ...], tell: Callable[[list[tuple[bool, Why]]], None]) -> None:
        checker.check(text, checks, lambda said: parts.bridge.post(lambda: tell(said)))

    trials = Trials(parts.store)
    stage = Stage(trials, Engines(start, clock, check, usage=parts.usage), clock, parts.book.next_id, judge,
                  parts.settings.load_options, lambda runner: made.claim(runner))  # fmt: skip
    trial_book = TrialBook(trials, stage, built_in(parts.language))
    made = CompareDesk(parts, store, engines, CompareBook(world), trial_book, stage, checker)
    return made


def room(parts: Below, engines: Engines) -> int:
    """The bytes that comparisons may use: what is free, and what their own engines would give back; the chat keeps its model."""
    samples = [engine.model.timeline.memory[-1] for engine in engines.here if engine.model.timeline.memory]
    given_back = sum(sample.kv + sample.rest for sample in samples)
    limit = int(parts.settings["memory_limit"]) * 2**20
    return min(free_memory() + given_back, limit or 2**62)


def need(parts: Below, column: Column) -> int:
    """The bytes that the model of a column needs: from llama.cpp's own plan where that is known, else from its size."""
    forecasts = parts.desk.forecasts
    found = parts.desk.shelf.of_path(column.path)
    options: Mapping[str, int | str] = {**parts.settings.load_options(), **column.options}
    if found:
        known = forecasts.want(local(found))
        if known:
            context, kv_type = int(options.get("context", 0)), str(options.get("kv_type", "f16"))
            return forecasts.need(found.key, known, context, kv_type)
    try:
        return int((found.size if found else os.path.getsize(column.path)) * ROUGH_SHARE) + ROUGH_BYTES
    except OSError:
        return 0
