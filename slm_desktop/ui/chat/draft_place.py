"""What is written in each chat and not yet sent: kept while one is elsewhere, brought back, and sent."""

from collections.abc import Callable

from msgspec.structs import replace

from slm_desktop.core.chat.chat_list import ChatList
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.media import MOST_MEDIA, Media
from slm_desktop.core.faults import Faults
from slm_desktop.core.records import Attachment, Chat, Draft
from slm_desktop.settings import Settings
from slm_desktop.ui.chat.composer import Composer
from slm_desktop.ui.transcript.view import Transcript


class DraftPlace:
    """`session` gives the chat that is shown, None before the first; `try_to` does what may raise a Fault."""

    def __init__(
        self,
        *,
        composer: Composer,
        transcript: Transcript,
        chat_list: ChatList,
        settings: Settings,
        session: Callable[[], ChatSession | None],
        try_to: Callable[[Callable[[], object]], bool],
        faults: Faults,
    ) -> None:
        self._composer, self._transcript, self._chat_list = composer, transcript, chat_list
        self._settings, self._session, self._try_to, self._faults = settings, session, try_to, faults
        composer.submitted.connect(self._on_submitted)
        composer.edited.connect(self.keep)

    @property
    def listed(self) -> Chat | None:
        """The chat that is shown, None for one that has not begun."""
        session = self._session()
        return session.chat if session and session.chat.touched else None

    def keep(self) -> None:
        """Keep what is written."""
        self._chat_list.keep_draft(self.listed, self._composer.draft)

    def bring_back(self) -> None:
        """Show what was written in the chat that is shown."""
        self._composer.set_draft(self._chat_list.draft(self.listed))

    def leave(self) -> None:
        """Another chat is shown, or the window closes: nothing that is written is lost."""
        self._composer.system.keep()
        for text in self._transcript.unsent:
            self._composer.attach(Attachment(text))
        self.keep()

    def put_aside(self, session: ChatSession, item: Media) -> None:
        """Keep a picture that came when its chat was not shown any more."""
        chat = session.chat if session.chat.touched else None
        draft = self._chat_list.draft(chat)
        media = (*draft.media, item)[:MOST_MEDIA]
        self._chat_list.keep_draft(chat, replace(draft, media=media))

    def _on_submitted(self, text: str, media: tuple[Media, ...]) -> None:
        self._faults.acted()
        session, is_fresh = self._session(), self.listed is None
        if session is None or not self._try_to(lambda: session.send(text, media)):
            self._composer.give_back(text, media)
            return
        if is_fresh:
            self._chat_list.keep_draft(None, Draft())
            self._settings["last_chat"] = session.chat.id
        self.keep()
