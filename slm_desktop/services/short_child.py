"""A child that answers one question and goes."""

import threading
from collections.abc import Callable
from typing import TypeVar

from slm_desktop.core.engines.commands import FirstCommand
from slm_desktop.core.engines.events import AnyEvent, Event, Exited, Failed
from slm_desktop.core.engines.ports import StartEngine
from slm_desktop.errors import Fault

LOOK_SECONDS, LEAVE_SECONDS = 0.1, 5.0
Said = TypeVar("Said", bound=Event)


def asked(start: StartEngine, command: FirstCommand, kind: type[Said], seconds: float, ended: Callable[[], bool]) -> Said:
    """Start a child and wait for its answer, on a thread. Raise Fault with what it failed for, or 'stalled'."""
    heard: list[Said | Fault] = []
    over = threading.Event()

    def hear(event: AnyEvent) -> None:
        if isinstance(event, kind):
            heard.append(event)
        elif isinstance(event, Failed | Exited) and not heard:
            heard.append(Fault(event.code or "exited", event.details))
        if isinstance(event, Exited):
            over.set()

    engine = start(command, hear)
    for _ in range(int(seconds / LOOK_SECONDS)):
        if over.wait(LOOK_SECONDS) or ended():
            break
    engine.close()
    if not over.wait(LEAVE_SECONDS) or not heard:
        raise Fault("stalled", {"seconds": seconds})
    if isinstance(heard[0], Fault):
        raise heard[0]
    return heard[0]
