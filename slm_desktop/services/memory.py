"""The main memory of this computer, and what models need of it."""

from typing import TYPE_CHECKING

from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.engine.memory import free_memory
from slm_desktop.paths import file_size
from slm_desktop.services.lazy import Lazy
from slm_desktop.settings import Settings

if TYPE_CHECKING:  # They stand above the pool, and what stands behind them costs 40 ms of the start.
    from slm_desktop.core.models.forecast import Table
    from slm_desktop.core.models.local_models import LocalModel
    from slm_desktop.services.models import ModelServices

ROUGH_SHARE, ROUGH_BYTES = 1.1, 200 * 2**20
"""What a model needs while no forecast says it: its file, a tenth more, and some room for the engine."""

NEXT_TO_NOTHING = 1
"""What an engine on another machine takes of this one; 0 would say that nothing is known."""


class ComputerMemory:
    """As the pool of engines asks for it. Forecasts are read once there are any."""

    def __init__(self, settings: Settings, models: "Lazy[ModelServices]") -> None:
        self._settings, self._models = settings, models

    def free(self) -> int:
        """Bytes that are free now."""
        return free_memory()

    def limit(self) -> int:
        """Bytes that models may take, as the settings say; 0 for no limit."""
        return int(self._settings["memory_limit"]) * 2**20

    def need(self, choice: ModelChoice) -> int:
        """Bytes that a model needs with all that is loaded beside it: from llama.cpp's own plan where that is known,
        else from its size; 0 for no file.
        """
        if is_remote(choice.path):
            return NEXT_TO_NOTHING
        own = self._forecast(choice.path, choice.options) or self._rough(choice.path)
        beside = sum(map(file_size, (*choice.options.adapters, choice.options.projector)))
        return own + beside + (self._draft(choice) if choice.options.draft_model else 0)

    def _draft(self, choice: ModelChoice) -> int:
        from slm_desktop.core.models.draft_models import need_of_draft

        models, options = self._models.built, choice.options
        own, draft = self._table(choice.path), self._table(options.draft_model)
        if models is None or own is None or draft is None:
            return self._rough(options.draft_model)
        context = models.forecasts.context(own, options.context, options.kv_type)
        return need_of_draft(own, draft, context, options.kv_type)

    def _found(self, path: str) -> "LocalModel | None":
        models = self._models.built
        return models.local_models.of_path(path) if models else None

    def _table(self, path: str) -> "Table | None":
        from slm_desktop.core.models.forecasts import local

        models, found = self._models.built, self._found(path)
        return models.forecasts.want(local(found)) if models and found else None

    def _forecast(self, path: str, options: LoadOptions) -> int:
        models, found, table = self._models.built, self._found(path), self._table(path)
        if models is None or found is None or table is None:
            return 0
        return models.forecasts.need(found.key, table, options.context, options.kv_type)

    def _rough(self, path: str) -> int:
        found = self._found(path)
        size = found.size if found else file_size(path)
        return int(size * ROUGH_SHARE) + ROUGH_BYTES if size else 0
