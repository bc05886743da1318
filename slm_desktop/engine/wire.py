"""One JSON line a message, in both directions, with a bound on its length."""

import threading
from typing import BinaryIO, TypeVar

import msgspec

from slm_desktop.core.engines.commands import AnyCommand
from slm_desktop.core.engines.events import AnyEvent
from slm_desktop.errors import Fault

LONGEST_COMMAND = 64 * 1024 * 1024
LONGEST_EVENT = 8 * 1024 * 1024

Message = TypeVar("Message")

_encoder = msgspec.json.Encoder()
_commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_events: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode(message: AnyCommand | AnyEvent) -> bytes:
    """The line for a message."""
    return _encoder.encode(message) + b"\n"


def read_command(stream: BinaryIO) -> AnyCommand | None:
    """The next command, None at the end of the stream. Raise Fault 'protocol'."""
    line = _line(stream, LONGEST_COMMAND)
    return None if line is None else _decoded(_commands, line)


def read_event(stream: BinaryIO) -> AnyEvent | None:
    """The next event, None at the end of the stream. Raise Fault 'protocol'."""
    line = _line(stream, LONGEST_EVENT)
    return None if line is None else _decoded(_events, line)


def _line(stream: BinaryIO, longest: int) -> bytes | None:
    line = stream.readline(longest + 1)
    if not line:
        return None
    if not line.endswith(b"\n"):
        reason = "line_length" if len(line) > longest else "line_half"
        raise Fault("protocol", {"reason": reason})
    return line


def _decoded(decoder: "msgspec.json.Decoder[Message]", line: bytes) -> Message:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Fault("protocol", {"reason": "line_garbled", "message": str(error)[:120]}) from error


class EventWriter:
    """Writes events from several threads; a reader that went away ends the process."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._lock = stream, threading.Lock()

    def __call__(self, event: AnyEvent) -> None:
        """Write one event at once."""
        data = encode(event)
        with self._lock:
            self._stream.write(data)
            self._stream.flush()
