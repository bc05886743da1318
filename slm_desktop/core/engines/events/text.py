"""Answers to questions about text."""

from slm_desktop.core.engines.events.event import Event


class Counted(Event, frozen=True):
    """The answer to Count."""

    tokens: int


class Tokenised(Event, frozen=True):
    """The answer to Tokenise: the numbers of the tokens, and the bytes of each.

    `bos` says that the first one was put before the text. `steering` are those with a name in place of a text.
    """

    tokens: tuple[int, ...]
    pieces: tuple[bytes, ...]
    bos: bool = False
    steering: tuple[int, ...] = ()


class Detokenised(Event, frozen=True):
    """The answer to Detokenise; bytes that are no text are shown as U+FFFD."""

    text: str


class Rendered(Event, frozen=True):
    """The answer to Render: the prompt as text, and how many tokens it has."""

    text: str
    tokens: int


class FormatChecked(Event, frozen=True):
    """The answer to CheckFormat: it can be used; `warnings` say in English what of it is not kept to."""

    warnings: tuple[str, ...] = ()


class Embedded(Event, frozen=True):
    """The answer to Embed: for each text a vector of length one, as 32-bit floats in the order of x86.

    `tokens` are those of all texts together.
    """

    vectors: tuple[bytes, ...]
    tokens: int


TextAnswer = Counted | Tokenised | Detokenised | Rendered | FormatChecked | Embedded
"""What answers a question about text."""
