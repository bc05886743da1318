"""A conversation: send, edit, branch, stop, change the sampling, and take in what the engine tells about the answer."""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace as replaced

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.core.chat.answering import (
    Answering,
    Recipe,
    measure_replay,
    new_recipe,
    recipe_of,
    record_of,
    request_of,
    turns_of,
)
from slm_desktop.core.chat.consent import Consent
from slm_desktop.core.chat.context import ChatContext
from slm_desktop.core.chat.ports import Answerer
from slm_desktop.core.chat.reach import within_reach
from slm_desktop.core.chat.shown_branch import ShownBranch
from slm_desktop.core.chat.source_search import SourceSearch
from slm_desktop.core.chat.titles import title_for
from slm_desktop.core.chat.tool_steps import ToolSteps
from slm_desktop.core.chat.tree import Tree
from slm_desktop.core.engines.adapters import clamped, scales_of
from slm_desktop.core.engines.candidates import MOST_CANDIDATES, CandidateRecord
from slm_desktop.core.engines.commands import Request, Turn
from slm_desktop.core.engines.events import (
    AnyEvent,
    Failed,
    Feature,
    Finished,
    FormatChanged,
    FormatRefused,
    Prompted,
    Prompting,
    ScalesChanged,
    Stopped,
    Tokens,
)
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.engines.support import must_support
from slm_desktop.core.engines.trouble import ENGINE_DEATHS, Trouble
from slm_desktop.core.records import Chat, Message, MessageState, RunRecord
from slm_desktop.core.sampling import DEFAULTS, DICE, Values, complete
from slm_desktop.core.signal import Signal
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault


