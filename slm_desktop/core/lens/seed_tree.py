"""What could have been: answers to one question with as many seeds, in one batch behind the prompt that they share."""

from collections.abc import Sequence

import msgspec

from slm_desktop.core.chat.answering import Recipe, record_of
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.adapters import initial_scales
from slm_desktop.core.engines.answer_figures import measured
from slm_desktop.core.engines.candidates import MOST_CANDIDATES
from slm_desktop.core.engines.commands import Change, Overflow, Request
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.events import AnyEvent, Candidates, Failed, Feature, Finished, SamplingChanged, Token
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.output_format import initial
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.run import Run
from slm_desktop.core.engines.support import must_support
from slm_desktop.core.engines.when_ready import WhenReady
from slm_desktop.core.lens.branches import Path, Stretch, tree_of
from slm_desktop.core.lens.requests import must_take_answer
from slm_desktop.core.lens.seen import Bar, SeenAnswer
from slm_desktop.core.records import Message, RunRecord
from slm_desktop.core.sampling import Values
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

SEEDS, FIRST_SEED = 16, 1
MOST_TOKENS = 32
"""Tokens of each answer, unless more are wanted: a tree of whole answers could not be read."""
LIKELY = 0.02
"""A candidate that nobody took is shown from this probability on."""
MOST_UNTAKEN = 3


class Share(msgspec.Struct, frozen=True):
    """A probability: where it is not exact, a bound from below or an estimate."""

    value: float
    is_exact: bool = True
    is_bound: bool = True


class Fork(msgspec.Struct, frozen=True):
    """The candidates at a place, and whether what is left of them is known exactly."""

    bars: tuple[Bar, ...] = ()
    is_exact: bool = True
    is_bound: bool = True


class Drawn(msgspec.Struct, eq=False):
    """One of the answers."""

    seed: int
    run: Run
    changes: list[Change] = msgspec.field(default_factory=list)

    @property
    def path(self) -> Path:
        """Its tokens so far."""
        return Path(self.run.tokens, self.run.is_over)

    @property
    def is_whole(self) -> bool:
        """Whether the model ended it, rather than the number of tokens that were wanted."""
        ending = self.run.ending
        return isinstance(ending, Finished) and ending.reason != "length"

    @property
    def seen(self) -> SeenAnswer:
        """What could have come in place of its tokens."""
        record = RunRecord(tokens=self.run.tokens, changes=self.changes)
        return SeenAnswer(Message(0, 0, None, "assistant", "", 0.0, run=record), self.run.candidates)


