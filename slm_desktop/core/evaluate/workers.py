"""The engines that answer for a candidate: one on this computer, or several on other machines that share the work."""

from collections.abc import Sequence

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.events import Failed, Loaded
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.pool import EnginePool, Lease
from slm_desktop.core.engines.remote_address import host_of, is_remote
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.engines.trouble import ENGINE_DEATHS, Trouble
from slm_desktop.core.evaluate.concurrency import MOST, Concurrency
from slm_desktop.core.evaluate.tasks import Task

SLOTS = 4
"""Answers that a model on this computer writes side by side where timing need not be fair."""
UNREACHABLE, BUSY, REFUSED = "remote_unreachable", "remote_busy", "remote_refused"
AWAY = (UNREACHABLE, BUSY, "remote_cut", "remote_silent", "remote_garbled", "tls", "proxy")
"""Faults of a server, not of what it was asked: the answer can be had from another one, or later."""
LATER = (408, 425, 429, 503)
"""Statuses by which a busy server says that it has not begun the answer."""
WRONGLY_SET_UP = (200, 404, 405)
"""Statuses of a server that answers nobody: an error in place of an answer, another model, another address."""
SERVERS_FAULT = 500
FOR_GOOD = ("remote_key", "remote_model", "remote_redirect", "offline")
"""Faults that waiting does not mend, of a server that has never answered."""
MOST_ATTEMPTS = 3
"""Times that an answer may fail with its server before it is taken for the cause."""
FIRST_REST, LONGEST_REST, DOUBLINGS = 2.0, 60.0, 5
"""Seconds until a server that is away is tried again; the first few times twice as many as the time before."""
LOST_SECONDS = 600.0
"""A server that is away for so long is not waited for, where there is no other one."""


class Worker:
    """An engine with the answers that are under way there."""

    def __init__(self, lease: Lease, most: int = SLOTS) -> None:
        """`most` answers are asked for at the same time."""
        self._lease, self._most = lease, most
        self.runs: dict[Task, Run] = {}
        self.away: Trouble | None = None
        """Why it is not asked just now."""

    @property
    def engine(self) -> Engine:
        """The engine, which this worker leases."""
        return self._lease.engine

    @property
    def host(self) -> str:
        """The machine that answers, with its port; '' for this one."""
        path = self.engine.choice.path
        return host_of(path) if is_remote(path) else ""

    @property
    def limit(self) -> int:
        """How many answers it is asked for at the same time."""
        return self._most

    @property
    def trouble(self) -> Trouble | None:
        """Why it answers nothing any more; None as long as it may."""
        raise NotImplementedError

    @property
    def has_room(self) -> bool:
        """Whether it can be asked for another answer now."""
        return self.engine.state == EngineState.READY and len(self.runs) < self.limit

    def ask(self, task: Task, request: Request, on_event: OnEvent) -> None:
        """Begin an answer."""
        self.runs[task] = self._lease.start(request, on_event)

    def ended(self, task: Task) -> None:
        """An answer has ended, in whatever way."""
        del self.runs[task]

    def on_finished(self, task: Task) -> None:
        """An answer is complete."""

    def is_to_ask_again(self, task: Task, event: Failed, attempts: int) -> bool:
        """Whether an answer that has failed is asked for again; it is the `attempts`-th time that it has."""
        raise NotImplementedError

    def look(self) -> None:
        """Some time has passed."""

    def release(self) -> None:
        """Give the engine back; answers under way end."""
        self.runs.clear()
        self._lease.release()


class LocalWorker(Worker):
    """An engine here. When it dies with several answers at work, each is asked again alone, to see which one it was."""

    def __init__(self, lease: Lease, most: int = SLOTS) -> None:
        super().__init__(lease, most)
        self._suspects: set[Task] = set()
        self._died: Loaded | None = None
        """The load that has died last."""
        self._is_blamed = False

    @property
    def limit(self) -> int:
        """One at a time as long as it is not known which one kills it."""
        return 1 if self._suspects else super().limit

    @property
    def trouble(self) -> Trouble | None:
        """An engine that does not load is not tried again."""
        if self.engine.state in (EngineState.READY, EngineState.LOADING):
            return None
        return self.engine.trouble or Trouble("no_model")

    @property
    def has_room(self) -> bool:
        """Not while its process is about to go."""
        return super().has_room and not self._is_dying and not self.engine.is_going

    def on_finished(self, task: Task) -> None:
        """It was not this one."""
        self._suspects.discard(task)

    def is_to_ask_again(self, task: Task, event: Failed, attempts: int) -> bool:
        """An engine that died with this answer alone died of it."""
        if event.code in ENGINE_DEATHS and not self._is_dying:
            self._died, self._is_blamed = self.engine.loaded, not self.runs
        if self._is_dying and not self._is_blamed:
            self._suspects.add(task)
            return True
        self._suspects.discard(task)
        return False

    @property
    def _is_dying(self) -> bool:
        return self._died is not None and self.engine.loaded is self._died


