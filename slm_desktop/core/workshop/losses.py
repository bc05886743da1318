"""How well models foresee a text, and what they have lost against another model, with the history of all."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.commands import CutText, Perplexity, ReportedChunk
from slm_desktop.core.engines.events import AnyEvent, Divergence, Hello, PerplexityMeasured, Scored, TextCut
from slm_desktop.core.engines.model_ref import ModelRef
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.question import Question
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.core.workshop.benchmarks import MOST_SILENT_SECONDS, STOPPED, described
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.elsewhere import Reported, ScoringElsewhere
from slm_desktop.core.workshop.history import History
from slm_desktop.core.workshop.ports import ReadsTexts, RecordStore
from slm_desktop.core.workshop.texts import ScoredText, TextChoice, TextKind, TextUsed
from slm_desktop.core.workshop.work_queue import AskingWork
from slm_desktop.errors import Fault

CHUNK = 512
"""Tokens that are read at a time, as llama-perplexity does."""
MOST_FAR_CHUNKS = 400
"""Chunks that are scored on another machine at most: about 200,000 tokens, more than any figure needs."""
Step = TypeVar("Step")


class NamedModel(msgspec.Struct, frozen=True):
    """A model file, with its name and the type of its weights."""

    path: str
    name: str
    quantisation: str


class LossWanted(msgspec.Struct, frozen=True):
    """A model that is to be scored over a text, in `chunks` of CHUNK tokens at most (0 for all), against `base` where
    there is one, which may be on another machine; `size` in bytes.
    """

    model: NamedModel
    size: int
    options: LoadOptions
    text: TextChoice
    chunks: int = 0
    base: NamedModel | None = None

    @property
    def is_against_remote(self) -> bool:
        """Whether the text goes to another machine."""
        return self.base is not None and is_remote(self.base.path)


class LossRecord(msgspec.Struct):
    """What a model was scored with, and what came of it; `created` in seconds since 1970."""

    id: int
    created: float
    model: NamedModel
    size: int
    options: LoadOptions
    machine: Machine
    text: TextUsed
    chunks: int
    base: NamedModel | None
    measured: PerplexityMeasured
    build: str = ""

    @property
    def name(self) -> str:
        """That of the model."""
        return self.model.name

    @property
    def divergence(self) -> Divergence | None:
        """How far it is from the other model, where there was one."""
        return self.measured.divergence


def without_chats(record: LossRecord) -> LossRecord:
    """A record without any word of somebody's own chats."""
    found = record.divergence
    if not record.text.is_private or found is None:
        return record
    bare = msgspec.structs.replace(found, partings=())
    return msgspec.structs.replace(record, measured=msgspec.structs.replace(record.measured, divergence=bare))


class WithoutChats:
    """A store that keeps no word of chats: what is deleted there must not be left here."""

    def __init__(self, store: RecordStore[LossRecord]) -> None:
        self._store = store
        self.all, self.remove = store.all, store.remove

    def save(self, record: LossRecord) -> None:
        """Keep what may be kept of one."""
        self._store.save(without_chats(record))


