"""Texts to tokens without a chat template: prompts that are completed, with media in them and a gap at their end."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.media import Media, divided
from slm_desktop.core.engines.turn_media import refusal
from slm_desktop.engine.infill import gap_tokens
from slm_desktop.engine.llama import Model
from slm_desktop.engine.projector import Projector
from slm_desktop.engine.turns import clean
from slm_desktop.errors import Fault


@dataclass
class TextPrompts:
    """Those of one model; with a `projector` they may hold pictures or sounds."""

    model: Model
    projector: Projector | None = None

    def tokens_of(self, text: str, *, special: bool = True) -> list[int]:
        """Tokens of a text without a template; with `special`, names of control tokens are those tokens."""
        return self.model.tokenise(clean(text), special)

    def following(self, text: str) -> list[int]:
        """The same of a text that stands behind others: without the space that some models put before a text."""
        if not self._begins_with_space:
            return self.tokens_of(text)
        before, tokens = self.tokens_of("\n"), self.tokens_of(f"\n{text}")
        return tokens[len(before) :] if tokens[: len(before)] == before else self.tokens_of(text)

    @cached_property
    def _begins_with_space(self) -> bool:
        return self.model.text(self.model.tokenise("x")).startswith(" ")

    def of_turns(self, turns: Sequence[Turn]) -> list[int]:
        """Tokens of the contents of some turns as one text, those of answers as the model gave them."""
        tokens: list[int] = []
        text = ""
        for turn in turns:
            for piece, known in self._text_pieces(turn):
                text += piece
                if known:
                    tokens += self._text_behind(tokens, text, is_last=known[0] >= 0)
                    tokens += known
                    text = ""
        return self.with_bos([*tokens, *self._text_behind(tokens, text)])

    def _text_behind(self, tokens: Sequence[int], text: str, *, is_last: bool = True) -> list[int]:
        """Tokens of a text behind others. Media that are the last of a text have a line break behind them, as what
        follows media is told by what is behind it.
        """
        if tokens and tokens[-1] < 0 and is_last:
            text = text or "\n"
        return self.following(text) if tokens else self.tokens_of(text)

    def around_gap(self, turns: Sequence[Turn], suffix: str) -> list[int]:
        """Tokens of some turns before the gap, of what follows it, and of an answer that fills some of it already."""
        begun = turns[-1] if turns and turns[-1].role == "assistant" else None
        tokens = self.with_gap(self.of_turns(turns[:-1] if begun else turns), suffix)
        if begun is None:
            return tokens
        return [*tokens, *(begun.tokens if self.is_verbatim(begun) else self.following(begun.content))]

    def with_gap(self, tokens: list[int], suffix: str) -> list[int]:
        """The prompt for what stands between the text of some tokens and a suffix. Raise Fault 'no_infill'."""
        gap = gap_tokens(self.model)
        if gap is None:
            raise Fault("no_infill", {"model": self.model.name})
        first = len(self._first_tokens)
        before = tokens[first:] if tokens[:first] == self._first_tokens else tokens
        before = [] if tokens == self.with_bos([]) else before
        return self.with_bos(gap.around(before, self.following(suffix)))

    def _text_pieces(self, turn: Turn) -> list[tuple[str, Sequence[int]]]:
        """Texts of a turn, each with the tokens that follow it: those of media, or the model's own."""
        if self.is_verbatim(turn):
            return [("", turn.tokens)]
        pieces = divided(turn.content, turn.media)
        return [("", self.seen(piece)) if isinstance(piece, Media) else (piece, ()) for piece in pieces]

    def seen(self, item: Media) -> list[int]:
        """What stands for a picture or sound in a prompt. Raise Fault 'no_…' where the model cannot read any."""
        if self.projector is None:
            raise refusal(item.feature, self.model.name)
        return self.projector.tokens(item)

    def with_bos(self, tokens: list[int]) -> list[int]:
        """Tokens after the one that begins a text, where the model wants that; never none at all."""
        first = self._first_tokens
        whole = tokens if tokens[: len(first)] == first else [*first, *tokens]
        return whole or [max(int(self.model.native.api.llama_vocab_bos(self.model.vocab)), 0)]

    @cached_property
    def _first_tokens(self) -> list[int]:
        """The token that begins a text, where the model wants one."""
        api, vocab = self.model.native.api, self.model.vocab
        bos = int(api.llama_vocab_bos(vocab))
        return [bos] if api.llama_vocab_get_add_bos(vocab) and bos >= 0 else []

    def is_verbatim(self, turn: Turn) -> bool:
        """Whether the tokens of an answer are this model's, say just its text, and none of them is a control token."""
        if not turn.tokens or not all(0 <= token < self.model.vocabulary for token in turn.tokens):
            return False
        pieces = [self.model.piece(token) for token in turn.tokens]
        return all(pieces) and b"".join(pieces) == turn.content.encode()
