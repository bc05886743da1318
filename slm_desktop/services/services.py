"""Everything below the window: built once, connected, closed.

It needs no Qt: the engine starts before that is imported, and commands without a window stand on the same services.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from slm_desktop import settings as options
from slm_desktop.core.chance import Ids
from slm_desktop.core.chat.chat_list import MOST_HITS, ChatList
from slm_desktop.core.chat.context import ChatContext
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.options import LoadOverrides
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.core.engines.run_lock import RunLock
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.faults import STORE, Faults
from slm_desktop.core.lens.lens import Lens
from slm_desktop.core.records import Hit
from slm_desktop.engine.spare import Spare
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.library.starter import starter
from slm_desktop.loop import Loop, SystemClock
from slm_desktop.paths import Paths
from slm_desktop.services.choices import ModelChoices, check_choice
from slm_desktop.services.context import ServiceContext, SystemChance
from slm_desktop.services.energy import meter
from slm_desktop.services.engine_starter import EngineStarter
from slm_desktop.services.job_faults import fault_of_job
from slm_desktop.services.lazy import Lazy
from slm_desktop.services.memory import ComputerMemory
from slm_desktop.services.model_file import ModelFile
from slm_desktop.services.power import Power
from slm_desktop.services.preferences import UserPreferences
from slm_desktop.services.runtimes import RuntimeChoice
from slm_desktop.services.sources import LibrarySources
from slm_desktop.services.toolbox import LazyToolbox
from slm_desktop.store.chats import Chats
from slm_desktop.store.loads import Loads
from slm_desktop.store.media import MediaFiles
from slm_desktop.store.prompt_caches import PromptCaches

if TYPE_CHECKING:  # What stands behind it costs 40 ms of the start.
    from slm_desktop.services.comparison import ComparisonServices
    from slm_desktop.services.documents import DocumentServices
    from slm_desktop.services.models import ModelServices
    from slm_desktop.services.remotes import RemoteServices
    from slm_desktop.services.server import ServerSwitch
    from slm_desktop.services.tools import ToolServices
    from slm_desktop.services.workshop import WorkshopServices

CLOSE_SECONDS = 10.0
TIDY_SECONDS = 60.0
"""So often the prompt caches of all models together are brought within their limit: an engine only knows its own."""
MOST_OPENED = 20
CHAT_LIMIT = 1_000_000
INCOMPLETE = ("store_aside", "store_lost")
"""Troubles of the store in which not all chats are in the database that is used."""
Made = TypeVar("Made")


class Services:
    """Everything below the window.

    `command` starts another child than the real one, `spare` was started for the first model, `offline` holds despite
    the settings.
    """

    def __init__(
        self,
        paths: Paths,
        faults: Faults,
        command: list[str] | None = None,
        *,
        spare: Spare | None = None,
        offline: bool = False,
    ) -> None:
        paths.make()
        self.paths, self.faults = paths, faults
        self.language = "en"
        """That of the user: known once a window speaks it."""
        self.loop = Loop()
        self.clock = SystemClock(self.loop)
        self.settings, self.jobs = options.open_settings(paths.settings), Jobs(self._on_failed_job)
        self.loads = Loads(paths.data / "loads.json")
        self.runtimes = RuntimeChoice(paths.data / "runtimes.json", self.settings, faults, self.clock)
        self.lazy_models = Lazy(self._build_models)
        self.lazy_comparison, self.lazy_workshop = Lazy(self._build_comparison), Lazy(self._build_workshop)
        self.lazy_documents, self.lazy_tools = Lazy(self._build_documents), Lazy(self._build_tools)
        self.lazy_server, self.lazy_remotes = Lazy(self._build_server), Lazy(self._build_remotes)
        self.prompt_caches = PromptCaches(paths.prompt_caches, lambda: int(self.settings["prompt_cache"]) * 10**6)
        self._starter = EngineStarter(
            loop=self.loop,
            remotes=self.lazy_remotes,
            prompt_caches=self.prompt_caches,
            on_ended=self._tidy_caches,
            command=command,
            spare=spare,
        )
        self._build_core(offline=offline)
        self._identifying: set[str] = set()

    def _build_core(self, *, offline: bool) -> None:
        """What the first picture needs: the pool of engines, the model, the chats."""
        chance, preferences = SystemChance(), UserPreferences(self.settings, self.loads)
        ids = Ids(self.clock, chance)
        memory = ComputerMemory(self.settings, self.lazy_models)
        self.media = MediaFiles(self.paths.media)
        self.meter = meter(lambda: self.pool, lambda: int(self.settings["processor_watts"]), self.clock)
        usage = Usage(self.meter)
        self.pool = EnginePool(
            self._starter.start, self.clock, memory, check=check_choice, usage=usage, media=self.media
        )
        self.pool.on_ready = self._identify
        self._power, self.model = Power(self.pool, self.settings, self.clock), ActiveModel(self.pool, self.clock)
        self.store = Chats(self.paths.database, self.jobs, lambda: self.loop.post(self._on_saved))
        self.store.on_removed = self._forget_chat
        self._is_incomplete = self.store.trouble is not None and self.store.trouble.code in INCOMPLETE
        sources = LibrarySources(self.lazy_documents)
        toolbox = LazyToolbox(self.lazy_tools)
        context = ChatContext(
            model=self.model,
            store=self.store,
            clock=self.clock,
            ids=ids,
            chance=chance,
            preferences=preferences,
            sources=sources,
            toolbox=toolbox,
            media=self.media,
        )
        self.chat_list = ChatList(context, self.model, self.store)
        self.lens = Lens(self.store, self.pool)
        self.context = ServiceContext(
            paths=self.paths,
            settings=self.settings,
            loads=self.loads,
            preferences=preferences,
            faults=self.faults,
            jobs=self.jobs,
            loop=self.loop,
            clock=self.clock,
            chance=chance,
            ids=ids,
            pool=self.pool,
            model=self.model,
            lock=RunLock(),
            sources=sources,
            toolbox=toolbox,
            offline=offline,
        )
        self.choices = ModelChoices(self.settings, preferences, self.model, self.lazy_models, self.lazy_remotes)
        self.model.changed.subscribe(self._remember)

    def _forget_chat(self, chat: int) -> None:
        """A chat was deleted: what engines keep of it goes, too; if it is restored, it is read anew."""
        self.pool.forget(chat)
        self.jobs.submit("files", lambda: self.prompt_caches.forget(chat))

    def _build_models(self) -> "ModelServices":
        from slm_desktop.services.models import ModelServices

        made = ModelServices(self.context)
        watched = ModelFile(self.model, self.faults)
        made.local_models.changed.subscribe(lambda: watched.look(made.local_models))
        return made

    def _build_comparison(self) -> "ComparisonServices":
        from slm_desktop.services.comparison import ComparisonServices

        self.lazy_models()  # Their forecasts say what fits together.
        return ComparisonServices(self.context, self.store, self.chat_list, self.media, self.language)

    @property
    def models(self) -> "ModelServices":
        """Everything about models, built when it is first asked for: the first picture does without."""
        return self.lazy_models()

    @property
    def comparison(self) -> "ComparisonServices":
        """Everything about comparisons, built when their screen is first shown."""
        return self.lazy_comparison()

    @property
    def workshop(self) -> "WorkshopServices":
        """Benchmarks, built when their screen is first shown."""
        return self.lazy_workshop()

    def _build_workshop(self) -> "WorkshopServices":
        from slm_desktop.services.workshop import WorkshopServices

        return WorkshopServices(self.context, self.store, self.models)

    @property
    def server(self) -> "ServerSwitch":
        """The local server, on or off."""
        return self.lazy_server()

    @property
    def remotes(self) -> "RemoteServices":
        """Engines on other machines."""
        return self.lazy_remotes()

    @property
    def documents(self) -> "DocumentServices":
        """The library of documents."""
        return self.lazy_documents()

    @property
    def tools(self) -> "ToolServices":
        """Tools that models may call."""
        return self.lazy_tools()

    def _build_tools(self) -> "ToolServices":
        from slm_desktop.services.tools import ToolServices

        return ToolServices(self.context, self.lazy_documents)

    def _build_documents(self) -> "DocumentServices":
        from slm_desktop.services.documents import DocumentServices

        return DocumentServices(self.context, self.choices)

    def _build_remotes(self) -> "RemoteServices":
        from slm_desktop.services.remotes import RemoteServices

        return RemoteServices(self.context)

    def _build_server(self) -> "ServerSwitch":
        from slm_desktop.services.server import ServerSwitch

        return ServerSwitch(self.context, self.choices.served)

    # -- the model that chats use ----------------------------------------------------------------------------

    def choose(self, path: str, options: LoadOverrides | None = None) -> None:
        """Load a model file, from now on with `options` if they are given.

        One that cannot be a model does not cost the one in use.
        """
        if self.model.state == EngineState.READY:
            try:
                check_choice(path)
            except Fault as fault:
                self.faults.report(fault)
                return
        self.faults.loaded()
        if options is not None:
            self.loads.keep(path, options)
        self.model.load(self.choices.of(path))

    def has_gpu(self) -> bool:
        """Whether layers of a model can go to a graphics card."""
        return bool(self.model.hello and self.model.hello.gpus)

    @property
    def reload_waits(self) -> bool:
        """Whether the model in use was loaded otherwise than it would be now."""
        choice = self.model.choice
        return bool(choice and self.model.state == EngineState.READY and choice != self.choices.of(choice.path))

    def first_model(self, asked: str | None) -> str | None:
        """What to load at the start: what was asked for, the model used last if it is still there, or the starter."""
        if asked:
            return asked
        if not self.settings["load_at_start"]:
            return None
        last = self.settings["last_model"]
        first = starter()
        return last if last and Path(last).is_file() else str(first) if first else None

    def _remember(self) -> None:
        """A model file that was loaded is offered again; nothing is asked of another machine by itself."""
        choice = self.model.choice
        if self.model.state != EngineState.READY or choice is None or is_remote(choice.path):
            return
        path = choice.path
        if path != self.settings["last_model"]:
            self.settings["last_model"] = path
            known = [path, *(other for other in self.settings["opened"] if other != path)]
            self.settings["opened"] = known[:MOST_OPENED]
            models = self.lazy_models.built
            if models and models.local_models.of_path(path) is None:
                models.local_models.refresh()  # One that was opened from elsewhere is listed at once.

    def _identify(self, engine: Engine) -> None:
        """A model was loaded: find the hash of its file."""
        path = engine.choice.path
        if path not in self._identifying and not is_remote(path):
            self._identifying.add(path)
            self.store.identify(path, lambda digest: self.loop.post(lambda: self._on_identified(path, digest)))

    def _on_identified(self, path: str, digest: str) -> None:
        self._identifying.discard(path)
        self.pool.identify(path, digest)
        if self.lazy_comparison.built:
            self.lazy_comparison.built.comparisons.identify(path, digest)

    # -- work beside the loop --------------------------------------------------------------------------------

    def later(self, work: Callable[[], Made], on_result: Callable[[Made], None]) -> None:
        """Do work that reads or writes files on a thread; its result comes on the loop's. A Fault becomes a banner."""

        def do() -> None:
            result = work()
            self.loop.post(lambda: on_result(result))

        self.jobs.submit("files", do)

    def find(self, text: str, on_hits: Callable[[list[Hit]], None]) -> None:
        """Search all messages; the hits come on the loop's thread."""
        self.store.background.search(text, MOST_HITS, self.loop.carry(on_hits))

    def settle(self) -> None:
        """What the first picture did not need: the rest of the list, yesterday's bin, today's backup."""
        if self.store.trouble:
            self.faults.report(self.store.trouble)
        self._starter.settle()
        self._read_rest()
        self._power.watch()
        self.meter.watch()
        self._tidy_caches()
        options.follow(self.settings, lambda: self.settings["prompt_cache"], self._tidy_caches)
        self.clock.every(TIDY_SECONDS, self._tidy_caches)
        self.server.begin()
        self.runtimes.begin(self.pool)
        is_whole = self.store.trouble is None or self.store.trouble.code not in INCOMPLETE
        # Media of messages that are gone go, too, where all messages are known.
        self.store.tidy(lambda: self.store.background.media(self.media.tidy) if is_whole else None)
        self.models.begin()
        if is_whole:
            self.jobs.submit("backup", self._keep_daily)

    def _tidy_caches(self) -> None:
        """Keep prompt caches within their limit, and none of chats that are gone: an engine that ended may have kept
        one meanwhile.
        """
        self.store.background.ids(self.prompt_caches.tidy)

    def _keep_daily(self) -> None:
        """Today's copy of the chats; the module is imported on the thread that makes it."""
        from slm_desktop.store.backup import keep_daily

        keep_daily(self.paths.database, self.store.backups, time.strftime("%Y-%m-%d"))
        self.loop.post(lambda: self.faults.over("backup"))

    def _read_rest(self) -> None:
        chat_list = self.chat_list
        if not chat_list.whole:
            self.store.background.rest(len(chat_list.chats), CHAT_LIMIT, self.loop.carry(chat_list.take_rest))

    def _on_saved(self) -> None:
        """All is written; what could not be read at the start, but now can, is read again."""
        self.faults.over(*(code for code in STORE if not (self.store.lost and code == "store_lost")))
        self.settings.retry()
        if self._is_incomplete and self.store.trouble is None:
            self._is_incomplete = False
            self.chat_list.load()
            self.chat_list.changed()
            self._read_rest()

    def _on_failed_job(self, queue: str, error: Exception) -> None:
        fault = error if isinstance(error, Fault) else fault_of_job(queue, error)
        self.loop.post(lambda: self.faults.report(fault))

    def close(self) -> None:
        """End the engines and write what is queued."""
        models, comparison, server = self.lazy_models.built, self.lazy_comparison.built, self.lazy_server.built
        workshop = self.lazy_workshop.built
        for part in (server, workshop, models, comparison):  # What nobody asked for is not built for its end.
            if part:
                part.close()
        for stopped in (self.lazy_documents.built, self.lazy_tools.built):
            if stopped:
                stopped.stop()
        self.chat_list.flush()
        self.store.stop()
        self.model.eject()
        self.pool.close()
        self.jobs.close(for_good=True, hurry=self.store.hurry)
        if comparison:
            comparison.closed()
        if models:
            models.closed()
        if self.lazy_documents.built:
            self.lazy_documents.built.close()
        self.pool.join(CLOSE_SECONDS)
        if self.lazy_remotes.built:
            self.lazy_remotes.built.close()
        self.prompt_caches.clear_unwanted()
        self.store.close()
        self.loop.close()
