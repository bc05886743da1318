"""Which model, and how it is loaded: what engines are shared by."""

from dataclasses import dataclass, field, replace

from slm_desktop.core.engines.options import LoadOptions

USUAL = LoadOptions()


@dataclass(frozen=True)
class ModelRef:
    """A model: a file on this computer. Two are the same whatever they are called."""

    path: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class ModelChoice:
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
