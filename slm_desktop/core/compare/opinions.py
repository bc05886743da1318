"""Every model of a comparison goes over the newest answer of every column: how surprised is who by whose words."""

import msgspec

from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.context import ComparisonContext
from slm_desktop.core.compare.records import FEWEST, letter, model_label
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.csv_file import csv_text
from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.engines.events import AnyEvent, Ended, Failed, Feature, Finished
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.when_ready import WhenReady
from slm_desktop.core.lens.opinion import pieces_of
from slm_desktop.core.lens.requests import rescoring
from slm_desktop.core.lens.surprise import perplexity
from slm_desktop.core.records import Message
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

HEADS = ("column", "written_by", "scored_by", "bits_a_character", "perplexity", "tokens")


class Score(msgspec.Struct, frozen=True):
    """How surprised a model was by a text: bits a character, and perplexity by its own tokens.

    Models that cut a text otherwise are compared by the bits; the token that ends the answer is left out of both.
    """

    bits: float
    perplexity: float
    tokens: int


class Answered(msgspec.Struct, frozen=True):
    """An answer, and the column that wrote it."""

    letter: str
    column: ColumnSession
    message: Message

    @property
    def label(self) -> str:
        """The model that wrote it: another may have been chosen since."""
        name, quantisation, _hash = self.column.made_by
        return model_label(name, quantisation)


class Judge(msgspec.Struct):
    """A model that goes over all answers. `columns` are those that it writes itself."""

    choice: ModelChoice
    label: str
    columns: tuple[int, ...]
    scores: dict[int, Score] = msgspec.field(default_factory=dict)
    faults: dict[int, Fault] = msgspec.field(default_factory=dict)
    """Both by the id of the answer."""

    def wrote(self, answer: Answered) -> bool:
        """Whether it is its own answer."""
        run = answer.message.run
        return answer.column.record.id in self.columns and run is not None and run.path == self.choice.path


class AnswerOpinions:
    """One model after another. `changed` fires as scores come; it ends by itself, or when it is cancelled."""

    def __init__(self, session: ComparisonSession, context: ComparisonContext) -> None:
        """Raise Fault 'vote_first' where names are hidden, 'no_answers' without any, 'comparing'."""
        if session.record.hidden:
            raise Fault("vote_first")
        columns = session.columns
        self.answers = [
            Answered(letter(columns.index(one)), one, one.answer) for one in session.contenders if one.answer
        ]
        self.judges = _judges(session)
        if not self.answers:
            raise Fault("no_answers")
        context.lock.take(self)
        self._context, self._at = context, -1
        self._engine: WhenReady | None = None
        self._open: set[int] = set()
        self.is_over = False
        self.changed = Signal()

    # -- verbs -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start with the first model."""
        self._next()

    def cancel(self) -> None:
        """Go no further; scores that came stay."""
        if not self.is_over:
            self._end()

    # -- what is known -----------------------------------------------------------------------------------------

    @property
    def is_under_way(self) -> bool:
        """Whether a model is at work, or will be."""
        return self._at >= 0 and not self.is_over

    @property
    def judge(self) -> Judge | None:
        """The model at work."""
        return self.judges[self._at] if not self.is_over and 0 <= self._at < len(self.judges) else None

    def score(self, judge: Judge, answer: Answered) -> Score | None:
        """What a model gave an answer; None while that is not known."""
        return judge.scores.get(answer.message.id)

    def best(self, answer: Answered) -> Judge | None:
        """The model that was surprised least by an answer, once all have gone over it."""
        id_ = answer.message.id
        if len(self.judges) < FEWEST or not all(id_ in judge.scores for judge in self.judges):
            return None
        return min(self.judges, key=lambda judge: judge.scores[id_].bits)

    # -- inside ------------------------------------------------------------------------------------------------

    def _next(self) -> None:
        self._release()
        self._at += 1
        if self._at >= len(self.judges):
            self._end()
            return
        lease = self._context.pool.lease(self.judges[self._at].choice, unattended=True)
        self._engine = WhenReady(lease, self._ask, self._on_fault)
        self.changed()
        self._engine.look()

    def _ask(self) -> None:
        engine, judge = self._engine, self.judge
        if engine is None or judge is None:
            return
        if not engine.lease.engine.can(Feature.CANDIDATES):
            self._on_fault(Fault("no_candidates"))
            return
        self._open = {answer.message.id for answer in self.answers}
        for answer in self.answers:
            self._go_over(engine, judge, answer)

    def _go_over(self, engine: WhenReady, judge: Judge, answer: Answered) -> None:
        chat = answer.column.chat
        request = chat.beside(rescoring(chat, answer.message, of_another=True))
        run = engine.lease.start(request, lambda event: self._on_event(judge, answer, event, run.candidates))

    def _on_event(self, judge: Judge, answer: Answered, event: AnyEvent, record: CandidateRecord) -> None:
        if not isinstance(event, Ended) or judge is not self.judge:
            return
        score = score_of(record) if isinstance(event, Finished) else None
        if score:
            judge.scores[answer.message.id] = score
        elif isinstance(event, Failed):
            judge.faults[answer.message.id] = Fault(event.code, event.details)
        self._open.discard(answer.message.id)
        if self._open:
            self.changed()
        else:
            self._next()

    def _on_fault(self, fault: Fault) -> None:
        if self.judge:
            self.judge.faults = {answer.message.id: fault for answer in self.answers}
        self._next()

    def _release(self) -> None:
        if self._engine:
            engine, self._engine = self._engine, None
            engine.release()

    def _end(self) -> None:
        self.is_over = True
        self._release()
        self._context.lock.give_back(self)
        self.changed()


def score_of(record: CandidateRecord) -> Score | None:
    """The score of an answer that was gone over; None of one without a word."""
    pieces = pieces_of(record)
    if not pieces:
        return None
    bits = sum(piece.bits for piece in pieces)
    length = len(b"".join(piece.data for piece in pieces).decode("utf-8", "replace"))
    return Score(bits / (length or 1), perplexity(bits, len(pieces)), len(pieces))


def to_csv(opinions: AnswerOpinions) -> bytes:
    """The table for a spreadsheet: a row for each answer and model."""
    rows: list[dict[str, object]] = []
    for answer in opinions.answers:
        for judge in opinions.judges:
            score = opinions.score(judge, answer)
            figures = (round(score.bits, 6), round(score.perplexity, 4), score.tokens) if score else ("", "", "")
            cells = (answer.letter, answer.label, judge.label, *figures)
            rows.append(dict(zip(HEADS, cells, strict=True)))
    return csv_text(rows, HEADS).encode()


def _judges(session: ComparisonSession) -> list[Judge]:
    """The models of all columns, each once as it is loaded."""
    labels = {column.record.id: column.record.label for column in session.columns}
    found: dict[tuple[str, object], Judge] = {}
    for group in session.schedule():
        for one in group.assignments:
            key = (one.choice.path, one.choice.options)
            if key in found:
                found[key].columns = (*found[key].columns, *one.columns)
            else:
                found[key] = Judge(one.choice, labels[one.columns[0]], one.columns)
    return list(found.values())
