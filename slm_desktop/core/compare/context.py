"""What all comparisons share."""

import msgspec

from slm_desktop.core.chance import Chance, Ids
from slm_desktop.core.clock import Clock
from slm_desktop.core.compare.ports import ComparisonStore
from slm_desktop.core.compare.schedule import Costs
from slm_desktop.core.documents.ports import NO_DOCUMENTS, SourceFinder
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.ports import MediaStore, Preferences
from slm_desktop.core.engines.run_lock import RunLock
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.tools.ports import NO_TOOLS, Toolbox


class ComparisonContext(msgspec.Struct, frozen=True, kw_only=True):
    """What all comparisons share. `cores` are those that models which run together have among them."""

    store: ComparisonStore
    pool: EnginePool
    lock: RunLock
    clock: Clock
    ids: Ids
    chance: Chance
    preferences: Preferences
    cores: int
    sources: SourceFinder = NO_DOCUMENTS
    toolbox: Toolbox = NO_TOOLS
    media: MediaStore = NO_MEDIA

    def costs(self) -> Costs:
        """What a schedule is made for, as things are now."""
        return Costs(
            need=self.pool.need,
            in_use=self.pool.is_in_use,
            room=self.pool.room(),
            cores=self.cores,
            usual=lambda path: self.preferences.load_options(path).without_draft_model(),
        )
