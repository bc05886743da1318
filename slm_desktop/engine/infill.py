"""Filling the gap between two texts, with the tokens by which models for code were trained to."""

from collections.abc import Sequence

import msgspec

from slm_desktop.engine.llama import Model


class GapTokens(msgspec.Struct, frozen=True):
    """The control tokens before the text that precedes the gap, before the one that follows it, and before its own."""

    before: int
    behind: int
    inside: int

    def around(self, before: Sequence[int], behind: Sequence[int]) -> list[int]:
        """The prompt after which the model writes what stands in the gap."""
        return [self.before, *before, self.behind, *behind, self.inside]


def gap_tokens(model: Model) -> GapTokens | None:
    """Those of a model; None where it has none, and so was not trained to fill gaps."""
    api, vocab = model.native.api, model.vocab
    found = [int(getattr(api, f"llama_vocab_fim_{name}")(vocab)) for name in ("pre", "suf", "mid")]
    return GapTokens(*found) if all(token >= 0 for token in found) else None
