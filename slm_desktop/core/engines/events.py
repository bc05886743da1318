"""What happens, as engine children and their hosts tell it: frozen values, one JSON line each."""

from enum import StrEnum

import msgspec

type_field = "is"


class Event(msgspec.Struct, frozen=True, tag_field=type_field, tag=str.lower):
    """The base of all events; `run` is the load or answer it belongs to, 0 for the child itself."""

    run: int


class Device(msgspec.Struct, frozen=True):
    """Something that can compute. `kind` is cpu, gpu, igpu or accel; memory in bytes."""

    name: str
    description: str
    kind: str
    free: int
    total: int

    @property
    def is_gpu(self) -> bool:
        """Whether layers of a model can be offloaded to it."""
        return self.kind in ("gpu", "igpu")


class Buffer(msgspec.Struct, frozen=True):
    """One allocation that llama.cpp reports: `kind` is weights, kv, compute or output; bytes."""

    device: str
    kind: str
    size: int


class Note(msgspec.Struct, frozen=True):
    """Something was done differently from what was asked: a code and what it needs to be said."""

    code: str
    details: dict[str, str | int | float] = {}


class Hello(Event, frozen=True):
    """The child lives. `build` is llama.cpp's version, `runtime` the folder it came from ('' for the built-in one).

    `sandbox` says what the system enforces: full (files and network), files, none.
    """

    build: str
    runtime: str
    devices: tuple[Device, ...]
    sandbox: str = ""

    @property
    def cpu(self) -> Device | None:
        """The processor, whose memory is the main memory."""
        return next((device for device in self.devices if device.kind == "cpu"), None)

    @property
    def gpus(self) -> tuple[Device, ...]:
        """Those that layers can be offloaded to."""
        return tuple(device for device in self.devices if device.is_gpu)

    @property
    def memory_total(self) -> int:
        """Bytes of main memory; 0 where no processor is named."""
        return self.cpu.total if self.cpu else 0


class Loading(Event, frozen=True):
    """The weights are being read: `progress` from 0 to 1."""

    progress: float


class Feature(StrEnum):
    """What an engine can do beside writing answers."""

    LIVE_SAMPLING = "live_sampling"
    """Sampling values act on the next token of an answer under way."""
    TOKEN_IDS = "token_ids"
    """Each token comes with its number."""
    REPLAY = "replay"
    """The record of an answer gives the same tokens again."""
    CONTINUE = "continue"
    """An answer is continued where it ended."""
    COUNT = "count"
    """The tokens of a text are counted."""
    MEMORY = "memory"
    """Whether it says what it uses of memory and processors."""
    THREADS = "threads"
    """How much of the computer it takes is changed while it answers."""
    SPECULATION = "speculation"
    """Tokens are drafted where that is faster."""
    PROMPT_CACHE = "prompt_cache"
    """The prompt cache of a chat outlives the engine, and is deleted when asked for."""


class Loaded(Event, frozen=True):
    """The model takes prompts. Sizes in bytes, contexts in tokens, `seconds` from the command to now.

    `template` is model, chatml or plain. `recommended` are sampling values that the file itself recommends. `features`
    are what the engine can do; screens offer nothing that it cannot. `draft_model` is the name of one that is used, ''
    without.
    """

    name: str
    architecture: str
    quantisation: str
    parameters: int
    context: int
    trained_context: int
    vocabulary: int
    layers: int
    offloaded: int
    device: str
    threads: int
    slots: int
    template: str
    buffers: tuple[Buffer, ...]
    notes: tuple[Note, ...]
    seconds: float
    recommended: dict[str, float] = {}
    features: tuple[Feature, ...] = ()
    draft_model: str = ""


class Planned(msgspec.Struct, frozen=True):
    """Memory at one context and type of KV cache, in bytes: of main memory by purpose, and `gpu` on graphics cards.

    `layers` is how many of the model's layers lie on graphics cards.
    """

    context: int
    kv_type: str
    weights: int
    kv: int
    compute: int
    gpu: int = 0
    layers: int = 0

    @property
    def total(self) -> int:
        """Bytes of main memory."""
        return self.weights + self.kv + self.compute


class Forecasted(Event, frozen=True):
    """What llama.cpp would allocate for a model. `overhead` is what the child itself takes, in bytes.

    `reads` are the bytes of weights that one token needs, by ggml's number of their type. `vocabulary` is the same for
    models that have the same tokens, '' where it was not read.
    """

    name: str
    architecture: str
    parameters: int
    layers: int
    trained_context: int
    overhead: int
    rows: tuple[Planned, ...]
    reads: dict[int, int] = {}
    vocabulary: str = ""


class Throughput(msgspec.Struct, frozen=True):
    """What a processor or a graphics card does in a second.

    `rates` are bytes of weights by ggml's number of their type, `kv` bytes of KV cache; `layer` is the seconds that a
    layer takes beside all that.
    """

    rates: dict[int, float]
    layer: float
    kv: float