class SeedTree:
    """Sixteen answers to a question of a chat. `changed` fires as they grow."""

    def __init__(
        self,
        session: ChatSession,
        question: Message,
        pool: EnginePool,
        *,
        first_seed: int = FIRST_SEED,
        most_tokens: int = MOST_TOKENS,
    ) -> None:
        """Raise Fault 'no_model' where none is loaded, 'remote_consent' where the chat may not go to its engine,
        'no_format', 'no_continue' or 'no_text_completion' where that cannot write answers as the chat wants them.
        """
        engine = session.engine
        if engine is None or engine.loaded is None:
            raise Fault("no_model")
        session.check_consent()
        self._session, self.question = session, question
        self.first_seed, self.most_tokens = first_seed, most_tokens
        self.drawn: list[Drawn] = []
        self.fault: Fault | None = None
        self.changed = Signal()
        self._sampling = session.sampling
        self._system, self._turns = session.chat.system_in_prompts, session.opening(question)
        self._options, self._formats = session.chat.answer_options, initial(session.chat.format)
        self._prefill = self._options.beginning
        self._scales = initial_scales(engine.adapters, self._options.scales)
        must_support(engine, self._request(first_seed, can_tell=False))
        self._forks: dict[object, Fork] = {}
        self._pieces: dict[int, bytes] = {}
        self._leave_session = session.changed.subscribe(self._on_session)
        choice = _choice(engine, pool)
        # Nobody else would end an engine of its own that hangs.
        lease = pool.lease(choice, unattended=choice != engine.choice)
        self._engine = WhenReady(lease, self._begin, self._on_fault)
        self._engine.look()

    # -- verbs -------------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Go no further; what came stays."""
        for one in self.drawn:
            one.run.stop()

    def leave(self) -> None:
        """Nobody wants it any more."""
        self._leave_session()
        self._engine.release()

    def open(self, stretch: Stretch | None, bar: Bar | None = None) -> None:
        """Make a version of the answer that goes up to the end of a stretch, and on with a candidate.

        Without a stretch, it begins with the candidate.

        An answer that the model has ended is kept as it is; else it goes on from there. Raise Fault 'not_now' while
        another answer is written, 'question_gone', 'other_words' where it ends within a character, or what a send
        raises.
        """
        must_take_answer(self._session, self.question)
        ended = stretch.ended if stretch else ()
        whole = next((self.drawn[at] for at in ended if self.drawn[at].is_whole), None)
        if whole and bar is None:
            text = self._prefill + whole.run.text
            self._session.keep_answer(self.question, text, self._record(whole), whole.run.candidates)
            return
        tokens = self.way_to(stretch) if stretch else []
        try:
            text = (self.data_of(tokens) + (bar.piece if bar else b"")).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Fault("other_words") from error
        ids = (*(token.id for token in tokens), *([bar.token] if bar else []))
        known = self._session.can(Feature.TOKEN_IDS) and not self._prefill
        self._session.branch_with(self.question, self._prefill + text, ids if known else ())

    # -- what is known -----------------------------------------------------------------------------------------

    @property
    def is_loading(self) -> bool:
        """Whether the model is on its way."""
        return not self.drawn and self.fault is None

    @property
    def is_growing(self) -> bool:
        """Whether any answer is still written."""
        return any(not one.run.is_over for one in self.drawn)

    @property
    def side_by_side(self) -> int:
        """The answers that the engine writes at the same time; 0 where that is not known."""
        loaded = self._engine.lease.engine.loaded
        return loaded.slots if loaded else 0

    def stretches(self) -> tuple[Stretch, ...]:
        """The tree as it is now."""
        return tree_of([one.path for one in self.drawn])

    def way_to(self, stretch: Stretch) -> list[Token]:
        """All tokens up to the end of a stretch."""
        longest = max(stretch.answers, key=lambda at: len(self.drawn[at].run.tokens))
        return self.drawn[longest].run.tokens[: stretch.end]

    def data_of(self, tokens: Sequence[Token]) -> bytes:
        """What tokens say. In their texts a character that is spread over several of them stands with the last."""
        known = self._pieces
        if all(token.id in known for token in tokens):
            return b"".join(known[token.id] for token in tokens)
        return "".join(token.text for token in tokens).encode("utf-8", "replace")

    @property
    def silent(self) -> int:
        """How many answers ended without a token."""
        return sum(one.run.is_over and not one.run.tokens for one in self.drawn)

    def share(self, stretch: Stretch) -> Share | None:
        """The probability with which its first token is drawn, after sampling; None where that is not known."""
        token, fork = stretch.tokens[0].id, self._fork(stretch.answers[0], stretch.start)
        after = next((bar.after for bar in fork.bars if bar.token == token), None)
        return None if after is None else Share(after, fork.is_exact, fork.is_bound)

    def share_of(self, bar: Bar, answers: Sequence[int], place: int) -> Share:
        """The same of a candidate that no answer took."""
        fork = self._fork_of(answers, place)
        return Share(bar.after or 0.0, fork.is_exact, fork.is_bound)

    def untaken(self, answers: Sequence[int], place: int, parts: Sequence[Stretch]) -> list[Bar]:
        """The likeliest candidates at a place where these `parts` begin that no answer took."""
        taken = {part.tokens[0].id for part in parts}
        bars = self._fork_of(answers, place).bars
        likely = [bar for bar in bars if (bar.after or 0.0) >= LIKELY and bar.token not in taken and not bar.steers]
        return sorted(likely, key=lambda bar: -(bar.after or 0.0))[:MOST_UNTAKEN]

    # -- inside ------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        for seed in range(self.first_seed, self.first_seed + SEEDS):
            self._draw(seed)
        self.changed()

    def _draw(self, seed: int) -> None:
        can_tell = self._engine.lease.engine.can(Feature.CANDIDATES)
        request = self._session.beside(self._request(seed, can_tell=can_tell))
        run = self._engine.lease.start(request, lambda event: self._on_event(drawn, event))
        drawn = Drawn(seed, run, list(request.changes))
        self.drawn.append(drawn)

    def _request(self, seed: int, *, can_tell: bool) -> Request:
        return Request(
            turns=self._turns,
            changes=(Change(0, self._values()),),
            seed=seed,
            conversation=self._session.chat.id,
            candidates=MOST_CANDIDATES if can_tell else 0,
            formats=self._formats,
            text_completion=self._options.text_completion,
            suffix=self._options.following,
            scales=self._scales,
        )

    def _values(self) -> Values:
        return {**self._sampling, "max_tokens": float(self.most_tokens)}

    def _on_event(self, drawn: Drawn, event: AnyEvent) -> None:
        if isinstance(event, Candidates):
            self._pieces.update(event.pieces)
        elif isinstance(event, SamplingChanged):
            drawn.changes.append(Change(event.position, event.values))
        elif isinstance(event, Failed):
            self.fault = Fault(event.code, event.details)
        self.changed()

    def _on_session(self) -> None:
        """A setting of the chat acts on the next token of all of them."""
        if self._session.sampling == self._sampling:
            return
        self._sampling = self._session.sampling
        for one in self.drawn:
            one.run.set_sampling(self._values())

    def _on_fault(self, fault: Fault) -> None:
        self.fault = fault
        self.changed()

    def _fork_of(self, answers: Sequence[int], place: int) -> Fork:
        """The candidates at a place of any of these answers that has come so far."""
        there = next((at for at in answers if len(self.drawn[at].run.tokens) > place), None)
        return Fork() if there is None else self._fork(there, place)

    def _fork(self, answer: int, place: int) -> Fork:
        """The candidates at a place of an answer: they are the same for all that came the same way."""
        seen = self.drawn[answer].seen
        values = seen.made_with(place)
        way = (tuple(token.id for token in seen.run.tokens[:place]), tuple(values.values()))
        if way not in self._forks:
            outcome = seen.outcome(place, values)
            if outcome is None:
                return Fork()
            self._forks[way] = Fork(tuple(seen.bars(place, outcome)), outcome.is_exact, outcome.is_bound)
        return self._forks[way]

    def _record(self, drawn: Drawn) -> RunRecord:
        """How an answer came to be."""
        run, engine = drawn.run, self._engine.lease.engine
        recipe = Recipe(
            changes=tuple(drawn.changes),
            seed=drawn.seed,
            system=self._system,
            formats=self._formats,
            answer_options=self._options,
            scales=self._scales,
        )
        path = self._session.tree.path(self.question.id)
        skipped = len(path) + bool(self._prefill) - sum(turn.role != "system" for turn in self._turns)
        record = record_of(engine, recipe, max(0, skipped), Overflow(run.request.overflow), None)
        record.continued = len(self._prefill)
        record.tokens, record.thread_changes, record.drafts = run.tokens, run.threads, run.drafts
        if run.prompted:
            record.prompt_tokens, record.cached = run.prompted.tokens, run.prompted.cached
            record.batches, record.dropped = run.prompted.batches, record.dropped + run.prompted.dropped
        record.reason = run.ending.reason if isinstance(run.ending, Finished) else ""
        record.sha256, record.figures = engine.sha256, measured(run)
        return record


def _choice(engine: Engine, pool: EnginePool) -> ModelChoice:
    """The model of an engine with room for all answers at once, if there is memory for it beside that one.

    An engine far away has as many slots as it has.
    """
    choice = engine.choice
    if engine.loaded and engine.loaded.host:
        return choice
    wide = choice.with_options(choice.options.without_draft_model().with_slots(SEEDS))
    has_room = pool.is_in_use(wide) or 0 < pool.need(wide) <= pool.room()
    return wide if has_room else choice
