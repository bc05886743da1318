"""A conversation: send, stop, change the sampling, and take in what the engine tells about the answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from slm_desktop.core.commands import Change, Turn
from slm_desktop.core.events import AnyEvent, Failed, Finished, Prompted, Prompting, SamplingChanged, Stopped, Tokens
from slm_desktop.core.models import ENGINE_DEATHS, ModelSession
from slm_desktop.core.notice import Notice
from slm_desktop.core.ports import BookStore, ChatStore, Clock
from slm_desktop.core.records import COMPLETE, FAILED, INTERRUPTED, STOPPED, STREAMING, Chat, Message, RunRecord
from slm_desktop.core.sampling import BY_NAME, DEFAULTS, DICE, Values, complete, difference
from slm_desktop.core.visible import well_formed

SAVE_SECONDS = 1.0
TITLE_LENGTH = 60
BOOK_LIMIT = 100_000
CHANCE_BITS = 20


@dataclass
class Live:
    """The answer that is being written now. `settings` are the sampling values that hold for its next token."""

    run: int
    message: Message
    record: RunRecord
    settings: Values
    progress: tuple[int, int] = (0, 0)
    pieces: list[str] = field(default_factory=list)


class ChatSession:
    """One chat that is open. `changed` is told when messages come or go, `streamed` when an answer grows."""

    def __init__(self, chat: Chat, messages: Iterable[Message], model: ModelSession, store: ChatStore, clock: Clock,
                 next_id: Callable[[], int], draw_seed: Callable[[], int]) -> None:  # fmt: skip
        self.chat, self.messages = chat, _as_left(list(messages))
        self._model, self._store, self._clock = model, store, clock
        self._next_id, self._draw_seed = next_id, draw_seed
        self._saved = 0.0
        self.live: Live | None = None
        self.trouble: tuple[str, dict[str, str | int | float], tuple[str, ...]] | None = None
        self.changed, self.streamed = Notice(), Notice()

    # -- verbs -----------------------------------------------------------------------------------------------

    @property
    def sampling(self) -> Values:
        """All sampling values of this chat."""
        return complete({**DEFAULTS, **self.chat.sampling})

    def send(self, text: str) -> None:
        """Ask the model. Raise Fault 'no_model' when none is ready; the text is then still the caller's."""
        if self.live or not text.strip():
            return
        question = self._message("user", well_formed(text))
        self._answer([*self.messages, question], question)

    def stop(self) -> None:
        """End the answer that is being written; what came so far stays."""
        if self.live:
            self._model.stop(self.live.run)

    def set_sampling(self, values: Values) -> None:
        """Use these values: for the next token of an answer under way, and for later answers of this chat."""
        self.chat.sampling = complete(values)
        if self.live:
            self._model.set_sampling(self.live.run, self.chat.sampling)
        if self.messages:
            self._store.save(self.chat, [])
        self.changed()

    def dismiss(self) -> None:
        """The trouble was read."""
        self.trouble = None
        self.changed()

    # -- the answer ------------------------------------------------------------------------------------------

    def _answer(self, path: list[Message], question: Message) -> None:
        values = self.sampling
        seed = int(values["seed"]) if values["seed"] != DICE else self._draw_seed()
        turns = [_turn(message) for message in path if message.content]
        changes = (Change(0, values),)
        run = self._model.generate(turns, changes, seed, self._apply, conversation=self.chat.id)
        message = Message(self._next_id(), self.chat.id, question.id, "assistant", "", self._clock.now(), STREAMING)
        message.run = record = self._record(seed, changes)
        self.live, self.trouble = Live(run, message, record, values), None
        self.messages = [*path, message]
        self._touch(question.content, message.id)
        self._save(question, message)
        self.changed()

    def _record(self, seed: int, changes: tuple[Change, ...]) -> RunRecord:
        choice, loaded, hello = self._model.choice, self._model.loaded, self._model.hello
        record = RunRecord(seed=seed, changes=list(changes))
        if choice and loaded and hello:
            record.model, record.path, record.quantisation = choice.name, choice.path, loaded.quantisation
            record.build, record.context, record.threads = hello.build, loaded.context, loaded.threads
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
                record = live.record
                record.prompt_tokens, record.cached, record.plan = event.tokens, event.cached, event.plan
                record.dropped, live.progress = event.dropped, (event.tokens, event.tokens)
                self.changed()
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

    def _grow(self, live: Live, event: Tokens) -> None:
        if not live.record.tokens:
            live.record.first_token = event.items[0].at
        live.record.tokens.extend(event.items)
        live.record.seconds = event.items[-1].at
        live.pieces.extend(token.text for token in event.items)
        if self._clock.monotonic() - self._saved >= SAVE_SECONDS:
            self._save(live.message)
        self.streamed()

    def _mark_changes(self, live: Live, event: SamplingChanged) -> None:
        now = self._clock.monotonic()
        for name, value in difference(live.settings, event.values).items():
            self._model.timeline.mark(now, "change", name, text_of(name, live.settings.get(name)), text_of(name, value))
        live.settings = event.values
        live.record.changes.append(Change(event.position, event.values))

    def _fail(self, live: Live, event: Failed) -> None:
        # A death of the engine is told once, for all chats, by the model's session.
        self.trouble = None if event.code in ENGINE_DEATHS else (event.code, event.details, event.log)
        live.record.reason, live.message.fault = "failed", event.code
        self._end(live, INTERRUPTED if live.record.tokens else FAILED)

    def _end(self, live: Live, state: str) -> None:
        live.message.state = state
        live.message.content = "".join(live.pieces)
        self.live = None
        self._save(live.message)
        self.changed()

    # -- keeping ---------------------------------------------------------------------------------------------

    def _message(self, role: str, content: str) -> Message:
        parent = self.messages[-1].id if self.messages else None
        return Message(self._next_id(), self.chat.id, parent, role, content, self._clock.now())

    def _touch(self, question: str, head: int) -> None:
        self.chat.updated, self.chat.head = self._clock.now(), head
        self.chat.title = self.chat.title or title_of(question)

    def _save(self, *messages: Message) -> None:
        self._saved = self._clock.monotonic()
        self._store.save(self.chat, [self._so_far(message) for message in messages])

    def _so_far(self, message: Message) -> Message:
        """An answer under way is kept with its text; the record of its tokens follows at the end, as it grows large."""
        live = self.live
        if live is None or message is not live.message:
            return message
        record = msgspec.structs.replace(live.record, tokens=[])
        return msgspec.structs.replace(message, content="".join(live.pieces), run=record)


