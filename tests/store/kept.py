"""A real store in a file, with its writing thread."""

from collections.abc import Callable
from pathlib import Path

from slm_desktop.core.chat.tree import Branch, Tree
from slm_desktop.core.engines.commands import Change
from slm_desktop.core.engines.events import Token
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.core.records import Chat, Message, MessageState, RunRecord
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.store.chats import Chats
from tests.patience import LONGEST_SECONDS

FORMAT = OutputFormat(FormatKind.GRAMMAR, 'root ::= "a"')


class Kept:
    """A store with its writing thread."""

    def __init__(self, path: Path, on_saved: Callable[[], None] = lambda: None) -> None:
        self.errors: list[Exception] = []
        self.jobs = Jobs(lambda _queue, error: self.errors.append(error))
        self.store = Chats(path, self.jobs, on_saved)

    def faults(self) -> list[Fault]:
        """What was told."""
        return [error for error in self.errors if isinstance(error, Fault)]

    def close(self) -> None:
        """Write everything and close."""
        self.jobs.close(LONGEST_SECONDS)
        self.store.close()


def path(kept: Kept, chat: Chat) -> list[Message]:
    """The branch of a chat that is shown."""
    tree = Tree(kept.store.tree(chat.id), kept.store.messages)
    return list(Branch(tree, tree.path(chat.head)))


def conversation() -> tuple[Chat, list[Message]]:
    """A question and its answer, as an app had kept them."""
    record = RunRecord(
        model="M",
        seed=5,
        changes=[Change(0, {"temperature": 1.0})],
        tokens=[Token(1, "hé", 0, 0.5)],
        batches=(3, 1),
        exact=True,
    )
    messages = [
        Message(2, 1, None, "user", "Why?", 10.0),
        Message(3, 1, 2, "assistant", "hé", 11.0, MessageState.COMPLETE, record),
    ]
    return Chat(1, "Why?", 10.0, 12.0, "M", 3, {"top_k": 7.0}, format=FORMAT), messages


def keep(path: Path, *chats: tuple[Chat, list[Message]]) -> None:
    """Write chats into a database and close it."""
    kept = Kept(path)
    for chat, messages in chats or (conversation(),):
        kept.store.save(chat, messages)
    kept.close()
    assert not kept.errors