class RemoteWorker(Worker):
    """An engine on another machine. One that is away is tried again from time to time, with one answer."""

    def __init__(self, lease: Lease, clock: Clock, most: int = 0) -> None:
        """`most` answers are asked for at the same time, 0 for as many as measuring finds."""
        super().__init__(lease, most)
        self._clock = clock
        self._concurrency: Concurrency | None = None
        self._tokens = self._answers = 0
        self._is_hopeless = False
        self._rests, self._away_since = 0, 0.0
        self.back_at = 0.0
        """When it is tried again, on the monotonic clock."""

    @property
    def limit(self) -> int:
        """As many as keep it busy."""
        if self._rests:
            return 1
        if self._concurrency is None:
            self._concurrency = Concurrency(self.engine.loaded.slots if self.engine.loaded else 0, self._most)
        return self._concurrency.limit

    @property
    def trouble(self) -> Trouble | None:
        """A wrong key stays one, and a server that is away for long is not waited for."""
        if self.engine.state == EngineState.EMPTY:
            return self.engine.trouble or Trouble("no_model")
        is_lost = self._rests > 0 and self._clock.monotonic() - self._away_since >= LOST_SECONDS
        return self.away if self._is_hopeless or is_lost else None

    @property
    def has_room(self) -> bool:
        """Not while it rests."""
        return super().has_room and not self._is_hopeless and self._clock.monotonic() >= self.back_at

    def on_finished(self, task: Task) -> None:
        """It is there."""
        self._rests, self.away = 0, None
        self._answers += 1

    def ended(self, task: Task) -> None:
        """What it has written counts."""
        self._tokens += len(self.runs[task].tokens)
        super().ended(task)

    def is_to_ask_again(self, task: Task, event: Failed, attempts: int) -> bool:
        """What failed with the server is asked again, of it or of another, as long as it cannot be the cause itself."""
        code, status = event.code, int(event.details.get("status", 0))
        is_servers = code == REFUSED and (status >= SERVERS_FAULT or status in WRONGLY_SET_UP)
        if not (code in AWAY or code in FOR_GOOD or is_servers):
            return False
        self._leave(Trouble(code, event.details))
        return attempts < MOST_ATTEMPTS or self._has_not_begun(code, status)

    def _has_not_begun(self, code: str, status: int) -> bool:
        """Whether a fault cannot come from what was asked: the server never got to it."""
        return code == UNREACHABLE or (code == BUSY and status in LATER) or self._is_hopeless

    def look(self) -> None:
        """Measure how fast it is; try to reach it again when it is time to."""
        now = self._clock.monotonic()
        engine = self.engine
        if engine.state == EngineState.BROKEN and not self._is_hopeless:
            if self.away is None or self.away is not engine.trouble:
                self._leave(engine.trouble or Trouble("no_model"))
            elif now >= self.back_at:
                self.away = None
                engine.load()
        if self._concurrency and not self._rests:
            tokens = self._tokens + sum(len(run.tokens) for run in self.runs.values())
            self._concurrency.measure(now, tokens=tokens, answers=self._answers, under_way=len(self.runs))

    def _leave(self, trouble: Trouble) -> None:
        """Ask nothing of it for a while. Several answers may fail at the same time."""
        now = self._clock.monotonic()
        self._is_hopeless = self._is_hopeless or (not self._answers and trouble.code not in (*AWAY, REFUSED))
        if self._concurrency:
            self._concurrency.pause()
        if now >= self.back_at:
            if trouble.code == BUSY and self._concurrency:
                self._concurrency.back_off()
            self._away_since = self._away_since if self._rests else now
            self.back_at = now + min(FIRST_REST * 2 ** min(self._rests, DOUBLINGS), LONGEST_REST)
            self._rests += 1
        self.away = trouble


class Workers:
    """All that answer for one candidate."""

    def __init__(self, pool: EnginePool, clock: Clock) -> None:
        self._pool, self._clock = pool, clock
        self.choices: tuple[ModelChoice, ...] = ()
        self.all: list[Worker] = []

    def lease(self, choices: Sequence[ModelChoice], *, fair: bool, most_at_once: int) -> bool:
        """Lease their engines; False while memory for that is still to become free.

        `fair` asks each for one answer at a time, and `most_at_once` limits those on other machines, unless it is 0.
        """
        self._pool.make_room(choices)
        if not (all(self._pool.find(choice) for choice in choices) or self._pool.has_room(choices)):
            return False
        self.choices = tuple(choices)
        most = min(most_at_once or MOST, max(1, MOST // len(choices)))  # All of them share the connections of this app.
        self.all = [self._worker(choice, fair=fair, most=most) for choice in choices]
        return True

    def release(self) -> None:
        """Give all engines back."""
        workers, self.all, self.choices = self.all, [], ()
        for worker in workers:
            worker.release()

    def look(self) -> None:
        """Some time has passed."""
        for worker in self.all:
            worker.look()

    @property
    def runs(self) -> dict[Task, Run]:
        """The answers that are under way."""
        return {task: run for worker in self.all for task, run in worker.runs.items()}

    @property
    def are_busy(self) -> bool:
        """Whether any answer is under way."""
        return any(worker.runs for worker in self.all)

    @property
    def free(self) -> Worker | None:
        """The one to be asked next: that with the smallest part of what it can take."""
        free = [worker for worker in self.all if worker.has_room]
        return min(free, key=lambda worker: len(worker.runs) / worker.limit, default=None)

    @property
    def trouble(self) -> Trouble | None:
        """Why none of them answers any more; None as long as one may."""
        troubles = [worker.trouble for worker in self.all]
        return troubles[0] if troubles and all(troubles) else None

    def _worker(self, choice: ModelChoice, *, fair: bool, most: int) -> Worker:
        lease = self._pool.lease(choice, unattended=True)
        if is_remote(choice.path):
            return RemoteWorker(lease, self._clock, 1 if fair else most)
        return LocalWorker(lease, 1 if fair else SLOTS)
