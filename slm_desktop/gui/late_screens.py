"""Screens that are made when they are first shown."""

import os
from collections.abc import Callable

from slm_desktop.core.engines.events import Parting
from slm_desktop.core.workshop.losses import LossRecord
from slm_desktop.gui.graphs import Graphs
from slm_desktop.gui.parting import look_at_parting
from slm_desktop.services.services import Services
from slm_desktop.ui.chat.screen import ChatScreen
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


def workshop_screen(
    theme: Theme, services: Services, chat: ChatScreen, use: Callable[[str], None], show_chat: Callable[[], None]
) -> WorkshopScreen:
    """What was measured and made of models; what goes wrong meanwhile is told there. `use` chats with a model,
    `show_chat` brings the screen of chats to the front.
    """

    def look(record: LossRecord, parting: Parting) -> None:
        show_chat()
        look_at_parting(services, chat, record, parting)

    workshop, models = services.workshop, services.models
    context = WorkshopContext(
        queue=workshop.queue,
        benchmarks=workshop.benchmarks,
        losses=workshop.losses,
        quantisation=workshop.quantisation,
        merging=workshop.merging,
        rewriting=workshop.rewriting,
        tuning=workshop.tuning,
        judged=lambda: services.comparison,
        forecasts=models.forecasts,
        models=lambda: models.local_models.models,
        scorers=services.remotes.scorers,
        options=services.settings.load_options,
        options_of=services.context.preferences.load_options,
        header=models.files.header,
        has_gpu=services.has_gpu,
        cores=os.cpu_count() or 1,
        folder=lambda: models.folder,
        now=services.clock.now,
        price=services.settings.price,
        use=use,
        look=look,
        later=services.later,
    )
    made = WorkshopScreen(theme, context)
    for part in workshop.parts:
        part.on_fault = made.show_fault
    models.local_models.changed.subscribe(made.refresh)
    return made
