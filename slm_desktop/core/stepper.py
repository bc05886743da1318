"""Work that goes on step by step, whenever something has changed that it waited for."""

from collections.abc import Callable


class Stepper:
    """Does steps for as long as they can be done.

    What a step changes itself is seen in the same walk, not in one within it.
    """

    def __init__(self, step: Callable[[], bool]) -> None:
        """`step` does the next one; False when there is something to wait for, or nothing left."""
        self._step, self._is_walking = step, False

    def go_on(self) -> None:
        """Something has changed: do all steps that can be done now."""
        if self._is_walking:
            return
        self._is_walking = True
        try:
            while self._step():
                pass
        finally:
            self._is_walking = False
