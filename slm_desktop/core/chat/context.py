"""What the sessions of all chats share, and what a chat has before it is given a model."""

import msgspec

from slm_desktop.core.chance import Chance, Ids
from slm_desktop.core.chat.ports import Answerer, ChatStore
from slm_desktop.core.clock import Clock
from slm_desktop.core.documents.ports import NO_DOCUMENTS, SourceFinder
from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.ports import MediaStore, Preferences
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.tools.ports import NO_TOOLS, Toolbox
from slm_desktop.errors import Fault


class ChatContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the sessions of all chats share."""

    model: Answerer
    store: ChatStore
    clock: Clock
    ids: Ids
    chance: Chance
    preferences: Preferences
    sources: SourceFinder = NO_DOCUMENTS
    toolbox: Toolbox = NO_TOOLS
    media: MediaStore = NO_MEDIA


class NoModel:
    """Writes nothing: what a chat has before it is given a model."""

    engine: Engine | None = None

    def start(self, request: Request, on_event: OnEvent) -> Run:
        """Raise Fault 'no_model'."""
        raise Fault("no_model")
