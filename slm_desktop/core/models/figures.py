"""What is to be known of a model before it is loaded: the memory that it needs, whether that fits, and how fast it is
here.
"""

import msgspec

from slm_desktop.core.engines.usage import Typical
from slm_desktop.core.models.forecast import rough_need
from slm_desktop.core.models.forecasts import Forecasts, local
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.models.speed import Expected
from slm_desktop.core.models.speeds import Speeds


class Figures(msgspec.Struct, frozen=True):
    """`need` in bytes of main memory; `exact` when it comes from llama.cpp's plan for this file; `problem` a fault's
    code.
    """

    need: int
    verdict: str
    exact: bool
    speed: Typical | Expected | None
    problem: str = ""


def figures(model: LocalModel, forecasts: Forecasts, speeds: Speeds, context: int, kv_type: str) -> Figures:
    """The figures of a model on this computer, at a context (0 for the usual one)."""
    key = local(model).key
    table, fault = forecasts.table(key), forecasts.fault_of_file(key)
    need = forecasts.need(key, table, context, kv_type) if table else rough_need(model.size)
    return Figures(
        need,
        forecasts.verdict(need),
        table is not None,
        speeds.of(model),
        fault.code if fault else "",
    )