class Losses:
    """`changed` fires at every step. `running` is what is being scored, `progress` how far that is. Before that, a
    model on another machine has scored `elsewhere` of all its chunks, None where there is no such model.

    `on_fault` is told of what could not be scored.
    """

    def __init__(self, context: MeasuringContext, store: RecordStore[LossRecord], texts: ReadsTexts) -> None:
        self._context, self._history, self._texts = context, History(WithoutChats(store)), texts
        self.running: LossWanted | None = None
        self.progress: Scored | None = None
        self.elsewhere: tuple[int, int] | None = None
        self.on_fault: Callable[[Fault], None] = lambda _fault: None
        self.changed = self._history.changed

    @property
    def records(self) -> list[LossRecord]:
        """All that are kept, the newest first."""
        return self._history.records

    @property
    def left(self) -> list[LossWanted]:
        """What is to be scored after what is going on."""
        return [work.wanted for work in self._context.queue.waiting if isinstance(work, Scoring)]

    @property
    def is_scoring(self) -> bool:
        """Whether a model is being scored for its own sake, not as part of other work."""
        return isinstance(self._context.queue.running, Scoring)

    # -- verbs -----------------------------------------------------------------------------------------------

    def start(self, wanted: Iterable[LossWanted]) -> None:
        """Score some models, behind those that are waiting already. Raise Fault 'chats_stay'."""
        all_wanted = list(wanted)
        if any(one.is_against_remote and one.text.kind == TextKind.CHATS for one in all_wanted):
            raise Fault("chats_stay")
        self._context.queue.add([Scoring(self, one) for one in all_wanted])
        self.changed()

    def stop(self) -> None:
        """Score no more; what was not scored to its end is not kept."""
        self._context.queue.drop(Scoring)
        self.changed()

    def remove(self, record: LossRecord) -> None:
        """Forget one."""
        self._history.remove(record)

    def put_back(self, records: Iterable[LossRecord]) -> None:
        """Take back that some were forgotten."""
        self._history.put_back(records)

    # -- for work --------------------------------------------------------------------------------------------

    def read(self, wanted: LossWanted, on_text: Callable[[ScoredText | Fault], None]) -> None:
        """It begins: read its text."""
        self.running, self.progress, self.elsewhere = wanted, None, None
        self.changed()
        self._texts.read(wanted.text, on_text)

    def cut(self, wanted: LossWanted, text: ScoredText, on_cut: Callable[[TextCut | Fault], None]) -> Question:
        """Cut a text into the chunks that another machine is to score."""
        chunks = min(wanted.chunks or MOST_FAR_CHUNKS, MOST_FAR_CHUNKS)
        command = CutText(1, wanted.model.path, text.text, CHUNK, chunks, wanted.options)
        return self._context.pool.ask(command, TextCut, MOST_SILENT_SECONDS, on_cut)

    def score_elsewhere(self, base: NamedModel, cut: TextCut, on_reported: Reported) -> ScoringElsewhere:
        """Have the other model score the chunks on its machine."""

        def progress(done: int) -> None:
            self.elsewhere = (done, len(cut.chunks))
            self.changed()

        model = ModelRef(base.path, base.name)
        return ScoringElsewhere(self._context.pool, model, cut.chunks, progress, on_reported)

    def score(
        self, wanted: LossWanted, text: ScoredText, on_over: Callable[[], None], reported: tuple[ReportedChunk, ...]
    ) -> Question:
        """Score a model over a text that was read."""
        hello: list[Hello] = []
        self.elsewhere = None

        def progress(event: AnyEvent) -> None:
            if isinstance(event, Hello):
                hello.append(event)
            elif isinstance(event, Scored):
                self.progress = event
                self.changed()

        def over(answer: PerplexityMeasured | Fault) -> None:
            if isinstance(answer, Fault):
                self.fail(answer)
            else:
                self._keep(wanted, text.used, answer, hello[0] if hello else None)
            on_over()

        command = Perplexity(
            1,
            wanted.model.path,
            text.text,
            context=CHUNK,
            chunks=wanted.chunks,
            base=wanted.base.path if wanted.base and not reported else "",
            options=wanted.options,
            reported=reported,
        )
        return self._context.pool.ask(command, PerplexityMeasured, MOST_SILENT_SECONDS, over, on_progress=progress)

    def fail(self, fault: Fault) -> None:
        """It could not be scored."""
        self.running = self.elsewhere = None
        if fault.code != STOPPED:
            self.on_fault(fault)
        self.changed()

    def _keep(self, wanted: LossWanted, used: TextUsed, measured: PerplexityMeasured, hello: Hello | None) -> None:
        self.running = None
        machine = self._context.computer.machine()
        record = LossRecord(
            id=self._context.ids.next(),
            created=self._context.clock.now(),
            model=wanted.model,
            size=wanted.size,
            options=wanted.options,
            machine=described(machine, hello) if hello else machine,
            text=used,
            chunks=wanted.chunks,
            base=wanted.base,
            measured=measured,
            build=hello.build if hello else "",
        )
        self._history.begin(record)
        self._history.save(record)


class Scoring(AskingWork):
    """A model that is scored over a text, as work; what is not scored to its end is not kept."""

    def __init__(self, losses: Losses, wanted: LossWanted) -> None:
        super().__init__()
        self._losses, self.wanted = losses, wanted
        self._on_over: Callable[[], None] = lambda: None

    def begin(self, on_over: Callable[[], None]) -> None:
        """Read the text, then score; a model on another machine scores it first."""
        self._on_over = on_over
        self._losses.read(self.wanted, lambda text: self._go_on(text, self._take_text))

    def _take_text(self, text: ScoredText) -> None:
        base = self.wanted.base
        if base is None or not self.wanted.is_against_remote:
            self._question = self._losses.score(self.wanted, text, self._on_over, ())
            return

        def take_cut(cut: TextCut) -> None:
            self._question = self._losses.score_elsewhere(
                base, cut, lambda reported: self._go_on(reported, take_reported)
            )

        def take_reported(reported: tuple[ReportedChunk, ...]) -> None:
            self._question = self._losses.score(self.wanted, text, self._on_over, reported)

        self._question = self._losses.cut(self.wanted, text, lambda cut: self._go_on(cut, take_cut))

    def _go_on(self, step: Step | Fault, then: Callable[[Step], None]) -> None:
        """Take the next step, unless this one failed or nobody wants it any more."""
        if self._is_cancelled or isinstance(step, Fault):
            self._losses.fail(step if isinstance(step, Fault) else Fault(STOPPED))
            self._on_over()
        else:
            then(step)


def comparable(record: LossRecord, other: LossRecord) -> bool:
    """Whether the figures of two stand for the same text."""
    return record.text.sha256 == other.text.sha256 and record.measured.tokens == other.measured.tokens


def newest_of(records: Sequence[LossRecord], path: str, base: str) -> LossRecord | None:
    """The newest of a model against another; `records` begin with the newest."""
    return next((one for one in records if one.model.path == path and one.base and one.base.path == base), None)