def _turn(message: Message) -> Turn:
    """A message for the prompt, an answer with the tokens that the model gave."""
    tokens = message.run.tokens if message.run else []
    return Turn(message.role, message.content, tuple(token.id for token in tokens))


def _as_left(messages: list[Message]) -> list[Message]:
    """A message that was being written when the app ended was interrupted."""
    for message in messages:
        if message.state == STREAMING:
            message.state = INTERRUPTED
    return messages


def title_of(question: str) -> str:
    """A chat's title: the first line of its first question, not longer than a list shows."""
    line = " ".join(question.strip().split("\n", 1)[0][:500].split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def text_of(name: str, value: object) -> str:
    """A sampling value as people write it: 0.8, 40."""
    row = BY_NAME.get(name)
    if row is None or not isinstance(value, int | float):
        return str(value)
    return f"{value:.{row.decimals}f}".rstrip("0").rstrip(".") if row.kind == "float" else f"{int(value)}"


class ChatBook:
    """All chats: those in the list, and the sessions that are open. `changed` is told when the list changes."""

    def __init__(self, model: ModelSession, store: BookStore, clock: Clock, draw_seed: Callable[[], int]) -> None:
        self._model, self._store, self._clock, self._draw_seed = model, store, clock, draw_seed
        self._sessions: dict[int, ChatSession] = {}
        self.changed = Notice()
        self.chats: list[Chat] = list(store.chats(BOOK_LIMIT))
        self._last_id = store.last_id()

    def new(self) -> ChatSession:
        """A chat without messages; it is kept once something is sent."""
        now = self._clock.now()
        chat = Chat(self._next_id(), "", now, now)
        return self._open(chat, [])

    def open(self, chat_id: int) -> ChatSession:
        """The session of a chat in the list; one that is streaming goes on doing so."""
        session = self._sessions.get(chat_id)
        if session:
            return session
        chat = next(chat for chat in self.chats if chat.id == chat_id)
        return self._open(chat, self._store.path(chat))

    def _open(self, chat: Chat, messages: Iterable[Message]) -> ChatSession:
        session = ChatSession(chat, messages, self._model, self._store, self._clock, self._next_id, self._draw_seed)
        self._sessions[chat.id] = session
        session.changed.subscribe(lambda: self._sort_in(chat))
        return session

    def _sort_in(self, chat: Chat) -> None:
        """Put a chat to the top of the list when something was sent in it."""
        if not chat.title or (self.chats and self.chats[0] is chat):
            return
        if chat not in self.chats or chat.updated > self.chats[0].updated:
            self.chats = [chat, *(other for other in self.chats if other is not chat)]
            self.changed()

    def _next_id(self) -> int:
        """An id greater than all before, and made of the time and chance so that two running apps do not meet."""
        fresh = int(self._clock.now() * 1000) << CHANCE_BITS | self._draw_seed() % (1 << CHANCE_BITS)
        self._last_id = max(self._last_id + 1, fresh)
        return self._last_id
