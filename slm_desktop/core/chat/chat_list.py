"""The list of chats: those in the list, the sessions that are open, presets, and what is written but not sent."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.chat.context import ChatContext
from slm_desktop.core.chat.ports import ChatListStore
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.chat.titles import given_title
from slm_desktop.core.chat.tree import Tree
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.records import Chat, Draft, MessageState, Preset
from slm_desktop.core.sampling import complete
from slm_desktop.core.signal import Signal
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

FIRST_CHATS = 60
"""Chats that are read before the window is painted; the rest follows, however many there are."""
MOST_HITS = 100
"""Messages that a search finds at most: the newest."""
EVERY_MODEL = "*"


class ChatList:
    """All chats. `changed` fires when the list changes, `presets_changed` when presets do."""

    def __init__(self, context: ChatContext, model: ActiveModel, store: ChatListStore) -> None:
        self._context, self._model, self._store = context, model, store
        self._clock, self._ids = context.clock, context.ids
        self._sessions: dict[int, ChatSession] = {}
        self._bin: set[int] = set()
        self.changed, self.presets_changed = Signal(), Signal()
        self.load()

    def load(self) -> None:
        """Read the first chats, the presets and the drafts."""
        self.chats: list[Chat] = [self._known(chat) for chat in self._store.chats(FIRST_CHATS)]
        self.whole = len(self.chats) < FIRST_CHATS
        self.presets: list[Preset] = list(self._store.presets())
        self._drafts = dict(self._store.drafts())
        self._ids.know(self._store.last_id())

    def take_rest(self, chats: Iterable[Chat]) -> None:
        """Take the chats that were not read at first."""
        known = {chat.id for chat in self.chats} | self._bin
        self.chats += [self._known(chat) for chat in chats if chat.id not in known]
        self.whole = True
        self.changed()

    def _known(self, chat: Chat) -> Chat:
        """The chat of the session that is open for it: there is one object a chat, or they would part ways."""
        session = self._sessions.get(chat.id)
        return session.chat if session else chat

    # -- sessions --------------------------------------------------------------------------------------------

    def new(self) -> ChatSession:
        """A chat without messages; it is kept once something is sent. It begins with the preset for new chats."""
        now = self._clock.now()
        session = self._open(Chat(self._ids.next(), "", now, now))
        self.begin(session)
        return session

    def open(self, chat_id: int) -> ChatSession:
        """The session of a chat; one that is streaming goes on doing so.

        Raise Fault 'store_read', 'no_chat' when it is gone.
        """
        chat = self.chat(chat_id)
        if chat is None:
            raise Fault("no_chat")
        return self._sessions.get(chat_id) or self._open(chat)

    def chat(self, chat_id: int) -> Chat | None:
        """A chat of the list, also one that is not read yet; None when it is deleted or unknown."""
        if chat_id in self._bin:
            return None
        listed = next((chat for chat in self.chats if chat.id == chat_id), None)
        return listed or (None if self.whole else self._store.chat(chat_id))

    def begin(self, session: ChatSession) -> None:
        """Give a chat in which nothing was said yet the preset for new chats."""
        preset = self.preset_for_new()
        if preset and not session.chat.touched:
            session.chat.system, session.chat.sampling = preset.system, complete(preset.sampling)
            session.chat.format = preset.format
            session.chat.answer_options = session.chat.answer_options.with_style(preset.answer_options)

    def writes(self, chat: Chat) -> bool:
        """Whether an answer is being written in a chat."""
        session = self._sessions.get(chat.id)
        return session is not None and session.answering is not None

    def _open(self, chat: Chat) -> ChatSession:
        return self._enter(chat, Tree(self._store.tree(chat.id), self._store.messages))

    def _enter(self, chat: Chat, tree: Tree) -> ChatSession:
        session = self._sessions[chat.id] = ChatSession(chat, tree, self._context)
        seen = [chat.touched, session.answering is None]

        def look() -> None:
            now = [chat.touched, session.answering is None]
            if now != seen and chat.id not in self._bin:
                seen[:] = now
                self._sort_in(chat)

        session.changed.subscribe(look)
        return session

    def _sort_in(self, chat: Chat) -> None:
        """Put a chat where it belongs now that something was sent in it."""
        others = [other for other in self.chats if other is not chat]
        place = next((at for at, other in enumerate(others) if _order(other) < _order(chat)), len(others))
        self.chats = [*others[:place], chat, *others[place:]]
        self.changed()

    # -- verbs of the list -----------------------------------------------------------------------------------

    def rename(self, chat: Chat, title: str) -> None:
        """Give a chat another title; an empty one changes nothing."""
        title = given_title(title)
        if title and title != chat.title:
            chat.title = title
            self._store.save(chat, [])
            self.changed()

    @property
    def folders(self) -> list[str]:
        """The folders that chats are in, by name."""
        return sorted({chat.folder for chat in self.chats if chat.folder}, key=str.casefold)

    def move(self, chats: Iterable[Chat], folder: str) -> None:
        """Put chats into a folder; '' takes them out of theirs."""
        folder = given_title(folder)
        moved = [chat for chat in chats if chat.folder != folder]
        for chat in moved:
            chat.folder = folder
        self._store.save_chats(moved)
        self.changed()

    def pin(self, chat: Chat, on: bool) -> None:
        """Keep a chat at the top of the list."""
        chat.pinned = on
        self._store.save(chat, [])
        self._sort_in(chat)

    def delete(self, chat: Chat) -> None:
        """Take a chat off the list; until the app is started again, `restore` brings it back."""
        self._bin.add(chat.id)
        session = self._sessions.get(chat.id)
        if session:
            session.stop()
        self.chats = [other for other in self.chats if other is not chat]
        self._store.remove(chat.id, self._clock.now())
        self.changed()

    def restore(self, chat: Chat) -> None:
        """Bring a deleted chat back."""
        self._bin.discard(chat.id)
        self._store.restore(chat.id)
        self._sort_in(chat)

    def duplicate(self, chat: Chat, title: str, upto: int | None = None) -> Chat:
        """A copy of a chat under another title; with `upto`, of the branch up to that message alone."""
        session = self.open(chat.id)
        ids = session.tree.path(upto) if upto else session.tree.all()
        copy = msgspec.structs.replace(chat, title=title, head=upto or chat.head, pinned=False)
        return self.take_in([Archived(copy, [session.as_saved(message) for message in session.tree.messages(ids)])])[0]

    def archived(self, chat: Chat) -> Archived:
        """A chat with all its messages, to be exported."""
        session = self.open(chat.id)
        return Archived(chat, [session.as_saved(message) for message in session.tree.messages(session.tree.all())])

    def take_in(self, archives: Sequence[Archived]) -> list[Chat]:
        """Add copies of chats with new ids, so that nothing that is here already is touched.

        For few: it takes its time.
        """
        copies = copied(archives, self.reserve(archives))
        for copy in copies:
            self._store.save(copy.chat, copy.messages)
            tree = Tree([(message.id, message.parent) for message in copy.messages], self._store.messages)
            tree.know(copy.messages)
            self._enter(copy.chat, tree)
        chats = [copy.chat for copy in copies]
        self.add(chats)
        return chats

    def reserve(self, archives: Sequence[Archived]) -> Iterator[int]:
        """New ids for copies of chats and of all their messages."""
        return self._ids.reserve(sum(1 + len(one.messages) for one in archives))

    def write(self, archives: Sequence[Archived], ids: Iterator[int]) -> list[Chat]:
        """Write copies of chats under reserved ids, on any thread; the list has them once it was given them by
        `add`.
        """
        copies = copied(archives, ids)
        for copy in copies:
            self._store.save(copy.chat, copy.messages)
        self._store.settle()
        return [copy.chat for copy in copies]

    def add(self, chats: Sequence[Chat]) -> None:
        """Take chats that were written into the list."""
        self.chats = sorted([*self.chats, *chats], key=_order, reverse=True)
        self.changed()

    def flush(self) -> None:
        """Save now what open chats were to save in a moment."""
        for session in self._sessions.values():
            session.flush()

    # -- presets and drafts ----------------------------------------------------------------------------------

    def preset_for_new(self) -> Preset | None:
        """The preset that new chats begin with: that of the model in use, else that of all."""
        model = self._model.choice.name if self._model.choice else ""
        wanted = {preset.used_for: preset for preset in self.presets if preset.used_for}
        return wanted.get(model) or wanted.get(EVERY_MODEL)

    def save_preset(self, name: str, session: ChatSession, used_for: str | None = None) -> Preset:
        """Keep how a chat asks for answers under a name; a preset of that name is replaced."""
        known = next((preset for preset in self.presets if preset.name == name), None)
        preset = known or Preset(self._ids.next(), well_formed(name))
        preset.system, preset.sampling = session.chat.system, session.sampling
        preset.format, preset.answer_options = session.chat.format, session.chat.answer_options.style
        if known is None:
            self.presets = sorted([*self.presets, preset], key=lambda other: other.name.casefold())
        self._store.save_preset(preset)
        if used_for is not None:
            self.use_preset(preset, used_for)
        self.presets_changed()
        return preset

    def use_preset(self, preset: Preset, used_for: str) -> None:
        """Let new chats begin with a preset; it takes the place of the one that they began with."""
        for other in self.presets:
            if other is preset or (used_for and other.used_for == used_for):
                other.used_for = used_for if other is preset else ""
                self._store.save_preset(other)
        self.presets_changed()

    def remove_preset(self, preset: Preset) -> None:
        """Delete a preset; chats that used it keep their settings."""
        self.presets = [other for other in self.presets if other is not preset]
        self._store.remove_preset(preset.id)
        self.presets_changed()

    def restore_preset(self, preset: Preset) -> None:
        """Bring back a preset that was deleted."""
        self.presets = sorted([*self.presets, preset], key=lambda other: other.name.casefold())
        self._store.save_preset(preset)
        self.presets_changed()

    def draft(self, chat: Chat | None) -> Draft:
        """What is written in a chat and not sent; None is the chat that has not begun."""
        return self._drafts.get(chat.id if chat else 0, Draft())

    def keep_draft(self, chat: Chat | None, draft: Draft) -> None:
        """Keep what is written in a chat and not sent."""
        key = chat.id if chat else 0
        if draft != self._drafts.get(key, Draft()):
            self._drafts[key] = draft
            self._store.save_draft(key, draft)


def copied(archives: Iterable[Archived], ids: Iterator[int]) -> list[Archived]:
    """Copies of chats with these ids, which none of the originals shares."""
    return [_copied(archived, ids) for archived in archives]


def _copied(archived: Archived, ids: Iterator[int]) -> Archived:
    chat = msgspec.structs.replace(archived.chat, id=next(ids), pinned=False)
    fresh = {message.id: next(ids) for message in archived.messages}
    messages = [
        msgspec.structs.replace(
            one,
            id=fresh[one.id],
            chat=chat.id,
            parent=fresh.get(one.parent or 0),
            state=MessageState.INTERRUPTED if one.state == MessageState.STREAMING else one.state,
        )
        for one in archived.messages
    ]
    chat.touched = max(fresh.values(), default=chat.id)
    chat.head = fresh.get(archived.chat.head or 0, chat.touched)
    return Archived(chat, messages)


def _order(chat: Chat) -> tuple[bool, int]:
    return chat.pinned, chat.touched
