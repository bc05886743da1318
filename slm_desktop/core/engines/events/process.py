"""How the process of an engine is."""

import msgspec

from slm_desktop.core.engines.events.event import Event


class ThreadsChanged(Event, frozen=True):
    """From now on so many threads are used.

    `others` are the cores that other programs use, 0 where they are not why there are so few.
    """

    threads: int
    others: float


class Sample(Event, frozen=True):
    """A heartbeat with what the child uses now: bytes, and `cpu` in percent of one core.

    `devices` gives used bytes by device for those with memory of their own; `parked` are those of the rest that caches
    of chats take which are not being answered.
    """

    weights: int
    kv: int
    rest: int
    cpu: float
    devices: dict[str, int] = msgspec.field(default_factory=dict)
    parked: int = 0


class Stalled(Event, frozen=True):
    """The host has heard nothing from the child for `seconds`."""

    seconds: float


class Responding(Event, frozen=True):
    """A stalled child was heard again."""


class Exited(Event, frozen=True):
    """The child is gone: `code` as in Failed, '' when it was asked to go."""

    code: str
    details: dict[str, str | int | float] = msgspec.field(default_factory=dict)
    log: tuple[str, ...] = ()
