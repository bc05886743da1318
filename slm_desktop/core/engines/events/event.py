"""The base of all events."""

import msgspec

type_field = "is"


class Event(msgspec.Struct, frozen=True, tag_field=type_field, tag=str.lower):
    """The base of all events; `run` is the load or answer it belongs to, 0 for the child itself."""

    run: int
