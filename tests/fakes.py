"""Stand-ins with a name: an engine that records what it is asked, a clock that is set by hand, a store in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from slm_desktop.core.chat.ports import NOTHING_MOVED
from slm_desktop.core.compare.records import Comparison, Vote
from slm_desktop.core.engines.commands import AnyCommand, FirstCommand, Overflow
from slm_desktop.core.engines.events import AnyEvent, Exited, Failed, Feature, Hello, Loaded
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.ports import FileCheck, MediaStore
from slm_desktop.core.engines.tools import Tool, ToolCall
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.records import Chat, Draft, Message, Preset
from slm_desktop.core.serve.offered import OfferedModels
from slm_desktop.core.serve.request_log import RequestLog
from slm_desktop.core.serve.serving import Serving
from slm_desktop.core.signal import Signal
from slm_desktop.core.tools.ports import Cancel, KnownTool, OnResult, ToolResult
from slm_desktop.errors import Fault
from slm_desktop.paths import Paths

NOWHERE = Paths.within(Path("/data"))
"""Folders of the app in which nothing is."""


class FakeProcess:
    """Records commands; `emit` speaks as the child would."""

    def __init__(self, first: FirstCommand, emit: Callable[[AnyEvent], None]) -> None:
        self.first, self.emit = first, emit
        self.sent: list[AnyCommand] = []
        self.closed = self.killed = self.is_gone = self.is_loaded = False
        self.pid = 4242

    def send(self, command: AnyCommand) -> None:
        """Record."""
        self.sent.append(command)

    def close(self) -> None:
        """Record."""
        self.closed = True

    def kill(self) -> None:
        """Record."""
        self.killed = True

    def log(self) -> tuple[str, ...]:
        """One line."""
        return ("a line",)

    def load(self, **changes: object) -> None:
        """Tell that the model is loaded."""
        self.is_loaded = True
        self.emit(Hello(self.first.run, "build", "", ()))
        self.emit(loaded(self.first.run, **changes))

    def refuse(self, code: str) -> None:
        """Tell that the model could not be loaded."""
        self.emit(Failed(self.first.run, code, {}, ("a line",)))

    def join(self, seconds: float) -> bool:
        """It is gone once it said so."""
        return self.is_gone

    def leave(self) -> None:
        """Tell that the child is gone."""
        self.is_gone = True
        self.emit(Exited(0, "", {}, ()))

    def crash(self) -> None:
        """Tell that the child has died of an error in its code."""
        self.is_gone = True
        self.emit(Exited(0, "crashed", {"status": "SIGSEGV", "reason": ""}, ("line",)))


class FakeProcesses:
    """Starts fake children and remembers them."""

    def __init__(self) -> None:
        self.started: list[FakeProcess] = []

    def __call__(self, first: FirstCommand, emit: Callable[[AnyEvent], None]) -> FakeProcess:
        """Start one."""
        self.started.append(FakeProcess(first, emit))
        return self.started[-1]

    @property
    def last(self) -> FakeProcess:
        """The one started last."""
        return self.started[-1]


@dataclass(eq=False)
class Timer:
    """A call that is due every so many seconds, next at `due`."""

    due: float
    seconds: float
    call: Callable[[], None]


class FakeClock:
    """Time that stands still until it is moved; timers fire as it passes."""

    def __init__(self) -> None:
        self.time = 1000.0
        self._timers: list[Timer] = []

    def now(self) -> float:
        """The time of day."""
        return self.time

    def monotonic(self) -> float:
        """The same."""
        return self.time

    def every(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Call as `advance` passes every so many seconds."""
        timer = Timer(self.time + seconds, seconds, call)
        self._timers.append(timer)
        return lambda: self._timers.remove(timer) if timer in self._timers else None

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        end = self.time + seconds
        while due := min(
            (timer for timer in self._timers if timer.due <= end), key=lambda timer: timer.due, default=None
        ):
            self.time = due.due
            due.due += due.seconds
            due.call()
        self.time = end


