"""What an engine is, and what it has loaded."""

from enum import StrEnum

import msgspec

from slm_desktop.core.engines.adapters import Adapter
from slm_desktop.core.engines.events.event import Event


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
    details: dict[str, str | int | float] = msgspec.field(default_factory=dict)


class SelfTested(Event, frozen=True):
    """These tokens were written, greedily."""

    tokens: tuple[int, ...]


class Hello(Event, frozen=True):
    """The child lives. `build` is llama.cpp's version, `runtime` the folder it came from ('' for the built-in one).

    `holes` are the attempts to break out of the sandbox that the system did not refuse (`sandbox.escapes.ATTEMPTS`):
    none where it holds, None where nothing was tried.
    """

    build: str
    runtime: str
    devices: tuple[Device, ...]
    holes: tuple[str, ...] | None = None

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
    RUNS = "runs"
    """Answers that others have asked it for can be watched and steered."""
    CACHED_TOKENS = "cached_tokens"
    """It tells how much of a prompt was cached."""
    LOGPROBS = "logprobs"
    """Tokens of an answer come with their log probabilities."""
    PROMPT_LOGPROBS = "prompt_logprobs"
    """So do those of a prompt."""
    CANDIDATES = "candidates"
    """Tokens of an answer come with their likeliest candidates, also afterwards."""
    JSON_SCHEMA = "json_schema"
    """An answer is held to a JSON schema."""
    GRAMMAR = "grammar"
    """An answer is held to a grammar in GBNF."""
    SCALES = "scales"
    """The scales of adapters act on the next token of an answer under way."""
    TOOLS = "tools"
    """A model can be told of tools, and calls them."""
    RAW_PROMPT = "raw_prompt"
    """A prompt can be given without the chat template."""
    INFILL = "infill"
    """It fills the gap between two texts."""
    EMBEDDINGS = "embeddings"
    """It turns texts into vectors, and does nothing else."""
    PICTURES = "pictures"
    """Questions may hold pictures."""
    AUDIO = "audio"
    """Questions may hold sounds."""
    TOKENISE = "tokenise"
    """It gives the tokens of a text, the text of tokens, and the prompt that a chat template makes."""


class Loaded(Event, frozen=True):
    """The model takes prompts. Sizes in bytes, contexts in tokens, `seconds` from the command to now.

    `template` is model, chatml or plain. `recommended` are sampling values that the file itself recommends. `features`
    are what the engine can do; screens offer nothing that it cannot. `draft_model` is the name of one that is used, ''
    without. `opens_thinking` says that prompts end within the thinking, so that an answer only closes it.
    `host` is the other computer that answers, '' for this one; `understood` are the sampling parameters that it
    takes, none for all. `bos_token` and `eos_token` are the names of the tokens that begin and end a text, '' where
    there are none. `adapters` are those that are loaded with it, `projector` is the name of the file that reads
    pictures or sounds for it, '' without.
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
    recommended: dict[str, float] = msgspec.field(default_factory=dict)
    features: tuple[Feature, ...] = ()
    draft_model: str = ""
    opens_thinking: bool = False
    host: str = ""
    understood: tuple[str, ...] = ()
    bos_token: str = ""
    eos_token: str = ""
    adapters: tuple[Adapter, ...] = ()
    projector: str = ""

    @property
    def larger_context(self) -> int:
        """Twice the context, as far as the model was trained for it; 0 when it has all already."""
        return 0 if self.context >= self.trained_context else min(self.trained_context, self.context * 2)
