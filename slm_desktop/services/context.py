"""What all services stand on."""

import random

import msgspec

from slm_desktop.core.chance import Ids
from slm_desktop.core.clock import Clock
from slm_desktop.core.documents.ports import NO_DOCUMENTS, SourceFinder
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.run_lock import RunLock
from slm_desktop.core.faults import Faults
from slm_desktop.core.tools.ports import NO_TOOLS, Toolbox
from slm_desktop.jobs import Jobs
from slm_desktop.loop import Loop
from slm_desktop.paths import Paths
from slm_desktop.services.preferences import UserPreferences
from slm_desktop.settings import Settings
from slm_desktop.store.loads import Loads

MOST_SEEDS = 0xFFFFFFFE
"""llama.cpp keeps the greatest number of 32 bits for “draw one”."""


class SystemChance:
    """The computer's random numbers."""

    def seed(self) -> int:
        """A seed for the sampler."""
        return random.getrandbits(32) % MOST_SEEDS

    def shuffle(self, items: list[int]) -> None:
        """Bring a list into another order."""
        random.shuffle(items)


class ServiceContext(msgspec.Struct, frozen=True, kw_only=True):
    """Built first, used by all services. `offline` holds whatever the settings say."""

    paths: Paths
    settings: Settings
    loads: Loads
    preferences: UserPreferences
    faults: Faults
    jobs: Jobs
    loop: Loop
    clock: Clock
    chance: SystemChance
    ids: Ids
    pool: EnginePool
    model: ActiveModel
    lock: RunLock
    sources: SourceFinder = NO_DOCUMENTS
    toolbox: Toolbox = NO_TOOLS
    offline: bool = False
