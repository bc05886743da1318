"""What the app asks of an engine child: frozen values, one JSON line each on the child's stdin."""

from enum import StrEnum

import msgspec

from slm_desktop.core.engines.adapters import ScaleChange, Scales
from slm_desktop.core.engines.events import DraftTokens
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.options import KvType, LoadOptions
from slm_desktop.core.engines.output_format import FormatChange, OutputFormat
from slm_desktop.core.engines.tools import Tool, ToolCall, ToolChoice

type_field = "do"


class Overflow(StrEnum):
    """What is left out of a prompt that is too long: the oldest turns, those after the first exchange, or nothing."""

    OLDEST = "oldest"
    MIDDLE = "middle"
    REFUSE = "refuse"


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message of a prompt: `role` is system, user, assistant, or tool for the result of a call.

    `tokens` are those that the model gave for an answer: its text could be tokenised in other ways, which would
    miss the cache and make a replay differ. They are used only if they say just what `content` says.
    `calls` are those of an answer whose results follow it, `call` is the one that a result is of. `media` stand in
    the text of a question.
    """

    role: str
    content: str
    tokens: tuple[int, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    call: ToolCall | None = None
    media: tuple[Media, ...] = ()


class Command(msgspec.Struct, frozen=True, tag_field=type_field, tag=str.lower, forbid_unknown_fields=True):
    """The base of all commands; `run` names what the command is about."""

    run: int


CACHE_SUFFIX, CACHE_PARTIAL = ".kv", ".part"
"""How the names of prompt caches end: whole ones, and those that are being written."""


class Load(Command, frozen=True):
    """Load a model file. A child loads one model in its life.

    Prompt caches of chats are kept in the folder `cache`, at most `cache_limit` bytes of them; '' for none.
    """

    path: str
    options: LoadOptions = LoadOptions()
    cache: str = ""
    cache_limit: int = 0


class Probe(Command, frozen=True):
    """Say what can compute here (Hello), and go."""

    runtime: str = ""


class Forecast(Command, frozen=True):
    """Plan the memory of a model without allocating it (Forecasted), and go. The file may hold nothing but its header.

    `contexts` in tokens, none for `core.models.forecast.stops`; `kv_types` are types of the KV cache. All pairs are
    planned, whatever `options` say of either.
    """

    path: str
    options: LoadOptions = LoadOptions()
    contexts: tuple[int, ...] = ()
    kv_types: tuple[str, ...] = tuple(kv_type.value for kv_type in KvType)


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


class PlanQuantise(Command, frozen=True):
    """Say how large a model would be as each of some types (QuantisePlanned), and go."""

    path: str
    kinds: tuple[str, ...]
    options: LoadOptions = LoadOptions()


class Change(msgspec.Struct, frozen=True, array_like=True):
    """From answer token `position` on, these sampling values hold."""

    position: int
    values: dict[str, float | str]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an answer is asked with. `changes` are sampling values by token position: the first stands at 0.

    A replay gives all changes of the recorded run, and its `batches` (lengths of those in which the prompt was
    decoded: length, times, length, times, ...), `threads` (from which token on how many) and `drafts`, so that the same
    arithmetic is done again. `conversation` tells which answers follow one another: they share a slot, so that a branch
    does not cost another chat its cache. When the last of the `turns` is an answer, it is continued. `overflow` says
    what to leave out when the turns do not fit. A `cold` one decodes its whole prompt, alone, so that the times of
    several can be compared. With `speculate`, tokens are drafted where that is faster. With `keep`, the prompt cache of
    the conversation outlives the engine.

    A `raw` prompt, a text or tokens, stands in place of the turns: no chat template is applied, and names of control
    tokens in it are those tokens. `stops` end the answer beside those of the sampling values, and may hold several
    lines. `logit_bias` is added to the logits of tokens by their numbers. With `logprobs`, each token comes with its
    log probability and those of so many of the likeliest (Logprobs); with `prompt_logprobs`, so do those of the prompt.

    With `text_completion`, the turns are taken as they stand, one directly behind the other: no chat template is
    applied, and names of control tokens in them are those tokens. A `suffix` is the text that follows the answer, which
    fills the gap before it; so it does behind a raw prompt.

    `formats` say in which form the answer must be, by token position; in a replay all of those that held. A model
    that thinks is free until it has thought.

    `scales` are those of the adapters that the model was loaded with, by token position; without any, each has 1.

    With `candidates`, so many of the likeliest come for each token (Candidates). With `rescore`, the last of the turns
    is an answer of whoever, whose tokens are gone through in that way, as they are given, and nothing is written.

    The model is told of the `tools`; `tool_choice` (a ToolChoice) says whether it may call them, and `parallel_calls`
    whether several at once. The calls that it wrote are told before the end (Called).
    """

    turns: tuple[Turn, ...]
    changes: tuple[Change, ...]
    seed: int
    batches: tuple[int, ...] = ()
    threads: tuple[tuple[int, int], ...] = ()
    conversation: int = 0
    overflow: str = Overflow.OLDEST.value
    cold: bool = False
    speculate: bool = False
    keep: bool = False
    drafts: tuple[DraftTokens, ...] = ()
    raw: str | tuple[int, ...] | None = None
    text_completion: bool = False
    suffix: str = ""
    stops: tuple[str, ...] = ()
    logit_bias: dict[int, float] = {}
    logprobs: int | None = None
    prompt_logprobs: bool = False
    candidates: int = 0
    rescore: bool = False
    formats: tuple[FormatChange, ...] = ()
    scales: tuple[ScaleChange, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: str = ToolChoice.AUTO.value
    parallel_calls: bool = True

    @property
    def has_template(self) -> bool:
        """Whether the chat template of the model is applied."""
        return self.raw is None and not self.text_completion

    @property
    def begun(self) -> str:
        """What the answer begins with, which is to go on from there; '' for nothing."""
        last = self.turns[-1] if self.turns and self.has_template and not self.rescore else None
        return last.content if last and last.role == "assistant" else ""


class Generate(Command, frozen=True):
    """Write an answer."""

    request: Request


class SetSampling(Command, frozen=True):
    """Sample the next token of a running answer with these values."""

    values: dict[str, float | str]


class SetFormat(Command, frozen=True):
    """Have the rest of a running answer in this form, from the next token on, or in none. Where what it has already
    does not fit, that is refused (FormatRefused).
    """

    format: OutputFormat | None


class SetScales(Command, frozen=True):
    """Compute a running answer with these scales of adapters, from its next token on."""

    scales: Scales


class SetCandidates(Command, frozen=True):
    """Send so many of the likeliest candidates with each token of a running answer, from the next one on."""

    most: int


class Count(Command, frozen=True):
    """Count the tokens of a text, as contents of a message."""

    text: str


class Tokenise(Command, frozen=True):
    """The tokens of a text, or what each of some tokens says (Tokenised).

    With `special`, names of control tokens in a text are those tokens; with `bos`, the token that begins a text comes
    first, where the model wants that.
    """

    text: str | tuple[int, ...]
    special: bool = True
    bos: bool = False


class Detokenise(Command, frozen=True):
    """The text of tokens (Detokenised)."""

    tokens: tuple[int, ...]


class Render(Command, frozen=True):
    """The prompt that the chat template makes of some turns (Rendered)."""

    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()


class CheckFormat(Command, frozen=True):
    """Whether an answer can be held to a form (FormatChecked); Failed says why not."""

    format: OutputFormat


class Embed(Command, frozen=True):
    """The vectors of some texts (Embedded), from an engine that was loaded for that."""

    texts: tuple[str | tuple[int, ...], ...]


class SetThreads(Command, frozen=True):
    """Decode with so many threads at most from the next token on; 0 for as many as the model was loaded with."""

    threads: int


class SetComputerUse(Command, frozen=True):
    """Take so much of the computer from the next token on: `use` is a ComputerUse."""

    use: str


class Forget(Command, frozen=True):
    """A chat was deleted: nothing of it stays in a cache."""

    conversation: int


class Stop(Command, frozen=True):
    """End the load, the prompt or the answer with this run's number."""


class Quit(Command, frozen=True):
    """End the child."""


Measurement = Calibrate | Benchmark | CutText | Perplexity | Importance
NewFile = Quantise | Merge | PlanQuantise
FirstCommand = Load | Probe | Forecast | Measurement | NewFile
"""What a child can be started for."""
RunChange = SetSampling | SetFormat | SetScales | SetCandidates
"""How an answer under way is to go on."""
RunCommand = Stop | RunChange
"""What is asked of an answer under way."""
VocabularyQuestion = Count | Tokenise | Detokenise | Render | CheckFormat
"""What a loaded model is asked of its vocabulary and its chat template alone."""
TextQuestion = VocabularyQuestion | Embed
"""What a loaded model is asked about text, with one event for an answer."""
AnyCommand = FirstCommand | Generate | RunChange | SetThreads | SetComputerUse | Forget | TextQuestion | Stop | Quit
