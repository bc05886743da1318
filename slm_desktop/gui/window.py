"""The window over the services: its screens, its keys, and what it does with what comes from outside."""

import gc
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from slm_desktop.core.faults import Faults
from slm_desktop.errors import Fault
from slm_desktop.gui.graphs import Graphs
from slm_desktop.services.move_models import move_models
from slm_desktop.services.services import Services

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication, QWidget

    from slm_desktop.core.compare.column import ColumnSession
    from slm_desktop.core.engines.events import Feature
    from slm_desktop.core.engines.options import LoadOverrides
    from slm_desktop.core.models.catalogue import Entry
    from slm_desktop.core.models.figures import Figures
    from slm_desktop.core.models.local_models import LocalModel
    from slm_desktop.core.updates import Release
    from slm_desktop.ui.chat.screen import ChatScreen
    from slm_desktop.ui.chat.welcome import Suggestion
    from slm_desktop.ui.compare.screen import CompareScreen
    from slm_desktop.ui.load_panel import LoadPanel
    from slm_desktop.ui.models.screen import ModelsScreen
    from slm_desktop.ui.settings.page import SettingsPage
    from slm_desktop.ui.workshop.screen import WorkshopScreen


class Window:
    """The window over the services."""

    def __init__(self, application: "QApplication", services: Services, faults: Faults) -> None:
        from PySide6.QtCore import Qt

        from slm_desktop.ui.theme import Theme, scale_text, system_scale

        scale_text(system_scale() * services.settings["text_size"] / 100)
        from slm_desktop.ui.main_window import MainWindow
        from slm_desktop.ui.waker import Waker

        self.again = False
        self.settings: SettingsPage | None = None
        self.services, self.theme = services, Theme(application, services.settings["theme"])
        self.window = MainWindow(self.theme, services.settings)
        self.models: ModelsScreen | None = None
        self.compare: CompareScreen | None = None
        self.workshop: WorkshopScreen | None = None
        self.release: Release | None = None
        self.graphs = Graphs(self.theme, services)
        self.chat = self._chat_screen()
        self._compare_screen()
        self._models_screen()
        self._late_screens()
        self._settings_screen()
        self._keys()
        self._theme_choice = services.settings["theme"]
        services.settings.changed.subscribe(self._on_settings)
        self._faults, self._reported = faults, faults.urgent
        faults.changed.subscribe(self._on_fault)
        self.window.painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)
        self.window.files_dropped.connect(self.take_files)
        self.window.closing.connect(self.chat.leave)
        self.waker = Waker(services.loop)

    def _on_fault(self) -> None:
        """Something went wrong in the background: the chat says so, and the comparison too where it is looked at."""
        fault = self._faults.urgent
        if fault and fault is not self._reported and self._comparing:
            self._comparing.show_fault(fault)
        self._reported = fault

    def _chat_screen(self) -> "ChatScreen":
        from PySide6.QtCore import QCoreApplication

        from slm_desktop.gui.chat_context import chat_context
        from slm_desktop.ui.chat.screen import ChatScreen

        services = self.services
        context = chat_context(
            services,
            suggest=self._suggestion,
            suggest_able=self._able,
            get=self._get,
            about=self._about,
            recommend=self._recommended,
        )
        screen = ChatScreen(
            theme=self.theme,
            model=services.model,
            chat_list=services.chat_list,
            settings=services.settings,
            faults=services.faults,
            context=context,
        )
        screen.model_chosen.connect(services.choose)
        screen.models_wanted.connect(lambda: self.show_models())
        screen.options_wanted.connect(self._load_with_options)
        self.window.add_screen(QCoreApplication.translate("Rail", "Chat"), "chat", lambda: screen, "Ctrl+1")
        return screen

    def _recommended(self, path: str) -> "Mapping[str, float]":
        """The sampling values that the card of a model recommends, as far as the catalogue knows."""
        models = self.services.lazy_models.built
        entry = models.discover.catalogue.of_file(path) if models else None
        return entry.sampling if entry else {}

    def _about(self, model: "LocalModel") -> "Figures | None":
        """What is to be known of a model before it is loaded; None before anything about models was built."""
        return self.services.lazy_models.built.figures(model) if self.services.lazy_models.built else None

    def _load_with_options(self, model: "LocalModel", at: "QPoint") -> None:
        """Choose how a model is loaded, and load it so."""
        self.load_panel.show_model(model, at)

    @cached_property
    def load_panel(self) -> "LoadPanel":
        """Where it is chosen how a model is loaded; made when it is first wanted."""
        from slm_desktop.gui.contexts import load_costs
        from slm_desktop.ui.load_panel import LoadPanel

        made = LoadPanel(self.window, self.theme, load_costs(self.services))
        made.load_wanted.connect(self._chat_with)
        return made

    def _suggestion(self) -> "Suggestion | None":
        """The model to get next; None before this computer was measured, and where no connection is wanted."""
        from pathlib import Path

        from slm_desktop.ui.chat.welcome import Suggestion
        from slm_desktop.ui.words import language

        models = self.services.lazy_models.built
        if models is None or models.network.access().offline or models.speeds.calibration is None:
            return None
        entry = models.discover.suggestion(language(), {Path(model.path).name for model in models.local_models.models})
        return Suggestion(entry, models.discover.expected(entry)) if entry else None

    def _able(self, feature: "Feature") -> "Entry | None":
        """A model to get that takes pictures, or sounds; None where no connection is wanted."""
        from pathlib import Path

        models = self.services.models
        if models.network.access().offline:
            return None
        return models.discover.able(feature, {Path(model.path).name for model in models.local_models.models})

    def _get(self, entry: "Entry") -> None:
        """Fetch a model of the catalogue, and show how far that is."""
        self.show_models()
        self.services.models.discover.get(entry)

    def _compare_screen(self) -> None:
        from PySide6.QtCore import QCoreApplication

        name = QCoreApplication.translate("Rail", "Compare")
        self._compare_at = self.window.add_screen(name, "compare", self._make_compare, "Ctrl+2")

    def _make_compare(self) -> "QWidget":
        from slm_desktop.gui.contexts import compare_context
        from slm_desktop.ui.compare.screen import CompareScreen

        services, comparison = self.services, self.services.comparison
        context = compare_context(
            services, about=self._about, to_chat=self._to_chat, suggest_able=self._able, get=self._get
        )
        made = CompareScreen(self.theme, comparison.comparisons, comparison.evaluations, context)
        made.models_wanted.connect(lambda: self.show_models())
        made.busy.connect(lambda on: self.window.mark_screen(self._compare_at, on))
        made.bar.choose_page(self.services.settings["compare_page"])
        made.bar.page_chosen.connect(partial(self.services.settings.__setitem__, "compare_page"))
        self.graphs.build_later(made.build, made)
        self.compare = made
        return made

    def show_compare(self) -> "CompareScreen":
        """The compare screen, brought to the front."""
        self.window.show_screen(self._compare_at)
        assert self.compare is not None
        return self.compare

    def _to_chat(self, column: "ColumnSession") -> None:
        """Go on with a column as an ordinary chat, with its model."""
        chat = self.services.comparison.copied(column)
        if column.record.path and (
            self.services.model.choice is None or self.services.model.choice.path != column.record.path
        ):
            self.services.choose(column.record.path)
        self.window.show_screen(0)
        self.chat.show_chat(chat)

    def _models_screen(self) -> None:
        from PySide6.QtCore import QCoreApplication

        name = QCoreApplication.translate("Rail", "Models")
        self._models_at = self.window.add_screen(name, "cube", self._make_models, "Ctrl+3")

    def _make_models(self) -> "QWidget":
        from slm_desktop.gui.contexts import models_context, models_screen_context
        from slm_desktop.ui.models.screen import ModelsScreen

        model = self.services.model
        made = ModelsScreen(self.theme, models_context(self.services), model, models_screen_context(self.services))
        made.load_wanted.connect(self._chat_with)
        made.options_wanted.connect(self._load_with_options)
        made.settings_wanted.connect(self._show_setting)
        self.models = made
        return made

    def _chat_with(self, path: str, options: "LoadOverrides | None" = None) -> None:
        """Load a model, with a choice if one was made, and go to the chat."""
        self.services.choose(path, options)
        self.window.show_screen(0)

    def _show_setting(self, words: str) -> None:
        self.window.show_screen(self._settings_at)
        if self.settings:
            self.settings.search(words)

    def _show_progress(self) -> None:
        """How far downloads are stands in the title too, as the task bar shows it."""
        progress = self.services.models.downloads.progress
        share = "" if progress is None else f"{int(100 * progress)} % – "
        self.window.setWindowTitle(f"{share}SLM Desktop")
        self.window.mark_screen(self._models_at, progress is not None)

    def take_files(self, paths: list[str]) -> None:
        """Files were dropped: on the models screen they are taken in, elsewhere the chat opens or reads them."""
        models = [path for path in paths if path.lower().endswith(".gguf")]
        if self.models and self.models.isVisible() and models:
            self.models.take_in(models)
        else:
            self.window.show_screen(0)
            self.chat.take_files(paths)

    def show_models(self) -> "ModelsScreen":
        """The models screen, brought to the front."""
        self.window.show_screen(self._models_at)
        assert self.models is not None
        return self.models

    def _late_screens(self) -> None:
        from PySide6.QtCore import QCoreApplication

        def monitor() -> "QWidget":
            from slm_desktop.gui.late_screens import monitor_page

            return monitor_page(self.theme, self.services, self.graphs, self._start_last)

        def workshop() -> "QWidget":
            from slm_desktop.gui.late_screens import workshop_screen

            show_chat = partial(self.window.show_screen, 0)
            self.workshop = workshop_screen(self.theme, self.services, self.chat, self._chat_with, show_chat)
            self.workshop.busy.connect(lambda on: self.window.mark_screen(workshop_at, on))
            return self.workshop

        name = QCoreApplication.translate("Rail", "Monitor")
        self._monitor_at = self.window.add_screen(name, "monitor", monitor, "Ctrl+4")
        workshop_at = self.window.add_screen(
            QCoreApplication.translate("Rail", "Workshop"), "gauge", workshop, "Ctrl+5"
        )

    def _start_last(self) -> None:
        path = self.services.first_model(self.services.settings["last_model"])
        if path:
            self.services.choose(path)

    def _reload(self) -> None:
        """Load the model in use again, as the settings are now."""
        if self.services.model.choice:
            self.services.choose(self.services.model.choice.path)

    def _settings_screen(self) -> None:
        from PySide6.QtCore import QCoreApplication

        def make() -> "QWidget":
            from slm_desktop.ui.settings.page import SettingsPage

            page = SettingsPage(self.theme, self.services.settings, self.services.paths)
            page.restart_wanted.connect(self.start_again)
            page.reload_wanted.connect(self._reload)
            show = lambda: page.show_waiting(self.services.reload_waits)  # noqa: E731
            self.services.settings.changed.subscribe(show)
            self.services.model.changed.subscribe(show)
            page.move_wanted.connect(self._move_models)
            page.token_asked.connect(lambda: self.services.models.account.look(page.show_token))
            page.token_wanted.connect(lambda: self.show_models().ask_token(""))
            page.token_removed.connect(
                lambda: self.services.models.account.enter("", lambda _result, _kept: page.show_token(False))
            )
            page.update_wanted.connect(lambda: self.services.models.updates.look(page.show_update))
            if self.release:
                page.show_update(self.release)
            self.settings = page
            return page

        name = QCoreApplication.translate("Rail", "Settings")
        self._settings_at = self.window.add_screen(name, "settings", make, "Ctrl+,", at_bottom=True)

    def _on_release(self, result: "Release | Fault | None") -> None:
        """A newer version was found: a dot at the settings tells of it, and the page says more."""
        if result and not isinstance(result, Fault):
            self.release = result
            self.window.mark_screen(self._settings_at, True)
            if self.settings:
                self.settings.show_update(result)

    def _move_models(self, folder: str) -> None:
        """Bring our models to another folder; the page shows how far that is, and what came of it."""
        from pathlib import Path

        page = self.settings
        assert page is not None
        move_models(self.services, Path(folder), page.show_move, lambda fault: page.show_move(fault or 1.0))

    def _keys(self) -> None:
        chat = self.chat
        acts: dict[str, Callable[[], object]] = {
            "models": lambda: self.show_models().focus_search(),
            "new": self._new,
            "search": chat.focus_search,
            "picker": chat.open_picker,
            "inspector": chat.toggle_inspector,
            "lens": chat.lens.toggle,
            "tour": chat.lens.tour.begin_own,
            "stop": self._stop,
            "focus": self._focus,
            "quit": self.window.close,
            "keys": self.window.show_keys,
            "page_up": lambda: chat.transcript.page(-1),
            "page_down": lambda: chat.transcript.page(1),
            "first": lambda: chat.transcript.go_to_edge(end=False),
            "last": lambda: chat.transcript.go_to_edge(end=True),
        }
        for verb in ("regenerate", "copy", "back", "on", "edit", "system", "library", "format"):
            acts[verb] = partial(chat.on_last, verb)
        for verb in ("rename", "pin", "duplicate"):
            acts[verb] = partial(chat.on_chat, verb)
        self.window.set_keys(acts)

    @property
    def _comparing(self) -> "CompareScreen | None":
        """The screen of comparisons while it is looked at: some keys mean it then."""
        return self.compare if self.compare and self.compare.isVisible() else None

    def _new(self) -> None:
        (self._comparing.new if self._comparing else self.chat.new_chat)()

    def _stop(self) -> None:
        (self._comparing or self.chat).stop()

    def _focus(self) -> None:
        (self._comparing or self.chat).focus()

    def _on_settings(self) -> None:
        if self.services.settings["theme"] != self._theme_choice:
            self._theme_choice = self.services.settings["theme"]
            self.theme.choose(self._theme_choice)

    def _on_painted(self) -> None:
        """What costs time and is not needed for the first picture."""
        from slm_desktop.ui.text.code import warm

        gc.freeze()
        gc.enable()
        self.chat.complete()
        self.services.settle()
        self.services.models.downloads.progressed.subscribe(self._show_progress)
        self.services.models.downloads.changed.subscribe(self._show_progress)
        self.services.models.discover.changed.subscribe(self.chat.suggest)
        self.chat.set_graph(self.graphs.graph())
        self.services.jobs.submit("lexers", warm)
        if self.services.models.updates.is_due:
            self.services.models.updates.look(self._on_release)
        if self.services.settings["screen"]:
            self.window.show_screen(self.services.settings["screen"])

    def start_again(self) -> None:
        """Close, and start anew."""
        self.again = True
        self.window.close()

    def painted(self, act: Callable[[], object]) -> None:
        """Do something once the first picture is on the screen."""
        from PySide6.QtCore import Qt

        self.window.painted.connect(act, Qt.ConnectionType.QueuedConnection)

    def on_ring(self, path: str) -> None:
        """The app was started again, perhaps with a model: come to the front."""
        self.window.come_to_front()
        if path:
            self.services.choose(path)
