"""Stand-ins with a name: an engine that records what it is asked, a clock that is set by hand, a store in memory."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from slm_desktop.core.commands import AnyCommand, Load, Probe
from slm_desktop.core.events import AnyEvent, Hello, Loaded
from slm_desktop.core.records import Chat, Message


class FakeEngine:
    """Records commands; `tell` speaks as the child would."""

    def __init__(self, first: Load | Probe, tell: Callable[[AnyEvent], None]) -> None:
        self.first, self.tell = first, tell
        self.sent: list[AnyCommand] = []
        self.closed = self.killed = False

    def send(self, command: AnyCommand) -> None:
        """Record."""
        self.sent.append(command)

    def close(self) -> None:
        """Record."""
        self.closed = True

    def kill(self) -> None:
        """Record."""
        self.killed = True

    def load(self) -> None:
        """Tell that the model is loaded."""
        self.tell(Hello(self.first.run, "build", "", ()))
        self.tell(loaded(self.first.run))


class FakeEngines:
    """Starts fake engines and remembers them."""

    def __init__(self) -> None:
        self.started: list[FakeEngine] = []

    def __call__(self, first: Load | Probe, tell: Callable[[AnyEvent], None]) -> FakeEngine:
        """Start one."""
        self.started.append(FakeEngine(first, tell))
        return self.started[-1]

    @property
    def last(self) -> FakeEngine:
        """The one started last."""
        return self.started[-1]


class FakeClock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        """The time of day."""
        return self.time

    def monotonic(self) -> float:
        """The same."""
        return self.time


class MemoryStore:
    """Keeps copies of what is saved, as a database would."""

    def __init__(self) -> None:
        self.kept_chats: dict[int, Chat] = {}
        self.kept_messages: dict[int, Message] = {}
        self.saves = 0

    def save(self, chat: Chat, messages: Sequence[Message]) -> None:
        """Keep copies."""
        self.saves += 1
        self.kept_chats[chat.id] = _copy(chat)
        for message in messages:
            self.kept_messages[message.id] = _copy(message)

    def chats(self, limit: int) -> Iterable[Chat]:
        """The chats, last used first."""
        return sorted(self.kept_chats.values(), key=lambda chat: -chat.updated)[:limit]

    def path(self, chat: Chat) -> Iterable[Message]:
        """The branch up to the head."""
        path, at = [], chat.head
        while at is not None:
            message = self.kept_messages[at]
            path.append(_copy(message))
            at = message.parent
        return path[::-1]

    def last_id(self) -> int:
        """The greatest id."""
        return max([0, *self.kept_chats, *self.kept_messages])


Kept = TypeVar("Kept", Chat, Message)


def _copy(kept: Kept) -> Kept:
    return msgspec.json.decode(msgspec.json.encode(kept), type=type(kept))


def loaded(run: int, **changes: object) -> Loaded:
    """What a child tells about a small model."""
    values: dict[str, object] = {
        "run": run, "name": "Tiny", "architecture": "llama", "quantisation": "Q4_1", "parameters": 1000, "context": 4096,
        "trained_context": 8192, "vocabulary": 10, "layers": 3, "offloaded": 0, "device": "", "threads": 2, "slots": 4,
        "template": "model", "buffers": (), "notes": (), "seconds": 0.1, **changes,
    }  # fmt: skip
    return msgspec.convert(values, Loaded)
