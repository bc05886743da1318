"""The calls of tools in a chat: each is asked about, made, and its result given to the model, which then goes on."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from slm_desktop.core.chat.tree import Branch
from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.records import Chat, Message, MessageState
from slm_desktop.core.tools.ports import KnownTool, Toolbox, ToolResult
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

MOST_STEPS = 10
"""Answers in a row that may call tools without somebody being asked."""
REFUSED = "The user did not allow this call. Do not repeat it."
UNKNOWN = "There is no tool with this name."
NO_ROOM = "there is no room for them in the context."
NOTHING = "(The tool returned nothing.)"


class Allowance(StrEnum):
    """For what a call of a tool is allowed."""

    ONCE = "once"
    CHAT = "chat"
    ALWAYS = "always"


class Conversation(Protocol):
    """What the steps need of their chat."""

    chat: Chat
    messages: Branch
    trouble: Trouble | None

    @property
    def is_writing(self) -> bool:
        """Whether an answer is being written."""

    @property
    def room_for_results(self) -> int:
        """Characters of a result that a prompt has room for; 0 where nobody knows it."""

    def keep_result(self, call: ToolCall, text: str, state: MessageState) -> Message:
        """Keep what a call gave, behind the message that is shown last."""

    def answer_to(self, message: Message) -> None:
        """Have an answer written that follows a message. Raise Fault."""

    def changed(self) -> None:
        """Say that something has changed."""


class ToolSteps:
    """`running` is the call that is being made."""

    def __init__(self, conversation: Conversation, toolbox: Toolbox) -> None:
        self._conversation, self._toolbox = conversation, toolbox
        self._allowed: set[str] = set()
        """Tools that may be called in this chat without asking. A chat that is opened anew asks again."""
        self.running: ToolCall | None = None
        self._cancel: Callable[[], None] = lambda: None

    @property
    def waiting(self) -> tuple[ToolCall, ...]:
        """The calls of the newest answer that have no result yet, in order; the first may be running."""
        return waiting_of(self._conversation.messages) if not self._conversation.is_writing else ()

    def known(self, call: ToolCall) -> KnownTool | None:
        """The tool that a call is for, of those that were chosen for this chat."""
        try:
            chosen = self._toolbox.chosen(self._conversation.chat.answer_options.called)
        except Fault:
            return None
        return next((known for known in chosen if known.tool.name == call.name), None)

    def allow(self, scope: Allowance) -> None:
        """Make the call that waits; `scope` says which later ones are allowed with it."""
        if self.running or not self.waiting:
            return
        call = self.waiting[0]
        known = self.known(call)
        if known is None:
            self._end(call, UNKNOWN, MessageState.FAILED)
            return
        if scope == Allowance.CHAT:
            self._allowed.add(known.id)
        elif scope == Allowance.ALWAYS:
            self._toolbox.allow(known.id)
        self._make(call, known)

    def refuse(self) -> None:
        """Tell the model that the call that waits was not allowed."""
        if not self.running and self.waiting:
            self._end(self.waiting[0], REFUSED, MessageState.STOPPED)

    def stop(self) -> None:
        """End the call that is being made: it waits again."""
        if self.running:
            self._cancel()
            self.running = None
            self._conversation.changed()

    def follow(self) -> None:
        """Make the call that waits, if it is allowed already; else somebody has to be asked."""
        if self.running or not self.waiting:
            return
        call = self.waiting[0]
        known = self.known(call)
        if known is None:
            self._end(call, UNKNOWN, MessageState.FAILED)
        elif self._is_allowed(known) and steps_of(self._conversation.messages) <= MOST_STEPS:
            self._make(call, known)

    def _is_allowed(self, known: KnownTool) -> bool:
        return known.id in self._allowed or self._toolbox.is_allowed(known.id)

    def _make(self, call: ToolCall, known: KnownTool) -> None:
        self.running = call

        def on_result(result: ToolResult) -> None:
            if self.running is call:
                self._end(call, result.text, MessageState.FAILED if result.failed else MessageState.COMPLETE)

        self._cancel = self._toolbox.call(known.id, call, on_result)
        self._conversation.changed()

    def _end(self, call: ToolCall, text: str, state: MessageState) -> None:
        """A call has come to its end: the next one follows, or the answer to all of them."""
        text = _cut(well_formed(text).strip() or NOTHING, self._conversation.room_for_results)
        result = self._conversation.keep_result(call, text, state)
        self.running = None  # Not before: whoever looks meanwhile is to see that it goes on.
        if self.waiting:
            self.follow()
            self._conversation.changed()
            return
        try:
            self._conversation.answer_to(result)
        except Fault as fault:
            self._conversation.trouble = Trouble.of(fault)
            self._conversation.changed()


def _cut(text: str, room: int) -> str:
    """A result that a prompt has room for; the model and whoever reads along hear what was left out."""
    left_out = len(text) - room
    return text if not room or left_out <= 0 else f"{text[:room]}\n… and {left_out} more characters: {NO_ROOM}"


def waiting_of(messages: Sequence[Message]) -> tuple[ToolCall, ...]:
    """The calls at the end of a branch that have no result yet."""
    for made, message in enumerate(reversed(messages)):
        if message.role != "tool":
            return message.calls[made:] if message.role == "assistant" else ()
    return ()


def steps_of(messages: Sequence[Message]) -> int:
    """How many answers since the newest question have called tools."""
    count = 0
    for message in reversed(messages):
        if message.role == "user":
            break
        count += bool(message.role == "assistant" and message.calls)
    return count


def answered_calls(messages: Sequence[Message]) -> dict[int, tuple[ToolCall, ...]]:
    """By the number of an answer, those of its calls whose results follow it: a prompt holds no others."""
    found: dict[int, tuple[ToolCall, ...]] = {}
    answer: Message | None = None
    for message in messages:
        if message.role == "tool" and answer:
            found[answer.id] = answer.calls[: len(found.get(answer.id, ())) + 1]
        else:
            answer = message if message.role == "assistant" else None
    return found
