"""Who runs with whom: columns of one model share an engine, and models run together as far as memory goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from slm_desktop.core.compare.records import Column
from slm_desktop.core.engines.session import ModelChoice

USUAL_SLOTS = 4


@dataclass(frozen=True)
class Seat:
    """A model as it is to be loaded, the columns (ids) that it answers at once, and the bytes that it needs."""

    choice: ModelChoice
    columns: tuple[int, ...]
    need: int


@dataclass(frozen=True)
class Group:
    """What runs at the same time."""

    seats: tuple[Seat, ...]

    @property
    def need(self) -> int:
        """Bytes of all of it."""
        return sum(seat.need for seat in self.seats)

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns (ids)."""
        return tuple(column for seat in self.seats for column in seat.columns)


Need = Callable[[Column], int]
"""The bytes that the model of a column needs, 0 when that is not known."""


Options = dict[str, int | str]
"""Fields of Load."""


def plan(columns: Sequence[Column], need: Need, free: int, cores: int, usual: Options, *, fair: bool) -> tuple[Group, ...]:
    """The groups in the order in which they run. `fair` gives each column the computer for itself.

    `usual` are the options of the settings, which those of a column override. What does not fit at all is planned alone:
    the engine says what it lacks. Models that run together share the `cores`.
    """
    if fair:
        return tuple(Group((Seat(_choice(column, usual, 1), (column.id,), need(column)),)) for column in columns)
    seats = _seats(columns, need, usual)
    groups: list[list[Seat]] = []
    for seat in seats:
        room = next((group for group in groups if seat.need and _fits([*group, seat], free)), None)
        if room is None:
            groups.append([seat])
        else:
            room.append(seat)
    return tuple(Group(_sharing(group, cores)) for group in groups)


def _seats(columns: Sequence[Column], need: Need, usual: Options) -> list[Seat]:
    """One seat for all columns that load the same file in the same way."""
    alike: dict[tuple[str, tuple[tuple[str, int | str], ...]], list[Column]] = {}
    for column in columns:
        alike.setdefault((column.path, tuple(sorted(column.options.items()))), []).append(column)
    return [Seat(_choice(some[0], usual, len(some)), tuple(column.id for column in some), need(some[0]))
            for some in alike.values()]  # fmt: skip


def _choice(column: Column, usual: Options, together: int) -> ModelChoice:
    """How the model of a column is loaded to answer so many columns at once."""
    return ModelChoice(column.path, column.name, {**usual, **column.options, "slots": max(USUAL_SLOTS, together)})


def _fits(seats: Sequence[Seat], free: int) -> bool:
    return all(seat.need for seat in seats) and sum(seat.need for seat in seats) <= free


def _sharing(seats: Sequence[Seat], cores: int) -> tuple[Seat, ...]:
    """Two models that each use all cores would wait for each other at every token."""
    if len(seats) == 1:
        return tuple(seats)
    share = max(1, cores // len(seats))
    return tuple(replace(seat, choice=_with_threads(seat.choice, share)) for seat in seats)


def _with_threads(choice: ModelChoice, threads: int) -> ModelChoice:
    asked = int(choice.options.get("threads", 0))
    return replace(choice, options={**choice.options, "threads": min(asked, threads) if asked else threads})
