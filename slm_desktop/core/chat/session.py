"""A conversation: send, edit, branch, stop, change the sampling, and take in what the engine tells about the answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from slm_desktop.core.chat.ports import ChatStore
from slm_desktop.core.chat.titles import title_of
from slm_desktop.core.chat.tree import Branch, Removed, Tree
from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.commands import MIDDLE, Change, Turn
from slm_desktop.core.engines.events import AnyEvent, Failed, Finished, Prompted, Prompting, SamplingChanged, Stopped, Tokens
from slm_desktop.core.engines.session import ENGINE_DEATHS, ModelSession
from slm_desktop.core.records import COMPLETE, EDITED, FAILED, INTERRUPTED, STOPPED, STREAMING, Chat, Message, RunRecord
from slm_desktop.core.sampling import DEFAULTS, DICE, Values, complete, difference, text_of
from slm_desktop.core.signal import Notice
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

SAVE_SECONDS = 1.0
CHARACTERS_A_TOKEN = 64
"""Turns that begin more than a context of such tokens before the end are not sent to be left out, but left out here."""
FIRST_EXCHANGE = 2
RECENT = 20


@dataclass(frozen=True)
class World:
    """What the sessions of all chats share. `overflow` tells how turns are left out of a prompt that is too long."""

    model: ModelSession
    store: ChatStore
    clock: Clock
    next_id: Callable[[], int]
    draw_seed: Callable[[], int]
    overflow: Callable[[], str]


@dataclass
class Live:
    """The answer that is being written now. `settings` are the sampling values that hold for its next token.

    `sent` are the messages of the prompt; `begun` is what stood in the answer before, when it is continued.
    """

    run: int
    message: Message
    record: RunRecord
    settings: Values
    sent: tuple[int, ...] = ()
    begun: str = ""
    progress: tuple[int, int] = (0, 0)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The answer so far."""
        return self.begun + "".join(self.pieces)


@dataclass(frozen=True)
class Plan:
    """How an answer is to be made where it differs from the chat's settings: by the record of another run."""

    changes: tuple[Change, ...]
    seed: int
    batches: tuple[int, ...] = ()
    system: str = ""
    replay_of: int = 0


