"""What is built late, and says so."""

from collections.abc import Callable
from typing import Generic, TypeVar

Built = TypeVar("Built")


class Lazy(Generic[Built]):
    """Something that is built when it is first asked for. `built` is None until then."""

    def __init__(self, build: Callable[[], Built]) -> None:
        self._build = build
        self.built: Built | None = None

    def __call__(self) -> Built:
        """The thing itself."""
        if self.built is None:
            self.built = self._build()
        return self.built
