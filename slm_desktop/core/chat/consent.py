"""To which other machines the words of a chat may go: those that a person chose for this very chat."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from slm_desktop.core.engines.remote_address import is_remote, parts_of
from slm_desktop.core.records import Message
from slm_desktop.errors import Fault


class Consent:
    """Of one chat. What it was answered by before was chosen then."""

    def __init__(self) -> None:
        self._agreed: set[str] = set()

    def give(self, path: str) -> None:
        """The engine of a path was chosen for this chat."""
        self._agreed.add(parts_of(path)[0])

    def check(self, path: str, messages: Iterable[Message]) -> None:
        """Raise Fault 'remote_consent' where nobody has agreed that the chat goes to the engine of a path."""
        address = parts_of(path)[0]
        if not is_remote(path) or address in self._agreed:
            return
        before = {parts_of(message.run.path)[0] for message in messages if message.run}
        if address not in before:
            raise Fault("remote_consent", {"host": urlsplit(address).netloc})
        self._agreed.add(address)