class ChatSession(ShownBranch):
    """One chat that is open. `changed` fires when messages come or go, `streamed` when an answer grows.

    While it is `cold`, every answer decodes its whole prompt, so that times can be compared.
    """

    def __init__(self, chat: Chat, tree: Tree, context: ChatContext) -> None:
        super().__init__(chat, tree, context)
        self.cold, self.consent, self._records = False, Consent(), False
        self.tools = ToolSteps(self, context.toolbox)
        self._search = SourceSearch(context.sources)
        self.last_fault: Trouble | None = None
        self.streamed = Signal()

    # -- verbs -----------------------------------------------------------------------------------------------

    @property
    def sampling(self) -> Values:
        """All sampling values of this chat."""
        return complete({**DEFAULTS, **self.chat.sampling})

    @property
    def has_defaults(self) -> bool:
        """Whether nothing was set that its answers are to be made with."""
        chat = self.chat
        is_plain = not chat.system and chat.format is None and chat.answer_options == AS_A_CHAT
        return is_plain and self.sampling == DEFAULTS

    @property
    def _keeps_cache(self) -> bool:
        """Whether its prompt cache is to outlive the engine: the columns of a comparison are not opened again."""
        return not self.chat.comparison and self.can(Feature.PROMPT_CACHE)

    def send(self, text: str, media: tuple[Media, ...] = ()) -> None:
        """Ask the model. Raise Fault 'no_model' when none is ready; the text is then still the caller's."""
        if not self.is_writing and not self._search.question and (text.strip() or media):
            self._ask(self._end_of_branch, text, media)

    def edit(self, message: Message, text: str) -> None:
        """Make another version of a message: of a question with a new answer, of an answer with these words.

        A question keeps its media, but for those that are gone.
        """
        media = tuple(filter(self._context.media.has, message.media))
        if self.answering or not (text.strip() or media):
            return
        if message.role == "user":
            self._ask(message.parent, text, media)
            return
        version = self._message(message.parent, message.role, well_formed(text), MessageState.EDITED)
        version.run = RunRecord(model=message.run.model) if message.run else None
        self._saver.save(version)
        self._go(version.id)

    def regenerate(self, message: Message) -> None:
        """Have another answer written in place of this one; to a question, a further answer."""
        if not self.answering:
            self._answer(self.question_of(message))

    def carry_on(self, message: Message) -> None:
        """Go on with an answer where it ended; the shorter one stays as a version."""
        if not self.answering and message.content:
            self._answer(self.question_of(message), begun=message)

    def replay(self, message: Message) -> None:
        """Make an answer again from its record. Raise Fault 'other_model' when another model is loaded than then."""
        run = message.run
        if self.answering or run is None or not run.changes:
            return
        engine = self._model.engine
        if engine and engine.choice.path != run.path:
            raise Fault("other_model", {"model": run.model})
        recipe = recipe_of(run, message.id)
        begun = None
        if run.continued:
            begun = replaced(message, content=message.content[: run.continued], run=RunRecord(before=run.before))
        self._answer(self.question_of(message), begun=begun, recipe=recipe)

    def use(self, model: Answerer) -> None:
        """Have the next answers written by another model."""
        if not self.answering:
            self._model = model

    def ask_in_vain(self, text: str, code: str, media: tuple[Media, ...] = ()) -> None:
        """Keep a question that got no answer, as its model did not come to be: `code` says why."""
        question = self._message(self._end_of_branch, "user", well_formed(text))
        question.media = media
        self._keep_unanswered(question, MessageState.FAILED, code)

    def stop(self) -> None:
        """End the answer that is being written, or the call that is made; what came so far stays."""
        self.tools.stop()
        if self.answering:
            self.answering.run.stop()
        elif question := self._search.stop():
            self._keep_unanswered(question, MessageState.STOPPED)

    def set_sampling(self, values: Values) -> None:
        """Use these values: for the next token of an answer under way, and for later answers of this chat."""
        values = complete(values)
        if values == self.chat.sampling:
            return
        self.chat.sampling = values
        if self.answering:
            self.answering.run.set_sampling(values)
        self._saver.save_soon()
        self.changed()

    def set_system(self, text: str) -> None:
        """Use this system prompt from the next answer on."""
        text = well_formed(text)
        if text != self.chat.system:
            self.chat.system = text
            self._saver.save()
            self.changed()

    def set_format(self, format: OutputFormat | None) -> None:
        """Have answers in this form, or in none: from the next token on of one under way, where its text fits."""
        if format == self.chat.format:
            return
        self.chat.format = format
        if self.answering:
            self.answering.run.set_format(format)
        self._saver.save()
        self.changed()

    def set_answer_options(self, options: AnswerOptions) -> None:
        """Ask for answers in this way from the next one on."""
        if (options := options.checked()) != self.chat.answer_options:
            self.chat.answer_options = options
            self._saver.save()
            self.changed()

    def take_settings(self, other: Chat) -> None:
        """Ask for answers as another chat does, of one under way from its next token on."""
        self.set_sampling(dict(other.sampling))
        self.set_system(other.system)
        self.set_format(other.format)
        self.set_answer_options(other.answer_options)

    def set_scale(self, adapter: str, scale: float) -> None:
        """Compute with an adapter at this scale: the next token of an answer under way, and later answers."""
        before = self.chat.answer_options
        options = replaced(before, scales={**before.scales, adapter: clamped(scale)})
        if options == before:
            return
        self.chat.answer_options = options
        if self.answering and self.can(Feature.SCALES):
            self.answering.run.set_scales(scales_of(self.answering.engine.adapters, options.scales))
        self._saver.save_soon()
        self.changed()

    def record_candidates(self, on: bool) -> None:
        """Have the candidates of tokens come with them, from the next one on, or no longer."""
        self._records = on
        if self.answering and self.can(Feature.CANDIDATES):
            self.answering.run.set_candidates(MOST_CANDIDATES if on else 0)

    def turns(self, question: Message, run: RunRecord | None = None) -> tuple[Turn, ...]:
        """The turns of a prompt that ends with a question, with the system prompt of a run if there is one."""
        sent, _skipped = self._sent(question, [question])
        return turns_of(run.system if run else self.chat.system_in_prompts, sent)

    def opening(self, question: Message) -> tuple[Turn, ...]:
        """The same for a new answer, with what that begins with."""
        prefill = self.chat.answer_options.beginning
        return (*self.turns(question), *([Turn("assistant", prefill)] if prefill else []))

    def start(self, request: Request, on_event: OnEvent) -> Run:
        """Ask the model something beside the chat, which keeps nothing of it.

        Raise Fault 'no_model', or why the engine cannot do what is asked for.
        """
        if self.engine is None or self.engine.loaded is None:
            raise Fault("no_model")
        must_support(self.engine, request)
        keep = self._keeps_cache and request.conversation == self.chat.id
        return self._model.start(replaced(self.beside(request), keep=keep), on_event)

    def check_consent(self) -> None:
        """Raise Fault 'remote_consent' where nobody has agreed that the chat goes to the engine in use."""
        if self._model.engine and not self.chat.comparison:  # The columns of a comparison are chosen one by one.
            self.consent.check(self._model.engine.choice.path, self.messages)

    def beside(self, request: Request) -> Request:
        """What is asked beside the chat: its prompt is built as those of answers are."""
        tools = request.tools or (self.told_of if request.has_template else ())
        return replaced(request, overflow=self._context.preferences.overflow, tools=tools)

    def branch_with(self, message: Message, text: str, tokens: tuple[int, ...] = ()) -> None:
        """Write another answer to a question, or to that of an answer; it begins with this text, and these tokens."""
        if not self.answering:
            begun = replaced(message, role="assistant", content=text, run=RunRecord(before=tokens))
            self._answer(self.question_of(message), begun=begun)

    def keep_answer(
        self, question: Message, text: str, run: RunRecord, candidates: CandidateRecord, *, by_hand: bool = False
    ) -> None:
        """Keep an answer that came to be beside the chat as a version: drawn, or chosen token by token `by_hand`."""
        if not self.answering:
            state = MessageState.EDITED if by_hand else MessageState.COMPLETE
            answer = self._message(question.id, "assistant", text, state)
            answer.run = run
            self._saver.save(answer)
            self._store.save_candidates(answer.id, candidates.encoded())
            self._go(answer.id)

    # -- the answer ------------------------------------------------------------------------------------------

    def _answer(
        self, question: Message, *, new: bool = False, begun: Message | None = None, recipe: Recipe | None = None
    ) -> None:
        """Have an answer to `question` written; it goes on from the message `begun` if there is one."""
        if begun is None and recipe is None:
            begun = self._prefilled(question)
        recipe = recipe or self._own_recipe(question)
        before = self.last_answer
        self.tools.stop()
        self.check_consent()
        tail = [question, begun] if begun else [question]
        sent, skipped = self._sent(question, tail)
        request, engine = self._request(recipe, sent), self._model.engine
        if engine:
            must_support(engine, request)
        run = self._model.start(request, self._on_event)
        assert engine is not None
        message = self._message(question.id, "assistant", "", MessageState.STREAMING)
        message.run = record = record_of(engine, recipe, skipped, self._context.preferences.overflow, begun)
        self.answering = Answering(
            run=run,
            engine=engine,
            message=message,
            record=record,
            sent=tuple(turn.id for turn in sent),
            before=before,
            begun=begun.content if begun else "",
            values=recipe.changes[0].values,
            scales=recipe.scales[0].scales if recipe.scales else {},
        )
        self._saver.follow(self.answering)
        self.chat.model = record.model or self.chat.model
        self.trouble = None
        self.chat.title = self.chat.title or title_for(question.content, question.media)
        self.chat.updated = message.created
        self._saver.save(*([question] if new else []), message)
        self._go(message.id)

    def _sent(self, question: Message, tail: Sequence[Message]) -> tuple[list[Message], int]:
        """The messages that a prompt is made of, and how many before them are not even tried."""
        path = self.tree.path(question.parent)
        return within_reach(self.tree, path, tail, self._context_size, self._context.preferences.overflow)

    def _request(self, recipe: Recipe, sent: Sequence[Message]) -> Request:
        preferences = self._context.preferences
        made = request_of(recipe, sent, chat=self.chat, engine=self._model.engine, preferences=preferences)
        records = self._records and self.can(Feature.CANDIDATES)
        return replaced(made, cold=self.cold, candidates=MOST_CANDIDATES if records else 0)

    def _own_recipe(self, question: Message) -> Recipe:
        values = self.sampling
        seed = int(values["seed"]) if values["seed"] != DICE else self._context.chance.seed()
        adapters = self.engine.adapters if self.engine else ()
        return new_recipe(self.chat, values, seed, adapters, self.told_of, question)

    @property
    def is_busy(self) -> bool:
        """Whether there is something to stop: an answer that is being written, or a call that is made."""
        return bool(self.is_writing or self.tools.running or self._search.question)

    def answer_to(self, message: Message) -> None:
        """Have an answer written that follows a message."""
        self._answer(message)

    def _ask(self, parent: int | None, text: str, media: tuple[Media, ...]) -> None:
        """Ask a question, with what it finds in the documents of the chat. Raise Fault, also 'documents_read'."""
        question, searched = self._message(parent, "user", well_formed(text)), self.chat.answer_options.searched
        question.media = media
        if not searched or not text.strip():
            self._answer(question, new=True)
            return
        answer = partial(self._answer, new=True)
        self._search.begin(question, searched, self._context_size, answer, self._fail_late)
        if self._search.question:
            self.changed()

    def _fail_late(self, question: Message, fault: Fault) -> None:
        """A question that waited for what it finds cannot be answered after all."""
        self._keep_unanswered(question, MessageState.FAILED, fault.code)
        self.trouble = Trouble.of(fault)
        self.changed()

    def _prefilled(self, question: Message) -> Message | None:
        """What a new answer begins with, if with anything."""
        prefill = self.chat.answer_options.beginning
        return self._message(question.id, "assistant", prefill) if prefill else None

    def _on_event(self, event: AnyEvent) -> None:
        """The run has taken an event: what is kept of the answer, and who shows it, follow."""
        answering = self.answering
        if answering is None:
            return
        answering.take(event, self._clock.monotonic())
        match event:
            case Prompting() | Tokens():
                self.streamed()
            case Prompted() | FormatChanged() | ScalesChanged():
                self.changed()
            case FormatRefused():
                self.trouble = Trouble(event.code, event.details)
                self.changed()
            case Failed():
                self._fail(event)
                self._end(answering)
            case Finished() | Stopped():
                self._end(answering)
            case _:
                pass

    def _fail(self, event: Failed) -> None:
        self.last_fault = Trouble(event.code, event.details, event.log)
        # The engine itself reports its death, once for all chats.
        self.trouble = None if event.code in ENGINE_DEATHS else self.last_fault

    def _end(self, answering: Answering) -> None:
        if answering.record.replay_of:
            measure_replay(answering.record, self.tree.message(answering.record.replay_of))
        self.answering = None
        self._saver.leave()
        self._saver.save(answering.message)
        if answering.run.candidates.places:
            self._store.save_candidates(answering.message.id, answering.run.candidates.encoded())
        if answering.message.state == MessageState.COMPLETE and not answering.record.replay_of:
            self.tools.follow()
        self.changed()
