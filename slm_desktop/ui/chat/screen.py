"""The chat screen: places its parts and connects them with the verbs of core."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from slm_desktop.core.chat.answering import is_live_for
from slm_desktop.core.chat.chat_list import ChatList
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.faults import Faults
from slm_desktop.core.records import Chat, Message
from slm_desktop.core.sampling import Value
from slm_desktop.errors import Fault
from slm_desktop.settings import Settings
from slm_desktop.ui.banners import BannerPlace, Reports
from slm_desktop.ui.chat.chat_sidebar import ChatSidebar
from slm_desktop.ui.chat.columns import Columns
from slm_desktop.ui.chat.composer import Composer
from slm_desktop.ui.chat.composer_places import ComposerPlaces
from slm_desktop.ui.chat.context import ChatScreenContext
from slm_desktop.ui.chat.draft_place import DraftPlace
from slm_desktop.ui.chat.exchange import Exchange
from slm_desktop.ui.chat.header import Header
from slm_desktop.ui.chat.inspector import Inspector
from slm_desktop.ui.chat.lens_place import LensPlace
from slm_desktop.ui.chat.message_verbs import MessageVerbs
from slm_desktop.ui.chat.picker_place import PickerPlace
from slm_desktop.ui.chat.presets import PresetBar
from slm_desktop.ui.chat.troubles import Steps, Troubles
from slm_desktop.ui.chat.welcome import Welcome
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.theme import ANSWER_FONTS, SIZE, Theme, load_fonts
from slm_desktop.ui.transcript.view import MARGIN, Transcript
from slm_desktop.ui.widgets.graph import LiveGraph
from slm_desktop.ui.widgets.parts import column, row

if TYPE_CHECKING:
    from slm_desktop.ui.transcript.view import Turn

COUNT_SECONDS = 0.5


class ChatScreen(QWidget):
    """List, conversation and inspector."""

    model_chosen = Signal(str)
    options_wanted = Signal(object, QPoint)
    models_wanted = Signal()

    def __init__(
        self,
        *,
        theme: Theme,
        model: ActiveModel,
        chat_list: ChatList,
        settings: Settings,
        faults: Faults,
        context: ChatScreenContext,
    ) -> None:
        super().__init__()
        self.setObjectName("chatScreen")
        self._theme, self._model, self._chat_list = theme, model, chat_list
        self._settings, self._faults, self._context = settings, faults, context
        self._session: ChatSession | None = None
        self._blank: ChatSession | None = None
        self._counted, self._complete = 0.0, False
        self._leave: Callable[[], object] = lambda: None
        self._reports = Reports(theme)
        self._exchange = Exchange(
            parent=self,
            chat_list=chat_list,
            later=context.later,
            everything=context.everything,
            media=context.media,
            report=self._reports.report,
            show=self.show_chat,
        )
        self._list = ChatSidebar(theme, chat_list, context.find, settings)
        self._header = Header(theme, model)
        self._composer = Composer(theme, context.prompts)
        exports = Exports(self, context.later, self._reports.report)
        self._places = ComposerPlaces(
            parent=self,
            theme=theme,
            composer=self._composer,
            context=context,
            session=lambda: self.session,
            faults=faults,
            model=model,
            exports=exports,
            aside=lambda session, item: self._drafts.put_aside(session, item),
        )
        self._verbs = MessageVerbs(
            screen=self,
            composer=self._composer,
            model=model,
            settings=settings,
            reports=self._reports,
            exports=exports,
            sources=self._places.documents,
            media=self._places.media.viewer,
        )
        self.transcript = Transcript(theme, self._verbs.table)
        self._drafts: DraftPlace = DraftPlace(
            composer=self._composer,
            transcript=self.transcript,
            chat_list=chat_list,
            settings=settings,
            session=lambda: self._session,
            try_to=self.try_to,
            faults=faults,
        )
        self._welcome = Welcome(self.transcript, model, context.suggest, context.get)
        self._presets = PresetBar(theme, chat_list, model, context.recommend)
        self._inspector = Inspector(theme, self._presets, advanced=settings["advanced"])
        self._picker = PickerPlace(self, theme, model, context, self._verbs.agree_to)
        steps = Steps(
            choose=self.open_picker,
            save_again=context.save_again,
            edit=self._verbs.edit_again,
            save_as=lambda: self._exchange.ask_export(self._drafts.listed, "json"),
            leave_out=self._verbs.leave_out,
            bring_back=context.bring_back,
            begin_anew=context.begin_anew,
            send_there=self._verbs.send_there,
            edit_format=self._composer.want_format,
            no_format=lambda: self.session.set_format(None),
            smaller_loads=context.smaller_loads,
        )
        self._troubles = Troubles(theme=theme, model=model, settings=settings, faults=faults, steps=steps)
        self._troubles.changed.subscribe(self._refresh)
        self._above = BannerPlace()
        self._lay_out()
        self.lens = LensPlace(self, theme, context, self._columns, self._inspector, self._reports)
        self._connect()
        self.setFocusProxy(self._composer)
        self._come_back()

    def _lay_out(self) -> None:
        foot = self.foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.addLayout(self._reports)
        foot.addLayout(self._above)
        foot.addWidget(self._composer)
        holder = QWidget()
        holder.setLayout(foot)
        holder.setMaximumWidth(SIZE.column + 2 * MARGIN)
        centred = QHBoxLayout()
        centred.addWidget(holder, 1)
        middle = column(self._header, spacing=0)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.transcript)
        middle.addWidget(self.middle, 1)
        middle.addLayout(centred)
        centre = QWidget()
        centre.setLayout(middle)
        self._columns: Columns = Columns(self._list, centre, self._inspector, self._settings)
        self.setLayout(row(self._columns))

    def _connect(self) -> None:
        self._list.opened.connect(lambda chat, message: self.show_chat(chat, message))
        self._list.deleted.connect(self._on_deleted)
        self._list.failed.connect(self._faults.report)
        self._list.import_wanted.connect(self._exchange.ask_import)
        self._list.export_wanted.connect(self._exchange.ask_export)
        self._list.new_wanted.connect(self.new_chat)
        self._header.picker_wanted.connect(self._picker.open)
        self._picker.options_wanted.connect(self.options_wanted)
        self._picker.chosen.connect(self.model_chosen)
        self._picker.more_wanted.connect(self.models_wanted)
        self._header.cancel_wanted.connect(self._model.cancel_load)
        self._header.eject_wanted.connect(self._model.eject)
        self._header.inspector_toggled.connect(self._columns.show_inspector)
        self._header.list_toggled.connect(self._columns.show_list)
        self._columns.arranged.connect(self._header.set_panels)
        self._composer.stopped.connect(self.stop)
        self._composer.count_wanted.connect(self._on_count_wanted)
        self._composer.files_dropped.connect(self.take_files)
        self._composer.system_changed.connect(lambda text: self.session.set_system(text))
        self._composer.options_changed.connect(lambda options: self.session.set_answer_options(options))
        self._composer.last_wanted.connect(self._verbs.edit_last)
        self._composer.failed.connect(self._faults.report)
        self._composer.removed.connect(self._reports.report)
        self._composer.tokens_wanted.connect(self.lens.show_tokens)
        self._inspector.changed.connect(self._on_sampling)
        self._inspector.scale_changed.connect(lambda name, scale: self.session.set_scale(name, scale))
        self._inspector.advanced_toggled.connect(lambda on: self._settings.__setitem__("advanced", on))
        self._model.changed.subscribe(self._refresh)
        self._faults.changed.subscribe(self._refresh)
        self._chat_list.changed.subscribe(self._mark_chat)

    # -- verbs of the window ---------------------------------------------------------------------------------

    def new_chat(self) -> None:
        """Begin a chat, unless the one shown is still empty."""
        if self._blank is None or self._blank.chat.touched:
            self._blank = self._chat_list.new()
        elif self._blank.has_defaults:
            self._chat_list.begin(self._blank)
        if self._session is not self._blank:
            self._show(self._blank)
        self._composer.focus()

    def show_chat(self, chat: Chat, message: int = 0) -> None:
        """Show a chat of the list, at a message if one is named; that may stand on another branch."""
        try:
            session = self._chat_list.open(chat.id)
            if message and message not in session.messages.ids:
                if session.answering:
                    self._reports.report(
                        self.tr("It stands on another branch"), self.tr("Open it again when the answer is complete.")
                    )
                session.show(message)
        except Fault as fault:
            self._faults.report(fault)
            return
        if session is not self._session or message:
            self._show(session, message)

    def _come_back(self) -> None:
        """Begin with the chat that was shown last, else with a new one."""
        try:
            last = self._chat_list.chat(self._settings["last_chat"]) if self._settings["last_chat"] else None
        except Fault:
            last = None
        if last:
            self.show_chat(last)
        if self._session is None:
            self.new_chat()

    def complete(self) -> None:
        """Make what the first picture could do without, and put the caret where the next message is written."""
        self._complete = True
        load_fonts(ANSWER_FONTS)
        self.transcript.show_session(self.session)
        self._inspector.fill()
        self.focus()

    def focus(self) -> None:
        """Put the caret where the next message is written."""
        self._composer.focus()

    def suggest(self) -> None:
        """Other figures of models: another one may be the one to suggest now."""
        self._welcome.refresh()
        self._picker.refresh()

    def stop(self) -> None:
        """End the answer under way; without one, show the conversation if something stands in its place."""
        if self._session and self._session.is_busy:
            self._session.stop()
        else:
            self.lens.leave_tree()

    def open_picker(self) -> None:
        """Choose a model."""
        self._header.open_picker()

    def toggle_inspector(self) -> None:
        """Show or hide the sampling panel."""
        self._columns.toggle_inspector()

    def set_graph(self, graph: LiveGraph) -> None:
        """Place the live graph."""
        self._inspector.set_graph(graph)

    def on_chat(self, verb: str) -> None:
        """Rename, pin or duplicate a chat."""
        self._columns.show_list(True)
        self._list.act(verb)

    def focus_search(self) -> None:
        """Search the chats."""
        self._columns.show_list(True)
        self._list.focus_search()

    def on_last(self, verb: str) -> None:
        """Do something with the last message: regenerate, copy, back, on, edit; or open system, library or format."""
        if verb == "system":
            self._composer.toggle_system()
        elif verb == "format":
            self._composer.want_format()
        elif verb == "library":
            self._composer.open_library()
        else:
            self._verbs.on_last(verb, self.focusWidget())

    def try_to(self, verb: Callable[[], object]) -> bool:
        """Do something that may raise a Fault; the banner says why it could not be done."""
        try:
            verb()
        except Fault as fault:
            if fault.code != "no_model" or self._model.state == EngineState.EMPTY:
                self._faults.report(fault)
            return False
        return True

    def leave(self) -> None:
        """The window closes: keep what is written and not sent."""
        self._drafts.leave()

    def copy_chat(self, upto: Message) -> None:
        """Make a chat of its own of the branch up to a message."""
        title = self.tr("Copy of {title}").format(title=self.session.chat.title)
        self.try_to(lambda: self.show_chat(self._chat_list.duplicate(self.session.chat, title, upto.id)))

    def turn(self, message: int) -> "Turn | None":
        """The widget of a message, if it is made."""
        return self.transcript.turn(message)

    def take_files(self, paths: list[str]) -> None:
        """Files were dropped: a model is loaded, other files are documents or media of this chat."""
        models = [path for path in paths if path.lower().endswith(".gguf")]
        if models:
            self.model_chosen.emit(models[0])
        self._places.documents.take([path for path in paths if path not in models])
        self._composer.focus()

    @property
    def session(self) -> ChatSession:
        """The chat that is shown."""
        assert self._session is not None
        return self._session

    # -- inside ----------------------------------------------------------------------------------------------

    def _show(self, session: ChatSession, message: int = 0) -> None:
        self._leave()
        if self._session:
            self._drafts.leave()
            self._faults.acted()
        self._session = session
        leave = (session.changed.subscribe(self._refresh), session.streamed.subscribe(self._on_streamed))
        self._leave = lambda: [end() for end in leave]
        if self._complete:  # Answers need fonts and Markdown, which the first picture does without.
            self.transcript.show_session(session, message)
        self.lens.follow(session)
        self._presets.show_session(session)
        self._refresh()
        self._mark_chat()
        self._drafts.bring_back()
        self._settings["last_chat"] = session.chat.id if session.messages else 0
        self._composer.focus()

    def _on_streamed(self) -> None:
        """Count the context while the answer grows, twice a second."""
        now = time.monotonic()
        if self._session and now - self._counted >= COUNT_SECONDS:
            self._counted = now
            self._composer.set_used(self._session.tokens_used)

    def _refresh(self) -> None:
        session = self._session
        if session is None:
            return
        state = self._model.state
        loaded, is_ready = self._model.loaded, state == EngineState.READY
        self._composer.set_state(
            ready=is_ready,
            live=session.is_busy,
            loading=state == EngineState.LOADING,
            host=loaded.host if loaded else "",
        )
        is_live = loaded is None or is_live_for(loaded, session.chat)
        self._inspector.show_engine(loaded.understood if loaded else (), is_live=is_live)
        self._composer.set_usage(session.tokens_used, loaded.context if loaded else 0)
        self._inspector.show_scales(loaded.adapters if loaded else (), session.chat.answer_options.scales)
        self._inspector.show_values(session.sampling)
        self._presets.refresh()
        self._places.refresh(session)
        self._welcome.refresh()
        self.transcript.banners.show_banner(session.trouble, lambda: self._troubles.for_session(session))
        self._above.show_banner(self._troubles.model_key(), self._troubles.for_model)

    def _mark_chat(self) -> None:
        if self._session:
            self._list.select(self._session.chat)

    # -- what was done with chats ----------------------------------------------------------------------------

    def _on_deleted(self, chat: Chat) -> None:
        if self._session and self._session.chat is chat:
            self._drafts.leave()
            self._session = None
            nearest = next(iter(self._chat_list.chats), None)
            self.show_chat(nearest) if nearest else self.new_chat()
        self._list.focus_rows()  # Ctrl+Z brings the chat back from there.

    def _on_count_wanted(self, text: str) -> None:
        self._model.count(text, self._composer.show_count) if text.strip() else self._composer.show_count(0)

    def _on_sampling(self, name: str, value: Value) -> None:
        self.session.set_sampling({**self.session.sampling, name: value})