class ChatSession:
    """One chat that is open. `changed` is told when messages come or go, `streamed` when an answer grows.

    While it is `cold`, every answer decodes its whole prompt, so that times can be compared.
    """

    def __init__(self, chat: Chat, tree: Tree, world: World) -> None:
        self.chat, self.tree, self._world = chat, tree, world
        self._model, self._store, self._clock = world.model, world.store, world.clock
        self._saved = 0.0
        self.cold = False
        self.live: Live | None = None
        self.last_fault: tuple[str, dict[str, str | int | float], tuple[str, ...]] | None = None
        self.on_end: Callable[[RunRecord], None] = lambda _record: None
        self.trouble: tuple[str, dict[str, str | int | float], tuple[str, ...]] | None = None
        self.changed, self.streamed = Notice(), Notice()
        self.messages = Branch(tree, tree.path(chat.head or tree.newest()))
        self.tree.walk(self.messages.ids)

    # -- verbs -----------------------------------------------------------------------------------------------

    @property
    def sampling(self) -> Values:
        """All sampling values of this chat."""
        return complete({**DEFAULTS, **self.chat.sampling})

    @property
    def last_answer(self) -> Message | None:
        """The newest answer whose prompt was read; only the last messages are looked at, however long the chat is."""
        recent = reversed(self.messages[-RECENT:])
        return next((message for message in recent if message.run and message.run.prompt_tokens), None)

    def send(self, text: str) -> None:
        """Ask the model. Raise Fault 'no_model' when none is ready; the text is then still the caller's."""
        if not self.live and text.strip():
            head = self.messages.ids[-1] if self.messages else None
            self._ask(self._message(head, "user", well_formed(text)))

    def edit(self, message: Message, text: str) -> None:
        """Make another version of a message: of a question with a new answer, of an answer with these words."""
        if self.live or not text.strip():
            return
        if message.role == "user":
            self._ask(self._message(message.parent, "user", well_formed(text)))
            return
        version = self._message(message.parent, message.role, well_formed(text), EDITED)
        version.run = RunRecord(model=message.run.model) if message.run else None
        self._keep(version)
        self._go(version.id)

    def regenerate(self, message: Message) -> None:
        """Have another answer written in place of this one; to a question, a further answer."""
        if not self.live:
            self._answer(self._question_of(message))

    def carry_on(self, message: Message) -> None:
        """Go on with an answer where it ended; the shorter one stays as a version."""
        if not self.live and message.content:
            self._answer(self._question_of(message), begun=message)

    def replay(self, message: Message) -> None:
        """Make an answer again from its record. Raise Fault 'other_model' when another model is loaded than then."""
        run = message.run
        if self.live or run is None or not run.changes:
            return
        if self._model.choice and self._model.choice.path != run.path:
            raise Fault("other_model", {"model": run.model})
        plan = Plan(tuple(run.changes), run.seed, run.plan, run.system, message.id)
        begun = None
        if run.continued:
            begun = msgspec.structs.replace(message, content=message.content[: run.continued], run=RunRecord(before=run.before))
        self._answer(self._question_of(message), begun=begun, plan=plan)

    def show(self, message: int) -> None:
        """Show the branch that goes through a message, up to where it was left."""
        if not self.live and message in self.tree:
            self._go(self.tree.end_of(message))

    def branch(self, message: Message) -> None:
        """Go back to a message: what is sent next follows it, beside what follows it already."""
        if not self.live:
            self._go(message.id if message.role == "assistant" else message.parent)

    def remove(self, message: Message) -> Removed | None:
        """Take a message out of the chat, a question with the answers to it. None while one is written.

        What followed stays: behind another answer to the same question if there is one, else behind what stood before.
        """
        if self.live:
            return None
        removed = self.tree.remove(*self.tree.parting(message))
        gone = [one.id for one in removed.messages]
        self.chat.head = self.tree.end_of(message.parent) if self.chat.head in gone else self.chat.head
        self._store.save(self.chat, [], gone, self.tree.parents(removed.parents))
        self._go(self.chat.head)
        return replace(removed, head=self.chat.head)

    def restore(self, removed: Removed) -> None:
        """Put back what was taken out, and show it unless something else was begun since."""
        self.tree.restore(removed)
        self._store.save(self.chat, removed.messages, (), self.tree.parents(removed.parents))
        first = removed.messages[0].id
        moved_on = self.live or self.chat.head != removed.head or first in self.tree.path(self.chat.head)
        self._go(self.chat.head if moved_on else self.tree.end_of(first))

    def use(self, model: ModelSession) -> None:
        """Have the next answers written by another model."""
        if not self.live:
            self._model = model

    def ask_in_vain(self, text: str, code: str) -> None:
        """Keep a question that got no answer, as its model did not come to be: `code` says why."""
        head = self.messages.ids[-1] if self.messages else None
        question = self._message(head, "user", well_formed(text))
        answer = self._message(question.id, "assistant", "", FAILED)
        answer.fault = code
        self.chat.updated, self.chat.title = answer.created, self.chat.title or title_of(question.content)
        self._keep(question, answer)
        self._go(answer.id)

    def stop(self) -> None:
        """End the answer that is being written; what came so far stays."""
        if self.live:
            self._model.stop(self.live.run)

    def set_sampling(self, values: Values) -> None:
        """Use these values: for the next token of an answer under way, and for later answers of this chat."""
        self.chat.sampling = complete(values)
        if self.live:
            self._model.set_sampling(self.live.run, self.chat.sampling)
        self._keep()
        self.changed()

    def set_system(self, text: str) -> None:
        """Use this system prompt from the next answer on."""
        text = well_formed(text)
        if text != self.chat.system:
            self.chat.system = text
            self._keep()
            self.changed()

    def dismiss(self) -> None:
        """The trouble was read."""
        self.trouble = None
        self.changed()

    # -- the answer ------------------------------------------------------------------------------------------

    def _ask(self, question: Message) -> None:
        self._answer(question, new=True)

    def _answer(self, question: Message, *, new: bool = False, begun: Message | None = None, plan: Plan | None = None) -> None:
        """Have an answer to `question` written; it goes on from the message `begun` if there is one."""
        plan = plan or self._own_plan()
        tail = [question, begun] if begun else [question]
        sent, skipped = self._within_reach(self.tree.path(question.parent), tail)
        turns = [*([Turn("system", plan.system)] if plan.system.strip() else []), *(_turn(message) for message in sent)]
        run = self._model.generate(turns, plan.changes, plan.seed, self._apply, plan=plan.batches,
                                   conversation=self.chat.id, overflow=self._world.overflow(), cold=self.cold)  # fmt: skip
        message = self._message(question.id, "assistant", "", STREAMING)
        message.run = record = self._record(plan, skipped, begun)
        self.live = Live(run, message, record, dict(plan.changes[0].values), tuple(turn.id for turn in sent))
        self.live.begun = begun.content if begun else ""
        self.trouble = None
        self.chat.updated, self.chat.title = message.created, self.chat.title or title_of(question.content)
        self._keep(*([question] if new else []), message)
        self._go(message.id)

    def _own_plan(self) -> Plan:
        values = self.sampling
        seed = int(values["seed"]) if values["seed"] != DICE else self._world.draw_seed()
        return Plan((Change(0, values),), seed, system=self.chat.system)

    def _within_reach(self, path: Sequence[int], tail: list[Message]) -> tuple[list[Message], int]:
        """The messages that could fit into the context, and how many before them could not, however they are tokenised."""
        context = self._model.loaded.context if self._model.loaded else 0
        room, sent, branch = context * CHARACTERS_A_TOKEN, list[Message](), Branch(self.tree, path)
        for message in reversed(branch):
            room -= len(message.content)
            if room < 0:
                break
            sent.insert(0, message)
        skipped = len(branch) - len(sent)
        if skipped and self._world.overflow() == MIDDLE:
            sent = [*branch[: min(FIRST_EXCHANGE, skipped)], *sent]
            skipped = max(0, skipped - FIRST_EXCHANGE)
        return [message for message in (*sent, *tail) if message.content], skipped

    def _record(self, plan: Plan, skipped: int, begun: Message | None) -> RunRecord:
        choice, loaded, hello = self._model.choice, self._model.loaded, self._model.hello
        record = RunRecord(seed=plan.seed, changes=list(plan.changes), dropped=skipped, overflow=self._world.overflow())
        record.system, record.replay_of = plan.system, plan.replay_of
        if begun:
            record.continued, record.before = len(begun.content), _token_ids(begun)
        if choice and loaded and hello:
            record.model, record.path, record.quantisation = choice.name, choice.path, loaded.quantisation
            record.build, record.context, record.threads = hello.build, loaded.context, loaded.threads
            record.kv_type = str(choice.options.get("kv_type", ""))
            self.chat.model = choice.name
        return record

    def _apply(self, event: AnyEvent) -> None:
        """Only here an answer advances."""
        live = self.live
        if live is None or event.run != live.run:
            return
        match event:
            case Prompting():
                live.progress = (event.done, event.total)
                self.streamed()
            case Prompted():
                self._prompted(live, event)
            case Tokens():
                self._grow(live, event)
            case SamplingChanged():
                self._mark_changes(live, event)
            case Finished():
                live.record.reason, live.record.exact = event.reason, event.exact
                self._end(live, COMPLETE)
            case Stopped():
                live.record.reason = "stopped"
                self._end(live, STOPPED)
            case Failed():
                self._fail(live, event)
            case _:
                pass

    def _prompted(self, live: Live, event: Prompted) -> None:
        record = live.record
        record.prompt_tokens, record.cached, record.plan = event.tokens, event.cached, event.plan
        live.progress = (event.tokens, event.tokens)
        record.dropped += event.dropped
        if record.dropped:
            kept = FIRST_EXCHANGE if record.overflow == MIDDLE else 0
            record.oldest = live.sent[min(kept + event.dropped, len(live.sent) - 1)]
        self.changed()

    def _grow(self, live: Live, event: Tokens) -> None:
        if not live.record.tokens:
            live.record.first_token = event.items[0].at
        live.record.tokens.extend(event.items)
        live.record.seconds = event.items[-1].at
        live.pieces.extend(token.text for token in event.items)
        if self._clock.monotonic() - self._saved >= SAVE_SECONDS:
            self._keep(live.message)
        self.streamed()

    def _mark_changes(self, live: Live, event: SamplingChanged) -> None:
        now = self._clock.monotonic()
        for name, value in difference(live.settings, event.values).items():
            self._model.timeline.mark(now, "change", name, text_of(name, live.settings.get(name)), text_of(name, value))
        live.settings = event.values
        if not live.record.replay_of:  # A replay has all changes of its record from the beginning.
            live.record.changes.append(Change(event.position, event.values))

    def _fail(self, live: Live, event: Failed) -> None:
        self.last_fault = (event.code, event.details, event.log)
        # A death of the engine is told once, for all chats, by the model's session.
        self.trouble = None if event.code in ENGINE_DEATHS else (event.code, event.details, event.log)
        live.record.reason, live.message.fault = "failed", event.code
        self._end(live, INTERRUPTED if live.text else FAILED)

    def _end(self, live: Live, state: str) -> None:
        live.message.state = state
        live.message.content = live.text
        live.record.sha256 = self._model.sha256
        self.on_end(live.record)
        if live.record.replay_of:
            self._measure_replay(live.record, self.tree.message(live.record.replay_of))
        self.live = None
        self._keep(live.message)
        self.changed()

    def _measure_replay(self, record: RunRecord, source: Message) -> None:
        """Compare a repeated run with its source; of one that was stopped, what came after that says nothing."""
        tokens = source.run.tokens if source.run else []
        record.same = record.common(source.run)
        ended = len(record.tokens) == len(tokens) or source.state in (STOPPED, INTERRUPTED)
        record.repeated = record.same == len(tokens) and ended

    # -- keeping ---------------------------------------------------------------------------------------------

    def _message(self, parent: int | None, role: str, content: str, state: str = COMPLETE) -> Message:
        return Message(self._world.next_id(), self.chat.id, parent, role, content, self._clock.now(), state)

    def _question_of(self, message: Message) -> Message:
        """The question that an answer answers; a question is its own."""
        return message if message.role == "user" or message.parent is None else self.tree.message(message.parent)

    def _go(self, head: int | None) -> None:
        """Show the branch that ends at `head`."""
        self.messages = Branch(self.tree, self.tree.path(head))
        self.tree.walk(self.messages.ids)
        self.trouble = None
        if head is not None and head != self.chat.head:
            self.chat.head = head
            self._keep()
        self.changed()

    def _keep(self, *messages: Message) -> None:
        """Save the chat and these messages; a chat in which nothing was said is not kept."""
        for message in messages:
            if message.id not in self.tree:
                self.tree.add(message)
                self.chat.touched, self.chat.head = message.id, message.id
        if self.chat.touched:
            self._saved = self._clock.monotonic()
            self._store.save(self.chat, [self.as_kept(message) for message in messages])

    def as_kept(self, message: Message) -> Message:
        """A message as it is saved; of an answer under way the text alone: the record of its tokens grows large."""
        live = self.live
        if live is None or message is not live.message:
            return message
        record = msgspec.structs.replace(live.record, tokens=[])
        return msgspec.structs.replace(message, content=live.text, run=record)


def _turn(message: Message) -> Turn:
    """A message for the prompt, an answer with the tokens that the model gave."""
    return Turn(message.role, message.content, _token_ids(message))


def _token_ids(message: Message) -> tuple[int, ...]:
    run = message.run
    return (*run.before, *(token.id for token in run.tokens)) if run else ()
