"""The texts that models are scored with."""

from enum import StrEnum

import msgspec


class TextKind(StrEnum):
    """Texts that come with the app, one's own chats, or a file."""

    ENGLISH = "english"
    SPANISH = "spanish"
    CODE = "code"
    CHATS = "chats"
    FILE = "file"


SHIPPED = (TextKind.ENGLISH, TextKind.SPANISH, TextKind.CODE)


class TextChoice(msgspec.Struct, frozen=True):
    """A text that was chosen; `path` is that of a file."""

    kind: TextKind = TextKind.ENGLISH
    path: str = ""


class TextUsed(msgspec.Struct, frozen=True):
    """Which text it was: figures of texts with another `sha256` cannot be compared. `name` is that of a file."""

    kind: TextKind
    name: str
    sha256: str

    @property
    def is_private(self) -> bool:
        """Whether no word of it may leave this computer by itself."""
        return self.kind == TextKind.CHATS


class ScoredText(msgspec.Struct, frozen=True):
    """A text as it was read."""

    text: str
    used: TextUsed
