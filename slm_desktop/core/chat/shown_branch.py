"""The branch of a chat that is shown, and who answers in it: going to another one, taking messages out of it and
putting them back.
"""

from msgspec.structs import replace

from slm_desktop.core.chat.answering import Answering
from slm_desktop.core.chat.context import ChatContext
from slm_desktop.core.chat.reach import tokens_known
from slm_desktop.core.chat.saving import ChatSaver
from slm_desktop.core.chat.titles import title_for
from slm_desktop.core.chat.tree import Branch, Removed, Tree
from slm_desktop.core.documents.retrieval import room_for_documents
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.tools import Tool, ToolCall
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.records import Chat, Message, MessageState
from slm_desktop.core.signal import Signal

RECENT = 20


class ShownBranch:
    """A chat with the messages that are shown of it. `changed` fires when messages come or go."""

    def __init__(self, chat: Chat, tree: Tree, context: ChatContext) -> None:
        self.chat, self.tree, self._context = chat, tree, context
        self._store, self._clock, self._model = context.store, context.clock, context.model
        self._saver = ChatSaver(chat, tree, self._store, self._clock)
        self.answering: Answering | None = None
        self.trouble: Trouble | None = None
        self.changed = Signal()
        self.messages = Branch(tree, tree.path(chat.head or tree.newest()))
        self.tree.walk(self.messages.ids)

    # -- verbs -----------------------------------------------------------------------------------------------

    def show(self, message: int) -> None:
        """Show the branch that goes through a message, up to where it was left."""
        if not self.answering and message in self.tree:
            self._go(self.tree.end_of(message))

    def branch(self, message: Message) -> None:
        """Go back to a message: what is sent next follows it, beside what follows it already."""
        if not self.answering:
            self._go(message.parent if message.role == "user" else message.id)

    def remove(self, message: Message) -> Removed | None:
        """Take a message out of the chat, a question with the answers to it. None while one is written.

        What followed stays: behind another answer to the same question if there is one, else behind what stood before.
        """
        if self.answering:
            return None
        removed = self.tree.remove(*self.tree.removal_of(message))
        gone = [one.id for one in removed.messages]
        candidates = {id_: body for id_ in gone if (body := self._store.candidates(id_))}
        self.chat.head = self.tree.end_of(message.parent) if self.chat.head in gone else self.chat.head
        self._store.save(self.chat, [], gone, self.tree.parents(removed.parents))
        self._go(self.chat.head)
        return replace(removed, head=self.chat.head, candidates=candidates)

    def restore(self, removed: Removed) -> None:
        """Put back what was taken out, and show it unless something else was begun since."""
        self.tree.restore(removed)
        self._store.save(self.chat, removed.messages, (), self.tree.parents(removed.parents))
        for id_, body in removed.candidates.items():
            self._store.save_candidates(id_, body)
        first = removed.messages[0].id
        has_moved_on = self.answering or self.chat.head != removed.head or first in self.tree.path(self.chat.head)
        self._go(self.chat.head if has_moved_on else self.tree.end_of(first))

    def dismiss(self) -> None:
        """The trouble was read."""
        self.trouble = None
        self.changed()

    def flush(self) -> None:
        """Save now what was to be saved in a moment."""
        self._saver.flush()

    def keep_result(self, call: ToolCall, text: str, state: MessageState) -> Message:
        """Keep what a call gave, behind the message that is shown last."""
        result = self._message(self.messages.ids[-1], "tool", text, state)
        result.calls = (call,)
        self._saver.save(result)
        self._go(result.id)
        return result

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def engine(self) -> Engine | None:
        """The engine in use; None without one."""
        return self._model.engine

    def can(self, feature: Feature) -> bool:
        """Whether the engine that answers can do something."""
        return self._model.engine is not None and self._model.engine.can(feature)

    @property
    def room_for_results(self) -> int:
        """Characters of the result of a call that a prompt has room for; 0 where nobody knows it."""
        return room_for_documents(self._context_size)

    @property
    def _context_size(self) -> int:
        """Tokens of context of the engine that answers; 0 where nobody knows them."""
        return self.engine.loaded.context if self.engine and self.engine.loaded else 0

    @property
    def last_answer(self) -> Message | None:
        """The newest answer whose prompt was read; only the last messages are looked at, however long the chat is."""
        recent = reversed(self.messages[-RECENT:])
        return next((message for message in recent if message.run and message.run.prompt_tokens), None)

    @property
    def tokens_used(self) -> int:
        """Tokens of the branch; -1 when they are not known, as after an edit."""
        return tokens_known(self.last_answer, self.messages)

    @property
    def told_of(self) -> tuple[Tool, ...]:
        """What the model is told of the tools that it may call. Raise Fault 'tool_gone'."""
        return tuple(known.tool for known in self._context.toolbox.chosen(self.chat.answer_options.called))

    @property
    def is_writing(self) -> bool:
        """Whether an answer is being written."""
        return self.answering is not None

    def question_of(self, message: Message) -> Message:
        """What an answer answers: a question, or the result of a call. Those are their own."""
        is_own = message.role != "assistant" or message.parent is None
        return message if is_own else self.tree.message(message.parent or 0)

    def as_saved(self, message: Message) -> Message:
        """A message as it is saved; of an answer under way the text alone."""
        return self._saver.as_saved(message)

    @property
    def _end_of_branch(self) -> int | None:
        """The message that is shown last."""
        return self.messages.ids[-1] if self.messages else None

    # -- inside ----------------------------------------------------------------------------------------------

    def _message(
        self, parent: int | None, role: str, content: str, state: MessageState = MessageState.COMPLETE
    ) -> Message:
        return Message(self._context.ids.next(), self.chat.id, parent, role, content, self._clock.now(), state)

    def _keep_unanswered(self, question: Message, state: MessageState, code: str = "") -> None:
        """Keep a question that gets no answer; `code` says why."""
        answer = self._message(question.id, "assistant", "", state)
        answer.fault = code
        self.chat.title = self.chat.title or title_for(question.content, question.media)
        self.chat.updated = answer.created
        self._saver.save(question, answer)
        self._go(answer.id)

    def _go(self, head: int | None) -> None:
        """Show the branch that ends at `head`."""
        self.messages = Branch(self.tree, self.tree.path(head))
        self.tree.walk(self.messages.ids)
        self.trouble = None
        if head is not None and head != self.chat.head:
            self.chat.head = head
            self._saver.save()
        self.changed()
