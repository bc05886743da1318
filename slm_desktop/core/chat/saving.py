"""When a chat is written: at once what is new, in a moment what changes many times a second, and a growing answer."""

from collections.abc import Callable

from slm_desktop.core.chat.answering import Answering
from slm_desktop.core.chat.ports import ChatStore
from slm_desktop.core.chat.tree import Tree
from slm_desktop.core.clock import Clock
from slm_desktop.core.records import Chat, Message

GROWN_SECONDS = 1.0
SETTLE_SECONDS = 0.5


class ChatSaver:
    """Writes one chat."""

    def __init__(self, chat: Chat, tree: Tree, store: ChatStore, clock: Clock) -> None:
        self._chat, self._tree, self._store, self._clock = chat, tree, store, clock
        self._answering: Answering | None = None
        self._saved_length = 0
        self._stop_following: Callable[[], None] = lambda: None
        self._stop_waiting: Callable[[], None] | None = None

    def save(self, *messages: Message) -> None:
        """Save the chat and these messages; a chat in which nothing was said is not kept."""
        for message in messages:
            if message.id not in self._tree:
                self._tree.add(message)
                self._chat.touched, self._chat.head = message.id, message.id
        if self._chat.touched:
            self._store.save(self._chat, [self.as_saved(message) for message in messages])

    def save_soon(self) -> None:
        """Save the chat in a moment: a slider that is dragged says something many times a second."""
        if self._stop_waiting is None:
            self._stop_waiting = self._clock.every(SETTLE_SECONDS, self.flush)

    def flush(self) -> None:
        """Save now what was to be saved in a moment."""
        if self._stop_waiting:
            self._stop_waiting()
            self._stop_waiting = None
            self.save()

    def follow(self, answering: Answering) -> None:
        """Save an answer while it grows, by the clock, as the next token may be long in coming."""
        self._answering, self._saved_length = answering, 0
        self._stop_following = self._clock.every(GROWN_SECONDS, self._save_grown)

    def leave(self) -> None:
        """The answer is over."""
        self._stop_following()
        self._answering = None

    def as_saved(self, message: Message) -> Message:
        """A message as it is saved; of an answer under way the text alone: the record of its tokens grows large."""
        answering = self._answering
        return answering.as_saved() if answering and message is answering.message else message

    def _save_grown(self) -> None:
        """Save what has come since the last time."""
        if self._answering and len(self._answering.text) > self._saved_length:
            self._saved_length = len(self._answering.text)
            self.save(self._answering.message)
