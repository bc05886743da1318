"""What the model in use could be loaded with when it did not fit into the memory."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.models.forecast import AUTOMATIC_CONTEXT
from slm_desktop.core.models.forecasts import local
from slm_desktop.core.models.memory_ladder import CODES, SmallerLoad, smaller_loads

if TYPE_CHECKING:
    from slm_desktop.services.models import ModelServices


class MemoryLadder:
    """`has_gpu` tells whether layers can be on a graphics card."""

    def __init__(self, model: ActiveModel, models: "Callable[[], ModelServices]", has_gpu: Callable[[], bool]) -> None:
        self._model, self._models, self._has_gpu = model, models, has_gpu

    def of(self, trouble: Trouble) -> list[SmallerLoad]:
        """The next attempts, what costs least first; none where the trouble has nothing to do with memory."""
        choice, loaded = self._model.choice, self._model.loaded
        if choice is None or trouble.code not in CODES:
            return []
        models, options = self._models(), choice.options
        found = models.local_models.of_path(choice.path)
        table = models.forecasts.want(local(found)) if found else None
        told = int(trouble.details.get("context", 0) or 0)
        trained = table.trained_context if table else 0
        context = told or (loaded.context if loaded else 0) or options.context or AUTOMATIC_CONTEXT
        context = min(context, trained) if trained else context
        row = table.at(context, options.kv_type) if table else None
        asked = min(options.gpu_layers, table.layers) if table else 0  # Many write 999 for all of them.
        planned = asked if options.gpu_layers >= 0 else row.layers if row else 0
        layers = loaded.offloaded if loaded else planned if self._has_gpu() else 0
        return smaller_loads(options, table, context=context, layers=layers, details=trouble.details)
