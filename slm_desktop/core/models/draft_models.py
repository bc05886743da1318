"""Which models can guess for another one."""

from collections.abc import Sequence

from slm_desktop.core.models.forecasts import Forecasts, local
from slm_desktop.core.models.local_models import LocalModel

LARGEST_SHARE = 0.7
"""A draft model has at most so much of the other one's bytes: what is hardly smaller guesses no faster."""


def draft_models(model: LocalModel, models: Sequence[LocalModel], forecasts: Forecasts) -> list[LocalModel]:
    """Those of `models` that have the vocabulary of `model` and are smaller, the smallest first.

    A vocabulary is known once a file was planned; plans that are missing are asked for.
    """
    smaller = [one for one in models if one.can_chat and one.size <= LARGEST_SHARE * model.size]
    own = forecasts.want(local(model))
    if own is None or not own.vocabulary:
        return []
    planned = ((one, forecasts.want(local(one))) for one in smaller)
    fitting = [one for one, table in planned if table and table.vocabulary == own.vocabulary]
    return sorted(fitting, key=lambda one: one.size)
