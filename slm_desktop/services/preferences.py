"""What the user has chosen for all answers and loads, as the core asks for it."""

from msgspec.structs import replace

from slm_desktop.core.engines.commands import Overflow
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.library.projectors import projector_beside
from slm_desktop.settings import Settings
from slm_desktop.store.loads import Loads


class UserPreferences:
    """Read from the settings, and from what was chosen for single models."""

    def __init__(self, settings: Settings, loads: Loads) -> None:
        self._settings, self._loads = settings, loads

    @property
    def overflow(self) -> Overflow:
        """What is left out of a prompt that is too long."""
        return Overflow(self._settings["overflow"])

    @property
    def speculate(self) -> bool:
        """Whether tokens of an answer are drafted where that is faster."""
        return bool(self._settings["speculate"])

    def load_options(self, path: str) -> LoadOptions:
        """How a model file is loaded: as the settings say, but for what was chosen for this one; with the projector
        beside it, if there is one.
        """
        chosen = self._loads.of(path)
        options = chosen.over(self._settings.load_options())
        if chosen.projector is None and not is_remote(path):
            options = replace(options, projector=projector_beside(path))
        return options if self.speculate else options.without_draft_model()