class Calibrated(Event, frozen=True):
    """How fast this computer is. `others` is the share of its processors that other programs had meanwhile."""

    cpu: Throughput
    gpu: Throughput | None
    others: float
    seconds: float


class Prompting(Event, frozen=True):
    """`done` of `total` prompt tokens are decoded."""

    done: int
    total: int


class Prompted(Event, frozen=True):
    """The prompt is decoded: `cached` of its tokens were there already, `dropped` early turns did not fit.

    `seconds` are those of decoding: what it waited before for its turn is not among them. `batches` made the key-value
    cache of the whole prompt: length, times, length, times, ... The cache of its conversation had `kept` tokens before,
    the first `alike` of which are those of the prompt; `differs` says what stands in the prompt from there on, and what
    stood in the cache. It `was_cleared` where it had to go for an answer that ran alone. `can_cut` says that a part of
    a cache can be used.
    """

    tokens: int
    cached: int
    dropped: int
    seconds: float
    batches: tuple[int, ...]
    kept: int = 0
    alike: int = 0
    differs: tuple[str, str] = ("", "")
    was_cleared: bool = False
    can_cut: bool = True


class Token(msgspec.Struct, frozen=True, array_like=True):
    """One token of an answer: `setting` counts the sampling changes before it, `at` is seconds since the command."""

    id: int
    text: str
    setting: int
    at: float


class Tokens(Event, frozen=True):
    """New tokens of an answer, in order."""

    items: tuple[Token, ...]


class SamplingChanged(Event, frozen=True):
    """From answer token `position` on, `values` hold (clamped to what is possible)."""

    position: int
    values: dict[str, float | str]


class ThreadsChanged(Event, frozen=True):
    """From now on so many threads are used.

    `others` are the cores that other programs use, 0 where they are not why there are so few.
    """

    threads: int
    others: float


class ThreadsSet(Event, frozen=True):
    """From answer token `position` on, tokens are decoded with so many threads: rounding depends on them."""

    position: int
    threads: int


class DraftTokens(msgspec.Struct, frozen=True, array_like=True):
    """Tokens that were decoded on a guess: after the answer's first `position` tokens, so many of them `accepted`.

    `rejected` is the text of the others. `saved` is the time in seconds that it saved, against steps of one token as
    they were measured meanwhile; below 0 where it cost more. `by_model`: a draft model guessed them.
    """

    position: int
    tokens: tuple[int, ...]
    accepted: int
    rejected: str = ""
    saved: float = 0.0
    by_model: bool = False


class Drafted(Event, frozen=True):
    """What was drafted of an answer since the last time.

    `pauses` say from which token on nothing is drafted for how many tokens, as drafts have cost more than they saved.
    """

    items: tuple[DraftTokens, ...]
    pauses: tuple[tuple[int, int], ...] = ()


class Sample(Event, frozen=True):
    """A heartbeat with what the child uses now: bytes, and `cpu` in percent of one core.

    `devices` gives used bytes by device for those with memory of their own; `parked` are those of the rest that caches
    of chats take which are not being answered.
    """

    weights: int
    kv: int
    rest: int
    cpu: float
    devices: dict[str, int] = {}
    parked: int = 0


class Counted(Event, frozen=True):
    """The answer to Count."""

    tokens: int


class Finished(Event, frozen=True):
    """The answer is complete. `reason` is end, length, stop or context.

    `exact` says that a replay gives the same tokens: no other sequence stood in the cache or in a batch.
    """

    reason: str
    tokens: int
    seconds: float
    exact: bool = False


class Stopped(Event, frozen=True):
    """The run ended because that was asked for."""


class Failed(Event, frozen=True):
    """The run ended by a fault; `errors.explain` says it in words. `log` holds the engine's last lines."""

    code: str
    details: dict[str, str | int | float] = {}
    log: tuple[str, ...] = ()


class Stalled(Event, frozen=True):
    """The host has heard nothing from the child for `seconds`."""

    seconds: float


class Responding(Event, frozen=True):
    """A stalled child was heard again."""


class Exited(Event, frozen=True):
    """The child is gone: `code` as in Failed, '' when it was asked to go."""

    code: str
    details: dict[str, str | int | float] = {}
    log: tuple[str, ...] = ()


AnyEvent = (
    Hello
    | Loading
    | Loaded
    | Forecasted
    | Calibrated
    | Prompting
    | Prompted
    | Tokens
    | SamplingChanged
    | Sample
    | ThreadsChanged
    | ThreadsSet
    | Drafted
    | Counted
    | Finished
    | Stopped
    | Failed
    | Stalled
    | Responding
    | Exited
)
"""Everything that can be said. The last three are made by the host, never by a child."""

Ended = Finished | Stopped | Failed
