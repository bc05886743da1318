"""The requests that the server was asked lately: who, what, with what result. Never what was said."""

from collections import deque

import msgspec

from slm_desktop.core.signal import Signal
from slm_desktop.core.visible import visible

CLIENT_LEFT = 499
"""The status of a request whose client went away before it was answered."""
REMEMBERED = 500
LONGEST = 120


class LoggedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request once it is over. `began` in seconds since 1970; `status` may be CLIENT_LEFT."""

    began: float
    seconds: float
    method: str
    path: str
    status: int
    agent: str
    run: str = ""
    """The id of the answer that it asked for, if it did."""

    @property
    def failed(self) -> bool:
        """Whether it was refused, or went wrong."""
        return self.status >= 400


class RequestLog:
    """The newest last. `changed` fires after each."""

    def __init__(self) -> None:
        self.requests: deque[LoggedRequest] = deque(maxlen=REMEMBERED)
        self.changed = Signal()

    def add(self, request: LoggedRequest) -> None:
        """A request is over."""
        self.requests.append(request)
        self.changed()

    @property
    def newest(self) -> LoggedRequest | None:
        """The one that ended last."""
        return self.requests[-1] if self.requests else None


def shown(text: str) -> str:
    """What a client calls itself or asks for, safe to be shown."""
    return visible(text)[:LONGEST]
