"""From the workshop to the lens: a place where two models part, looked at."""

from PySide6.QtCore import QCoreApplication

from slm_desktop.core.engines.events import Parting
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.core.lens.parting import PartingLook, parting_chat
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.losses import LossRecord
from slm_desktop.services.services import Services
from slm_desktop.ui.chat.screen import ChatScreen


def look_at_parting(services: Services, screen: ChatScreen, record: LossRecord, parting: Parting) -> None:
    """Open a chat with the text, load the model that was scored, and look through the lens at what both hold."""
    title = QCoreApplication.translate("Workshop", "Where models part: {token}")
    named = title.format(token=f"“{visible(parting.token)}”")
    chat = services.chat_list.take_in([parting_chat(parting, named, services.clock.now())])[0]
    services.choose(record.model.path)
    choice = services.model.choice
    if choice is None or choice.path != record.model.path:
        return  # Its file has gone, which is told; another model would say something else.
    screen.show_chat(chat)
    screen.lens.show(True)
    other = record.base.path if record.base and not is_remote(record.base.path) else ""
    PartingLook(services.lens, services.model, chat.head or 0, services.choices.of(other) if other else None)
