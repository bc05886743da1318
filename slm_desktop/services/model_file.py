"""Watches the file of the model that is loaded."""

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.core.faults import Faults
from slm_desktop.core.models.local_models import LocalModels
from slm_desktop.errors import Fault


class ModelFile:
    """Says so once when it has gone from the disk."""

    def __init__(self, model: ActiveModel, faults: Faults) -> None:
        self._model, self._faults = model, faults
        self._seen, self._missed = "", False

    def look(self, local_models: LocalModels) -> None:
        """The models on this computer were looked through."""
        choice = self._model.choice
        path = choice.path if choice and self._model.state == EngineState.READY else ""
        if not path or is_remote(path) or local_models.of_path(path) is not None:
            self._seen, self._missed = path, False
            self._faults.over("model_gone")
        elif local_models.known and not local_models.scanning and self._seen == path and not self._missed:
            self._missed = True
            self._faults.report(Fault("model_gone", {"path": path}))
