"""What the workshop reads and asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.workshop.benchmarks import Benchmarks
from slm_desktop.ui.files import Later


@dataclass(kw_only=True, frozen=True)
class WorkshopContext:
    """`models` are those on this computer, `options` how models are usually loaded, `now` the time of day."""

    benchmarks: Benchmarks
    models: Callable[[], Sequence[LocalModel]]
    options: Callable[[], LoadOptions]
    now: Callable[[], float]
    later: Later
