"""What the chat screen needs of the services. It is a part of the first picture, and imports no more than that."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from slm_desktop.core.engines.events import Feature
from slm_desktop.core.models.catalogue import Entry
from slm_desktop.core.models.figures import Figures
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.services.media import MediaIntake
from slm_desktop.services.services import Services
from slm_desktop.store.prompts import Prompts
from slm_desktop.ui.chat.context import ChatScreenContext
from slm_desktop.ui.chat.presets import Recommend
from slm_desktop.ui.chat.welcome import Suggestion

if TYPE_CHECKING:
    from slm_desktop.core.engines.trouble import Trouble
    from slm_desktop.core.models.memory_ladder import SmallerLoad


def chat_context(
    services: Services,
    *,
    suggest: Callable[[], Suggestion | None],
    suggest_able: Callable[[Feature], Entry | None],
    get: Callable[[Entry], object],
    about: Callable[[LocalModel], Figures | None],
    recommend: Recommend,
) -> ChatScreenContext:
    """What the chat screen needs."""
    store = services.store
    return ChatScreenContext(
        models=services.choices.all,
        find=services.find,
        later=services.later,
        save_again=store.retry,
        everything=store.everything,
        bring_back=store.bring_back,
        begin_anew=store.begin_anew,
        suggest=suggest,
        suggest_able=suggest_able,
        get=get,
        about=about,
        prompts=Prompts(services.paths.data / "prompts.json"),
        recommend=recommend,
        lens=services.lens,
        documents=lambda: services.documents.library,
        media=MediaIntake(services.media),
        tools=services.lazy_tools,
        here=services.choices.here,
        smaller_loads=lambda trouble: _smaller_loads(services, trouble),
    )


def _smaller_loads(services: Services, trouble: "Trouble") -> "list[SmallerLoad]":
    from slm_desktop.services.memory_ladder import MemoryLadder  # Most starts have no trouble.

    return MemoryLadder(services.model, lambda: services.models, services.has_gpu).of(trouble)