class FakeToolbox:
    """Tools whose results are given by hand, in `give`."""

    def __init__(self, *names: str) -> None:
        self.changed = Signal()
        self.names, self.allowed = list(names), set[str]()
        self.calls: list[tuple[str, ToolCall]] = []
        self._waiting: OnResult | None = None

    def known(self) -> tuple[KnownTool, ...]:
        """All of them."""
        return tuple(KnownTool(f"own/{name}", Tool(name)) for name in self.names)

    def chosen(self, ids: Sequence[str]) -> tuple[KnownTool, ...]:
        """Those of some ids."""
        by_id = {known.id: known for known in self.known()}
        for gone in (id_ for id_ in ids if id_ not in by_id):
            raise Fault("tool_gone", {"tool": gone})
        return tuple(by_id[id_] for id_ in ids)

    def is_allowed(self, tool: str) -> bool:
        """Whether it was allowed always."""
        return tool in self.allowed

    def allow(self, tool: str) -> None:
        """Allow it always."""
        self.allowed.add(tool)

    def call(self, tool: str, call: ToolCall, on_result: OnResult) -> Cancel:
        """Remember the call."""
        self.calls.append((tool, call))
        self._waiting = on_result

        def cancel() -> None:
            self._waiting = None

        return cancel

    def give(self, text: str, *, failed: bool = False) -> None:
        """The call that was made last has a result."""
        assert self._waiting, "no call is being made"
        waiting, self._waiting = self._waiting, None
        waiting(ToolResult(text, failed))

    @property
    def is_calling(self) -> bool:
        """Whether a call is being made."""
        return self._waiting is not None


class FakeChance:
    """Draws what a test says."""

    def __init__(self, seeds: Iterator[int]) -> None:
        self._seeds = seeds

    def draw(self, seeds: Iterator[int]) -> None:
        """From now on draw these."""
        self._seeds = seeds

    def seed(self) -> int:
        """The next seed."""
        return next(self._seeds)

    def shuffle(self, items: list[int]) -> None:
        """The other way round."""
        items.reverse()


class FakePreferences:
    """What the user has chosen: nothing, but for the overflow and speculation."""

    def __init__(self) -> None:
        self.overflow = Overflow.OLDEST
        self.speculate = True
        self.options = LoadOptions()

    def load_options(self, path: str) -> LoadOptions:
        """The same for all models."""
        return self.options


class FakeMemory:
    """`needs` gives bytes by path, `room` what is free."""

    def __init__(self) -> None:
        self.needs: dict[str, int] = {}
        self.usual, self.room = 10**9, 16 * 10**9

    def free(self) -> int:
        """What is free."""
        return self.room

    def limit(self) -> int:
        """None."""
        return 0

    def need(self, choice: ModelChoice) -> int:
        """What a model needs."""
        return self.needs.get(choice.path, self.usual)


class FakeMedia(dict[str, bytes]):
    """Pictures by their digests."""

    def data(self, picture: Media) -> bytes:
        """The bytes."""
        if picture.digest not in self:
            raise Fault("media_lost", {"reason": "vanished"})
        return self[picture.digest]

    def has(self, picture: Media) -> bool:
        """Whether there are any."""
        return picture.digest in self


def pool_of(
    processes: FakeProcesses,
    clock: FakeClock,
    memory: FakeMemory | None = None,
    *,
    check: FileCheck = lambda path: None,
    usage: Usage | None = None,
    media: MediaStore = NO_MEDIA,
) -> EnginePool:
    """A pool of fake children."""
    memory, usage = memory or FakeMemory(), usage or Usage()
    return EnginePool(processes, clock, memory, check=check, usage=usage, media=media)


def choice_of(path: str, name: str = "M", **options: Any) -> ModelChoice:
    """A model file, and how it is loaded."""
    return ModelChoice(ModelRef(path, name), LoadOptions(**options))


class MemoryStore:
    """Keeps copies of what is saved, as a database would."""

    def __init__(self) -> None:
        self.kept_chats: dict[int, Chat] = {}
        self.kept_messages: dict[int, Message] = {}
        self.kept_presets: dict[int, Preset] = {}
        self.kept_drafts: dict[int, Draft] = {}
        self.kept_candidates: dict[int, bytes] = {}
        self.bin: set[int] = set()
        self.saves, self.read = 0, 0

    def save(
        self,
        chat: Chat,
        messages: Sequence[Message],
        gone: Sequence[int] = (),
        moved: Mapping[int, int | None] = NOTHING_MOVED,
    ) -> None:
        """Keep copies."""
        self.saves += 1
        self.kept_chats[chat.id] = _copy(chat)
        for message in messages:
            self.kept_messages[message.id] = _copy(message)
        for id_ in gone:
            del self.kept_messages[id_]
            self.kept_candidates.pop(id_, None)
        for id_, parent in moved.items():
            self.kept_messages[id_].parent = parent

    def save_candidates(self, message: int, body: bytes) -> None:
        """Keep."""
        self.kept_candidates[message] = body

    def candidates(self, message: int) -> bytes:
        """What is kept."""
        return self.kept_candidates.get(message, b"")

    def chats(self, limit: int, offset: int = 0) -> Iterable[Chat]:
        """The chats, last used first."""
        listed = [chat for chat in self.kept_chats.values() if chat.id not in self.bin]
        return sorted(listed, key=lambda chat: (not chat.pinned, -chat.touched))[offset : offset + limit]

    def chat(self, chat: int) -> Chat | None:
        """One chat."""
        return self.kept_chats.get(chat) if chat not in self.bin else None

    def tree(self, chat: int) -> Sequence[tuple[int, int | None]]:
        """Ids and parents."""
        return sorted((message.id, message.parent) for message in self.kept_messages.values() if message.chat == chat)

    def messages(self, ids: Sequence[int]) -> Iterable[Message]:
        """Copies of messages."""
        self.read += len(ids)
        return [_copy(self.kept_messages[id_]) for id_ in sorted(ids)]

    def presets(self) -> Iterable[Preset]:
        """Copies of presets."""
        return [_copy(preset) for preset in self.kept_presets.values()]

    def drafts(self) -> Mapping[int, Draft]:
        """Drafts by chat."""
        return dict(self.kept_drafts)

    def last_id(self) -> int:
        """The greatest id."""
        return max([0, *self.kept_chats, *self.kept_messages, *self.kept_presets])

    def save_chats(self, chats: Sequence[Chat]) -> None:
        """Keep copies."""
        for chat in chats:
            self.save(chat, [])

    def settle(self) -> None:
        """All is written already."""

    def remove(self, chat: int, when: float) -> None:
        """Into the bin."""
        self.bin.add(chat)

    def restore(self, chat: int) -> None:
        """Out of the bin."""
        self.bin.discard(chat)

    def save_draft(self, chat: int, draft: Draft) -> None:
        """Keep."""
        self.kept_drafts[chat] = draft

    def save_preset(self, preset: Preset) -> None:
        """Keep a copy."""
        self.kept_presets[preset.id] = _copy(preset)

    def remove_preset(self, preset: int) -> None:
        """Forget."""
        del self.kept_presets[preset]


