"""The words of one error in English, with gaps that its details fill."""

import msgspec


class Sentence(msgspec.Struct, frozen=True):
    """The English words of one error; `{names}` are filled from its details. `steps` name what can be done next."""

    title: str
    cause: str
    steps: tuple[str, ...] = ()


def sentence(title: str, cause: str, *steps: str) -> Sentence:
    """A row of a table of errors."""
    return Sentence(title, cause, steps)
