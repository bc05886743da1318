"""What a model would need, and how fast the computer is."""

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
