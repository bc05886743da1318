"""What everything that is measured here works with."""

import msgspec

from slm_desktop.core.chance import Ids
from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.workshop.ports import DescribesMachine
from slm_desktop.core.workshop.work_queue import WorkQueue


class MeasuringContext(msgspec.Struct, frozen=True, kw_only=True):
    """`queue` is shared by all kinds of work, so that none disturbs another."""

    pool: EnginePool
    computer: DescribesMachine
    clock: Clock
    ids: Ids
    queue: WorkQueue
