"""How the answers of a chat are asked for, beside its system prompt, its sampling and its output format."""

import msgspec

from slm_desktop.core.engines.adapters import Scales, clamped
from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.media import Media
from slm_desktop.core.visible import well_formed

LONGEST_PREFILL = 100_000
"""Characters of a prefill, and of a suffix, that are kept of an imported file."""
MOST_SCALES, MOST_DOCUMENTS, MOST_TOOLS = 100, 500, 100
LONGEST_TOOL = 300


class AnswerOptions(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer begins with the words of the `prefill`, and the model goes on from there.

    With `text_completion`, there is no chat template: the model goes on with the texts of the chat as they stand, one
    directly behind the other. Names of control tokens in them are those tokens, and there is neither a system prompt
    nor a prefill; a `suffix` is what follows the answer, which fills the gap before it. `scales` are those of adapters
    by their names, as far as they were set. In `documents` passages are found for each question. The model may call
    `tools`, which are named by their ids; with `must_call`, it first does so for each question.
    """

    prefill: str = ""
    text_completion: bool = False
    scales: Scales = {}
    documents: tuple[int, ...] = ()
    tools: tuple[str, ...] = ()
    must_call: bool = False
    suffix: str = ""

    @property
    def following(self) -> str:
        """What follows the answer: there is a gap before it only where a text is completed."""
        return self.suffix if self.text_completion else ""

    @property
    def called(self) -> tuple[str, ...]:
        """The tools that the model is told of: none where a text is completed."""
        return () if self.text_completion else self.tools

    @property
    def beginning(self) -> str:
        """What a new answer begins with."""
        return "" if self.text_completion else self.prefill

    @property
    def searched(self) -> tuple[int, ...]:
        """The documents that are searched for a question: a text that is completed asks none."""
        return () if self.text_completion else self.documents

    def turns(self, system: str, question: str, media: tuple[Media, ...] = ()) -> tuple[Turn, ...]:
        """The turns of a prompt with one question, and with what its answer begins with."""
        first = [Turn("system", system)] if system.strip() and not self.text_completion else []
        begun = [Turn("assistant", self.beginning)] if self.beginning else []
        return (*first, Turn("user", question, media=media), *begun)

    @property
    def style(self) -> "AnswerOptions":
        """What of it a preset may carry to other chats: no documents, and nothing that belongs to one computer."""
        return AnswerOptions(self.prefill, self.text_completion)

    def with_style(self, other: "AnswerOptions") -> "AnswerOptions":
        """The same, but for what a preset carries."""
        return msgspec.structs.replace(self, prefill=other.prefill, text_completion=other.text_completion)

    def checked(self) -> "AnswerOptions":
        """The same without what cannot be stored, or is too long to be meant."""
        prefill, suffix = (text if len(text) <= LONGEST_PREFILL else "" for text in (self.prefill, self.suffix))
        scales = {name: clamped(scale) for name, scale in list(self.scales.items())[:MOST_SCALES]}
        return msgspec.structs.replace(
            self,
            prefill=well_formed(prefill),
            suffix=well_formed(suffix),
            scales=scales,
            documents=self.documents[:MOST_DOCUMENTS],
            tools=tuple(well_formed(tool)[:LONGEST_TOOL] for tool in self.tools[:MOST_TOOLS]),
        )


AS_A_CHAT = AnswerOptions()
"""With nothing out of the ordinary."""
