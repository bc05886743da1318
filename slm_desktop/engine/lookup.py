"""Prompt look-up: what may come next is what followed the last time that the same tokens stood there."""

from collections.abc import Sequence

LONGEST_KEY, SHORTEST_KEY = 3, 2
"""Tokens that must be alike before what followed them is worth a guess; the longer ones are looked for first."""


class PromptLookup:
    """The tokens of a prompt and its answer, by what stood before them.

    A copy that was found is followed as long as it agrees, so that `matched` counts the tokens that were alike in a
    row; 0 says that nothing alike was found.
    """

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens = list(tokens)
        self._ends: dict[tuple[int, ...], int] = {}
        for length in (LONGEST_KEY, SHORTEST_KEY):
            keys = zip(*(self._tokens[at:] for at in range(length)), strict=False)
            # The newest tokens are no place where they stood before.
            self._ends.update(zip(keys, range(length, len(self._tokens)), strict=False))
        self._next, self.matched = 0, 0
        self._find()

    def add(self, token: int) -> None:
        """This token came."""
        goes_on = self.expects(token)
        self._remember()
        self._tokens.append(token)
        if goes_on:
            self.matched += 1
            self._next += 1
        else:
            self._find()

    def expects(self, token: int) -> bool:
        """Whether this token would go on with the copy."""
        return bool(self.matched) and self._tokens[self._next] == token

    def draft(self, most: int) -> tuple[int, ...]:
        """At most so many tokens as the copy goes on; a copy that reaches the end is taken to repeat itself."""
        if not self.matched:
            return ()
        period = len(self._tokens) - self._next
        return tuple(self._tokens[self._next + at % period] for at in range(most))

    def _remember(self) -> None:
        for length in (LONGEST_KEY, SHORTEST_KEY):
            self._ends[tuple(self._tokens[-length:])] = len(self._tokens)

    def _find(self) -> None:
        """Look for the last place where the newest tokens stood before."""
        self._next, self.matched = 0, 0
        for length in (LONGEST_KEY, SHORTEST_KEY):
            key = tuple(self._tokens[-length:])
            if key in self._ends:
                self._next, self.matched = self._ends[key], length
                return
