"""What the app knows of models: the Hub, downloads, files on this computer, forecasts. Built once, connected, closed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from slm_desktop import __version__
from slm_desktop import settings as options
from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.ports import StartEngine
from slm_desktop.core.engines.session import ModelSession
from slm_desktop.core.engines.usage import Usage, Use
from slm_desktop.core.faults import Faults
from slm_desktop.core.models.catalogue import Catalogue, Entry
from slm_desktop.core.models.discover import Discover
from slm_desktop.core.models.downloads import Downloads
from slm_desktop.core.models.figures import Figures, figures
from slm_desktop.core.models.forecast import AUTOMATIC_CONTEXT, Measured
from slm_desktop.core.models.forecasts import Forecasts, local, remote
from slm_desktop.core.models.hub import WAITING, Download, Offer, Repository
from slm_desktop.core.models.local_models import Facts, LocalModel, Shelf
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.core.updates import LOOK_EVERY, Release, is_newer
from slm_desktop.engine.memory import free_memory
from slm_desktop.errors import Fault, as_fault
from slm_desktop.hub.client import HubClient
from slm_desktop.hub.downloads import Downloader
from slm_desktop.hub.header import RemoteHeaders
from slm_desktop.hub.journal import clean
from slm_desktop.hub.releases import ADDRESS, newest
from slm_desktop.hub.token import TokenBox
from slm_desktop.jobs import NETWORK, Jobs
from slm_desktop.library.places import places
from slm_desktop.library.scan import Scanner
from slm_desktop.library.starter import starter
from slm_desktop.library.watch import Watch
from slm_desktop.loop import Bridge
from slm_desktop.net.access import HUGGING_FACE, Access
from slm_desktop.net.network import Network
from slm_desktop.paths import Paths, resources
from slm_desktop.services.calibrator import Calibrator
from slm_desktop.services.file_operations import FileKeeper
from slm_desktop.services.forecaster import PlanDesk
from slm_desktop.services.hub_queries import HubDesk
from slm_desktop.store.models import Models

WISH_SECONDS = 30.0
"""So often the Hub is asked again for what is wanted of it."""
ORPHAN_SECONDS = 86_400.0
"""What was left by a download that nobody knows any more is kept for a day: another app may share the folder."""


@dataclass
class Desk:
    """Everything about models that the screens read, and what stands behind it."""

    settings: options.Settings
    paths: Paths
    jobs: Jobs
    bridge: Bridge
    store: Models
    network: Network
    tokens: TokenBox
    client: HubClient
    downloader: Downloader
    downloads: Downloads
    discover: Discover
    hub: HubDesk
    shelf: Shelf
    forecasts: Forecasts
    speeds: Speeds
    calibrator: Calibrator
    plans: PlanDesk
    watch: Watch
    keeper: FileKeeper
    model: ModelSession
    scanner: Scanner
    faults: Faults
    asked_again: set[int] = field(default_factory=set)
    """Wishes that will be asked for again."""

    @property
    def folder(self) -> Path:
        """Our folder for models."""
        return Path(self.settings["models_path"]) if self.settings["models_path"] else self.paths.models

    def begin(self) -> None:
        """After the first picture: look what is there, go on with downloads, and watch for changes."""
        self.shelf.refresh()
        self.calibrator.begin()
        self.downloads.restore(self.store.downloads())
        wanted = [item.path for item in self.downloads.items]
        parts = {str(Path(path).with_name(Path(file.path).name)) for item in self.downloads.items for file in item.files
                 for path in [item.path] if path}  # fmt: skip
        yesterday = time.time() - ORPHAN_SECONDS
        self.jobs.submit("keep", lambda: clean(self.folder, (*wanted, *parts), yesterday))

    def enter_token(self, token: str, tell: Callable[[str | Fault, bool], None]) -> None:
        """Check a token and keep it; the name of its account is told, and whether a keyring holds it."""
        host = self.network.access().host

        def work() -> None:
            kept = True
            try:
                said: str | Fault = self.client.who(token) if token else ""
                kept = self.tokens.keep(host, token)
            except Exception as error:  # noqa: BLE001 - whoever waits must hear something
                said = as_fault(error, host)
            self.bridge.post(lambda: tell(said, kept))

        self.jobs.submit(f"{NETWORK}token", work)

    def look_for_update(self, tell: Callable[[Release | Fault | None], None]) -> None:
        """Ask for the newest release; None is told when this is it, a Fault when nobody answered."""
        address = self.settings["updates_address"] or ADDRESS

        def work() -> None:
            try:
                found: Release | Fault | None = newest(self.network, address)
            except Exception as error:  # noqa: BLE001 - whoever waits must hear something
                found = as_fault(error)
            self.bridge.post(lambda: self._looked(found, tell))

        self.jobs.submit(f"{NETWORK}updates", work)

    def _looked(self, found: Release | Fault | None, tell: Callable[[Release | Fault | None], None]) -> None:
        if not isinstance(found, Fault):
            self.settings["updates_looked"] = int(time.time())
        tell(found if isinstance(found, Fault) or (found and is_newer(found, __version__)) else None)

    @property
    def should_look_for_update(self) -> bool:
        """Whether the user allowed it, and the last look is long enough ago."""
        settings = self.settings
        waits = 0 <= time.time() - settings["updates_looked"] < LOOK_EVERY
        return bool(settings["updates"]) and not settings["offline"] and not waits

    def token_known(self, tell: Callable[[bool], None]) -> None:
        """Whether a token is kept for the Hub; a keyring may take its time."""

        def work() -> None:
            known = bool(self.tokens.read(self.network.access().host))
            self.bridge.post(lambda: tell(known))

        self.jobs.submit(f"{NETWORK}token", work)

    def begins(self, path: str) -> None:
        """A model begins to answer."""
        if found := self.shelf.of_path(path):
            self.store.save_use(found.key)

    def ends(self, use: Use) -> None:
        """An answer has ended: keep how fast it was, and what the model really took beside what was forecast."""
        found = self.shelf.of_path(use.path)
        if found is None:
            return
        if use.pace:
            self.speeds.add(found.key, use.pace)
        known = self.forecasts.want(local(found))
        if known and use.memory and use.complete and not use.setup.offloaded:
            forecast = known.needed(use.setup.context, use.setup.kv_type)
            self.forecasts.measured(found.key, Measured(forecast, use.memory, use.setup.context))

    def figures(self, model: LocalModel) -> Figures:
        """What is to be known of a model before it is loaded; its plan is made if it was not made before."""
        self.forecasts.want(local(model))
        return figures(model, self.forecasts, self.speeds, int(self.settings["context"]), str(self.settings["kv_type"]))

    def obey(self) -> None:
        """The settings have changed: connections and downloads that waited for the network follow."""
        self.network.obey()
        self.calibrator.begin()
        if not self.network.access().offline:
            self.downloads.resume_after("offline")

    def forget_gone(self) -> None:
        """A download that was deleted since is no longer offered."""
        if not self.shelf.scanning:
            self.downloads.forget(lambda item: self.shelf.of_path(item.path) is None)

    def fetch(self, repository: Repository, offer: Offer) -> None:
        """A file of the Hub is wanted here."""
        try:
            self.downloads.add(repository, offer)
        except Fault as fault:
            self.faults.tell(fault)
        self.forecasts.want(remote(repository, offer))

    def wish(self, entry: Entry) -> None:
        """The Hub is away: what the catalogue says of a model is wanted as soon as it is back."""
        if entry.gguf:
            self.downloads.wish(entry.gguf.repo, entry.gguf.file, entry.name, entry.quantisation, entry.size)

    def resolve(self, item: Download, tell: Callable[[Repository | Fault], None]) -> None:
        """Ask for the files of a wish, again and again while the Hub is away."""

        def told(said: Repository | Fault) -> None:
            tell(said)
            if item.is_wish and item.state == WAITING and item.code != "offline" and item.id not in self.asked_again:
                self.asked_again.add(item.id)
                self.downloads.wait(item, WISH_SECONDS)
                self.jobs.submit("wishes", lambda: self.bridge.post(lambda: self._ask_again(item)), after=WISH_SECONDS)

        self.hub.repository(item.repo, told)

    def _ask_again(self, item: Download) -> None:
        self.asked_again.discard(item.id)
        if item.is_wish and item.state == WAITING:
            self.downloads.resume(item.id)

    def arrived(self, item: Download) -> None:
        """A download is done: remember where it came from, and find it."""
        first = Path(item.path)
        for file in item.files:
            path = first.with_name(Path(file.path).name) if len(item.files) > 1 else first
            self.store.save_source(str(path), item.repo, file.path, file.sha256)
        self.shelf.refresh()

    def close(self) -> None:
        """Stop what is under way; it goes on at the next start."""
        self.plans.ended.set()
        self.calibrator.ended.set()
        self.keeper.ended.set()
        self.watch.close()
        self.downloads.close()
        self.network.end()

    def closed(self) -> None:
        """The jobs have ended."""
        self.network.close()
        self.store.close()


def desk(paths: Paths, settings: options.Settings, jobs: Jobs, bridge: Bridge, clock: Clock, model: ModelSession,
         start: StartEngine, faults: Faults, usage: Usage, *, offline: bool) -> Desk:  # fmt: skip
    """Build it. `offline` holds whatever the settings say."""
    saved = lambda: bridge.post(lambda: faults.over("models_unsaved"))  # noqa: E731
    store, tokens = Models(paths.data / "models.sqlite3", jobs, saved), TokenBox()

    def access() -> Access:
        return Access(settings["endpoint"] or HUGGING_FACE, settings["proxy"], offline or settings["offline"])

    def free() -> int:
        """What a model could take: what is free, and what the one in use would give back, within the limit of the settings.

        Mapped weights are counted as free by the system already.
        """
        samples = model.timeline.memory
        given_back = samples[-1].kv + samples[-1].rest if model.pid and samples else 0
        limit = int(settings["memory_limit"]) * 2**20
        return min(free_memory() + given_back, limit or 2**62)

    def loads() -> str:
        """What of the settings a plan depends on; nothing while all are as they come."""
        named = (settings["gpu_layers"], settings["runtime"])
        return "" if named == (-1, "") else f"|{named[0]}|{named[1]}"

    network = Network(access, lambda: tokens.read(access().host))
    client = HubClient(network)
    downloader = Downloader(network, lambda: made.folder, bridge.post)
    plans = PlanDesk(RemoteHeaders(network), paths.data / "headers", jobs, bridge, start, settings.load_options)
    shelf = Shelf(lambda tell, thorough: jobs.submit("scan", lambda: _scan(made, tell, thorough)))
    catalogue = Catalogue((resources() / "catalogue.json").read_bytes())
    hub = HubDesk(client, store, jobs, bridge, lambda: access().endpoint)
    forecasts = Forecasts(plans, store, free, loads)
    speeds = Speeds(store, forecasts.table, lambda: usual(settings))
    calibrator = Calibrator(start, store, speeds, jobs, bridge.post, settings.load_options, lambda: usage.busy)
    discover = Discover(hub, catalogue, clock, free, lambda table: speeds.expected("", table))
    speeds.changed.subscribe(discover.measured)
    made = Desk(
        settings, paths, jobs, bridge, store, network, tokens, client, downloader,
        Downloads(downloader, store, clock, lambda: int(settings["parallel"])), discover, hub,
        shelf, forecasts, speeds, calibrator, plans, Watch(lambda: bridge.post(shelf.refresh)),
        FileKeeper(jobs, bridge, shelf, store, lambda: made.folder), model, Scanner(), faults,
    )  # fmt: skip
    made.downloads.on_done = made.arrived
    shelf.changed.subscribe(made.forget_gone)
    discover.on_wanted, discover.on_away, made.downloads.resolve = made.fetch, made.wish, made.resolve
    usage.on_begin, usage.on_end = made.begins, made.ends
    limit(made)
    settings.changed.subscribe(lambda: limit(made))
    settings.changed.subscribe(made.obey)
    options.follow(settings, lambda: (settings["models_path"], tuple(settings["added_folders"])), shelf.refresh)
    options.follow(settings, lambda: usual(settings), discover.measured)
    return made


def usual(settings: options.Settings) -> tuple[int, str]:
    """The context and the type of KV cache that a forecast of speed is made for."""
    return int(settings["context"]) or AUTOMATIC_CONTEXT, str(settings["kv_type"])


def limit(made: Desk) -> None:
    """The speed limit of the settings holds at once."""
    made.downloader.limiter.rate = float(made.settings["speed_limit"]) * 1e6 / 8


def _scan(made: Desk, tell: Callable[[tuple[LocalModel, ...]], None], thorough: bool) -> None:
    """On a thread: look through all places, keep what was read, watch them from now on."""
    found = places(made.folder, made.settings["added_folders"])
    first = starter()
    known = made.store.files(Facts)
    built_in = str(first) if first else ""
    opened = made.settings["opened"]
    said = made.scanner.scan(found, known, starter=built_in, opened=opened, hashes=made.store.promises(), thorough=thorough,
                             ended=made.plans.ended.is_set)  # fmt: skip
    made.bridge.post(lambda: tell(said.models))
    if said.fresh or said.gone:
        made.store.save_files(said.fresh, said.gone)
    made.watch.follow(place.folder for place in found)
