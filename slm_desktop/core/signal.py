"""The one 'changed' signal: whoever shows a thing subscribes, and reads the thing again when it comes."""

from collections.abc import Callable


class Signal:
    """A list of listeners without arguments; calling the signal calls them all."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` at every signal; the function returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def __call__(self) -> None:
        """Tell everyone who listens now."""
        for listener in tuple(self._listeners):
            listener()
