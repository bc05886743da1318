"""The base of all commands."""

import msgspec

type_field = "do"


class Command(msgspec.Struct, frozen=True, tag_field=type_field, tag=str.lower, forbid_unknown_fields=True):
    """The base of all commands; `run` names what the command is about."""

    run: int
