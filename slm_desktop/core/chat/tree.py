"""The messages of a chat as a tree: every edit and every new answer is a branch, and nothing is lost by it.

Messages are read from the store when they are looked at, some dozens at a time, so that a chat of a hundred
thousand opens as fast as a short one.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import overload

import msgspec

from slm_desktop.core.records import Message, MessageState

PAGE = 64
"""Messages that are read at a time."""
Read = Callable[[Sequence[int]], Iterable[Message]]


class Removed(msgspec.Struct, frozen=True):
    """Messages that were taken out of a tree; `parents` are those that the messages after them had until then.

    `head` is the end of the branch that was shown once they were gone, `candidates` what the lens kept of them.
    """

    messages: tuple[Message, ...]
    parents: Mapping[int, int | None]
    head: int | None = None
    candidates: Mapping[int, bytes] = msgspec.field(default_factory=dict)


class Tree:
    """All messages of a chat by id, and which follows which."""

    def __init__(self, pairs: Iterable[tuple[int, int | None]], read: Read) -> None:
        """`pairs` are the id and the parent of every message, oldest first."""
        self._parents = dict(pairs)
        self._children: dict[int | None, list[int]] = {}
        for id_, parent in self._parents.items():
            self._children.setdefault(parent, []).append(id_)
        self._read, self._known = read, dict[int, Message]()
        self._walked: dict[int | None, int] = {}

    def add(self, message: Message) -> None:
        """Take a new message."""
        self._parents[message.id] = message.parent
        insort(self._children.setdefault(message.parent, []), message.id)
        self._known[message.id] = message

    def removal_of(self, message: Message) -> tuple[list[int], int | None]:
        """What goes with a message when it is deleted, and another answer that those after it can follow then."""
        if message.role == "user":
            answers = (step for answer in self.answers(message.id) for step in self._with_steps(answer))
            return [message.id, *answers], None
        others = [id_ for id_ in self.answers(message.parent) if id_ != message.id]
        return self._with_steps(message.id), max(others, default=None)

    def _with_steps(self, id_: int) -> list[int]:
        """A message with the results of its calls, and the answers that were given to those."""
        found, waiting = list[int](), [id_]
        while waiting:
            found.append(waiting.pop())
            followers = ("tool", "assistant") if self.message(found[-1]).role == "tool" else ("tool",)
            after = self.messages(self._children.get(found[-1], []))
            waiting += [message.id for message in after if message.role in followers]
        return found

    def remove(self, ids: Sequence[int], heir: int | None = None) -> Removed:
        """Take messages out; what followed them follows the `heir` if there is one, else what stands before them."""
        after = {child: id_ for id_ in ids for child in self._children.get(id_, ()) if child not in ids}
        removed = Removed(tuple(self.messages(ids)), after)
        self.move({child: heir or self._kept(parent, ids) for child, parent in after.items()})
        for id_ in ids:
            self._children[self._parents.pop(id_)].remove(id_)
            del self._known[id_]
        return removed

    def _kept(self, id_: int | None, gone: Sequence[int]) -> int | None:
        """The nearest message, from one back to the beginning, that is not gone."""
        while id_ is not None and id_ in gone:
            id_ = self._parents[id_]
        return id_

    def restore(self, removed: Removed) -> None:
        """Put messages back where they were."""
        for message in removed.messages:
            self.add(message)
        self.move(removed.parents)

    def move(self, parents: Mapping[int, int | None]) -> None:
        """Let messages follow others, by id."""
        for id_, parent in parents.items():
            if id_ in self._parents:
                self._children[self._parents[id_]].remove(id_)
                insort(self._children.setdefault(parent, []), id_)
                self._parents[id_] = parent
                if id_ in self._known:
                    self._known[id_].parent = parent

    def parents(self, ids: Iterable[int]) -> dict[int, int | None]:
        """The messages that these follow, of those that are there."""
        return {id_: self._parents[id_] for id_ in ids if id_ in self._parents}

    def know(self, messages: Iterable[Message]) -> None:
        """Take messages that need not be read."""
        self._known.update((message.id, message) for message in messages)

    def newest(self) -> int | None:
        """The newest message."""
        return max(self._parents, default=None)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._parents

    def path(self, head: int | None) -> list[int]:
        """The ids from the beginning to `head`; to the newest message if there is no such head."""
        if head is not None and head not in self._parents:
            head = self.newest()
        path: list[int] = []
        while head is not None and head in self._parents:
            path.append(head)
            head = self._parents[head]
        return path[::-1]

    def walk(self, path: Sequence[int]) -> None:
        """Remember which branches were taken, so that going back to one goes to its end again."""
        before: int | None = None
        for id_ in path:
            self._walked[before] = id_
            before = id_

    def end_of(self, id_: int | None) -> int | None:
        """The end of the branch that goes through a message, or of any (None): where it was last, else the newest."""
        while children := self._children.get(id_):
            walked = self._walked.get(id_)
            id_ = walked if walked in children else children[-1]
        return id_

    def siblings(self, id_: int) -> list[int]:
        """The versions of a message, oldest first, the message itself among them."""
        return self._children.get(self._parents.get(id_), [id_])

    def answers(self, id_: int | None) -> list[int]:
        """The answers that follow a message."""
        return [message.id for message in self.messages(self._children.get(id_, [])) if message.role == "assistant"]

    def all(self) -> list[int]:
        """Every id, oldest first."""
        return sorted(self._parents)

    def message(self, id_: int) -> Message:
        """One message."""
        return self.messages([id_])[0]

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """These messages; what is not known yet is read."""
        missing = [id_ for id_ in ids if id_ not in self._known]
        for message in self._read(missing) if missing else ():
            if message.state == MessageState.STREAMING:
                message.state = MessageState.INTERRUPTED  # It was being written when the app ended.
            message.parent = self._parents.get(
                message.id, message.parent
            )  # It may have been moved since it was written.
            self._known[message.id] = message
        return [self._known[id_] for id_ in ids if id_ in self._known]


class Branch(Sequence[Message]):
    """The messages of one branch, from the chat's beginning to its head."""

    def __init__(self, tree: Tree, ids: Sequence[int]) -> None:
        self.ids = tuple(ids)
        self._tree = tree

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Message: ...
    @overload
    def __getitem__(self, at: slice) -> list[Message]: ...
    def __getitem__(self, at: int | slice) -> Message | list[Message]:
        if isinstance(at, slice):
            return self._tree.messages(self.ids[at])
        index = range(len(self.ids))[at]
        first = index // PAGE * PAGE
        self._tree.messages(self.ids[first : first + PAGE])
        return self._tree.message(self.ids[index])
