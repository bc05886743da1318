"""What a child can be started for in the workshop: to measure a model, or to write another one."""

import msgspec

from slm_desktop.core.engines.commands.command import Command
from slm_desktop.core.engines.options import LoadOptions


class Calibrate(Command, frozen=True):
    """Measure how fast this computer writes with a small model, and multiplies with weights of any type (Calibrated),
    and go.
    """

    path: str
    options: LoadOptions = LoadOptions()


class BenchmarkTest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is measured: a `prompt` of so many tokens, then so many of an `answer` one by one, behind `depth` others in
    the KV cache; `batch` tokens of a prompt are decoded at once, 0 for as many as the options say.
    """

    prompt: int = 0
    answer: int = 0
    depth: int = 0
    batch: int = 0

    @property
    def tokens(self) -> int:
        """Tokens of context that it takes."""
        return self.prompt + self.answer + self.depth


class Benchmark(Command, frozen=True):
    """Measure each test so often (Repeated) after a warm-up, say what was measured (Benchmarked), and go."""

    path: str
    tests: tuple[BenchmarkTest, ...]
    repetitions: int = 5
    options: LoadOptions = LoadOptions()


class ReportedChunk(msgspec.Struct, frozen=True, array_like=True):
    """What an engine elsewhere reported of the scored tokens of a chunk, in order, as arrays in this computer's byte
    order: the log probability of each (32-bit floats), and for each the ids (32-bit integers) and log probabilities
    of the `most` tokens that it held for the likeliest, the likeliest first.
    """

    most: int
    logprobs: bytes
    likeliest: bytes
    likeliest_logprobs: bytes


class CutText(Command, frozen=True):
    """Say into which chunks of `context` tokens a text is cut to be scored, `chunks` at most, 0 for all (TextCut), and
    go.
    """

    path: str
    text: str
    context: int = 512
    chunks: int = 0
    options: LoadOptions = LoadOptions()


class Perplexity(Command, frozen=True):
    """Say how well a model foresees a text (Scored for each chunk of `context` tokens, then PerplexityMeasured), and
    go.

    With a `base`, a model of the same vocabulary, say too how far the model is from that; so with what such a model
    elsewhere `reported` of each chunk. `chunks` are scored at most, 0 for all.
    """

    path: str
    text: str
    context: int = 512
    chunks: int = 0
    base: str = ""
    options: LoadOptions = LoadOptions()
    reported: tuple[ReportedChunk, ...] = ()


class Quantise(Command, frozen=True):
    """Write the weights of a model as another type into the file `target`, which is there and empty; tell how far that
    is (Quantising) and its end (Quantised), and go.

    `kind` is one of core.models.quant_types; some need `importance`, the file of an Importance. With `requantise`,
    weights that are quantised already are taken, too: that loses more than from the original.
    """

    path: str
    target: str
    kind: str
    requantise: bool = False
    options: LoadOptions = LoadOptions()
    importance: str = ""


class Importance(Command, frozen=True):
    """Measure over a text how strongly each column of a model's weights is used, tell how far that is (Quantising),
    write it into the file `target`, which is there and empty (ImportanceMeasured), and go.
    """

    path: str
    text: str
    target: str
    context: int = 512
    options: LoadOptions = LoadOptions()


class Merge(Command, frozen=True):
    """Write a model with LoRA `adapters` merged into it, each by its scale, under another `name` into the file
    `target`, which is there and empty; tell how far that is (Quantising) and its end (Quantised), and go.
    """

    path: str
    target: str
    name: str
    adapters: tuple[str, ...]
    scales: tuple[float, ...]
    options: LoadOptions = LoadOptions()


class FilePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of several files that a model is split into: its `number` of `count`, and its `tensors` from the `first`
    (counted from 0) of the whole model.
    """

    number: int
    count: int
    first: int
    tensors: int


class Rewrite(Command, frozen=True):
    """Write a model once more into the file `target`, which is there and empty: with other `fields` in its header, and
    without those that are `removed`; tell how far that is (Quantising) and its end (Quantised), and go.

    A model of several files becomes one; with a `part` only that is written.
    """

    path: str
    target: str
    fields: dict[str, bool | int | float | str]
    removed: tuple[str, ...] = ()
    part: FilePart | None = None
    options: LoadOptions = LoadOptions()


class PlanQuantise(Command, frozen=True):
    """Say how large a model would be as each of some types (QuantisePlanned), and go."""

    path: str
    kinds: tuple[str, ...]
    options: LoadOptions = LoadOptions()


Measurement = Calibrate | Benchmark | CutText | Perplexity | Importance
NewFile = Quantise | Merge | Rewrite | PlanQuantise
