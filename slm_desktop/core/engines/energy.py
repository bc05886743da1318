"""What answers take of the computer's energy: what it used while they were written, less what it uses at rest."""

from collections import deque
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

from slm_desktop.core.clock import Clock

WRITING_SECONDS, RESTING_SECONDS = 1.0, 30.0
"""So often the gauge is read while something is written, and while nothing is."""
SHORTEST_REST = 5.0
"""Seconds: over less, the power at rest is not told from noise."""
MOST_RESTS = 20


class EnergySource(StrEnum):
    """Where a figure comes from."""

    PROCESSOR = "rapl"
    NVIDIA = "nvml"
    AMD = "amdgpu"
    BATTERY = "battery"
    ESTIMATE = "estimate"


JOULES_OF_A_KILOWATT_HOUR = 3.6e6
Joules = Mapping[EnergySource, float]


class Price(NamedTuple):
    """What a kilowatt hour costs; 0 where nobody has said so."""

    of_a_kilowatt_hour: float = 0.0
    currency: str = ""

    def of(self, joules: float) -> float:
        """What so many joules cost."""
        return joules / JOULES_OF_A_KILOWATT_HOUR * self.of_a_kilowatt_hour


class Engines(Protocol):
    """Tells whether engines work, also at something that is not measured: a load, a forecast, a new file."""

    @property
    def is_working(self) -> bool:
        """Whether one works now."""

    @property
    def starts(self) -> int:
        """How many processes were started so far."""


class Gauge(Protocol):
    """Counts joules."""

    def read(self) -> Joules:
        """Joules since some moment, by their source; nothing where nothing can be read."""


class EnergyShare:
    """What an answer has used so far: `joules` beyond what the computer uses at rest, which is `resting` joules over
    the same time (0 where that is not known).
    """

    def __init__(self) -> None:
        self.by_source: dict[EnergySource, float] = {}
        """Joules by what told them."""
        self.resting = 0.0

    @property
    def joules(self) -> float:
        """All of them."""
        return sum(self.by_source.values())

    @property
    def sources(self) -> set[EnergySource]:
        """What told them."""
        return set(self.by_source)

    def of(self, *sources: EnergySource) -> float:
        """Joules of some sources."""
        return sum(self.by_source.get(source, 0.0) for source in sources)

    def add(self, joules: Joules, resting: float) -> None:
        """It has used so much more."""
        for source, more in joules.items():
            self.by_source[source] = self.by_source.get(source, 0.0) + more
        self.resting += resting

    @property
    def is_estimate(self) -> bool:
        """Whether a part of it is worked out from processor time, not measured."""
        return EnergySource.ESTIMATE in self.by_source


class MeasuresEnergy(Protocol):
    """Tells what is written how much energy it takes."""

    def begin(self) -> EnergyShare:
        """Something is written from now on."""

    def end(self, share: EnergyShare) -> None:
        """It is written."""

    def sample(self) -> None:
        """Bring all shares up to this moment."""


class NoMeter:
    """For what is measured nowhere."""

    def begin(self) -> EnergyShare:
        """A share of nothing."""
        return EnergyShare()

    def end(self, share: EnergyShare) -> None:
        """Nothing."""

    def sample(self) -> None:
        """Nothing."""


class EnergyMeter:
    """What is used at once is shared equally among all that is written at that moment."""

    def __init__(self, gauge: Gauge, clock: Clock, engines: Callable[[], Engines]) -> None:
        self._gauge, self._clock, self._engines = gauge, clock, engines
        self._starts = -1
        """Processes that were started when it was quiet last, -1 while it is not."""
        self._shares: list[EnergyShare] = []
        self._rests: deque[float] = deque(maxlen=MOST_RESTS)
        """Watts of times in which nothing was written."""
        self._last: Joules = {}
        self._at = 0.0
        self._pause: Callable[[], None] = lambda: None

    def watch(self) -> None:
        """Learn from now on what the computer uses at rest, where it says so."""
        self.sample()
        self._clock.every(RESTING_SECONDS, self.sample)

    @property
    def tells(self) -> bool:
        """Whether the computer told something when it was asked last."""
        return bool(self._last)

    @property
    def rest(self) -> float:
        """Watts at rest: the least that was seen lately, 0 where nothing was."""
        return min(self._rests, default=0.0)

    def begin(self) -> EnergyShare:
        """Something is written from now on."""
        self.sample()
        share = EnergyShare()
        self._shares.append(share)
        if len(self._shares) == 1 and self._last:
            self._pause = self._clock.every(WRITING_SECONDS, self.sample)
        return share

    def end(self, share: EnergyShare) -> None:
        """It is written."""
        if share not in self._shares:
            return
        self.sample()
        self._shares.remove(share)
        if not self._shares:
            self._pause()

    def sample(self) -> None:
        """Read the gauge, and share what was used since it was read last."""
        now, reading = self._clock.monotonic(), self._gauge.read()
        if set(reading) != set(self._last):
            self._rests.clear()
        used = {source: joules - self._last[source] for source, joules in reading.items() if source in self._last}
        seconds, self._last, self._at = now - self._at, reading, now
        was_quiet = self._was_quiet()
        if not used or seconds <= 0:
            return
        if self._shares:
            self._share(used, seconds)
        elif seconds >= SHORTEST_REST and was_quiet:
            self._rests.append(sum(used.values()) / seconds)

    def _was_quiet(self) -> bool:
        """Whether no engine has worked since the gauge was read last."""
        engines, before = self._engines(), self._starts
        self._starts = -1 if engines.is_working or self._shares else engines.starts
        return self._starts >= 0 and self._starts == before

    def _share(self, used: Joules, seconds: float) -> None:
        whole = sum(used.values())
        resting = min(whole, self.rest * seconds)
        part = (1 - resting / whole) / len(self._shares) if whole else 0.0
        of_each = {source: joules * part for source, joules in used.items()}
        for share in self._shares:
            share.add(of_each, resting / len(self._shares))
