"""The chat screen: places its parts and connects them with the verbs of core."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from slm_desktop.core.book import ChatBook
from slm_desktop.core.chat import ChatSession
from slm_desktop.core.models import LOADING, READY, ModelSession
from slm_desktop.core.records import Chat
from slm_desktop.errors import Fault
from slm_desktop.library.files import ModelFile
from slm_desktop.settings import Settings
from slm_desktop.ui.chat.chat_list import ChatList
from slm_desktop.ui.chat.composer import Composer
from slm_desktop.ui.chat.header import Header
from slm_desktop.ui.chat.inspector import Inspector
from slm_desktop.ui.chat.transcript import MARGIN, Transcript
from slm_desktop.ui.chat.troubles import Steps, Troubles
from slm_desktop.ui.notices import NoticePlace
from slm_desktop.ui.theme import ANSWER_FONTS, SIZE, Theme, load_fonts
from slm_desktop.ui.widgets.graph import LiveGraph

if TYPE_CHECKING:
    from slm_desktop.ui.chat.picker import Picker

LIST_FROM_WIDTH = 1180
"""In narrower windows the list of chats opens on demand."""
COUNT_SECONDS = 0.5
TINY = 400_000_000
"""Below so many parameters a model is presented as a toy."""


class ChatScreen(QWidget):
    """List, conversation and inspector."""

    model_chosen = Signal(str)

    def __init__(self, theme: Theme, model: ModelSession, book: ChatBook, settings: Settings,
                 models: Callable[[], Sequence[ModelFile]], save_again: Callable[[], None]) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("chatScreen")
        self._theme, self._model, self._book, self._settings, self._models = theme, model, book, settings, models
        self._session: ChatSession | None = None
        self._blank: ChatSession | None = None
        self._drafts: dict[int, tuple[str, list[str]]] = {}
        self._counted = 0.0
        self._leave: Callable[[], object] = lambda: None
        self._list_wanted: bool | None = None
        self._list = ChatList(theme, book)
        self._header = Header(theme, model)
        self._transcript, self._composer = Transcript(theme), Composer(theme)
        self._inspector = Inspector(theme, advanced=settings["advanced"])
        self._picker: Picker | None = None
        self._troubles = Troubles(theme, model, settings, Steps(self._on_choose, save_again, self._on_edit))
        self._above = NoticePlace()
        self._lay_out()
        self._connect()
        self.new_chat()

    def _lay_out(self) -> None:
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.addLayout(self._above)
        foot.addWidget(self._composer)
        holder = QWidget()
        holder.setLayout(foot)
        holder.setMaximumWidth(SIZE.column + 2 * MARGIN)
        centred = QHBoxLayout()
        centred.addWidget(holder, 1)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._header)
        middle.addWidget(self._transcript, 1)
        middle.addLayout(centred)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._list)
        whole.addLayout(middle, 1)
        whole.addWidget(self._inspector)
        self._inspector.setVisible(self._settings["inspector"])

    def _connect(self) -> None:
        self._list.opened.connect(lambda chat: self.show_chat(chat))
        self._list.new_wanted.connect(self.new_chat)
        self._header.picker_wanted.connect(self._on_picker_wanted)
        self._header.cancel_wanted.connect(self._model.cancel_load)
        self._header.eject_wanted.connect(self._model.eject)
        self._header.inspector_toggled.connect(self.show_inspector)
        self._header.list_toggled.connect(self._on_list_toggled)
        self._composer.submitted.connect(self._on_submitted)
        self._composer.stopped.connect(self.stop)
        self._composer.count_wanted.connect(self._on_count_wanted)
        self._inspector.changed.connect(self._on_sampling)
        self._inspector.advanced_toggled.connect(lambda on: self._settings.__setitem__("advanced", on))
        self._model.changed.subscribe(self._refresh)
        self._book.changed.subscribe(self._mark_chat)

    # -- verbs of the window ---------------------------------------------------------------------------------

    def new_chat(self) -> None:
        """Begin a chat, unless the one shown is still empty."""
        if self._blank is None or self._blank.messages:
            self._blank = self._book.new()
        if self._session is self._blank:
            self._composer.focus()
        else:
            self._show(self._blank)

    def show_chat(self, chat: Chat) -> None:
        """Show a chat of the list."""
        if self._session is None or self._session.chat is not chat:
            self._show(self._book.open(chat.id))

    def complete(self) -> None:
        """Make what the first picture could do without, and put the caret where the next message is written."""
        load_fonts(ANSWER_FONTS)
        self._inspector.fill()
        self.focus()

    def focus(self) -> None:
        """Put the caret where the next message is written."""
        self._composer.focus()

    def stop(self) -> None:
        """End the answer under way."""
        if self._session:
            self._session.stop()

    def open_picker(self) -> None:
        """Choose a model."""
        self._header.open_picker()

    def toggle_inspector(self) -> None:
        """Show or hide the sampling panel."""
        self.show_inspector(not self._inspector.isVisible())

    def show_inspector(self, shown: bool) -> None:
        """Show or hide the sampling panel."""
        self._settings["inspector"] = shown
        self._inspector.setVisible(shown)
        self._show_panels()

    def set_graph(self, graph: LiveGraph) -> None:
        """Place the live graph."""
        self._inspector.set_graph(graph)

    def show_store_trouble(self, fault: Fault | None) -> None:
        """A chat could not be saved, so what is on the screen is all there is; None when all is saved again."""
        if self._troubles.store_failed(fault):
            self._refresh()

    @property
    def session(self) -> ChatSession:
        """The chat that is shown."""
        assert self._session is not None
        return self._session

    # -- inside ----------------------------------------------------------------------------------------------

    def _show(self, session: ChatSession) -> None:
        self._leave()
        if self._session:
            self._drafts[self._session.chat.id] = self._composer.draft
        self._session = session
        leave = (session.changed.subscribe(self._refresh), session.streamed.subscribe(self._on_streamed))
        self._leave = lambda: [end() for end in leave]
        self._transcript.show_session(session)
        self._refresh()
        self._mark_chat()
        self._composer.set_draft(*self._drafts.pop(session.chat.id, ("", [])))
        self._composer.focus()

    def _on_streamed(self) -> None:
        """Count the context while the answer grows, twice a second."""
        now = time.monotonic()
        if self._session and now - self._counted >= COUNT_SECONDS:
            self._counted = now
            self._composer.set_used(self._tokens_used(self._session))

    def _refresh(self) -> None:
        session = self._session
        if session is None:
            return
        state = self._model.state
        self._composer.set_state(ready=state == READY, live=session.live is not None, loading=state == LOADING)
        loaded = self._model.loaded
        self._composer.set_usage(self._tokens_used(session), loaded.context if loaded else 0)
        self._inspector.show_values(session.sampling)
        self._transcript.set_empty_words(self._empty_words())
        self._transcript.notice.show_notice(session.trouble, lambda: self._troubles.for_session(session))
        self._above.show_notice(self._troubles.model_key(), self._troubles.for_model)

    def _empty_words(self) -> str:
        model = self._model
        if model.loaded is None or model.choice is None:
            return ""
        words = self.tr("{name} is ready on this computer. Nothing you write leaves it.").format(name=model.choice.name)
        if model.loaded.parameters < TINY:
            words += "\n" + self.tr("It is tiny: quick, and often wrong. Any other .gguf file can be opened above.")
        return words

    def _tokens_used(self, session: ChatSession) -> int:
        record = next((message.run for message in reversed(session.messages) if message.run and message.run.prompt_tokens), None)
        return record.prompt_tokens + len(record.tokens) if record else 0

    def _mark_chat(self) -> None:
        if self._session:
            self._list.select(self._session.chat)

    def _on_submitted(self, text: str) -> None:
        try:
            self.session.send(text)
        except Fault:
            self._composer.give_back(text)

    def _on_count_wanted(self, text: str) -> None:
        if text.strip():
            self._model.count(text, self._composer.show_count)
        else:
            self._composer.show_count(0)

    def _on_sampling(self, name: str, value: object) -> None:
        values = {**self.session.sampling, name: value}
        self.session.set_sampling(values)  # type: ignore[arg-type]

    def _on_edit(self) -> None:
        """Put the last question back into the composer."""
        questions = [message.content for message in self.session.messages if message.role == "user"]
        self._composer.give_back(questions[-1])
        self.session.dismiss()
        self._composer.focus()

    def _on_choose(self) -> None:
        self.open_picker()

    def _on_picker_wanted(self, at: QPoint) -> None:
        current = self._model.choice.path if self._model.choice else ""
        if self._picker is None:
            from slm_desktop.ui.chat.picker import Picker

            self._picker = Picker(self._theme, self)
            self._picker.chosen.connect(self.model_chosen)
        self._picker.show_models(self._models(), current, at)

    # -- width -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: object) -> None:
        """Without room, the list gives way to the conversation."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._show_panels()

    def _on_list_toggled(self, shown: bool) -> None:
        self._list_wanted = shown
        self._show_panels()

    def _show_panels(self) -> None:
        roomy = self.width() >= LIST_FROM_WIDTH - SIZE.rail or not self._settings["inspector"]
        self._list.setVisible(roomy if self._list_wanted is None else self._list_wanted)
        self._header.set_panels(inspector=self._settings["inspector"], chats=not self._list.isHidden())
