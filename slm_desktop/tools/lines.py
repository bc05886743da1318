"""What the app and the child in front of a server of tools say to each other: one JSON line each."""

import msgspec

from slm_desktop.core.tools.servers import ServerConfig


class Order(msgspec.Struct, frozen=True, tag_field="do", tag=str.lower):
    """The base of what the app asks for."""


class Connect(Order, frozen=True):
    """Start the server, or go to its address. The first line, and no other."""

    server: ServerConfig


class Call(Order, frozen=True):
    """Call a tool: `arguments` is the text of a JSON object."""

    id: int
    name: str
    arguments: str


class Cancel(Order, frozen=True):
    """Leave a call."""

    id: int


class Offered(msgspec.Struct, frozen=True):
    """A tool of a server: `schema` is the JSON schema of its arguments, as text."""

    name: str
    description: str
    schema: str


class Report(msgspec.Struct, frozen=True, tag_field="is", tag=str.lower):
    """The base of what the child tells."""


class Connected(Report, frozen=True):
    """The tools that the server has, also when they have changed."""

    tools: tuple[Offered, ...]
    title: str = ""


class Returned(Report, frozen=True):
    """What a call gave."""

    id: int
    text: str
    failed: bool


class Broken(Report, frozen=True):
    """The connection is over, or did not come to be: why."""

    reason: str


AnyOrder = Connect | Call | Cancel
AnyReport = Connected | Returned | Broken
