"""What is kept: chats, their messages as a tree, the record from which a run can be replayed, presets and drafts."""

import itertools
from enum import StrEnum

import msgspec

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.core.documents.records import Source
from slm_desktop.core.documents.retrieval import with_sources
from slm_desktop.core.engines.adapters import ScaleChange
from slm_desktop.core.engines.answer_figures import Figures
from slm_desktop.core.engines.commands import Change
from slm_desktop.core.engines.events import DraftTokens, Token
from slm_desktop.core.engines.media import MEDIA_KEY, Media
from slm_desktop.core.engines.output_format import FormatChange, OutputFormat
from slm_desktop.core.engines.tools import Tool, ToolCall, without_calls
from slm_desktop.core.sampling import Values


class MessageState(StrEnum):
    """How a message came to be as it is. What no version of the app has written counts as interrupted."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    EDITED = "edited"
    """A person has changed its words."""

    @classmethod
    def _missing_(cls, _value: object) -> "MessageState":
        return cls.INTERRUPTED


LAST_MOMENT = 32_503_680_000.0
"""The year 3000, in seconds since 1970: no clock that is right says more."""


class RunRecord(msgspec.Struct):
    """How an answer was made.

    `changes` are sampling values by token position; `batches` built the prompt's cache (length, times, length, …);
    `threads` are those at its beginning, `thread_changes` says from which token on there were how many;
    `drafts` are the tokens that were decoded on a guess, `draft_pauses` say from which token on there were none for how
    many, as they did not pay.
    `formats` say by token position in which form the answer had to be; one that `is_unfinished` ended before its form
    was complete. `scales` are those of adapters by token position. `exact` says that a replay gives the same tokens.
    `cached` counts the tokens of the prompt that were there already; `cache_loss` (a CacheLoss) says why they are not
    more. The first `alike` tokens are those of the cache, `differs` says what stands in the prompt from there on, and
    what stood in the cache.
    `continued` is the number of characters of the message that an earlier answer gave; `tokens` are those that this run
    added, `before` the ids of those before them. When turns were left out of the prompt, `dropped` counts them,
    `oldest` is the first message after the gap, and `overflow` says how. A replay names the message that it repeats, in
    `same` how many tokens came out the same (-1 for other runs), and in `repeated` whether all did. `figures` is what
    was measured, by the names of `core/engines/answer_figures.py`; it is empty until the answer ends. `answer_options`
    are those that it was asked for with, `tools` what the model was told of those that it may call, as `tool_choice`
    (a ToolChoice) says; `unread_call` is the text of one that could not be read.
    """

    model: str = ""
    path: str = ""
    sha256: str = ""
    quantisation: str = ""
    build: str = ""
    context: int = 0
    threads: int = 0
    thread_changes: list[tuple[int, int]] = []
    drafts: list[DraftTokens] = []
    draft_pauses: list[tuple[int, int]] = []
    kv_type: str = ""
    seed: int = 0
    changes: list[Change] = []
    formats: list[FormatChange] = []
    is_unfinished: bool = False
    scales: list[ScaleChange] = []
    tokens: list[Token] = []
    batches: tuple[int, ...] = ()
    prompt_tokens: int = 0
    cached: int = 0
    cache_loss: str = ""
    alike: int = 0
    differs: tuple[str, str] = ("", "")
    dropped: int = 0
    oldest: int = 0
    overflow: str = ""
    system: str = ""
    continued: int = 0
    before: tuple[int, ...] = ()
    replay_of: int = 0
    same: int = -1
    repeated: bool = False
    reason: str = ""
    exact: bool = False
    figures: Figures = {}
    answer_options: AnswerOptions = AS_A_CHAT
    tools: tuple[Tool, ...] = ()
    tool_choice: str = ""
    unread_call: str = ""

    def figure(self, name: str) -> float:
        """One of its figures; 0 where it was not measured."""
        return self.figures.get(name, 0.0)

    @property
    def format(self) -> OutputFormat | None:
        """The form that its last token had to fit."""
        return self.formats[-1].format if self.formats else None

    def common(self, other: "RunRecord | None") -> int:
        """How many tokens two runs have in common from the beginning."""
        pairs = zip(self.tokens, other.tokens if other else (), strict=False)
        return sum(1 for _pair in itertools.takewhile(lambda pair: pair[0].id == pair[1].id, pairs))


class Message(msgspec.Struct):
    """A node of the tree; `created` in seconds since 1970. `role` is user, assistant, or tool for the result of a call.

    `media` are those of a question, without their data, `sources` are what it found in documents, None where none were
    searched. `calls` are those of tools that an answer holds; a result has the one that it is of.
    """

    id: int
    chat: int
    parent: int | None
    role: str
    content: str
    created: float
    state: MessageState = MessageState.COMPLETE
    run: RunRecord | None = None
    fault: str = ""
    sources: tuple[Source, ...] | None = None
    calls: tuple[ToolCall, ...] = ()
    media: tuple[Media, ...] = msgspec.field(name=MEDIA_KEY, default=())

    @property
    def shown(self) -> str:
        """Its words without the text of calls."""
        return without_calls(self.content, self.calls) if self.role == "assistant" else self.content

    @property
    def in_prompt(self) -> str:
        """What stands in prompts for it: a question with the passages that it found."""
        return with_sources(self.content, self.sources or ())


class Chat(msgspec.Struct):
    """One conversation; `head` is the message at the end of the branch that is shown, `touched` the newest of all.

    `comparison` is the id of the comparison whose column it is, 0 for a chat of its own; `folder` the one that it is
    in, `format` the form that its answers must have, and `answer_options` how else they are asked for.
    """

    id: int
    title: str
    created: float
    updated: float
    model: str = ""
    head: int | None = None
    sampling: Values = {}
    pinned: bool = False
    system: str = ""
    touched: int = 0
    comparison: int = 0
    folder: str = ""
    format: OutputFormat | None = None
    answer_options: AnswerOptions = AS_A_CHAT

    def take_settings(self, other: "Chat") -> None:
        """Ask for answers as another chat does."""
        self.sampling, self.system = dict(other.sampling), other.system
        self.format, self.answer_options = other.format, other.answer_options

    @property
    def system_in_prompts(self) -> str:
        """The system prompt as it goes into prompts: a text that is completed has none."""
        return "" if self.answer_options.text_completion else self.system


class Preset(msgspec.Struct):
    """A system prompt, sampling values, the form of answers and how else they are asked for, under a name.

    `used_for` tells the new chats that begin with it: '' none, '*' all, else those with a model of this name.
    """

    id: int
    name: str
    system: str = ""
    sampling: Values = {}
    used_for: str = ""
    format: OutputFormat | None = None
    answer_options: AnswerOptions = AS_A_CHAT


class Attachment(msgspec.Struct, frozen=True):
    """A text beside a draft; without a name it was pasted."""

    text: str
    name: str = ""


class Draft(msgspec.Struct, frozen=True):
    """What is written in a chat and not yet sent."""

    text: str = ""
    files: tuple[Attachment, ...] = ()
    media: tuple[Media, ...] = ()


class Hit(msgspec.Struct, frozen=True):
    """A message in which a search found its words; they stand between MARK_ON and MARK_OFF in the excerpt."""

    message: int
    chat: int
    excerpt: str


MARK_ON, MARK_OFF = "\x02", "\x03"
