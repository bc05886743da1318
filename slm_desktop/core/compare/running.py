"""Questions on their way through the columns: load what fits, answer, unload, next, unattended."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from slm_desktop.core.clock import Clock
from slm_desktop.core.compare.column import ANSWERING, IDLE, LOADING, WAITING, ColumnSession
from slm_desktop.core.compare.engines import Engine, Engines
from slm_desktop.core.compare.schedule import Group
from slm_desktop.core.engines.session import LOADING as MODEL_LOADING
from slm_desktop.core.engines.session import READY
from slm_desktop.core.records import COMPLETE
from slm_desktop.errors import Fault

HANG_SECONDS = 60.0
"""An engine that says nothing for so long is ended: nobody may be there to do it."""
ROOM_SECONDS = 10.0
"""So long it is waited for the memory of engines that were let go."""
NEXT, MAKING_ROOM, LOADING_MODELS, WRITING, OVER = "next", "room", "loading", "writing", "over"

Asks = Callable[[ColumnSession], Sequence[Callable[[], object]]]
"""What begins the answers of a column, one after another, once its model is ready. Each may raise Fault."""


class Running:
    """Goes through the groups; `on_over` is told once."""

    def __init__(self, groups: Sequence[Group], columns: Mapping[int, ColumnSession], engines: Engines, clock: Clock,
                 asks: Asks, question: str, free: Callable[[], int], on_over: Callable[[], None]) -> None:  # fmt: skip
        """`question` is kept in columns whose models do not come to be."""
        self.groups, self._columns, self._engines, self._clock = groups, columns, engines, clock
        self._asks, self._question, self._free, self._on_over = asks, question, free, on_over
        self._next: dict[int, Iterator[Callable[[], object]]] = {}
        self._at, self.phase = -1, OVER
        self.done: list[int] = []
        self._began, self._since = clock.monotonic(), 0.0
        self._silent: dict[int, float] = {}
        self._loaded_for: set[int] = set()
        self._hung: set[int] = set()
        self._shares: dict[int, int] = {}
        self._moving = False
        self._leave = [engines.changed.subscribe(self._look)]
        self._leave += [columns[id_].chat.changed.subscribe(self._look) for group in groups for id_ in group.columns]

    def begin(self) -> None:
        """Start with the first group."""
        for id_ in self.columns:
            self._columns[id_].trouble = None
            self._columns[id_].to(WAITING)
        self.phase = NEXT
        self._look()

    def cancel(self) -> None:
        """Stop here: what is done is kept, also the part of an answer that is being written."""
        if self.phase == OVER:
            return
        self._finish()
        for id_ in self.columns:
            column = self._columns[id_]
            if column.state in (WAITING, LOADING) and self._question:  # All columns keep the same questions.
                column.fail(self._question, "not_asked", {}, ())
            column.chat.stop()
            column.to(IDLE)
        self._engines.keep(engine.choice for engine in self._engines.here if engine.model.state == READY)
        self._on_over()

    def tick(self) -> None:
        """Time has passed: engines that hang are ended, and room is not waited for longer than it takes."""
        now = self._clock.monotonic()
        for engine in self._here():
            if engine.model.silent:
                since = self._silent.setdefault(id(engine), now - engine.model.silent)
                if now - since >= HANG_SECONDS:
                    self._hung.add(id(engine))
                    self._silent.pop(id(engine))
                    engine.model.kill()
            else:
                self._silent.pop(id(engine), None)
        self._look()

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

    def _look(self) -> None:
        """Something has changed: see whether the next step can be done. What that itself changes is seen in the same walk."""
        if self._moving or self.phase == OVER:
            return
        self._moving = True
        try:
            while self._step():
                pass
        finally:
            self._moving = False

    def _step(self) -> bool:
        """Do the next step if it can be done; False when there is something to wait for."""
        if self.phase == NEXT:
            return self._go_on()
        if self.phase == MAKING_ROOM:
            return self._has_room() and self._load()
        if self.phase == LOADING_MODELS:
            self._tell_progress()
            return not any(engine.model.state == MODEL_LOADING for engine in self._here()) and self._write()
        return self.phase == WRITING and self._collect()

    def _go_on(self) -> bool:
        """Turn to the next group: let go of the models that it does not need."""
        self._at += 1
        if self._at == len(self.groups):
            self._finish()
            self._on_over()
            return False
        self.phase, self._since = MAKING_ROOM, self._clock.monotonic()
        wanted = [seat.choice for seat in self.group.seats]
        kept = [engine.model for engine in self._engines.here if engine.choice in wanted]
        for column in self._columns.values():
            if column.model not in kept:
                column.leave()
        self._engines.keep(wanted)
        return True

    def _tell_progress(self) -> None:
        """Loading is told in twentieths: each notice draws the column anew."""
        shares = {id_: int(20 * self._columns[id_].progress) for id_ in self.group.columns}
        for id_, share in shares.items():
            if share != self._shares.get(id_, 0):
                self._columns[id_].changed()
        self._shares = shares

    def _has_room(self) -> bool:
        """Whether the next models fit beside those that are just going; after a while it is tried anyway."""
        late = self._clock.monotonic() - self._since > ROOM_SECONDS
        return late or not self._engines.going or 0 < self.group.need <= self._free()

    def _load(self) -> bool:
        self.phase = LOADING_MODELS
        for seat in self.group.seats:
            engine = self._engines.of(seat.choice)
            if engine is None or engine.model.state != READY:
                self._loaded_for.update(seat.columns[:1])
                engine = self._engines.load(seat.choice)
            for id_ in seat.columns:
                self._columns[id_].expect(engine)
                self._columns[id_].to(LOADING)
        return True

    def _write(self) -> bool:
        """All models of the group are ready, or will never be: ask them at the same time."""
        self.phase = WRITING
        self._silent.clear()
        together = len(self.group.columns) - 1
        for seat in self.group.seats:
            engine = self._engines.of(seat.choice)
            for id_ in seat.columns:
                column = self._columns[id_]
                if engine is None or engine.model.state != READY:
                    self._fail(column, engine)
                    continue
                column.sit(engine, engine.seconds if id_ in self._loaded_for else 0.0, together)
                column.to(ANSWERING)
                self._next[id_] = iter(self._asks(column))
                self._ask(column)
        return True

    def _ask(self, column: ColumnSession) -> bool:
        """Begin the next answer in a column; False when that was the last one, or failed."""
        begin = next(self._next.get(column.record.id, iter(())), None)
        try:
            if begin:
                begin()
        except Fault as fault:
            column.fail(self._question, fault.code, fault.details, ())
        return column.chat.live is not None

    def _fail(self, column: ColumnSession, engine: Engine | None) -> None:
        told = engine.model.trouble if engine else None
        if told:
            column.fail(self._question, told.code, told.details, told.log)
        else:
            column.fail(self._question, "no_model", {}, ())

    def _collect(self) -> bool:
        """Note the columns that are done; when all are, go on with the next group."""
        for id_ in self.group.columns:
            column = self._columns[id_]
            if id_ not in self.done and column.chat.live is None and not self._goes_on(column):
                self.done.append(id_)
                if column.state == ANSWERING:
                    self._note(column)
                column.to(IDLE)
        if not all(id_ in self.done for id_ in self.group.columns):
            return False
        self.phase = NEXT
        return True

    def _goes_on(self, column: ColumnSession) -> bool:
        """Whether a column that has just answered begins another answer."""
        answer = column.answer
        if column.state != ANSWERING or answer is None or answer.state != COMPLETE:
            return False
        column.sit_on()
        return self._ask(column)

    def _note(self, column: ColumnSession) -> None:
        column.note_trouble()
        engine = next((engine for engine in self._engines.here if engine.model is column.model), None)
        if column.trouble and engine and id(engine) in self._hung:
            column.trouble = ("hung", {"seconds": HANG_SECONDS}, column.trouble[2])

    def _finish(self) -> None:
        self.phase = OVER
        for leave in self._leave:
            leave()

    def _here(self) -> Iterable[Engine]:
        wanted = [seat.choice for seat in self.group.seats]
        return [engine for engine in self._engines.here if engine.choice in wanted]
