"""What is kept of comparisons: the columns, the votes. The conversations of the columns are chats like all others."""

import msgspec

from slm_desktop.core.engines.options import NOTHING_CHOSEN, LoadOverrides

FEWEST, MOST = 2, 6
"""Columns of a comparison."""
LARGEST_CONTEXT = 131_072
"""The largest context that is offered for a column."""
BEST, TIE, BAD = "best", "tie", "bad"
"""Verdicts: one column is the best, all are equally good, none is any good."""


def letter(at: int) -> str:
    """The letter of a column by its place."""
    return chr(ord("A") + at)


def model_label(name: str, quantisation: str) -> str:
    """A model as votes are counted and tables are headed."""
    return f"{name} {quantisation}".strip()


class Column(msgspec.Struct):
    """A model and how it is loaded; sampling values and the system prompt stand in its chat.

    `options` are what was chosen of its load, where it differs from the settings. `sha256` is found once the model was
    loaded.
    """

    id: int
    chat: int
    path: str = ""
    name: str = ""
    quantisation: str = ""
    options: LoadOverrides = NOTHING_CHOSEN
    sha256: str = ""

    @property
    def label(self) -> str:
        """Model and quantisation, as votes are counted."""
        return model_label(self.name, self.quantisation)


class Comparison(msgspec.Struct):
    """Two to six columns. `fair` runs them one at a time; while `blind`, names are hidden until `revealed`.

    `order` are the ids of the columns as they are shown while their names are hidden.
    """

    id: int
    title: str
    created: float
    updated: float
    touched: int = 0
    columns: list[Column] = []
    fair: bool = False
    blind: bool = False
    revealed: bool = True
    order: list[int] = []

    @property
    def hidden(self) -> bool:
        """Whether names are hidden now."""
        return self.blind and not self.revealed

    @property
    def shown(self) -> list[Column]:
        """The columns from left to right."""
        known = {column.id: column for column in self.columns}
        if self.hidden and sorted(self.order) == sorted(known):
            return [known[id_] for id_ in self.order]
        return self.columns


class Contender(msgspec.Struct, frozen=True):
    """One of those that a vote was about, as it stood then; `speed` in tokens per second, `memory` in bytes."""

    label: str
    speed: float = 0.0
    memory: int = 0
    column: int = 0


class Vote(msgspec.Struct, frozen=True):
    """One judgement. `best` is the place of the winner among the contenders, -1 for a tie or none."""

    id: int
    comparison: int
    turn: int
    at: float
    verdict: str
    contenders: tuple[Contender, ...]
    best: int = -1
    blind: bool = False

    @property
    def winner(self) -> int:
        """The id of the column that was the best, 0 when none was."""
        return self.contenders[self.best].column if 0 <= self.best < len(self.contenders) else 0
