"""Several answers to one question as one tree: what they have in common, and where they part."""

from collections.abc import Sequence

import msgspec

from slm_desktop.core.engines.events import Token


class Path(msgspec.Struct, frozen=True):
    """An answer as far as it has come."""

    tokens: Sequence[Token]
    is_over: bool = True


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens that some answers have in common, from place `start` on, up to where they part or one of them ends.

    `answers` are the places of those in the sequence that the tree was made of, `ended` of those that end with it.
    """

    start: int
    tokens: tuple[Token, ...]
    answers: tuple[int, ...]
    ended: tuple[int, ...]
    parts: tuple["Stretch", ...]

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(token.text for token in self.tokens)

    @property
    def end(self) -> int:
        """The place behind its last token."""
        return self.start + len(self.tokens)


def tree_of(paths: Sequence[Path]) -> tuple[Stretch, ...]:
    """The first stretches, the one that most answers take first; each has those that follow it."""
    return _parts(paths, range(len(paths)), 0)


def _parts(paths: Sequence[Path], answers: Sequence[int], place: int) -> tuple[Stretch, ...]:
    groups: dict[tuple[int, str], list[int]] = {}
    for answer in answers:
        tokens = paths[answer].tokens
        if place < len(tokens):
            groups.setdefault(key(tokens[place]), []).append(answer)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0]))
    return tuple(_stretch(paths, group, place) for group in ordered)


def _stretch(paths: Sequence[Path], answers: Sequence[int], start: int) -> Stretch:
    """As long as all agree that have come so far: one that is still being written may lag behind."""
    end = start + 1
    while not _ended(paths, answers, end) and len(_next(paths, answers, end)) == 1:
        end += 1
    longest = max(answers, key=lambda answer: len(paths[answer].tokens))
    return Stretch(
        start=start,
        tokens=tuple(paths[longest].tokens[start:end]),
        answers=tuple(answers),
        ended=_ended(paths, answers, end),
        parts=_parts(paths, answers, end),
    )


def _ended(paths: Sequence[Path], answers: Sequence[int], place: int) -> tuple[int, ...]:
    return tuple(answer for answer in answers if paths[answer].is_over and len(paths[answer].tokens) == place)


def _next(paths: Sequence[Path], answers: Sequence[int], place: int) -> set[tuple[int, str]]:
    return {key(paths[answer].tokens[place]) for answer in answers if place < len(paths[answer].tokens)}


def key(token: Token) -> tuple[int, str]:
    """What makes tokens alike. A server far away may give no numbers; then those are alike that say the same."""
    return token.id, token.text
