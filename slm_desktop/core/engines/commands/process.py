"""What a child with a model is told of itself: its share of the computer, what to forget, and its end."""

from slm_desktop.core.engines.commands.command import Command


class SetThreads(Command, frozen=True):
    """Decode with so many threads at most from the next token on; 0 for as many as the model was loaded with."""

    threads: int


class SetComputerUse(Command, frozen=True):
    """Take so much of the computer from the next token on: `use` is a ComputerUse."""

    use: str


class SetSiblings(Command, frozen=True):
    """The processes of the app's other engines: what they use of the computer is shared with them, not left to them."""

    pids: tuple[int, ...]


class Forget(Command, frozen=True):
    """A chat was deleted: nothing of it stays in a cache."""

    conversation: int


class Stop(Command, frozen=True):
    """End the load, the prompt or the answer with this run's number."""


class Quit(Command, frozen=True):
    """End the child."""


ThreadCommand = SetThreads | SetComputerUse | SetSiblings
"""What a loaded engine is told of its share of the computer."""
