"""What the app knows of models: the Hub, downloads, files on this computer, forecasts.

Built once, connected, closed.
"""

import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from slm_desktop import settings as options
from slm_desktop.core.engines.usage import Use
from slm_desktop.core.models.catalogue import Catalogue, Entry
from slm_desktop.core.models.discover import Discover
from slm_desktop.core.models.downloads import Downloads
from slm_desktop.core.models.figures import Figures, figures
from slm_desktop.core.models.forecast import AUTOMATIC_CONTEXT, Measured
from slm_desktop.core.models.forecasts import Forecasts, local, remote
from slm_desktop.core.models.hub import Download, DownloadState, Offer, Repository, offers
from slm_desktop.core.models.local_models import Facts, LocalModel, LocalModels
from slm_desktop.core.models.projectors import offered_projector
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.errors import Fault
from slm_desktop.hub.client import HubClient
from slm_desktop.hub.downloads import Downloader
from slm_desktop.hub.header import RemoteHeaders
from slm_desktop.hub.journal import clean
from slm_desktop.hub.token import TokenBox
from slm_desktop.library.places import places
from slm_desktop.library.scan import Scanner
from slm_desktop.library.starter import starter
from slm_desktop.library.watch import Watch
from slm_desktop.net.access import HUGGING_FACE, Access
from slm_desktop.net.network import Network
from slm_desktop.paths import resources
from slm_desktop.services.calibrator import Calibrator
from slm_desktop.services.context import ServiceContext
from slm_desktop.services.file_operations import FileOperations
from slm_desktop.services.forecaster import Forecaster
from slm_desktop.services.hub_account import HubAccount
from slm_desktop.services.hub_queries import HubQueries
from slm_desktop.services.update_check import UpdateCheck
from slm_desktop.store.models import Models

WISH_SECONDS = 30.0
"""So often the Hub is asked again for what is wanted of it."""
ORPHAN_SECONDS = 86_400.0
"""What was left by a download that nobody knows any more is kept for a day: another app may share the folder."""


