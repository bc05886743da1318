"""What a real child says that answers one command and goes."""

import queue

from slm_desktop.core.engines.commands import FirstCommand
from slm_desktop.core.engines.events import AnyEvent, Exited, Failed
from slm_desktop.engine.host import ENDS, Host
from tests.patience import Patience


def told(first: FirstCommand) -> list[AnyEvent]:
    """All its events; the last one ends it."""
    heard: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(first, heard.put)
    events: list[AnyEvent] = []
    patience = Patience()
    while not (events and isinstance(events[-1], ENDS[type(first)] | Failed | Exited)):
        try:
            events.append(heard.get(timeout=1))
        except queue.Empty:
            patience.check()
    host.close()
    assert host.join(30)
    return events
