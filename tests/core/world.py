"""A chat with a fake engine behind it."""

from slm_desktop.core.chat.chat_list import ChatBook
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import OLDEST, Generate
from slm_desktop.core.engines.events import Finished, Token, Tokens
from slm_desktop.core.engines.session import ModelChoice, ModelSession
from slm_desktop.core.records import Message
from tests.fakes import FakeClock, FakeEngines, MemoryStore


class World:
    """Everything but the window and the real engine."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.engines, self.clock, self.store, self.overflow = FakeEngines(), FakeClock(), store or MemoryStore(), OLDEST
        self.model = ModelSession(self.engines, self.clock)
        self.book = ChatBook(self.model, self.store, self.clock, lambda: 77, lambda: self.overflow)
        self.model.load(ModelChoice("/m.gguf", "M"))
        self.engines.last.load()

    def command(self) -> Generate:
        """The Generate that was sent last."""
        return [command for command in self.engines.last.sent if isinstance(command, Generate)][-1]

    def say(self, *words: str) -> None:
        """Answer with these tokens."""
        for word in words:
            self.engines.last.tell(Tokens(self.command().run, (Token(len(word), word, 0, 0.5),)))

    def finish(self, *words: str) -> None:
        """Answer with these tokens, and end."""
        self.say(*words)
        self.engines.last.tell(Finished(self.command().run, "end", len(words), 0.5, True))

    def exchange(self, chat: ChatSession, question: str, *words: str) -> Message:
        """A question and its whole answer; the answer."""
        chat.send(question)
        self.finish(*words)
        return chat.messages[-1]

    def turns(self) -> list[str]:
        """What the model was given last."""
        return [turn.content for turn in self.command().turns]


def texts(chat: ChatSession) -> list[str]:
    """The branch that is shown."""
    return [message.content for message in chat.messages]
