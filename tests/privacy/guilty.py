"""What must not go unnoticed: python -m tests.privacy tests/privacy/guilty.py has to find all of it."""

import contextlib
import socket
from pathlib import Path


def test_everything_that_is_forbidden() -> None:
    with contextlib.suppress(OSError), socket.socket() as speaker:
        speaker.settimeout(1)
        speaker.connect(("192.0.2.1", 443))
    with contextlib.suppress(OSError), socket.socket(type=socket.SOCK_DGRAM) as speaker:
        speaker.sendto(b"hello", ("198.51.100.7", 53))
    with contextlib.suppress(OSError), socket.socket(type=socket.SOCK_DGRAM) as speaker:
        speaker.sendto(b"who is tracker.example", ("127.0.0.53", 53))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\0slm-desktop-guilty")
    listener.listen()
    with listener, socket.socket(socket.AF_UNIX) as speaker:
        speaker.connect("\0slm-desktop-guilty")
    with contextlib.suppress(OSError):
        (Path.home() / ".ssh" / "id_ed25519").read_bytes()
    (Path.home() / "note").write_text("kept")
