"""A suite or a sweep on its way through its contestants: load, ask, check, next. It goes on where it ended, also later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

import msgspec

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.clock import Clock
from slm_desktop.core.compare.engines import Engine, Engines
from slm_desktop.core.compare.records import Column
from slm_desktop.core.compare.running import HANG_SECONDS
from slm_desktop.core.engines.commands import Change, Turn
from slm_desktop.core.engines.events import AnyEvent, Failed, Finished, Stopped, Tokens
from slm_desktop.core.engines.session import ENGINE_DEATHS, LOADING, READY, ModelChoice
from slm_desktop.core.evaluate.ports import TrialStore
from slm_desktop.core.evaluate.records import Contestant, Trial
from slm_desktop.core.evaluate.suite import Check, Result, Why
from slm_desktop.core.sampling import Values, complete
from slm_desktop.core.signal import Notice

SLOTS = 4
"""Answers that one model writes side by side where timing need not be fair."""
MORE_SHARE = 0.25
"""An answer that is longer than those like it is expected to become longer by this share of what it has."""
REACH = 64
"""Tasks that are looked over for the next one: more are never under way at once."""


Judge = Callable[[str, tuple[Check, ...], Callable[[list[tuple[bool, Why]]], None]], None]
"""Checks an answer elsewhere; told are, for each check, whether it passed and why not."""


@dataclass
class Asked:
    """An answer that is being written."""

    task: tuple[int, int, int]
    seed: int
    pieces: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """What all trials share. `claim` makes way for a runner, or raises Fault 'comparing'."""

    store: TrialStore
    engines: Engines
    clock: Clock
    next_id: Callable[[], int]
    judge: Judge
    usual: Callable[[], dict[str, int | str]]
    claim: Callable[[object], None] = lambda _runner: None


class TrialSession:
    """One trial that is open. `changed` is told at every result and every change of state."""

    def __init__(self, trial: Trial, stage: Stage) -> None:
        self.trial, self._stage = trial, stage
        self.results: dict[tuple[int, int, int], Result] = {}
        self._cells: dict[tuple[int, int], list[Result]] = {}
        for result in stage.store.results(trial.id):
            self._keep(result)
        self._order = self._in_order()
        self.changed = Notice()
        self.runs = False
        self._asked: dict[int, Asked] = {}
        self._checking: set[tuple[int, int, int]] = set()
        self._engine: Engine | None = None
        self._tried: list[ModelChoice] = []
        self._leave: Callable[[], None] = lambda: None
        self._began, self._fresh_tokens, self._moving = 0.0, 0, False
        self._silent, self._dying, self._blame = 0.0, False, False
        self._suspects: set[tuple[int, int, int]] = set()
        self._at = 0

    # -- verbs -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, or go on with what is not answered yet. Raise Fault 'comparing' while something else runs."""
        if self.runs or not self.left:
            return
        self._stage.claim(self)
        self.runs, self._began, self._fresh_tokens = True, self._stage.clock.monotonic(), 0
        self._tried = []
        self._leave = self._stage.engines.changed.subscribe(self._look)
        self._stage.store.save_trial(self.trial)
        self._look()
        self.changed()

    def stop(self) -> None:
        """Stop; what is answered is kept, what is being written is asked again later."""
        if not self.runs:
            return
        self.runs = False
        self._at = 0
        self._leave()
        asked, self._asked = dict(self._asked), {}
        for run in asked:
            if self._engine:
                self._engine.model.stop(run)
        self._checking.clear()
        self.changed()

    def again(self) -> None:
        """Ask once more what ended with an error."""
        for task in [task for task, result in self.results.items() if result.fault]:
            self._cells[task[:2]].remove(self.results.pop(task))
        self._at = 0
        self.start()

    def tick(self) -> None:
        """A second has passed: an engine that hangs is ended."""
        model = self._engine.model if self._engine else None
        if not self.runs or model is None:
            return
        now = self._stage.clock.monotonic()
        if not model.silent:
            self._silent = 0.0
        elif not self._silent:
            self._silent = now - model.silent
        elif now - self._silent >= HANG_SECONDS:
            self._silent = 0.0
            model.kill()
        self._look()

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def left(self) -> list[tuple[int, int, int]]:
        """What is not answered yet, model by model."""
        return [task for task in self._order if task not in self.results]

    @property
    def under_way(self) -> list[tuple[tuple[int, int, int], int]]:
        """What is being written, with the tokens that it has so far."""
        return [(asked.task, len(asked.pieces)) for asked in self._asked.values()]

    @property
    def progress(self) -> float:
        """How much is done, 0 to 1."""
        return len(self.results) / max(1, len(self.trial.tasks))

    @property
    def seconds_left(self) -> float:
        """About how long the rest takes, at the pace of this run; 0 while nothing is known."""
        taken, written = self._stage.clock.monotonic() - self._began, dict(self.under_way)
        made = self._fresh_tokens + sum(written.values())
        if not (self._fresh_tokens and self.runs):
            return 0.0
        usual = self._usual_tokens()
        everywhere = fmean(usual.values())
        left = ((usual.get(task[1], everywhere), written.get(task, 0)) for task in self.left)
        return taken / made * sum(max(tokens - so_far, so_far * MORE_SHARE) for tokens, so_far in left)

    def _usual_tokens(self) -> dict[int, float]:
        """How many tokens the answers to each prompt have, as far as it was answered."""
        lengths: dict[int, list[int]] = {}
        for result in self.results.values():
            lengths.setdefault(result.prompt, []).append(result.tokens)
        return {prompt: fmean(tokens) for prompt, tokens in lengths.items()}

    def of(self, contestant: int, prompt: int | None = None) -> list[Result]:
        """The results of a contestant, to all prompts or to one, round by round."""
        prompts = range(len(self.trial.suite.prompts)) if prompt is None else [prompt]
        return [result for which in prompts for result in self._cells.get((contestant, which), [])]

    def _in_order(self) -> list[tuple[int, int, int]]:
        choices = [self._choice(contestant) for contestant in self.trial.contestants]
        place = [choices.index(choice) for choice in choices]
        return sorted(self.trial.tasks, key=lambda task: (place[task[0]], task))

    def _choice(self, contestant: Contestant) -> ModelChoice:
        options = {**self._stage.usual(), **contestant.options, "slots": SLOTS}
        return ModelChoice(contestant.path, contestant.name, options)

    # -- steps -----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Ask as much as can be asked now."""
        if self._moving or not self.runs:
            return
        self._moving = True
        try:
            while self.runs and self._step():
                pass
        finally:
            self._moving = False

    def _step(self) -> bool:
        """Do one thing; False when there is something to wait for."""
        task = self._next()
        if task is None:
            if not self._asked and not self._checking:
                self._end()
            return False
        choice = self._choice(self.trial.contestants[task[0]])
        if self._asked and self._engine and self._engine.choice != choice:
            return False  # The model before is still writing.
        return self._ask_or_load(task, choice)

    def _next(self) -> tuple[int, int, int] | None:
        """What is to be asked next."""
        under_way = {asked.task for asked in self._asked.values()} | self._checking
        while self._at < len(self._order) and self._order[self._at] in self.results:
            self._at += 1
        waiting = (task for task in self._order[self._at : self._at + REACH] if task not in self.results)
        return next((task for task in waiting if task not in under_way), None)

    def _ask_or_load(self, task: tuple[int, int, int], choice: ModelChoice) -> bool:
        engine = self._stage.engines.of(choice)
        if engine is None or (engine.model.state not in (READY, LOADING) and choice not in self._tried):
            self._stage.engines.keep([choice])
            if self._stage.engines.going:
                return False
            self._tried.append(choice)
            self._engine = self._stage.engines.load(choice)
            return self._engine.model.state != LOADING  # A file that is not there is told at once.
        self._engine = engine
        if engine.model.state != READY:
            self._dying = self._blame = False
        if engine.model.state == LOADING or self._dying:
            return False
        if engine.model.state != READY:
            trouble = engine.model.trouble
            self._note(Result(*task, self.trial.suite.seeds[task[2]], fault=trouble.code if trouble else "no_model"))
            return True
        if len(self._asked) >= (1 if self.trial.fair or self._suspects else SLOTS):
            return False
        self._ask(engine, task)
        return True

    def _ask(self, engine: Engine, task: tuple[int, int, int]) -> None:
        who, prompt = self.trial.contestants[task[0]], self.trial.suite.prompts[task[1]]
        seed = self.trial.suite.seeds[task[2]]
        values = complete({**who.sampling, **({"max_tokens": float(prompt.max_tokens)} if prompt.max_tokens else {})})
        system = prompt.system or who.system
        turns = [*([Turn("system", system)] if system.strip() else []), Turn("user", prompt.prompt)]
        run = engine.model.generate(turns, (Change(0, values),), seed, self._hear, conversation=self._stage.next_id(),
                                    cold=self.trial.fair)  # fmt: skip
        self._asked[run] = Asked(task, seed)

    def _hear(self, event: AnyEvent) -> None:
        asked = self._asked.get(event.run)
        if asked is None:
            return
        match event:
            case Tokens():
                asked.pieces += [token.text for token in event.items]
                asked.times += [token.at for token in event.items]
            case Finished():
                self._finished(event.run, asked, event.reason)
            case Stopped():
                del self._asked[event.run]
                self._look()
            case Failed():
                self._failed(event, asked)
            case _:
                pass

    def _failed(self, event: Failed, asked: Asked) -> None:
        """An answer failed. When the engine died with several at work, each is asked again alone, to see which one it was."""
        if event.code in ENGINE_DEATHS and not self._dying:
            self._dying, self._blame = True, len(self._asked) == 1
        del self._asked[event.run]
        if self._dying and not self._blame:
            self._suspects.add(asked.task)
        else:
            self._suspects.discard(asked.task)
            self._note(Result(*asked.task, asked.seed, "".join(asked.pieces), fault=event.code))
        self._look()

    def _finished(self, run: int, asked: Asked, reason: str) -> None:
        del self._asked[run]
        self._suspects.discard(asked.task)
        span = asked.times[-1] - asked.times[0] if len(asked.times) > 1 else 0.0
        text = "".join(asked.pieces)
        result = Result(*asked.task, asked.seed, text, len(asked.pieces), asked.times[0] if asked.times else 0.0,
                        (len(asked.times) - 1) / span if span > 0 else 0.0, asked.times[-1] if asked.times else 0.0,
                        reason, peak_memory=self._engine.peak if self._engine else 0)  # fmt: skip
        checks = self.trial.suite.prompts[asked.task[1]].checks
        if checks:
            self._checking.add(asked.task)
            self._stage.judge(split(text).answer, checks, lambda said: self._checked(result, said))
        else:
            self._note(result)
        self._look()

    def _checked(self, result: Result, said: list[tuple[bool, Why]]) -> None:
        task = (result.contestant, result.prompt, result.round)
        if task not in self._checking:
            return  # It was stopped meanwhile, and is asked again.
        self._checking.discard(task)
        passed, whys = tuple(ok for ok, _why in said), tuple(why for _ok, why in said)
        self._note(msgspec.structs.replace(result, passed=passed, whys=whys))
        self._look()

    def _keep(self, result: Result) -> None:
        self.results[result.contestant, result.prompt, result.round] = result
        cell = self._cells.setdefault((result.contestant, result.prompt), [])
        cell[:] = sorted([*(one for one in cell if one.round != result.round), result], key=lambda one: one.round)

    def _note(self, result: Result) -> None:
        self._keep(result)
        self._fresh_tokens += result.tokens
        self._stage.store.save_result(self._stage.next_id(), self.trial.id, result)
        self.changed()

    def _end(self) -> None:
        self.runs = False
        self._leave()
        self.changed()


def contestants(columns: Sequence[tuple[Column, Values, str]]) -> list[Contestant]:
    """The columns of a comparison (with sampling and system prompt) as contestants."""
    return [Contestant(one.name, one.path, one.quantisation, dict(one.options), dict(sampling), system, one.sha256)
            for one, sampling, system in columns if one.path]  # fmt: skip
