"""What the compare screen needs of the world."""

from collections.abc import Callable, Sequence
from itertools import islice

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.records import Column
from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.models.figures import Figures
from slm_desktop.core.models.local_models import REMOTE, LocalModel
from slm_desktop.core.records import Hit
from slm_desktop.core.tools.ports import ManagedTools
from slm_desktop.ui.media.media_place import TakesMedia


class CompareScreenContext(TakesMedia, frozen=True, kw_only=True):
    """What the screen needs of the world: models, a search, work on a thread, this computer, the way to an ordinary
    chat, and where else a model of another machine is served.
    """

    models: Callable[[], Sequence[LocalModel]]
    about: Callable[[LocalModel], Figures | None]
    find: Callable[[str, Callable[[list[Hit]], None]], None]
    machine: Callable[[], Machine]
    now: Callable[[], float]
    to_chat: Callable[[ColumnSession], object]
    also_at: Callable[[str], tuple[str, ...]]
    documents: Callable[[], DocumentLibrary]
    tools: Callable[[], ManagedTools]

    def first_columns(self) -> list[Column]:
        """Those of a new comparison: the first two models at hand that can be loaded, or one of them twice.

        None of another machine: nothing is sent there before somebody has chosen that.
        """
        here = (one for one in self.models() if one.owner != REMOTE)
        usable = (one for one in here if not ((known := self.about(one)) and known.problem))
        models = list(islice(usable, 2))  # No more are asked about: that makes a plan of each.
        chosen = [Column(0, 0, one.path, one.name, one.quantisation) for one in models]
        return chosen * 2 if len(chosen) == 1 else chosen
