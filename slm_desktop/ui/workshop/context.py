"""What the workshop reads and asks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.comparisons import Comparisons
from slm_desktop.core.engines.energy import Price
from slm_desktop.core.engines.events import Parting
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.evaluate.evaluations import Evaluations
from slm_desktop.core.models.forecasts import Forecasts
from slm_desktop.core.models.gguf import Header
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.workshop.benchmarks import Benchmarks
from slm_desktop.core.workshop.losses import Losses, LossRecord
from slm_desktop.core.workshop.merging import Merging
from slm_desktop.core.workshop.quantisation import Quantisation
from slm_desktop.core.workshop.rewriting import Rewriting
from slm_desktop.core.workshop.tuning import Tuning
from slm_desktop.core.workshop.work_queue import WorkQueue
from slm_desktop.errors import Fault
from slm_desktop.ui.files import Later


class Judged(Protocol):
    """Where models were judged: suites and votes, and the computer that they ran on."""

    comparisons: Comparisons
    evaluations: Evaluations

    def machine(self) -> Machine:
        """This computer."""


class WorkshopContext(msgspec.Struct, frozen=True, kw_only=True):
    """`models` are those on this computer, `scorers` those on other machines that score prompts. `options` is how
    models are usually loaded, `options_of` how one of them is, `header` reads what the file of one says, `now` is the
    time of day, `folder` where new models go, `price` what energy costs. `use` chats with a model file, `look` looks
    through the lens at where two models part.
    """

    queue: WorkQueue
    benchmarks: Benchmarks
    losses: Losses
    quantisation: Quantisation
    merging: Merging
    rewriting: Rewriting
    tuning: Tuning
    forecasts: Forecasts
    judged: Callable[[], Judged]
    models: Callable[[], Sequence[LocalModel]]
    scorers: Callable[[], Sequence[LocalModel]]
    options: Callable[[], LoadOptions]
    options_of: Callable[[str], LoadOptions]
    header: Callable[[LocalModel, Callable[[Header | Fault], None]], None]
    has_gpu: Callable[[], bool]
    cores: int
    folder: Callable[[], Path]
    now: Callable[[], float]
    price: Callable[[], Price]
    use: Callable[[str], None]
    look: Callable[[LossRecord, Parting], None]
    later: Later

    def chatty(self) -> list[LocalModel]:
        """The models that can be loaded."""
        return [model for model in self.models() if model.can_chat]

    def alone(self) -> LoadOptions:
        """How a model is loaded that is measured: as usual, but by itself."""
        return self.options().by_itself()
