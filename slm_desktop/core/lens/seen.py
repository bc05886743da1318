"""One answer as the lens sees it: its tokens, what could have come in place of each, and how sure the model was."""

import msgspec

from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.engines.events import Distribution
from slm_desktop.core.lens.filters import Outcome, Past, filtered
from slm_desktop.core.lens.surprise import Whole, probability, whole
from slm_desktop.core.records import Message, RunRecord
from slm_desktop.core.sampling import Values, complete

UNSURE = 0.6
"""Tokens with a lower probability are those that one jumps to."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate: `raw` is the model's own probability, `after` that of being drawn (at least), None where nothing is
    known of it; `cut_by` names the sampler that cut it, '' for none. A token that `steers` the model has no text.
    """

    token: int
    piece: bytes
    raw: float
    after: float | None
    cut_by: str = ""
    is_chosen: bool = False
    steers: bool = False


class SeenAnswer:
    """Places count the tokens of the answer's own run."""

    def __init__(self, message: Message, record: CandidateRecord) -> None:
        self.message, self.record = message, record

    def copy(self) -> "SeenAnswer":
        """What is known now, for a thread: an answer that is written goes on changing."""
        record = msgspec.structs.replace(self.record, places=dict(self.record.places), pieces=dict(self.record.pieces))
        return SeenAnswer(msgspec.structs.replace(self.message), record)

    @property
    def run(self) -> RunRecord:
        """How the answer was made."""
        return self.message.run or RunRecord()

    @property
    def count(self) -> int:
        """Tokens that can be looked at, with the one that ended the answer."""
        places = self.record.places
        own = len(self.run.tokens) or sum(1 for place, one in places.items() if place >= 0 and one.token >= 0)
        is_ended_by_token = own in places and places[own].token >= 0
        return own + is_ended_by_token

    @property
    def is_whole(self) -> bool:
        """Whether each of its tokens has its candidates."""
        return bool(self.record.places) and all(place in self.record.places for place in range(self.count))

    @property
    def whole(self) -> Whole:
        """Figures of the answer as far as it is known."""
        return whole(self.record.places.values())

    def at(self, place: int) -> Distribution | None:
        """What could have come at a place; None where that is not known."""
        return self.record.places.get(place)

    def probabilities(self) -> dict[int, float]:
        """How likely the model found each token that came, by places."""
        return {place: probability(one) for place, one in self.record.places.items() if one.token >= 0 <= place}

    def least_sure(self, most: int) -> list[int]:
        """The places of the tokens that the model found least likely, the least likely first."""
        known = self.probabilities()
        return sorted(known, key=lambda place: known[place])[:most]

    def unsure(self) -> list[int]:
        """The places of all tokens that it was not sure of, in order."""
        return sorted(place for place, share in self.probabilities().items() if share < UNSURE)

    def piece(self, place: int) -> bytes:
        """The bytes of the token at a place."""
        one, tokens = self.at(place), self.run.tokens
        if one and one.token >= 0:
            return self.record.piece(one.token)
        return tokens[place].text.encode("utf-8", "replace") if 0 <= place < len(tokens) else b""

    def made_with(self, place: int) -> Values:
        """The settings that made a token; defaults where nothing is known of them."""
        run = self.run
        if not run.changes:
            return complete({})
        setting = run.tokens[place].setting if place < len(run.tokens) else len(run.changes) - 1
        return complete(run.changes[max(0, min(setting, len(run.changes) - 1))].values)

    def outcome(self, place: int, values: Values) -> Outcome | None:
        """What settings leave of the distribution at a place."""
        one = self.at(place)
        if one is None:
            return None
        past = Past((*self.record.prompt, *self._ids_before(place)), self.record.breaks)
        return filtered(one, self.record.vocabulary or len(one.candidates()), values, past)

    def bars(self, place: int, outcome: Outcome) -> list[Bar]:
        """The candidates, the likeliest first; behind them the token that came, where it is not among them."""
        one, record = self.record.places[place], self.record
        ids = list(one.candidates())
        bars = [
            Bar(
                token=token,
                piece=record.piece(token),
                raw=outcome.raw[at],
                after=outcome.share(at),
                cut_by=outcome.cut_by.get(at, ""),
                is_chosen=token == one.token,
                steers=record.steers(token),
            )
            for at, token in enumerate(ids)
        ]
        if one.token < 0 or one.token in ids:
            return bars
        piece, steers = record.piece(one.token), record.steers(one.token)
        came = Bar(token=one.token, piece=piece, raw=probability(one), after=None, is_chosen=True, steers=steers)
        return [*bars, came]

    def beginning(self, place: int) -> tuple[bytes, tuple[int, ...]]:
        """The words of the answer before a place, and their tokens."""
        begun = self.message.content[: self.run.continued].encode("utf-8", "replace")
        words = begun + b"".join(self.piece(before) for before in range(place))
        return words, (*self.run.before, *self._ids_before(place))

    def place_of(self, text: str) -> int:
        """The place of the token in which a text of this run begins; the first one where it does not stand there."""
        written = self.message.content[self.run.continued :]
        start = len(written[: max(0, written.find(text))].encode("utf-8", "replace"))
        end = 0
        for place in range(self.count):
            end += len(self.piece(place))
            if end > start:
                return place
        return 0

    def _ids_before(self, place: int) -> tuple[int, ...]:
        if self.run.tokens:
            return tuple(token.id for token in self.run.tokens[:place])
        places = self.record.places
        return tuple(places[before].token for before in range(place) if before in places)
