"""A chat with a fake engine behind it."""

from itertools import repeat

from msgspec.structs import replace

from slm_desktop.core.chance import Ids
from slm_desktop.core.chat.chat_list import ChatList
from slm_desktop.core.chat.context import ChatContext
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.documents.ports import NO_DOCUMENTS, SourceFinder
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.commands import Generate
from slm_desktop.core.engines.events import Called, Finished, Token, Tokens
from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.records import Message
from slm_desktop.core.tools.ports import NO_TOOLS, Toolbox
from tests.fakes import (
    FakeChance,
    FakeClock,
    FakeMedia,
    FakeMemory,
    FakePreferences,
    FakeProcesses,
    MemoryStore,
    choice_of,
    pool_of,
)


class World:
    """Everything but the window and the real engine."""

    def __init__(
        self,
        store: MemoryStore | None = None,
        sources: SourceFinder = NO_DOCUMENTS,
        toolbox: Toolbox = NO_TOOLS,
    ) -> None:
        self.engines, self.clock, self.store = FakeProcesses(), FakeClock(), store or MemoryStore()
        self.preferences, self.chance = FakePreferences(), FakeChance(repeat(77))
        self.memory = FakeMemory()
        self.media = FakeMedia()
        self.pool = pool_of(self.engines, self.clock, self.memory, media=self.media)
        self.model = ActiveModel(self.pool, self.clock)
        ids = Ids(self.clock, self.chance)
        context = ChatContext(
            model=self.model,
            store=self.store,
            clock=self.clock,
            ids=ids,
            chance=self.chance,
            preferences=self.preferences,
            sources=sources,
            toolbox=toolbox,
            media=self.media,
        )
        self.chat_list = ChatList(context, self.model, self.store)
        self.model.load(choice_of("/m.gguf"))
        self.engines.last.load()

    def command(self) -> Generate:
        """The Generate that was sent last."""
        return [command for command in self.engines.last.sent if isinstance(command, Generate)][-1]

    def write(self, *words: str) -> None:
        """Answer with these tokens."""
        for word in words:
            self.engines.last.emit(Tokens(self.command().run, (Token(len(word), word, 0, 0.5),)))

    def finish(self, *words: str) -> None:
        """Answer with these tokens, and end."""
        self.write(*words)
        self.engines.last.emit(Finished(self.command().run, "end", len(words), 0.5, True))

    def call(self, *calls: ToolCall) -> None:
        """Answer with calls of tools, and end."""
        text = "".join(f"<{call.name}>" for call in calls)
        self.write(text)
        ends = [text.index(f"<{call.name}>") + len(call.name) + 2 for call in calls]
        placed = (replace(call, start=end - len(call.name) - 2, end=end) for call, end in zip(calls, ends, strict=True))
        self.engines.last.emit(Called(self.command().run, tuple(placed)))
        self.engines.last.emit(Finished(self.command().run, "format", 1, 0.5, True))

    def exchange(self, chat: ChatSession, question: str, *words: str) -> Message:
        """A question and its whole answer; the answer."""
        chat.send(question)
        self.finish(*words)
        return chat.messages[-1]

    def turns(self) -> list[str]:
        """What the model was given last."""
        return [turn.content for turn in self.command().request.turns]


def texts(chat: ChatSession) -> list[str]:
    """The branch that is shown."""
    return [message.content for message in chat.messages]
