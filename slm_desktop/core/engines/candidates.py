"""The candidates of one answer, as they are kept: what could have come in place of each of its tokens."""

import zlib

import msgspec

from slm_desktop.core.engines.events import Candidates, Distribution
from slm_desktop.core.sampling import DRY_BREAKERS

MOST_CANDIDATES = 64
"""Candidates of a token: more than top-k leaves by default, and about half a kilobyte."""
LARGEST_SCORE = 1e6
LARGEST = 256 * 1024 * 1024
"""Bytes that kept candidates may unfold to: of a damaged database they could be any number."""


class CandidateRecord(msgspec.Struct):
    """Distributions by their places in an answer, with the texts of all tokens in them.

    Places count the tokens of the run from 0 on; a stored one below that is none. `prompt` are the tokens before it, as
    far as penalties and DRY reach back, `breakers` those of them behind which DRY looks for no repetition. `steering`
    tokens have a name and no text. `vocabulary` is the number of all tokens.
    """

    vocabulary: int = 0
    prompt: tuple[int, ...] = ()
    breakers: tuple[int, ...] = ()
    steering: set[int] = set()
    pieces: dict[int, bytes] = {}
    places: dict[int, Distribution] = {}

    def take(self, event: Candidates) -> None:
        """Add what a run has sent."""
        if event.prompt:
            self.prompt, self.breakers = event.prompt, event.breakers
        self.vocabulary = event.vocabulary
        self.steering.update(event.steering)
        self.pieces.update(event.pieces)
        self.places.update((event.position + at, item) for at, item in enumerate(event.items))

    def piece(self, token: int) -> bytes:
        """The bytes of a token; b'' of one that no distribution holds."""
        return self.pieces.get(token, b"")

    def steers(self, token: int) -> bool:
        """Whether a token only steers the model, as the one that ends an answer does."""
        return token in self.steering

    def breaks(self, token: int) -> bool:
        """Whether DRY looks for no repetition behind a token."""
        piece = self.pieces.get(token)
        if piece is None:
            return token in self.breakers
        return any(mark.encode() in piece for mark in DRY_BREAKERS)

    def encoded(self) -> bytes:
        """As bytes to be kept."""
        return zlib.compress(msgspec.msgpack.encode(self), 1)


def decoded(stored: bytes) -> CandidateRecord | None:
    """What was kept; None of what cannot be read."""
    try:
        unfolded = zlib.decompressobj().decompress(stored, LARGEST)
        return _checked(msgspec.msgpack.decode(unfolded, type=CandidateRecord))
    except (zlib.error, msgspec.MsgspecError):
        return None


def _checked(record: CandidateRecord) -> CandidateRecord | None:
    """None where a distribution holds what no model can have said: it may come from anybody's database."""
    return record if all(map(_is_sound, record.places.values())) else None


def _is_sound(one: Distribution) -> bool:
    if len(one.ids) != len(one.logits) or len(one.ids) % 4:
        return False
    figures = (one.logit, one.log_sum, one.entropy, one.mean, one.deviation, *one.scores())
    return all(abs(figure) < LARGEST_SCORE for figure in figures) and _is_sound_rest(one)


def _is_sound_rest(one: Distribution) -> bool:
    """Whether what a format left can be: at least one token, and a byte for each candidate."""
    rest = one.allowed
    if rest is None:
        return True
    figures = (rest.log_sum, rest.mean, rest.deviation)
    return (
        rest.count >= 1
        and len(rest.forbidden) == len(one.ids) // 4
        and all(abs(figure) < LARGEST_SCORE for figure in figures)
    )
