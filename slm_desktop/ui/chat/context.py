"""What the chat screen needs of the world."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.lens.lens import Lens
from slm_desktop.core.models.figures import Figures
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.tools.ports import ManagedTools
from slm_desktop.ui.chat.chat_sidebar import Find
from slm_desktop.ui.chat.exchange import Everything
from slm_desktop.ui.chat.presets import Recommend
from slm_desktop.ui.chat.prompt_library import Own
from slm_desktop.ui.chat.welcome import Suggestion
from slm_desktop.ui.media.media_place import TakesMedia

if TYPE_CHECKING:
    from slm_desktop.core.models.memory_ladder import SmallerLoad


class ChatScreenContext(TakesMedia, frozen=True, kw_only=True):
    """What the screen needs beside the verbs of core: files, models, own prompts, and what to do about trouble."""

    models: Callable[[], Sequence[LocalModel]]
    find: Find
    save_again: Callable[[], object]
    everything: Everything
    bring_back: Callable[[], object]
    begin_anew: Callable[[], object]
    suggest: Callable[[], Suggestion | None]
    about: Callable[[LocalModel], Figures | None]
    prompts: "Own"
    recommend: Recommend
    lens: Lens
    documents: Callable[[], DocumentLibrary]
    tools: Callable[[], ManagedTools]
    smaller_loads: "Callable[[Trouble], Sequence[SmallerLoad]]"
    """What to try when a model did not fit into the memory."""
    here: Callable[[], Sequence[ModelChoice]]
    """The models on this computer that can chat."""
