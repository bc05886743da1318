"""What a model would need, and how fast it and the computer are."""

import msgspec

from slm_desktop.core.engines.events.event import Event


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
    reads: dict[int, int] = msgspec.field(default_factory=dict)
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


class Repeated(Event, frozen=True):
    """A repetition of a test, by the number of the test in its command, took so many `seconds`.

    Meanwhile other programs and other engines used `others` cores on average, and processors were slowed `throttled`
    times because they were hot. `memory` are the bytes that llama.cpp has allocated for the model and this test,
    `resident` those that the process has in main memory.
    """

    test: int
    repetition: int
    seconds: float
    others: float
    throttled: int
    memory: int
    resident: int


class Benchmarked(Event, frozen=True):
    """All tests are done. `size` in bytes of all tensors, `seconds` of the load; `device` is the graphics card that
    layers went to, '' for none, `build` that of llama.cpp.
    """

    name: str
    architecture: str
    quantisation: str
    parameters: int
    size: int
    threads: int
    offloaded: int
    device: str
    build: str
    seconds: float


class Scored(Event, frozen=True):
    """A chunk of a text was scored, in so many `seconds`: `perplexity` is that of the text so far, `divergence` the
    mean KL divergence so far in nats, 0 without another model.
    """

    chunk: int
    chunks: int
    perplexity: float
    divergence: float
    seconds: float


class CutChunk(msgspec.Struct, frozen=True, array_like=True):
    """The tokens of a chunk as they are decoded, and the bytes that each of them says."""

    tokens: tuple[int, ...]
    pieces: tuple[bytes, ...]


class TextCut(Event, frozen=True):
    """A text as chunks of tokens."""

    chunks: tuple[CutChunk, ...]


class Parting(msgspec.Struct, frozen=True):
    """A place where two models part: at token `position`, whose text is `token`, behind `before` and ahead of `after`;
    `own` and `base` are what they held for the likeliest. `divergence` in nats.
    """

    position: int
    divergence: float
    before: str
    token: str
    own: str
    base: str
    after: str = ""


class Divergence(msgspec.Struct, frozen=True):
    """How far a model is from another: the KL divergence of each token in nats (mean with its standard error, what 99
    of 100 lie below, the largest), and the share of tokens for which both hold the same for the likeliest. `partings`
    are where they part most.

    Where the other one told of its likeliest tokens alone, `known` is the share of its probability that these had on
    average, and the KL divergence takes the rest for one token: it is no larger than the true one.
    """

    base_perplexity: float
    mean: float
    error: float
    percentile_99: float
    largest: float
    same_top: float
    partings: tuple[Parting, ...]
    known: float = 1.0


class PerplexityMeasured(Event, frozen=True):
    """How well a model foresees a text: `perplexity` with its standard error, over so many scored `tokens`."""

    tokens: int
    perplexity: float
    error: float
    threads: int
    seconds: float
    divergence: Divergence | None = None


class Quantising(Event, frozen=True):
    """So many tensors of all (0 while that is not known) are written as another type; the file will have about
    `planned` bytes.
    """

    done: int
    total: int
    planned: int


class Quantised(Event, frozen=True):
    """A model was written as another type: bytes of the file, and of the one it was made from. For so many tensors
    (`fallbacks`) that type is not possible, and a larger one was taken.
    """

    size: int
    before: int
    fallbacks: int
    seconds: float


class QuantisePlanned(Event, frozen=True):
    """Bytes that a model's file would have as each type; one that is not possible is missing."""

    sizes: dict[str, int]


class ImportanceMeasured(Event, frozen=True):
    """It was measured over so many tokens, for so many tensors."""

    tensors: int
    tokens: int
    seconds: float
