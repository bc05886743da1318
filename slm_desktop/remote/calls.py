"""The calls of tools in an answer of a server, put together from what its chunks add."""

from collections.abc import Sequence

import msgspec

from slm_desktop.core.engines.tools import LONGEST_ARGUMENTS, ToolCall, object_of
from slm_desktop.remote.chunks import MOST_CALLS, CallPart

LONGEST_NAME, LONGEST_UNREAD = 128, 200


class Growing(msgspec.Struct):
    """A call that is not complete."""

    id: str = ""
    name: str = ""
    arguments: str = ""


class Calls:
    """In the order of their numbers."""

    def __init__(self) -> None:
        self._by_number: dict[int, Growing] = {}

    def take(self, parts: Sequence[CallPart]) -> None:
        """Take what a chunk adds."""
        for part in parts:
            if part.index not in self._by_number and len(self._by_number) >= MOST_CALLS:
                continue
            call = self._by_number.setdefault(part.index, Growing())
            call.id = call.id or part.id
            call.name = call.name or part.name
            call.arguments = (call.arguments + part.arguments)[: LONGEST_ARGUMENTS + 1]

    def read(self) -> tuple[tuple[ToolCall, ...], str]:
        """Those that can be read, and one that cannot; '' for none."""
        calls, unread = [], ""
        for number in sorted(self._by_number):
            call = self._by_number[number]
            if 0 < len(call.name) <= LONGEST_NAME and _is_object(call.arguments or "{}"):
                calls.append(ToolCall(call.name, call.arguments or "{}", call.id))
            else:
                unread = f"{call.name}: {call.arguments}"[:LONGEST_UNREAD]
        return tuple(calls), unread


def _is_object(text: str) -> bool:
    return len(text) <= LONGEST_ARGUMENTS and object_of(text) is not None
