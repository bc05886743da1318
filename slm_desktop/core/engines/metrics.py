"""Measurements over time, as the live graph and the monitor read them; seconds on the monotonic clock."""

from collections import deque

import msgspec
from msgspec.structs import replace

from slm_desktop.core.engines.events import AnyEvent, Drafted, Ended, Sample, Tokens
from slm_desktop.core.signal import Signal

KEPT = 2400
"""Points kept: ten minutes at four a second."""
WINDOW_SECONDS = 0.25
SHORTEST_SECONDS = 0.05
MERGE_SECONDS = 0.6
SAME_BYTES, SAME_CPU = 2**20, 3.0
"""Bytes, and percent of a core, below which nothing has changed."""


class Speed(msgspec.Struct, frozen=True):
    """Tokens per second of all answers of a model; `rate` None is a gap: nothing was being written.

    `drafted` are those of them that were drafted and accepted.
    """

    at: float
    model: str
    rate: float | None
    drafted: float = 0.0


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes in use: in main memory by purpose, and on devices with memory of their own; `cpu` in percent of one core.

    `parked` are those of the rest that caches of chats take which are not being answered.
    """

    at: float
    weights: int
    kv: int
    rest: int
    cpu: float
    devices: dict[str, int]
    parked: int = 0

    @property
    def total(self) -> int:
        """All of main memory that the engine uses."""
        return self.weights + self.kv + self.rest


class Marker(msgspec.Struct, frozen=True):
    """A moment worth a line: kind is load, send, first, threads, pause (of drafts) or change.

    `name`, `before` and `after` say what was changed.
    """

    at: float
    kind: str
    name: str = ""
    before: str = ""
    after: str = ""


class Timeline:
    """What was measured lately. `changed` fires when a view should look again."""

    def __init__(self) -> None:
        self.speeds: deque[Speed] = deque(maxlen=KEPT)
        self.memory: deque[Memory] = deque(maxlen=KEPT)
        self.markers: deque[Marker] = deque(maxlen=200)
        self.changed = Signal()
        self._window: tuple[float, int, float] | None = None
        self._accepted = 0
        self.writing: set[int] = set()

    def used(self) -> int:
        """Bytes of main memory that the engine used when it was last measured, without caches that rest; 0 when it was
        not.
        """
        return self.memory[-1].total - self.memory[-1].parked if self.memory else 0

    def peak(self, since: float) -> int:
        """The most main memory in bytes that was used since a moment, without caches that rest; 0 when nothing was
        measured.
        """
        before = [point for point in self.memory if point.at <= since][-1:]
        lately = [point for point in self.memory if point.at > since]
        return max((point.total - point.parked for point in (*before, *lately)), default=0)

    def mark(self, at: float, kind: str, name: str = "", before: str = "", after: str = "") -> None:
        """Set a marker; changes of one parameter in quick succession (a slider being dragged) become one."""
        last = self.markers[-1] if self.markers else None
        if kind == "change" and last and last.kind == "change" and last.name == name and at - last.at < MERGE_SECONDS:
            self.markers.pop()
            if last.before != after:
                self.markers.append(replace(last, at=at, after=after))
        else:
            self.markers.append(Marker(at, kind, name, before, after))
        self.changed()

    def sample(self, at: float, sample: Sample) -> None:
        """Take a heartbeat; one like the last moves no line and changes no figure, and is left out."""
        point = Memory(
            at=at,
            weights=sample.weights,
            kv=sample.kv,
            rest=sample.rest,
            cpu=sample.cpu,
            devices=sample.devices,
            parked=sample.parked,
        )
        last = self.memory[-1] if self.memory else None
        if last and not self.writing and len(self.memory) > 1 and _alike(last, point):
            return
        self.memory.append(point)
        self.changed()

    def tokens(self, at: float, run: int, model: str, count: int) -> None:
        """Take `count` new tokens of an answer; the first ones open the window and took their time before it."""
        self.writing.add(run)
        if self._window is None:
            self._window = (at, 0, at)
            return
        start, seen, _last = self._window
        seen += count
        if at - start >= WINDOW_SECONDS:
            self.speeds.append(Speed(at, model, seen / (at - start), self._accepted / (at - start)))
            start, seen, self._accepted = at, 0, 0
            self.changed()
        self._window = (start, seen, at)

    def accepted(self, count: int) -> None:
        """So many of the tokens that come next were drafted."""
        self._accepted += count

    def ended(self, at: float, run: int, model: str) -> None:
        """An answer ended; with the last of them the line breaks off."""
        self.writing.discard(run)
        if not self.writing and self._window is not None:
            start, seen, last = self._window
            self._window = None
            if seen and last - start >= SHORTEST_SECONDS:
                # What came since the last point: of a short answer it is all there is.
                rate, drafted = seen / (last - start), self._accepted / (last - start)
                self.speeds.extend((Speed(start, model, rate, drafted), Speed(last, model, rate, drafted)))
            self.speeds.append(Speed(at, model, None))
            self._accepted = 0
            self.changed()

    def unloaded(self, at: float, model: str) -> None:
        """The engine is gone: all answers ended, and it uses nothing."""
        for run in tuple(self.writing):
            self.ended(at, run, model)
        if self.memory and self.memory[-1].total:
            self.memory.append(Memory(at=at, weights=0, kv=0, rest=0, cpu=0.0, devices={}))
            self.changed()


class Recorder:
    """Writes what an engine measures into every timeline that follows it: its own, and that of whoever uses it over
    time.
    """

    def __init__(self, *timelines: Timeline) -> None:
        self._timelines = list(timelines)

    def follow(self, timeline: Timeline) -> None:
        """From now on write into this one too; it begins with what is in use now."""
        known = self._timelines[0].memory
        if known and known[-1].total:
            timeline.memory.append(known[-1])
        self._timelines.append(timeline)

    def leave(self, timeline: Timeline, at: float, model: str) -> None:
        """Write no more into this one: what it shows no longer uses the engine."""
        self._timelines.remove(timeline)
        timeline.unloaded(at, model)

    def mark(self, at: float, kind: str, name: str = "", before: str = "", after: str = "") -> None:
        """Set a marker in all of them."""
        for timeline in self._timelines:
            timeline.mark(at, kind, name, before, after)

    def sample(self, at: float, sample: Sample) -> None:
        """Take a heartbeat."""
        for timeline in self._timelines:
            timeline.sample(at, sample)

    def take(self, at: float, event: AnyEvent, model: str) -> None:
        """Take an event of an answer; the first tokens of one are marked."""
        for timeline in self._timelines:
            if isinstance(event, Tokens):
                if event.run not in timeline.writing:
                    timeline.mark(at, "first")
                timeline.tokens(at, event.run, model, len(event.items))
            elif isinstance(event, Drafted):
                timeline.accepted(sum(draft.accepted for draft in event.items))
                for _position, tokens in event.pauses:
                    timeline.mark(at, "pause", after=str(tokens))
            elif isinstance(event, Ended):
                timeline.ended(at, event.run, model)

    def ended(self, at: float, run: int, model: str) -> None:
        """An answer ended here, whatever its engine still says of it."""
        for timeline in self._timelines:
            timeline.ended(at, run, model)

    def unloaded(self, at: float, model: str) -> None:
        """The engine is gone."""
        for timeline in self._timelines:
            timeline.unloaded(at, model)


def _alike(one: Memory, other: Memory) -> bool:
    """Whether two moments differ by less than a megabyte in every part, and by less than the processor's own noise."""
    parts = ((one.weights, other.weights), (one.kv, other.kv), (one.rest, other.rest))
    return (
        all(abs(a - b) < SAME_BYTES for a, b in parts)
        and abs(one.cpu - other.cpu) < SAME_CPU
        and one.devices == other.devices
    )
