"""Which settings made which words of an answer: hovering a run of tokens shows them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, chain, groupby, pairwise

from slm_desktop.core.records import RunRecord
from slm_desktop.core.sampling import DEFAULTS, PARAMETERS, difference, text_of
from slm_desktop.core.visible import visible
from slm_desktop.ui.sampling_words import title
from slm_desktop.ui.words import fixed, number, translate

REACH = 300
"""Characters of markup that are looked over for the next one that is shown."""
LONGEST_REJECTED = 80
"""Characters that are shown of a draft."""
EMPHASIS = "*_`~"
ALWAYS = tuple(
    parameter.name
    for parameter in PARAMETERS
    if not parameter.advanced and parameter.name not in ("seed", "max_tokens")
)


class Provenance:
    """Places in what is shown of an answer, back to the tokens of its run."""

    def __init__(self, source: str, run: RunRecord, shown: Sequence[Sequence[str]]) -> None:
        """`source` is the whole message, `shown` the characters of its parts as they stand on the screen, formulas as
        LaTeX.
        """
        self._run = run
        self._ends = list(accumulate((len(token.text) for token in run.tokens), initial=run.continued))[1:]
        self._places = places(list(chain.from_iterable(shown)), source)
        self._starts = list(accumulate((len(text) for text in shown), initial=0))[:-1]

    def words_at(self, part: int, position: int) -> str:
        """What to say of the character at `position` in a part; '' for what no token of this run made."""
        index = self.token_at(part, position)
        return self._words(index) if index is not None and self._run.changes else ""

    def token_at(self, part: int, position: int) -> int | None:
        """The token of this run that made the character at `position` in a part; None where none did."""
        at = self._starts[part] + position
        return self._token_of(self._places[at]) if 0 <= at < len(self._places) else None

    @cached_property
    def spans(self) -> list[tuple[int, int, int, int]]:
        """Where each token stands: part, first position, position behind the last, and the token's number."""
        found: list[tuple[int, int, int, int]] = []
        for part, (start, end) in enumerate(pairwise((*self._starts, len(self._places)))):
            tokens = [self._token_of(source) for source in self._places[start:end]]
            for token, run in groupby(enumerate(tokens), key=lambda pair: pair[1]):
                places = [at for at, _token in run]
                if token is not None:
                    found.append((part, places[0], places[-1] + 1, token))
        return found

    def _token_of(self, source: int) -> int | None:
        index = bisect_right(self._ends, source)
        return index if source >= self._run.continued and index < len(self._run.tokens) else None

    def _words(self, index: int) -> str:
        run = self._run
        token = run.tokens[index]
        setting = max(0, min(token.setting, len(run.changes) - 1))  # A record may come from anybody's file.
        first = next((at for at, other in enumerate(run.tokens) if other.setting == token.setting), index)
        last = next((at for at in range(len(run.tokens) - 1, -1, -1) if run.tokens[at].setting == token.setting), index)
        values = run.changes[setting].values
        before = run.changes[setting - 1].values if setting else DEFAULTS
        named = [name for name in values if name in ALWAYS or values[name] != DEFAULTS.get(name)]
        lines = [
            translate("Provenance", "Token {index} of {count}, {seconds} s after sending").format(
                index=number(index + 1), count=number(len(run.tokens)), seconds=fixed(token.at, 2)
            ),
            translate("Provenance", "Tokens {first} to {last} were made with:").format(
                first=number(first + 1), last=number(last + 1)
            ),
            *(_line(name, values[name]) for name in named if name not in ("seed", "max_tokens")),
            *_drafted(run, index),
        ]
        if setting:
            changed = [
                f"{title(name)} {text_of(name, before.get(name))} → {text_of(name, value)}"
                for name, value in difference(before, values).items()
            ]
            lines.append(
                translate("Provenance", "Changed at token {index}: {changes}").format(
                    index=number(run.changes[setting].position + 1), changes=", ".join(changed)
                )
            )
        return "\n".join(lines)


def _drafted(run: RunRecord, index: int) -> list[str]:
    """How the token came to be decoded, where that was on a guess."""
    for draft in run.drafts:
        if draft.position <= index < draft.position + draft.accepted:
            return [translate("Provenance", "Drafted from what was said before, and accepted")]
        if index == draft.position + draft.accepted and draft.rejected:
            words = translate("Provenance", "Drafted and rejected here: “{text}”")
            return [words.format(text=visible(draft.rejected[:LONGEST_REJECTED]))]
    return []


def places(shown: Iterable[str], source: str) -> list[int]:
    """For every character that is shown, where in the source it comes from: markup is passed over, bullets are not
    found.

    A formula is one item of what is shown, and stands in the source as it is.
    """
    found: list[int] = []
    at = 0
    for item in shown:
        place = source.find(item, at, at + len(item) + REACH) if not item.isspace() else _space(source, at)
        if place >= 0:
            at = place + len(item)
        found.append(max(0, place if place >= 0 else at - 1))
    return found


def _space(source: str, at: int) -> int:
    """White space may have become other white space, but only here, or behind marks of emphasis that end here."""
    while at < len(source) and source[at] in EMPHASIS:
        at += 1
    return at if at < len(source) and source[at].isspace() else -1


def _line(name: str, value: object) -> str:
    return f"{title(name)} {text_of(name, value)}"
