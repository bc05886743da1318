"""What went wrong, as codes and numbers: `errors.explain` says it in words."""

import msgspec

from slm_desktop.errors import Fault

ENGINE_DEATHS = ("aborted", "crashed", "bus", "illegal", "killed", "exited", "protocol", "hung")
"""Codes of failures that take the process with them: its Exited tells them, for all of its runs."""
HOPELESS = ("runtime", "not_started", "too_many_files")
"""Codes of deaths that another start would only repeat."""


class Trouble(msgspec.Struct, frozen=True):
    """A fault that stays to be shown.

    `log` are the last lines of the engine; `recovered` says that it was started again.
    """

    code: str
    details: dict[str, str | int | float] = msgspec.field(default_factory=dict)
    log: tuple[str, ...] = ()
    recovered: bool = False

    @classmethod
    def of(cls, fault: Fault) -> "Trouble":
        """The trouble that a raised fault is."""
        return cls(fault.code, fault.details)


STOPPED_BY_USER = Trouble("stopped_engine")
