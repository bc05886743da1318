"""Which model, and how it is loaded: what engines are shared by."""

import msgspec
from msgspec.structs import replace

from slm_desktop.core.engines.options import LoadOptions

USUAL = LoadOptions()


class ModelRef(msgspec.Struct, frozen=True, eq=False):
    """A model: a file on this computer. Two are the same whatever they are called."""

    path: str
    name: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ModelRef) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)


class ModelChoice(msgspec.Struct, frozen=True):
    """A model and how it is loaded. Equal choices can share one engine."""

    model: ModelRef
    options: LoadOptions = USUAL

    @property
    def path(self) -> str:
        """The file."""
        return self.model.path

    @property
    def name(self) -> str:
        """What people call the model."""
        return self.model.name

    def with_options(self, options: LoadOptions) -> "ModelChoice":
        """The same model, loaded otherwise."""
        return replace(self, options=options)
