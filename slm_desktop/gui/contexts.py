"""What screens need of the services, gathered when they are made."""

import time
from collections.abc import Callable

from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.models.catalogue import Entry
from slm_desktop.core.models.figures import Figures
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.library.projectors import projector_beside
from slm_desktop.services.media import MediaIntake
from slm_desktop.services.services import Services
from slm_desktop.ui.compare.context import CompareScreenContext
from slm_desktop.ui.load_panel import Costs
from slm_desktop.ui.models.context import ModelsContext, ModelsScreenContext


def models_context(services: Services) -> ModelsContext:
    """What the pages of models read and call."""
    models = services.models
    return ModelsContext(
        settings=services.settings,
        discover=models.discover,
        downloads=models.downloads,
        local_models=models.local_models,
        forecasts=models.forecasts,
        speeds=models.speeds,
        catalogue=models.discover.catalogue,
        endpoint=lambda: models.network.access().base,
    )


def models_screen_context(services: Services) -> ModelsScreenContext:
    """What the screen around them needs."""
    models, elsewhere = services.models, services.remotes
    return ModelsScreenContext(
        file_operations=models.files,
        enter_token=models.account.enter,
        folder=lambda: models.folder,
        uses=models.store.uses,
        host=lambda: models.network.access().host,
        remotes=elsewhere.remotes,
        elsewhere=elsewhere,
    )


def compare_context(
    services: Services,
    *,
    about: Callable[[LocalModel], Figures | None],
    to_chat: Callable[[ColumnSession], None],
    suggest_able: Callable[[Feature], Entry | None],
    get: Callable[[Entry], object],
) -> CompareScreenContext:
    """What the screen of comparisons needs."""
    comparison = services.comparison
    return CompareScreenContext(
        models=services.choices.all,
        about=about,
        find=comparison.find,
        later=services.later,
        machine=comparison.machine,
        now=time.time,
        to_chat=to_chat,
        also_at=lambda path: services.remotes.remotes.also_at(path),
        documents=lambda: services.documents.library,
        tools=services.lazy_tools,
        media=MediaIntake(services.media),
        suggest_able=suggest_able,
        get=get,
    )


def load_costs(services: Services) -> Costs:
    """What the panel needs in which it is chosen how a model is loaded."""
    models = services.models
    return Costs(
        forecasts=models.forecasts,
        speeds=models.speeds,
        usual=services.settings.load_options,
        kept=services.loads.of,
        has_gpu=services.has_gpu,
        models=lambda: models.local_models.models,
        projector=projector_beside,
    )
