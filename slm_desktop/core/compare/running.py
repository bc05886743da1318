"""Questions on their way through the columns: load what fits, answer, make room, next, unattended."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from slm_desktop.core.clock import Clock
from slm_desktop.core.compare.asked import Asked
from slm_desktop.core.compare.column import ColumnSession, ColumnState
from slm_desktop.core.compare.schedule import Assignment, Group
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.records import MessageState
from slm_desktop.core.stepper import Stepper
from slm_desktop.errors import Fault

ROOM_SECONDS = 10.0
"""The memory of engines that were unloaded is waited for so long; then the next ones are tried all the same."""
LOOK_SECONDS = 1.0

Asks = Callable[[ColumnSession], Sequence[Callable[[], object]]]
"""What begins the answers of a column, one after another, once its model is ready. Each may raise Fault."""


class Phase(StrEnum):
    """What is waited for."""

    NEXT = "next"
    ROOM = "room"
    MODELS = "models"
    ANSWERS = "answers"
    OVER = "over"


class Running:
    """Goes through the groups; `on_over` is called once."""

    def __init__(
        self,
        groups: Sequence[Group],
        columns: Mapping[int, ColumnSession],
        *,
        pool: EnginePool,
        clock: Clock,
        asks: Asks,
        question: Asked,
        on_over: Callable[[], None],
    ) -> None:
        """`question` is kept in columns whose models do not come to be."""
        self.groups, self._columns = groups, columns
        self._pool, self._clock = pool, clock
        self._asks, self._question, self._on_over = asks, question, on_over
        self._next: dict[int, Iterator[Callable[[], object]]] = {}
        self._at, self.phase = -1, Phase.OVER
        self.done: list[int] = []
        self._began, self._room_wanted = clock.monotonic(), 0.0
        self._loaded_for: set[int] = set()
        self._shares: dict[int, int] = {}
        self._stepper = Stepper(self._step)
        look = self._stepper.go_on
        self._unsubscribe = [pool.changed.subscribe(look), clock.every(LOOK_SECONDS, look)]
        self._unsubscribe += [columns[id_].chat.changed.subscribe(look) for group in groups for id_ in group.columns]

    def begin(self) -> None:
        """Start with the first group."""
        for id_ in self.columns:
            self._columns[id_].trouble = None
            self._columns[id_].to(ColumnState.WAITING)
        self.phase = Phase.NEXT
        self._stepper.go_on()

    def cancel(self) -> None:
        """Stop here: what is done is kept, also the part of an answer that is being written."""
        if self.phase == Phase.OVER:
            return
        self._finish()
        for id_ in self.columns:
            column = self._columns[id_]
            if column.state in (ColumnState.WAITING, ColumnState.LOADING) and self._question:
                column.fail(self._question, Trouble("not_asked"))  # All columns keep the same questions.
            column.chat.stop()
            column.to(ColumnState.IDLE)
        self._release()
        self._on_over()

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def columns(self) -> list[int]:
        """All columns that take part, in the order in which they run."""
        return [id_ for group in self.groups for id_ in group.columns]

    @property
    def group(self) -> Group:
        """What runs now."""
        return self.groups[self._at]

    @property
    def seconds_left(self) -> float:
        """About how long the rest takes, from what the columns took so far; 0 while nothing is known."""
        if not self.done:
            return 0.0
        taken = self._clock.monotonic() - self._began
        return taken / len(self.done) * (len(self.columns) - len(self.done))

    # -- steps -----------------------------------------------------------------------------------------------

    def _step(self) -> bool:
        """Do the next step if it can be done; False when there is something to wait for."""
        match self.phase:
            case Phase.NEXT:
                return self._turn_to_next()
            case Phase.ROOM:
                return self._has_room() and self._load()
            case Phase.MODELS:
                self._report_progress()
                return not self._is_loading() and self._write()
            case Phase.ANSWERS:
                return self._collect()
            case Phase.OVER:
                return False

    def _turn_to_next(self) -> bool:
        """Give the engines of the last group back, and have room made for the next one."""
        self._release()
        self._at += 1
        if self._at == len(self.groups):
            self._finish()
            self._on_over()
            return False
        self.phase, self._room_wanted = Phase.ROOM, self._clock.monotonic()
        self._pool.make_room(self.group.choices)
        return True

    def _has_room(self) -> bool:
        """Whether the next models fit beside those that are just leaving; after a while they are tried anyway."""
        is_late = self._clock.monotonic() - self._room_wanted > ROOM_SECONDS
        return is_late or self._pool.has_room(self.group.choices)

    def _load(self) -> bool:
        """Lease the engines of the group: those that are there first, so that no other one takes their room."""
        self.phase = Phase.MODELS
        for one in sorted(self.group.assignments, key=lambda one: self._pool.find(one.choice) is None):
            engine = self._pool.find(one.choice)
            if engine is None or engine.state != EngineState.READY or engine.is_going:
                self._loaded_for.update(one.columns[:1])
            for id_ in one.columns:
                self._columns[id_].assign(self._pool.lease(one.choice, unattended=True))
                self._columns[id_].to(ColumnState.LOADING)
        return True

    def _is_loading(self) -> bool:
        """Whether a model is still on its way; one whose engine has just died is loaded again."""
        engines = [engine for one in self.group.assignments if (engine := self._engine(one))]
        return any(engine.state == EngineState.LOADING or engine.is_going for engine in engines)

    def _report_progress(self) -> None:
        """Loading is reported in twentieths: each change draws the column anew."""
        shares = {id_: int(20 * self._columns[id_].progress) for id_ in self.group.columns}
        for id_, share in shares.items():
            if share != self._shares.get(id_, 0):
                self._columns[id_].changed()
        self._shares = shares

    def _write(self) -> bool:
        """All models of the group are ready, or will never be: ask them at the same time."""
        self.phase = Phase.ANSWERS
        for one in self.group.assignments:
            engine = self._engine(one)
            if engine:
                engine.set_threads(self.group.threads)
            for id_ in one.columns:
                self._begin_column(self._columns[id_], engine)
        return True

    def _begin_column(self, column: ColumnSession, engine: Engine | None) -> None:
        if engine is None or engine.state != EngineState.READY:
            column.fail(self._question, engine.trouble if engine and engine.trouble else Trouble("no_model"))
            return
        column.record.sha256 = (
            engine.sha256 or column.record.sha256
        )  # It may have been found before it was chosen here.
        column.load_seconds = engine.load_seconds if column.record.id in self._loaded_for else 0.0
        column.concurrent_answers = len(self.group.columns) - 1
        column.to(ColumnState.ANSWERING)
        self._next[column.record.id] = iter(self._asks(column))
        self._ask(column)

    def _ask(self, column: ColumnSession) -> bool:
        """Begin the next answer in a column; False when that was the last one, or failed."""
        begin = next(self._next.get(column.record.id, iter(())), None)
        try:
            if begin:
                begin()
        except Fault as fault:
            column.fail(self._question, Trouble.of(fault))
        return column.chat.is_busy

    def _collect(self) -> bool:
        """Note the columns that are done; when all are, go on with the next group."""
        for id_ in self.group.columns:
            column = self._columns[id_]
            if id_ not in self.done and not column.chat.is_busy and not self._begins_another(column):
                self.done.append(id_)
                if column.state == ColumnState.ANSWERING:
                    column.note_trouble()
                column.to(ColumnState.IDLE)
        if not all(id_ in self.done for id_ in self.group.columns):
            return False
        self.phase = Phase.NEXT
        return True

    def _begins_another(self, column: ColumnSession) -> bool:
        """Whether a column that has just answered begins another answer."""
        answer = column.answer
        if column.state != ColumnState.ANSWERING or answer is None or answer.state != MessageState.COMPLETE:
            return False
        column.load_seconds = 0.0  # Nothing was loaded for this one.
        return self._ask(column)

    # -- parts -----------------------------------------------------------------------------------------------

    def _engine(self, one: Assignment) -> Engine | None:
        return self._columns[one.columns[0]].engine

    def _release(self) -> None:
        """Give the engines back, with all the threads that they were loaded with."""
        for id_ in self.columns:
            column = self._columns[id_]
            if column.engine:
                column.engine.set_threads(0)
            column.release()

    def _finish(self) -> None:
        self.phase = Phase.OVER
        for unsubscribe in self._unsubscribe:
            unsubscribe()
