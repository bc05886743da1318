"""Which models can be chosen, here and on other machines, and how each is loaded."""

from typing import TYPE_CHECKING

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.ports import Preferences
from slm_desktop.core.engines.remote_address import is_remote, parts_of, remote_name
from slm_desktop.core.models.local_models import OPENED, STARTER, LocalModel
from slm_desktop.core.models.names import shown_name
from slm_desktop.core.visible import visible
from slm_desktop.library.sniff import check
from slm_desktop.library.starter import starter
from slm_desktop.services.lazy import Lazy
from slm_desktop.settings import Settings

if TYPE_CHECKING:  # What stands behind them is not needed for the first picture.
    from slm_desktop.services.models import ModelServices
    from slm_desktop.services.remotes import RemoteServices


class ModelChoices:
    """Reads them anew each time: files come and go."""

    def __init__(
        self,
        settings: Settings,
        preferences: Preferences,
        active: ActiveModel,
        models: "Lazy[ModelServices]",
        remotes: "Lazy[RemoteServices]",
    ) -> None:
        self._settings, self._preferences, self._active = settings, preferences, active
        self._models, self._remotes = models, remotes

    def of(self, path: str) -> ModelChoice:
        """A model file as it is called and loaded."""
        if is_remote(path):
            return ModelChoice(ModelRef(path, visible(remote_name(parts_of(path)[1]))))
        name, _quantisation = shown_name(path)
        return ModelChoice(ModelRef(path, name), self._preferences.load_options(path))

    def all(self) -> list[LocalModel]:
        """The models that can be chosen, here and on other machines; until the first scan is done, those that are known
        without one.
        """
        return [*self._here(), *self._remotes().models()]

    def _here(self) -> list[LocalModel]:
        from slm_desktop.library.scan import describe

        local_models = self._models().local_models
        if local_models.known:
            return [model for model in local_models.models if model.can_chat]
        first = starter()
        known = [(str(first), STARTER)] if first else []
        known += [(path, OPENED) for path in self._settings["opened"] if path != str(first)]
        return [found for path, owner in known if (found := describe(path, owner))]

    def here(self) -> list[ModelChoice]:
        """The models on this computer that can chat."""
        return [self.of(model.path) for model in self._here()]

    def embedding(self, path: str) -> ModelChoice:
        """How a model is loaded to make vectors."""
        choice = self.of(path)
        return choice.with_options(choice.options.to_embed())

    def embedders(self) -> list[LocalModel]:
        """The models on this computer that make vectors."""
        return [model for model in self._models().local_models.models if model.can_embed]

    def served(self) -> list[ModelChoice]:
        """What the server offers: the model in use first."""
        choices = [self.of(model.path) for model in self._here()]
        choices += [self.embedding(model.path) for model in self.embedders()]
        active = self._active.choice if self._active.choice and not is_remote(self._active.choice.path) else None
        return [active, *(one for one in choices if one.path != active.path)] if active else choices


def check_choice(path: str) -> None:
    """Raise Fault for a file that cannot be a model; what another machine has is that machine's to say."""
    if not is_remote(path):
        check(path)
