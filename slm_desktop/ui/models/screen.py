"""The models screen: discover and what is on this computer, with the downloads below."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.events import Device
from slm_desktop.core.models.hub import Download
from slm_desktop.core.models.local_models import Checked, LocalModel
from slm_desktop.errors import Fault
from slm_desktop.ui.banners import Banner, BannerPlace
from slm_desktop.ui.engine_summary import count_of_threads
from slm_desktop.ui.models.computer import ComputerPage
from slm_desktop.ui.models.context import ModelsContext, ModelsScreenContext
from slm_desktop.ui.models.discover import DiscoverPage
from slm_desktop.ui.models.downloads_panel import DownloadsPanel
from slm_desktop.ui.models.remotes_page import RemotesPage
from slm_desktop.ui.models.token import TokenBar
from slm_desktop.ui.models.troubles import Acts, banner_of
from slm_desktop.ui.theme import SIZE, Theme
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.parts import ElidedLabel, column, label, named, row
from slm_desktop.ui.words import explain, gigabytes

DISCOVER, COMPUTER, ELSEWHERE = 0, 1, 2
TICK_MILLISECONDS = 1000


class ModelsScreen(QWidget):
    """Three pages and the panel of downloads.

    `load_wanted` carries a path, `settings_wanted` words to look for there.
    """

    load_wanted = Signal(str)
    options_wanted = Signal(object, QPoint)
    settings_wanted = Signal(str)

    def __init__(
        self, theme: Theme, context: ModelsContext, model: ActiveModel, screen_context: ModelsScreenContext
    ) -> None:
        super().__init__()
        self.setObjectName("modelsScreen")
        self._theme, self._context, self._model, self._screen_context = theme, context, model, screen_context
        self._segments = Segments([self.tr("Discover"), self.tr("On this computer"), self.tr("On other machines")])
        self._segments.setAccessibleName(self.tr("Pages"))
        self._machine = ElidedLabel(12, tone="2")
        self._machine.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.discover = DiscoverPage(theme, context)
        self.computer = ComputerPage(
            theme=theme,
            context=context,
            model=model,
            folder=screen_context.folder,
            uses=screen_context.uses,
            source=screen_context.file_operations.source,
        )
        self.remotes = RemotesPage(theme, screen_context.remotes, screen_context.elsewhere)
        self.downloads_panel = DownloadsPanel(theme, context.downloads)
        self._token = TokenBar(theme, screen_context.enter_token, self._on_token)
        self._banners = BannerPlace(air=12)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._tick = QTimer(self, interval=TICK_MILLISECONDS)
        self._tick.timeout.connect(self._on_tick)
        self.show_page(DISCOVER)

    def _lay_out(self) -> None:
        bar = named(QFrame(), "header")
        bar.setFixedHeight(SIZE.bar)
        line = row(label(self.tr("Models"), 15, 600), self._segments, self._machine, spacing=24, margins=(24, 0, 24, 0))
        line.setStretch(2, 1)
        bar.setLayout(line)
        self._pages.addWidget(self.discover)
        self._pages.addWidget(self.computer)
        self._pages.addWidget(self.remotes)
        banners = QVBoxLayout()
        banners.setContentsMargins(24, 0, 24, 0)
        banners.addLayout(self._banners)
        whole = column(bar, self._token, spacing=0)
        whole.addLayout(banners)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self.downloads_panel)
        self.setLayout(whole)

    def _connect(self) -> None:
        details, computer = self.discover.details, self.computer
        self._segments.chosen.connect(self.show_page)
        self.discover.settings_wanted.connect(lambda: self.settings_wanted.emit(self.tr("Network")))
        details.load_wanted.connect(self.load_wanted)
        details.failed.connect(self.show_fault)
        details.token_wanted.connect(self.ask_token)
        computer.load_wanted.connect(self.load_wanted)
        self.remotes.load_wanted.connect(self.load_wanted)
        computer.options_wanted.connect(self.options_wanted)
        computer.unload_wanted.connect(self._model.eject)
        computer.remove_wanted.connect(self._on_remove)
        computer.verify_wanted.connect(self._on_verify)
        computer.import_wanted.connect(self.take_in)
        computer.header_wanted.connect(self._on_header)
        self.downloads_panel.shown_wanted.connect(self.load_wanted)
        self.downloads_panel.solve_wanted.connect(self._on_solve)
        self.downloads_panel.folder_wanted.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._screen_context.folder())))
        )

    # -- verbs of the window -----------------------------------------------------------------------------------

    def show_page(self, page: int) -> None:
        """Show discover, what is on this computer, or what is on others."""
        self._pages.setCurrentIndex(page)
        self._segments.choose(page)
        if page == DISCOVER:
            self.discover.begin()

    def focus_search(self) -> None:
        """Search."""
        self.show_page(DISCOVER)
        self.discover.filters.field.setFocus()
        self.discover.filters.field.selectAll()

    def take_in(self, paths: list[str]) -> None:
        """Copy files into our folder, and show them."""
        self.show_page(COMPUTER)
        self.computer.show_banner(
            "info", self.tr("The files are being copied"), self.tr("They appear in the list once they are whole.")
        )
        self._screen_context.file_operations.take_in(paths, self._on_taken)

    def ask_token(self, repo: str) -> None:
        """A model asks for a token."""
        self._token.ask(repo, self._screen_context.host())

    def show_fault(self, fault: Fault) -> None:
        """Something could not be done."""
        acts = {
            "network_settings": lambda: self.settings_wanted.emit(self.tr("Network")),
            "models_folder": lambda: self.settings_wanted.emit(self.tr("Models")),
        }
        self._show_banner(fault, acts)

    def _show_banner(self, fault: Fault, acts: Acts) -> None:
        leave = partial(self._banners.leave, fault)
        self._banners.show_banner(fault, lambda: banner_of(self._theme, fault, acts, leave))

    def showEvent(self, event: QShowEvent) -> None:
        """Free memory and countdowns are looked at while the screen is shown."""
        super().showEvent(event)
        self._on_tick()
        self._tick.start()
        if self._pages.currentIndex() == DISCOVER:
            self.discover.filters.field.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hidden, it costs nothing."""
        super().hideEvent(event)
        self._tick.stop()

    # -- inside ------------------------------------------------------------------------------------------------

    def _on_tick(self) -> None:
        self._machine.setText(self._machine_words())
        self.downloads_panel.tick()
        if self._pages.currentIndex() == DISCOVER:
            self.discover.tick()

    def _machine_words(self) -> str:
        free, total = self._context.forecasts.free(), self._model.memory_total
        words = [self.tr("{free} GB of memory free").format(free=gigabytes(free))]
        if total:
            words = [
                self.tr("{free} of {total} GB memory free").format(
                    free=gigabytes(min(free, total)), total=gigabytes(total)
                )
            ]
        devices: tuple[Device, ...] = self._model.hello.devices if self._model.hello else ()
        gpus = [device for device in devices if device.is_gpu]
        if gpus:
            gpu = self.tr("{name}: {free} GB free")
            words += [gpu.format(name=device.description, free=gigabytes(device.free)) for device in gpus[:1]]
        elif devices:
            words.append(self.tr("no graphics card in use"))
        if self._model.loaded:
            words.insert(0, count_of_threads(self._model.loaded.threads))
        return "   ·   ".join(words)

    def _on_token(self, repo: str, kept: str) -> None:
        title = self.tr("The token was accepted")
        self._banners.show_banner(
            "token",
            lambda: Banner(
                theme=self._theme, tone="ok", title=title, text=kept, on_close=lambda: self._banners.leave("token")
            ),
        )
        self._context.downloads.resume_for(repo)
        self._context.discover.again()

    def _on_solve(self, item: Download) -> None:
        """What to do about a download that stopped."""
        fault = Fault(item.code, item.details)
        page = QUrl(f"{self._context.endpoint()}/{item.repo}")
        acts = {
            "try_again": lambda: self._go_on(fault, item),
            "token": lambda: self.ask_token(item.repo),
            "open_page": lambda: QDesktopServices.openUrl(page),
            "network_settings": lambda: self.settings_wanted.emit(self.tr("Network")),
            "models_folder": lambda: self.settings_wanted.emit(self.tr("Models")),
        }
        self._show_banner(fault, acts)

    def _go_on(self, fault: Fault, item: Download) -> None:
        self._banners.leave(fault)
        self._context.downloads.resume(item.id)

    def _on_remove(self, model: LocalModel) -> None:
        def on_removed(fault: Fault | None) -> None:
            if fault:
                self.show_fault(fault)
            else:
                self.computer.show_banner("ok", self.tr("{name} was deleted").format(name=model.name), model.path)

        self._screen_context.file_operations.remove(model, on_removed)

    def _on_verify(self, model: LocalModel) -> None:
        panel = self.computer.panel
        panel.show_progress(0.0)

        def on_verified(checked: list[Checked]) -> None:
            damaged = next((one for one in checked if one.is_damaged), None)
            fault = _damage(damaged) if damaged else None
            if fault:
                self._offer_repair(model, fault)
            if panel.model == model:
                panel.show_digest(self._verified(checked, fault))

        def on(share: float) -> None:
            if panel.model == model:
                panel.show_progress(share)

        self._screen_context.file_operations.verify(model, on, on_verified)

    def _verified(self, checked: list[Checked], fault: Fault | None) -> str:
        """What checksums came to, in words."""
        if fault:
            explanation = explain(fault.code, fault.details)
            return f"{explanation.title}. {explanation.cause}"
        if not all(one.found for one in checked):
            return self.tr("The file could not be read to its end.")
        right = all(one.promised for one in checked)
        words = self.tr("It is what its source says: ") if right else self.tr("No source says what it should be: ")
        return words + "\n".join(
            f"SHA-256 {' '.join(one.found[at : at + 16] for at in range(0, 64, 16))}" for one in checked
        )

    def _offer_repair(self, model: LocalModel, fault: Fault) -> None:
        """A damaged file is fetched anew from where it came, if that is known."""
        repo = self._screen_context.file_operations.source(model)

        def repair() -> None:
            self._banners.leave(fault)
            self.show_page(DISCOVER)
            self._context.discover.open_repo(repo)

        acts = {"repair": repair} if repo else {}
        self._show_banner(fault, acts)

    def _on_header(self, model: LocalModel) -> None:
        if not model.facts.problem:
            self._screen_context.file_operations.header(
                model,
                # What is wrong with a file is told when the folder is looked through.
                lambda header: None if isinstance(header, Fault) else self.computer.panel.show_header(model, header),
            )

    def _on_taken(self, result: str | Fault) -> None:
        if isinstance(result, Fault):
            self.computer.banners.clear()  # Nothing is being copied any more.
            self.show_fault(result)
        else:
            self._banners.clear()  # What went wrong before was another try.
            self.computer.show_banner("ok", self.tr("The file was added"), result)
            self._context.local_models.refresh()


def _damage(one: Checked) -> Fault:
    return Fault("damaged", {"path": Path(one.path).name, "found": one.found[:12], "expected": one.promised[:12]})
