"""An answer that is being written: what it is asked with, the run that writes it, and the record that is kept of it."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.core.chat.cache_truth import cache_loss
from slm_desktop.core.chat.tool_steps import answered_calls
from slm_desktop.core.engines.adapters import Adapter, ScaleChange, Scales, initial_scales
from slm_desktop.core.engines.answer_figures import measured
from slm_desktop.core.engines.commands import Change, Overflow, Request, Turn
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.events import (
    AnyEvent,
    Called,
    DraftTokens,
    Failed,
    Feature,
    Finished,
    FormatChanged,
    Loaded,
    Prompted,
    SamplingChanged,
    ScalesChanged,
    Stopped,
)
from slm_desktop.core.engines.output_format import FormatChange, initial
from slm_desktop.core.engines.ports import Preferences
from slm_desktop.core.engines.run import Run
from slm_desktop.core.engines.tools import Tool, ToolCall, ToolChoice
from slm_desktop.core.records import Chat, Message, MessageState, RunRecord
from slm_desktop.core.sampling import Values, difference, text_of

FIRST_EXCHANGE = 2
"""Messages at the beginning of a chat that stay in the prompt when its middle is left out."""


class Recipe(msgspec.Struct, frozen=True):
    """How an answer is to be made: by the chat's settings, or by the record of another run."""

    changes: tuple[Change, ...]
    seed: int
    batches: tuple[int, ...] = ()
    threads: tuple[tuple[int, int], ...] = ()
    drafts: tuple[DraftTokens, ...] = ()
    system: str = ""
    replay_of: int = 0
    formats: tuple[FormatChange, ...] = ()
    answer_options: AnswerOptions = AS_A_CHAT
    scales: tuple[ScaleChange, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: str = ""


class Answering(msgspec.Struct):
    """The answer that is being written now, to a prompt made of the messages `sent`.

    `before` is the answer that was written last in its chat.
    `begun` is what stood in it before, when an answer is continued; `values` are the sampling values of its next token,
    `scales` those of adapters.
    """

    run: Run
    engine: Engine
    message: Message
    record: RunRecord
    sent: tuple[int, ...] = ()
    before: Message | None = None
    begun: str = ""
    values: Values = msgspec.field(default_factory=dict)
    scales: Scales = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        # The lists are the run's: what it takes in stands in the record at once.
        record, run = self.record, self.run
        record.tokens, record.thread_changes = run.tokens, run.threads
        record.drafts, record.draft_pauses = run.drafts, run.draft_pauses

    @property
    def text(self) -> str:
        """The answer so far."""
        return self.begun + self.run.text

    @property
    def shown(self) -> str:
        """The answer so far without the calls that it is writing."""
        return self.begun + self.run.shown_text

    def take(self, event: AnyEvent, now: float) -> None:
        """The run has taken an event; `now` is on the monotonic clock."""
        record = self.record
        match event:
            case Prompted():
                self._on_prompted(event)
            case SamplingChanged():
                self._on_changed(event, now)
            case FormatChanged():
                self._on_format(event, now)
            case ScalesChanged():
                self._on_scales(event, now)
            case Called():
                self._on_called(event)
            case Finished():
                record.reason, record.exact = event.reason, event.exact
                record.is_unfinished = event.is_unfinished
                self._end(MessageState.COMPLETE)
            case Stopped():
                record.reason, record.is_unfinished = "stopped", record.format is not None
                self._end(MessageState.STOPPED)
            case Failed():
                record.reason, self.message.fault = "failed", event.code
                record.is_unfinished = record.format is not None
                self._end(MessageState.INTERRUPTED if self.text else MessageState.FAILED)
            case _:
                pass

    def _on_prompted(self, event: Prompted) -> None:
        record = self.record
        record.prompt_tokens, record.cached, record.batches = event.tokens, event.cached, event.batches
        record.dropped += event.dropped
        record.alike, record.differs = event.alike, event.differs
        if self.engine.can(Feature.PROMPT_CACHE):  # What another machine has kept, and why, it does not tell.
            record.cache_loss = cache_loss(
                event,
                record,
                self.before.run if self.before else None,
                timed=self.run.request.cold or bool(self.run.request.batches),
                loaded_since=self.before is not None and self.engine.loaded_at > self.before.created,
            )
        if record.dropped:
            kept = FIRST_EXCHANGE if record.overflow == Overflow.MIDDLE else 0
            record.oldest = self.sent[min(kept + event.dropped, len(self.sent) - 1)]

    def _on_changed(self, event: SamplingChanged, now: float) -> None:
        for name, value in difference(self.values, event.values).items():
            self.engine.recorder.mark(now, "change", name, text_of(name, self.values.get(name)), text_of(name, value))
        self.values = event.values
        if not self.record.replay_of:  # A replay has all changes of its record from the beginning.
            self.record.changes.append(Change(event.position, event.values))

    def _on_format(self, event: FormatChanged, now: float) -> None:
        self.engine.recorder.mark(now, "format")
        if not self.record.replay_of:
            self.record.formats.append(FormatChange(event.position, event.format))

    def _on_scales(self, event: ScalesChanged, now: float) -> None:
        before = self.scales
        for name, scale in event.scales.items():
            if before.get(name) != scale:
                words = next((one.short_name for one in self.engine.adapters if one.name == name), name)
                self.engine.recorder.mark(now, "change", words, f"{before.get(name, scale):g}", f"{scale:g}")
        self.scales = event.scales
        if not self.record.replay_of:
            self.record.scales.append(ScaleChange(event.position, event.scales))

    def _on_called(self, event: Called) -> None:
        """Each call gets a name, by which its result is told from others."""
        number = self.message.id
        named = (replace(call, id=call.id or f"{number}x{at}") for at, call in enumerate(event.calls))
        self.message.calls = tuple(named)
        self.record.unread_call = event.unread

    def _end(self, state: MessageState) -> None:
        self.message.state, self.message.content = state, self.text
        self.record.sha256 = self.engine.sha256
        self.run.peak_memory = self.engine.timeline.peak(self.run.began)
        self.record.figures = measured(self.run)

    def as_saved(self) -> Message:
        """The message as it is saved meanwhile: its text alone, as the record of its tokens grows large."""
        record = msgspec.structs.replace(self.record, tokens=[], drafts=[])
        return msgspec.structs.replace(self.message, content=self.text, run=record)


def record_of(engine: Engine, recipe: Recipe, skipped: int, overflow: Overflow, begun: Message | None) -> RunRecord:
    """The record of an answer that begins: `skipped` messages did not even reach the prompt."""
    choice, loaded, hello = engine.choice, engine.loaded, engine.hello
    record = RunRecord(seed=recipe.seed, changes=list(recipe.changes), dropped=skipped, overflow=overflow)
    record.system, record.replay_of, record.formats = recipe.system, recipe.replay_of, list(recipe.formats)
    record.answer_options, record.scales = recipe.answer_options, list(recipe.scales)
    record.tools, record.tool_choice = recipe.tools, recipe.tool_choice
    if begun:
        record.continued, record.before = len(begun.content), token_ids(begun)
    if loaded and hello:
        record.model, record.path, record.quantisation = choice.name, choice.path, loaded.quantisation
        record.build, record.context, record.threads = hello.build, loaded.context, engine.threads
        record.kv_type = choice.options.kv_type
    return record


def new_recipe(
    chat: Chat, values: Values, seed: int, adapters: Sequence[Adapter], tools: tuple[Tool, ...], question: Message
) -> Recipe:
    """How a new answer in a chat is to be made, with the adapters that its model was loaded with."""
    must_call = chat.answer_options.must_call and question.role == "user"
    return Recipe(
        changes=(Change(0, values),),
        seed=seed,
        system=chat.system_in_prompts,
        formats=initial(chat.format),
        answer_options=chat.answer_options,
        scales=initial_scales(adapters, chat.answer_options.scales),
        tools=tools,
        tool_choice=(ToolChoice.REQUIRED if must_call else ToolChoice.AUTO).value if tools else "",
    )


def recipe_of(run: RunRecord, message: int) -> Recipe:
    """How to make the answer of a message again."""
    return Recipe(
        changes=tuple(run.changes),
        seed=run.seed,
        batches=run.batches,
        # Before there was a record of them they never changed.
        threads=tuple(run.thread_changes) or ((0, run.threads),),
        drafts=tuple(run.drafts),
        system=run.system,
        replay_of=message,
        formats=tuple(run.formats),
        answer_options=run.answer_options,
        scales=tuple(run.scales),
        tools=run.tools,
        tool_choice=run.tool_choice,
    )


def is_live_for(loaded: Loaded, chat: Chat) -> bool:
    """Whether sampling values act on an answer under way: other servers than ours begin a form, or a call, anew."""
    has_form = chat.format is not None or bool(chat.answer_options.called)
    is_bound = bool(loaded.host) and has_form and Feature.RUNS not in loaded.features
    return Feature.LIVE_SAMPLING in loaded.features and not is_bound


def request_of(
    recipe: Recipe, sent: Sequence[Message], *, chat: Chat, engine: Engine | None, preferences: Preferences
) -> Request:
    """What the engine is asked for an answer in a chat, to a prompt made of the messages `sent`."""

    def can(feature: Feature) -> bool:
        return engine is not None and engine.can(feature)

    # A comparison compares models, not how much their answers repeat, and its columns are not opened again.
    is_chat = not chat.comparison
    return Request(
        turns=turns_of(recipe.system, sent),
        changes=recipe.changes,
        seed=recipe.seed,
        batches=recipe.batches,
        threads=recipe.threads,
        drafts=recipe.drafts,
        formats=recipe.formats,
        text_completion=recipe.answer_options.text_completion,
        suffix=recipe.answer_options.following,
        scales=recipe.scales,
        tools=recipe.tools,
        tool_choice=recipe.tool_choice or ToolChoice.AUTO.value,
        keep=is_chat and can(Feature.PROMPT_CACHE),
        speculate=is_chat and preferences.speculate and can(Feature.SPECULATION),
        conversation=chat.id,
        overflow=preferences.overflow,
    )


def measure_replay(record: RunRecord, source: Message) -> None:
    """Compare a repeated run with its source; of one that was stopped, what came after that says nothing."""
    tokens = source.run.tokens if source.run else []
    record.same = record.common(source.run)
    ended = len(record.tokens) == len(tokens) or source.state in (MessageState.STOPPED, MessageState.INTERRUPTED)
    record.repeated = record.same == len(tokens) and ended


def turns_of(system: str, messages: Sequence[Message]) -> tuple[Turn, ...]:
    """The turns of a prompt: answers with the tokens that the model gave."""
    first = [Turn("system", system)] if system.strip() else []
    calls = answered_calls(messages)
    return (*first, *(_turn(message, calls.get(message.id, ())) for message in messages))


def _turn(message: Message, answered: tuple[ToolCall, ...]) -> Turn:
    if message.role == "tool":
        return Turn(message.role, message.content, call=message.calls[0] if message.calls else None)
    if len(answered) < len(message.calls):  # What nobody answered is not asked again.
        calls = tuple(replace(call, start=0, end=0) for call in answered)
        return Turn(message.role, message.shown, calls=calls)
    return Turn(message.role, message.in_prompt, token_ids(message), calls=answered, media=message.media)


def token_ids(message: Message) -> tuple[int, ...]:
    """The tokens of an answer, with those that it continued."""
    run = message.run
    return (*run.before, *(token.id for token in run.tokens)) if run else ()
