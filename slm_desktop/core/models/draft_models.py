"""Which models can guess for another one."""

from collections.abc import Sequence

from slm_desktop.core.models.forecast import Table
from slm_desktop.core.models.forecasts import Forecasts, local
from slm_desktop.core.models.local_models import LocalModel

LARGEST_SHARE = 0.7
"""A draft model has at most so much of the other one's bytes: what is hardly smaller guesses no faster."""


def draft_models(model: LocalModel, models: Sequence[LocalModel], forecasts: Forecasts) -> list[LocalModel]:
    """Those of `models` that have the vocabulary of `model` and are smaller, the smallest first.

    A vocabulary is known once a file was planned; plans that are missing are asked for.
    """
    own = forecasts.want(local(model))
    if own is None or not own.vocabulary:
        return []
    planned = [(one, forecasts.want(local(one))) for one in _smaller(model, models)]
    fitting = [one for one, table in planned if table and table.vocabulary == own.vocabulary]
    return sorted(fitting, key=lambda one: one.size)


def is_looking(model: LocalModel, models: Sequence[LocalModel], forecasts: Forecasts) -> bool:
    """Whether there may be more, as a plan has not come yet."""
    keys = [local(one).key for one in (model, *_smaller(model, models))]
    return any(forecasts.table(key) is None and forecasts.fault(key) is None for key in keys)


def _smaller(model: LocalModel, models: Sequence[LocalModel]) -> list[LocalModel]:
    return [one for one in models if one.can_chat and one.size <= LARGEST_SHARE * model.size]


def need_of_draft(own: Table, draft: Table, context: int, kv_type: str) -> int:
    """Bytes of main memory that a draft model takes beside its model, whose context it has.

    It keeps no caches of idle chats. All of it lies on a graphics card if all of the model does, else none.
    """
    planned, row = own.at(context, kv_type), draft.at(min(context, draft.trained_context), kv_type)
    if row is None:
        return 0
    is_on_gpu = planned is not None and bool(planned.layers) and planned.layers >= own.layers
    return row.total + (0 if is_on_gpu else row.gpu)
