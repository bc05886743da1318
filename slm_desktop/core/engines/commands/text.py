"""What a loaded model is asked about text, with one event for an answer."""

from slm_desktop.core.engines.commands.answering import Turn
from slm_desktop.core.engines.commands.command import Command
from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.engines.tools import Tool


class Count(Command, frozen=True):
    """Count the tokens of a text, as contents of a message."""

    text: str


class Tokenise(Command, frozen=True):
    """The tokens of a text, or what each of some tokens says (Tokenised).

    With `special`, names of control tokens in a text are those tokens; with `bos`, the token that begins a text comes
    first, where the model wants that.
    """

    text: str | tuple[int, ...]
    special: bool = True
    bos: bool = False


class Detokenise(Command, frozen=True):
    """The text of tokens (Detokenised)."""

    tokens: tuple[int, ...]


class Render(Command, frozen=True):
    """The prompt that the chat template makes of some turns (Rendered)."""

    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()


class CheckFormat(Command, frozen=True):
    """Whether an answer can be held to a form (FormatChecked); Failed says why not."""

    format: OutputFormat


class Embed(Command, frozen=True):
    """The vectors of some texts (Embedded), from an engine that was loaded for that."""

    texts: tuple[str | tuple[int, ...], ...]


VocabularyQuestion = Count | Tokenise | Detokenise | Render | CheckFormat
"""What is asked of its vocabulary and its chat template alone."""
TextQuestion = VocabularyQuestion | Embed
