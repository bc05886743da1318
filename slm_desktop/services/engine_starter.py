"""How engines are started: a child for a model on this computer, a connection for one elsewhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from slm_desktop.core.engines.commands import FirstCommand, Load
from slm_desktop.core.engines.events import AnyEvent, Exited
from slm_desktop.core.engines.ports import Process
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.engine.host import Host, OnEvent
from slm_desktop.engine.spare import Spare
from slm_desktop.loop import Loop
from slm_desktop.services.lazy import Lazy
from slm_desktop.store.prompt_caches import PromptCaches

if TYPE_CHECKING:  # What stands behind it costs 40 ms of the start.
    from slm_desktop.services.remotes import RemoteServices


class EngineStarter:
    """`command` starts another child than the real one; `spare` is taken for the first model. `on_ended` is called when
    a child with a model has ended.
    """

    def __init__(
        self,
        *,
        loop: Loop,
        remotes: "Lazy[RemoteServices]",
        prompt_caches: PromptCaches,
        on_ended: Callable[[], None],
        command: list[str] | None,
        spare: Spare | None,
    ) -> None:
        self._loop, self._remotes, self._prompt_caches, self._on_ended = loop, remotes, prompt_caches, on_ended
        self._command, self._spare = command, spare

    def start(self, first: FirstCommand, on_event: OnEvent) -> Process:
        """Start an engine with its first command; events come through the loop."""
        if not isinstance(first, Load):
            return Host(first, self._loop.carry(on_event), self._command)
        if is_remote(first.path):
            return self._remotes().start(first, self._loop.carry(on_event))
        folder, limit = self._prompt_caches.of(first.path)

        def take(event: AnyEvent) -> None:
            on_event(event)
            if isinstance(event, Exited):
                self._on_ended()

        load = replace(first, cache=folder, cache_limit=limit)
        return Host(load, self._loop.carry(take), self._command, self._spare.take() if self._spare else None)

    def settle(self) -> None:
        """The start is over: a spare that nobody has taken is not needed."""
        if self._spare:
            self._spare.close()
