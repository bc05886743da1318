"""Screens that are made when they are first shown."""

from collections.abc import Callable

from slm_desktop.gui.graphs import Graphs
from slm_desktop.services.services import Services
from slm_desktop.ui.monitor.page import MonitorPage
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.workshop.context import WorkshopContext
from slm_desktop.ui.workshop.screen import WorkshopScreen


def monitor_page(theme: Theme, services: Services, graphs: Graphs, start: Callable[[], object]) -> MonitorPage:
    """What the engines use; `start` loads a model where none is loaded."""
    return MonitorPage(
        theme=theme,
        model=services.model,
        graph=graphs.graph(large=True),
        start=start,
        pool=services.pool,
        server=services.server,
    )


def workshop_screen(theme: Theme, services: Services) -> WorkshopScreen:
    """What was measured of models; what goes wrong meanwhile is told there."""
    benchmarks, models = services.workshop.benchmarks, services.models
    context = WorkshopContext(
        benchmarks=benchmarks,
        models=lambda: models.local_models.models,
        options=services.settings.load_options,
        now=services.clock.now,
        later=services.later,
    )
    made = WorkshopScreen(theme, context)
    benchmarks.on_fault = made.show_fault
    models.local_models.changed.subscribe(made.refresh)
    return made