class MemoryComparisons(MemoryStore):
    """Comparisons and votes too."""

    def __init__(self) -> None:
        super().__init__()
        self.kept_comparisons: dict[int, Comparison] = {}
        self.kept_votes: dict[int, Vote] = {}

    def comparisons(self) -> Iterable[Comparison]:
        """Copies, last used first."""
        listed = [_copy(one) for one in self.kept_comparisons.values() if one.id not in self.bin]
        return sorted(listed, key=lambda one: -one.touched)

    def save_comparison(self, comparison: Comparison) -> None:
        """Keep a copy."""
        self.kept_comparisons[comparison.id] = _copy(comparison)

    def remove_comparison(self, comparison: int, when: float) -> None:
        """Into the bin."""
        self.bin.add(comparison)

    def restore_comparison(self, comparison: int) -> None:
        """Out of the bin."""
        self.bin.discard(comparison)

    def column_chat(self, chat: int) -> Chat | None:
        """A copy."""
        known = self.kept_chats.get(chat)
        return _copy(known) if known else None

    def votes(self) -> Iterable[Vote]:
        """Oldest first."""
        return [self.kept_votes[id_] for id_ in sorted(self.kept_votes)]

    def save_vote(self, vote: Vote) -> None:
        """Keep."""
        self.kept_votes[vote.id] = vote

    def remove_vote(self, vote: int) -> None:
        """Forget."""
        del self.kept_votes[vote]


Kept = TypeVar("Kept", Chat, Message, Preset, Comparison)


def _copy(kept: Kept) -> Kept:
    return msgspec.json.decode(msgspec.json.encode(kept), type=type(kept))


def loaded(run: int, **changes: object) -> Loaded:
    """What a child tells about a small model."""
    values: dict[str, object] = {
        "run": run,
        "name": "Tiny",
        "architecture": "llama",
        "quantisation": "Q4_1",
        "parameters": 1000,
        "context": 4096,
        "trained_context": 8192,
        "vocabulary": 10,
        "layers": 3,
        "offloaded": 0,
        "device": "",
        "threads": 2,
        "slots": 4,
        "template": "model",
        "buffers": (),
        "notes": (),
        "seconds": 0.1,
        "features": tuple(Feature),
        **changes,
    }
    return msgspec.convert(values, Loaded)


class FakeServer:
    """A switch of the server that only records, over a real Serving."""

    def __init__(self, pool: EnginePool, clock: "FakeClock") -> None:
        models = OfferedModels(lambda: [choice_of("/served/Q4_1.gguf", "Served")])
        self.serving, self.log, self.changed = Serving(pool, clock, models, lambda: 0.0), RequestLog(), Signal()
        self.fault: Fault | None = None
        self.is_starting = self.is_on = False
        self.address, self.key = "", ""
        self.asked: list[object] = []

    def set_on(self, on: bool) -> None:
        """Record."""
        self.asked.append(on)

    def new_key(self) -> None:
        """Record."""
        self.asked.append("new key")

    def come(self, address: str, key: str = "") -> None:
        """It serves now."""
        self.is_on, self.address, self.key = True, address, key
        self.changed()
