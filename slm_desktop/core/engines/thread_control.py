"""What the app knows of an engine's threads, and what it asks of them."""

from collections.abc import Callable

from msgspec.structs import replace

from slm_desktop.core.engines.commands import SetComputerUse, SetSiblings, SetThreads, ThreadCommand
from slm_desktop.core.engines.computer_use import ComputerUse, ThreadUse
from slm_desktop.core.engines.events import ThreadsChanged

Send = Callable[[ThreadCommand], None]


class ThreadControl:
    """The threads of one engine. `now` is how many there are; `send` reaches the engine once it is loaded."""

    def __init__(self, send: Send, *, is_fixed: bool) -> None:
        """With `is_fixed` the user has chosen their number: only other engines make it smaller."""
        self._send, self._limit = send, 0
        self._siblings: tuple[int, ...] = ()
        self.now = ThreadUse(is_fixed=is_fixed)

    def loaded(self, most: int) -> None:
        """The engine begins with so many, and knows of no other engines."""
        self._siblings = ()
        self._limit = most
        self.now = replace(self.now, count=most, others=0.0)
        if self.now.use != ComputerUse.FULLY:
            self._send(SetComputerUse(0, self.now.use))

    def limit(self, threads: int) -> None:
        """Decode with so many at most from the next token on."""
        if threads != self._limit:
            self._limit = threads
            self.now = replace(self.now, count=threads, others=0.0)
            self._send(SetThreads(0, threads))

    def use(self, use: ComputerUse) -> bool:
        """Take so much of the computer from the next token on; whether that is another wish than before."""
        is_new = use != self.now.use
        if is_new:
            self.now = replace(self.now, use=use)
            self._send(SetComputerUse(0, use))
        return is_new

    def siblings(self, pids: tuple[int, ...]) -> None:
        """These are the processes of the other engines from now on."""
        if pids != self._siblings:
            self._siblings = pids
            self._send(SetSiblings(0, pids))

    def changed(self, event: ThreadsChanged) -> int:
        """The engine adapts to what other programs leave of the computer; how many threads it had before."""
        before = self.now.count
        self.now = replace(self.now, count=event.threads, others=event.others)
        return before
