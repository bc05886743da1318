"""What an answer is asked for with, and how one under way is changed."""

from enum import StrEnum

import msgspec

from slm_desktop.core.engines.adapters import ScaleChange, Scales
from slm_desktop.core.engines.commands.command import Command
from slm_desktop.core.engines.events import DraftTokens
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.output_format import FormatChange, OutputFormat
from slm_desktop.core.engines.tools import Tool, ToolCall, ToolChoice


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


RunChange = SetSampling | SetFormat | SetScales | SetCandidates
"""How an answer under way is to go on."""
