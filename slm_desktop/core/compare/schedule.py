"""Who runs with whom: columns of one model share an engine, and models run together as far as memory goes."""

from collections.abc import Callable, Sequence

import msgspec

from slm_desktop.core.compare.records import Column
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.options import LoadOptions


class Assignment(msgspec.Struct, frozen=True):
    """A model as it is to be loaded, and the columns (ids) that it answers at once.

    `need` are the bytes that it takes, `extra` those of them that are not in use for it already.
    """

    choice: ModelChoice
    columns: tuple[int, ...]
    need: int
    extra: int


class Group(msgspec.Struct, frozen=True):
    """What runs at the same time. `threads` are those of each engine, 0 for as many as it was loaded with."""

    assignments: tuple[Assignment, ...]
    threads: int = 0

    @property
    def need(self) -> int:
        """Bytes of all of it."""
        return sum(one.need for one in self.assignments)

    @property
    def choices(self) -> list[ModelChoice]:
        """All models, as they are loaded."""
        return [one.choice for one in self.assignments]

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns (ids)."""
        return tuple(column for one in self.assignments for column in one.columns)


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """What a schedule is made for.

    `need` gives the bytes that a model takes (0 when that is not known), `in_use` whether it is in memory anyway,
    `room` the bytes that may be taken, `cores` how many there are to share, `usual` how a model of that path is loaded.
    """

    need: Callable[[ModelChoice], int]
    in_use: Callable[[ModelChoice], bool]
    room: int
    cores: int
    usual: Callable[[str], LoadOptions]


def schedule(columns: Sequence[Column], costs: Costs, *, fair: bool) -> tuple[Group, ...]:
    """The groups in the order in which they run. `fair` gives each column the computer for itself.

    What does not fit at all is scheduled alone: the engine says what it lacks.
    """
    if fair:
        return tuple(Group((_assignment([column], costs),)) for column in columns)
    groups: list[list[Assignment]] = []
    for one in _assignments(columns, costs):
        group = next((group for group in groups if one.need and _fits([*group, one], costs.room)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return tuple(Group(tuple(group), _threads(group, costs.cores)) for group in groups)


def _assignments(columns: Sequence[Column], costs: Costs) -> list[Assignment]:
    """One assignment for all columns that load the same file in the same way."""
    alike: dict[tuple[str, LoadOptions], list[Column]] = {}
    for column in columns:
        alike.setdefault((column.path, column.options.over(costs.usual(column.path))), []).append(column)
    return [_assignment(some, costs) for some in alike.values()]


def _assignment(columns: Sequence[Column], costs: Costs) -> Assignment:
    """How the model of some columns is loaded to answer all of them at once."""
    first = columns[0]
    options = first.options.over(costs.usual(first.path))
    choice = ModelChoice(ModelRef(first.path, first.name), options.with_slots(len(columns)))
    need = costs.need(choice)
    return Assignment(choice, tuple(column.id for column in columns), need, 0 if costs.in_use(choice) else need)


def _fits(group: Sequence[Assignment], room: int) -> bool:
    return all(one.need for one in group) and sum(one.extra for one in group) <= room


def _threads(group: Sequence[Assignment], cores: int) -> int:
    """Two models that each use all cores would wait for each other at every token."""
    return max(1, cores // len(group)) if len(group) > 1 else 0