class ModelServices:
    """Everything about models that the screens read, and what stands behind it."""

    def __init__(self, context: ServiceContext) -> None:
        self._context, self._settings = context, context.settings
        self._asked_again: set[int] = set()
        """Wishes that will be asked for again."""
        jobs, loop, clock = context.jobs, context.loop, context.clock
        self.store = Models(context.paths.data / "models.sqlite3", jobs, self._on_saved)
        tokens = TokenBox()
        self.network = Network(self._access, lambda: tokens.read(self._access().host))
        client = HubClient(self.network)
        self.account = HubAccount(self.network, client, tokens, jobs=jobs, loop=loop)
        self.updates = UpdateCheck(self.network, context.settings, clock, jobs=jobs, loop=loop)
        self._build_finding(client)
        self._build_files()
        self._connect()

    def _build_finding(self, client: HubClient) -> None:
        """What is asked before a model is here: the Hub, forecasts, speeds."""
        context, store = self._context, self.store
        jobs, loop, pool, settings = context.jobs, context.loop, context.pool, context.settings
        headers = RemoteHeaders(self.network)
        folder = context.paths.data / "headers"
        self._forecaster = Forecaster(headers, folder, jobs=jobs, loop=loop, pool=pool, settings=settings)
        self.forecasts = Forecasts(self._forecaster, store, self._room, self._planned_for)
        self.speeds = Speeds(store, self.forecasts.table, self._usual)
        self.calibrator = Calibrator(pool, store, self.speeds, jobs=jobs, loop=loop, settings=settings)
        self._hub = HubQueries(
            client=client, store=store, jobs=jobs, loop=loop, endpoint=lambda: self._access().endpoint
        )
        catalogue = Catalogue((resources() / "catalogue.json").read_bytes())
        expected = lambda table: self.speeds.expected("", table)  # noqa: E731
        self.discover = Discover(
            hub=self._hub, catalogue=catalogue, clock=context.clock, free=self._room, speed=expected
        )

    def _build_files(self) -> None:
        """What brings files here, and knows those that are."""
        context, store = self._context, self.store
        jobs, loop = context.jobs, context.loop
        self._downloader = Downloader(self.network, lambda: self.folder, loop.post)
        self.downloads = Downloads(self._downloader, store, context.clock, lambda: int(self._settings["parallel"]))
        self._scanner = Scanner()
        self.local_models = LocalModels(
            lambda on_found, thorough: jobs.submit("scan", lambda: self._scan(on_found, thorough))
        )
        self._watch = Watch(lambda: loop.post(self.local_models.refresh))
        self.files = FileOperations(
            jobs=jobs, loop=loop, local_models=self.local_models, store=store, folder=lambda: self.folder
        )

    def _connect(self) -> None:
        settings = self._settings
        self.speeds.changed.subscribe(self.discover.measured)
        self.downloads.on_done = self._on_arrived
        self.downloads.resolve = self._resolve
        self.local_models.changed.subscribe(self._forget_gone)
        self.discover.on_wanted, self.discover.on_away = self.fetch, self._wish
        usage = self._context.pool.usage
        usage.on_begin, usage.on_end = self._on_answer_begun, self._on_answer_ended
        self._limit_speed()
        settings.changed.subscribe(self._limit_speed)
        settings.changed.subscribe(self._obey)
        options.follow(
            settings, lambda: (settings["models_path"], tuple(settings["added_folders"])), self.local_models.refresh
        )
        options.follow(settings, self._usual, self.discover.measured)

    # -- verbs -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """After the first picture: look what is there, go on with downloads, and watch for changes."""
        self.local_models.refresh()
        self.calibrator.begin()
        self.downloads.restore(self.store.downloads())
        wanted = [item.path for item in self.downloads.items]
        parts = {
            str(Path(item.path).with_name(Path(file.path).name))
            for item in self.downloads.items
            if item.path
            for file in item.files
        }
        yesterday = time.time() - ORPHAN_SECONDS
        self._context.jobs.submit("keep", lambda: clean(self.folder, (*wanted, *parts), yesterday))

    def figures(self, model: LocalModel) -> Figures:
        """What is to be known of a model before it is loaded; its plan is made if it was not made before."""
        self.forecasts.want(local(model))
        return figures(
            model, self.forecasts, self.speeds, int(self._settings["context"]), str(self._settings["kv_type"])
        )

    def fetch(self, repository: Repository, offer: Offer) -> None:
        """A file of the Hub is wanted here."""
        try:
            self.downloads.add(repository, offer)
            self._fetch_projector(repository, offer)
        except Fault as fault:
            self._context.faults.report(fault)
        self.forecasts.want(remote(repository, offer))

    def _fetch_projector(self, repository: Repository, offer: Offer) -> None:
        """What reads pictures or sounds for a model comes with it, unless it is here."""
        projector = offered_projector(offer, offers(repository.files))
        if projector is None:
            return
        first = projector.files[0]
        if not self.local_models.has(PurePosixPath(first.path).name, first.size, first.sha256):
            self.downloads.add(repository, projector)

    def close(self) -> None:
        """Stop what is under way; it goes on at the next start."""
        self._forecaster.ended.set()
        self.calibrator.ended.set()
        self.files.ended.set()
        self._watch.close()
        self.downloads.close()
        self.network.end()

    def closed(self) -> None:
        """The jobs have ended."""
        self.network.close()
        self.store.close()

    # -- what holds now --------------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Our folder for models."""
        return options.models_folder(self._settings, self._context.paths)

    def _access(self) -> Access:
        settings = self._settings
        offline = self._context.offline or settings["offline"]
        return Access(settings["endpoint"] or HUGGING_FACE, settings["proxy"], offline)

    def _room(self) -> int:
        """Bytes that a model could take in place of the one in use."""
        return self._context.pool.room(replacing=self._context.model.engine)

    def _planned_for(self) -> str:
        """What of the settings a plan depends on; nothing while all are as they come."""
        named = (self._settings["gpu_layers"], self._settings.load_options().runtime)
        return "" if named == (-1, "") else f"|{named[0]}|{named[1]}"

    def _usual(self) -> tuple[int, str]:
        """The context and the type of KV cache that a forecast of speed is made for."""
        return int(self._settings["context"]) or AUTOMATIC_CONTEXT, str(self._settings["kv_type"])

    # -- what happens ----------------------------------------------------------------------------------------

    def _on_saved(self) -> None:
        self._context.loop.post(lambda: self._context.faults.over("models_unsaved"))

    def _on_answer_begun(self, path: str) -> None:
        """A model begins to answer: nothing is measured beside it."""
        self.calibrator.make_way()
        if found := self.local_models.of_path(path):
            self.store.save_use(found.key)

    def _on_answer_ended(self, use: Use) -> None:
        """An answer has ended: keep how fast it was, and what the model really took beside what was forecast."""
        found = self.local_models.of_path(use.path)
        if found is None:
            return
        if use.pace:
            self.speeds.add(found.key, use.pace)
        known = self.forecasts.want(local(found))
        if known and use.memory and use.complete and not use.setup.offloaded:
            forecast = known.needed(use.setup.context, use.setup.kv_type)
            self.forecasts.measured(found.key, Measured(forecast, use.memory, use.setup.context))

    def _limit_speed(self) -> None:
        """The speed limit of the settings holds at once."""
        self._downloader.limiter.rate = float(self._settings["speed_limit"]) * 1e6 / 8

    def _obey(self) -> None:
        """The settings have changed: connections and downloads that waited for the network follow."""
        self.network.obey()
        self.calibrator.begin()
        if not self._access().offline:
            self.downloads.resume_after("offline")

    def _forget_gone(self) -> None:
        """A download that was deleted since is no longer offered."""
        if not self.local_models.scanning:
            self.downloads.forget(lambda item: self.local_models.of_path(item.path) is None)

    def _wish(self, entry: Entry) -> None:
        """The Hub is away: what the catalogue says of a model is wanted as soon as it is back."""
        if entry.gguf:
            self.downloads.wish(entry.gguf.repo, entry.gguf.file, entry.name, entry.quantisation, entry.size)

    def _resolve(self, item: Download, on_found: Callable[[Repository | Fault], None]) -> None:
        """Ask for the files of a wish, again and again while the Hub is away."""

        def on_answer(answer: Repository | Fault) -> None:
            on_found(answer)
            if (
                item.is_wish
                and item.state == DownloadState.WAITING
                and item.code != "offline"
                and item.id not in self._asked_again
            ):
                self._asked_again.add(item.id)
                self.downloads.wait(item, WISH_SECONDS)
                again = lambda: self._context.loop.post(lambda: self._ask_again(item))  # noqa: E731
                self._context.jobs.submit("wishes", again, after=WISH_SECONDS)

        self._hub.repository(item.repo, on_answer)

    def _ask_again(self, item: Download) -> None:
        self._asked_again.discard(item.id)
        if item.is_wish and item.state == DownloadState.WAITING:
            self.downloads.resume(item.id)

    def _on_arrived(self, item: Download) -> None:
        """A download is done: remember where it came from, and find it."""
        first = Path(item.path)
        for file in item.files:
            path = first.with_name(Path(file.path).name) if len(item.files) > 1 else first
            self.store.save_source(str(path), item.repo, file.path, file.sha256)
        self.local_models.refresh()

    def _scan(self, on_found: Callable[[tuple[LocalModel, ...]], None], thorough: bool) -> None:
        """On a thread: look through all places, keep what was read, watch them from now on."""
        found = places(self.folder, self._settings["added_folders"])
        first = starter()
        scanned = self._scanner.scan(
            found,
            self.store.files(Facts),
            starter=str(first) if first else "",
            opened=self._settings["opened"],
            hashes=self.store.promises(),
            thorough=thorough,
            ended=self._forecaster.ended.is_set,
        )
        self._context.loop.post(lambda: on_found(scanned.models))
        if scanned.fresh or scanned.gone:
            self.store.save_files(scanned.fresh, scanned.gone)
        self._watch.follow(place.folder for place in found)
