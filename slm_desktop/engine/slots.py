"""Answers side by side over one loaded model: who decodes what in the next batch, and what stays cached.

A slot is a sequence of the context with the tokens that its key-value cache holds (`placement.py`). Each step
decodes one batch: one token for every answer that is being written, and a stretch of the one prompt whose turn it is.
"""

import time
from collections.abc import Callable

from slm_desktop.core.engines.commands import RunChange, SetCandidates, SetFormat, SetSampling, SetScales
from slm_desktop.core.engines.events import (
    AnyEvent,
    Called,
    DraftTokens,
    Failed,
    Finished,
    Prompted,
    Prompting,
    PromptLogprobs,
    SamplingChanged,
    Stopped,
)
from slm_desktop.engine.adapters import Adapters
from slm_desktop.engine.answer import Answer
from slm_desktop.engine.batches import extend
from slm_desktop.engine.drafting import Drafting
from slm_desktop.engine.llama import Context
from slm_desktop.engine.logprobs import prompt_logprobs
from slm_desktop.engine.placement import Placement
from slm_desktop.engine.projector import Projector
from slm_desktop.engine.prompt_files import PromptFiles
from slm_desktop.engine.scheduler import Scheduler
from slm_desktop.engine.slot import Batch, Part, Slot
from slm_desktop.engine.speculation import Speculation
from slm_desktop.errors import Fault

ABORTED, NO_ROOM = 2, 1


class Slots:
    """All slots of a context, and the answers that wait for one."""

    def __init__(
        self,
        context: Context,
        emit: Callable[[AnyEvent], None],
        threads: Callable[[], int] | None = None,
        speculation: Speculation | None = None,
        files: PromptFiles | None = None,
        adapters: Adapters | None = None,
        projector: Projector | None = None,
    ) -> None:
        """`threads` says how many there are for the next batch; without it, as many as the context began with."""
        self._context, self._emit, self._projector = context, emit, projector
        self._threads = threads or (lambda: context.limits.threads)
        self._placement = Placement(context, files)
        self._adapters = adapters or Adapters()
        self._slots, self.kept = self._placement.slots, self._placement.kept
        self._on_gpu = context.model.offloaded() > 0
        self._speculation = speculation or Speculation(context.size, len(self._slots))
        self._scheduler = Scheduler(context, self._placement, self._speculation, emit)

    @property
    def busy(self) -> bool:
        """Whether a step would do anything."""
        return bool(self._scheduler.waiting) or any(slot.answer for slot in self._slots)

    @property
    def parked(self) -> int:
        """Bytes of caches that are kept beside the context."""
        return self._placement.parked

    @property
    def media(self) -> set[int]:
        """The first numbers of media that answers have yet to read."""
        answers = (*self._scheduler.waiting, *(slot.answer for slot in self._slots if slot.answer))
        return {first for answer in answers for first in answer.media}

    def forget_chat(self, conversation: int) -> None:
        """A chat was deleted: nothing of it stays."""
        self._placement.forget_chat(conversation)
        for slot in self._slots:
            if slot.conversation == conversation and slot.answer is None:
                self._speculation.forget(slot.id)

    def start(self, answer: Answer) -> None:
        """Put an answer in the queue."""
        self._scheduler.waiting.append(answer)

    def change(self, command: RunChange) -> None:
        """Have an answer go on otherwise from its next token on."""
        answer = self._find(command.run)
        if answer is None:
            return
        match command:
            case SetSampling():
                answer.want(command.values)
            case SetFormat():
                answer.format.want(command.format)
            case SetScales():
                answer.scales.want(command.scales)
            case SetCandidates():
                answer.candidates.most = command.most

    def stop(self, run: int) -> None:
        """End `run` where it is."""
        if answer := self._find(run):
            self._settle(answer)
            answer.flush(self._emit, held=True)
            self._release(answer)
            self._emit(Stopped(run))

    def close(self) -> None:
        """End all answers where they are; what is to be kept of their caches is written."""
        for answer in [*self._scheduler.waiting, *(slot.answer for slot in self._slots if slot.answer)]:
            self._release(answer)
        self.kept.save()

    def step(self) -> None:
        """Decode one batch and sample the tokens that come out of it."""
        batch, threads, began = self._scheduler.next_batch(), self._threads(), time.perf_counter()
        if batch.parts:
            self._decode(batch, threads, began)
        if batch.item and batch.item.answer:
            self._read_media(batch.item, batch.item.answer)

    def _decode(self, batch: Batch, threads: int, began: float) -> None:
        self._adapters.use(self._context, batch.factors)
        self._context.set_threads(self._threads_for(batch, threads))
        status = self._context.decode(batch.entries)
        if status == 0:
            self._decoded(batch, time.perf_counter() - began)
        elif status == ABORTED:
            self._recover(batch.parts)
        elif status == NO_ROOM:
            if batch.has_drafts:
                self._scheduler.without_drafts()
            else:
                self._make_room(batch.parts)
        else:
            self._fail(batch.parts, status)

    def _threads_for(self, batch: Batch, offered: int) -> int:
        """A replay is alone in its batch, and may ask for those of its record."""
        answer = batch.parts[0].slot.answer
        return answer.threads(offered) if answer and len(batch.parts) == 1 else offered

    # -- batches ---------------------------------------------------------------------------------------------

    def _read_media(self, slot: Slot, answer: Answer) -> None:
        """Read the picture or sound with which the prompt of an answer goes on."""
        chunk = answer.media[answer.pending[0]]
        assert self._projector is not None
        self._adapters.use(self._context, answer.scales.now)
        self._context.set_threads(self._threads())
        position = self._context.position(slot.tokens, len(slot.tokens))
        try:
            status = self._projector.read(chunk, self._context, position, slot.id)
        except Fault as fault:
            self._end(answer, fault)
            return
        part = Part(slot, chunk.count, (), chunk.count - 1, len(slot.tokens) + chunk.count)
        if status == 0:
            self._filled(part, alone=not any(other.tokens for other in self._slots if other is not slot))
            self._prompt_progress(slot, answer)
        elif status == ABORTED:
            self._recover([part])
        elif status == NO_ROOM:
            self._recover([part])
            self._make_room([part])
        else:
            self._fail([part], status)

    def _decoded(self, batch: Batch, seconds: float) -> None:
        if all(part.slot.answer and part.slot.answer.prompted for part in batch.parts):
            self._speculation.learn(len(batch.entries), seconds, self._context.threads)
        alone = len(batch.parts) == 1 and not any(
            slot.tokens for slot in self._slots if slot is not batch.parts[0].slot
        )
        for part in batch.parts:
            self._score_prompt(part)
            self._filled(part, alone=alone)
            answer = part.slot.answer
            if answer and not answer.prompted:
                self._prompt_progress(part.slot, answer)
            if answer and not answer.pending and answer.only_scores:
                self._finish(part.slot, answer, "scored")
            elif answer and not answer.pending:
                self._write(part, answer, seconds, len(batch.parts))

    def _score_prompt(self, part: Part) -> None:
        """Tell the log probabilities of the prompt's tokens that follow those which were just decoded."""
        slot, answer = part.slot, part.slot.answer
        if answer is None or answer.prompted or answer.scored_from is None:
            return
        if answer.only_scores:
            self._rescore(part, answer)
            return
        start = len(slot.tokens)
        following = answer.prompt[start + 1 : start + 1 + part.count]
        most = answer.logprobs.most or 0
        found = prompt_logprobs(self._context, part.first - part.count + 1, following, most)
        slot.scored.add(start, found, most)
        self._emit(PromptLogprobs(answer.run, start + 1, tuple(found)))

    def _rescore(self, part: Part, answer: Answer) -> None:
        """Tell what could have come in place of each token of an answer, and behind the last."""
        begin, first = answer.scored_from or 1, part.first - part.count + 1
        for at in range(part.count):
            place = len(part.slot.tokens) + at + 1
            if place >= begin:
                token = answer.prompt[place] if place < len(answer.prompt) else -1
                answer.rescore(self._context, first + at, place - begin, token)
        answer.candidates.flush(answer.run, self._emit)

    def _filled(self, part: Part, *, alone: bool) -> None:
        """Keep account of what is in the cache now, but for the draft: nobody knows yet how much of it stays."""
        slot, answer = part.slot, part.slot.answer
        if answer is None:
            return
        slot.computed_with(answer.scales.now)
        slot.tokens += answer.pending[: part.count]
        if not part.draft:
            extend(slot.batches, part.count)
        if part.size == 1:
            slot.threads.add(self._context.threads)
        slot.exact, slot.last_used = slot.exact and alone, time.monotonic()
        answer.advance(part.count)

    def _prompt_progress(self, slot: Slot, answer: Answer) -> None:
        if answer.pending:
            self._emit(Prompting(answer.run, len(slot.tokens), len(answer.prompt)))
            return
        answer.prompted = True
        # A replay decodes the whole prompt with the threads of its first token.
        slot.exact = slot.exact and slot.threads <= {self._context.threads}
        self._emit(
            Prompted(
                answer.run,
                tokens=len(answer.prompt),
                cached=answer.cached,
                dropped=answer.dropped,
                seconds=time.monotonic() - answer.prompt_began,
                batches=tuple(slot.batches),
                kept=answer.kept,
                alike=answer.alike,
                differs=answer.differs,
                was_cleared=answer.was_cleared,
                can_cut=self._placement.can_cut,
            )
        )

    def _write(self, part: Part, answer: Answer, seconds: float, writing: int) -> None:
        """Go on with an answer, or end it where its format leaves no token that could follow."""
        try:
            self._sample(part, answer, seconds, writing)
        except Fault as fault:
            if part.draft:
                self._leave_draft(part)
            self._settle(answer)
            answer.flush(self._emit, held=True)
            self._end(answer, fault)

    def _leave_draft(self, part: Part) -> None:
        """Forget what nobody has checked of a draft; what stays came in another batch than a replay would make."""
        slot = part.slot
        extend(slot.batches, part.count + len(slot.tokens) - part.before)
        slot.has_refused = True
        if not self._keep(slot):
            self._placement.forget(slot)

    def _sample(self, part: Part, answer: Answer, seconds: float, writing: int) -> None:
        """Draw the next token, and the ones after it as long as the draft agrees."""
        position, reason = len(answer.produced), ""
        answer.decoded_with(self._context.threads, self._emit)
        for at, drafted in enumerate((*part.draft, None)):
            token, reason = self._draw(answer, part.first + at, part.slot)
            if token != drafted:
                break
            part.slot.tokens.append(token)
            if reason:
                break
        if part.draft:
            made = len(answer.produced) - position + (reason == "end")
            self._checked(part, answer, position=position, made=made, seconds=seconds, writing=writing)
        if reason:
            self._settle(answer)
        answer.flush(self._emit, held=bool(reason))
        if reason:
            self._finish(part.slot, answer, reason)

    def _settle(self, answer: Answer) -> None:
        """An answer ends: what a draft model has read for it in vain is counted, too."""
        if seconds := self._speculation.unpaid(answer):
            answer.drafted(DraftTokens(len(answer.produced), (), 0, "", -round(seconds, 5), by_model=True))

    def _checked(self, part: Part, answer: Answer, *, position: int, made: int, seconds: float, writing: int) -> None:
        """Forget the rest of a draft, and keep account of what it has saved."""
        slot = part.slot
        accepted = len(slot.tokens) - part.before
        extend(slot.batches, part.count + accepted)
        # On a graphics card the whole length of a batch decides on how it rounds, not only what was kept of it.
        is_other = accepted < len(part.draft) if self._on_gpu else not accepted
        slot.has_refused = slot.has_refused or is_other
        if accepted < len(part.draft) and not self._keep(slot):
            # This memory is of another kind than was thought: nothing is drafted any more.
            self._placement.can_cut = False
            self._decode_again(slot, answer)
        saved = self._speculation.saved(
            answer, writing=writing, drafted=len(part.draft), accepted=accepted, made=made, seconds=seconds
        )
        rejected = self._context.model.text(part.draft[accepted:])
        by_model = isinstance(answer.drafting, Drafting) and answer.drafting.is_by_model
        answer.drafted(DraftTokens(position, part.draft, accepted, rejected, round(saved, 5), by_model))

    def _draw(self, answer: Answer, index: int, slot: Slot) -> tuple[int, str]:
        """The next token, and why the answer ends with it, or ''."""
        for position, values in answer.change():
            self._emit(SamplingChanged(answer.run, position, values))
        answer.change_format(self._emit)
        token = answer.draw(self._context, index)
        reason = answer.take(token, self._context.model)
        return token, reason or ("context" if len(slot.tokens) + 1 >= self._context.size else "")

    def _finish(self, slot: Slot, answer: Answer, reason: str) -> None:
        exact = slot.exact and answer.followed_batches
        self._release(answer)
        stop = answer.stopped_by if reason == "stop" else ""
        is_unfinished = not answer.only_scores and not answer.format.is_complete_before(stop)
        if answer.format.watch and not answer.only_scores:
            calls, unread = answer.format.watch.calls()
            self._emit(Called(answer.run, calls, unread))
        self._emit(
            Finished(answer.run, reason, len(answer.produced), answer.clock(), exact, stop, is_unfinished=is_unfinished)
        )

    # -- trouble ---------------------------------------------------------------------------------------------

    def _recover(self, parts: list[Part]) -> None:
        """After an abort: what the cache holds beyond our books is removed, or all of it decoded again."""
        for slot in (part.slot for part in parts):
            if not self._keep(slot) and slot.answer:
                self._decode_again(slot, slot.answer)

    def _keep(self, slot: Slot) -> bool:
        """Forget what the cache of a slot holds beyond its tokens; False when only all of it can be forgotten."""
        return self._context.keep(slot.id, self._context.position(slot.tokens, len(slot.tokens)))

    def _decode_again(self, slot: Slot, answer: Answer) -> None:
        """Nothing can be cut off here, so all is decoded anew, in other batches than the record says."""
        answer.pending = slot.tokens + answer.pending
        self._placement.forget(slot)
        slot.exact = False

    def _make_room(self, parts: list[Part]) -> None:
        """The cache is full: forget the idle slot that was used longest ago, or else end the longest answer."""
        idle = [slot for slot in self._slots if slot.answer is None and slot.tokens]
        if idle:
            self._placement.forget(min(idle, key=lambda slot: slot.last_used))
            return
        slot = max(
            (part.slot for part in parts),
            key=lambda slot: len(slot.tokens) + len(slot.answer.pending if slot.answer else ()),
        )
        if slot.answer and slot.answer.prompted:
            slot.answer.flush(self._emit, held=True)
            self._finish(slot, slot.answer, "context")
        elif slot.answer:
            self._end(slot.answer, Fault("slots_full", {"context": self._context.size}))

    def _fail(self, parts: list[Part], status: int) -> None:
        for slot in (part.slot for part in parts):
            if slot.answer:
                slot.answer.flush(self._emit, held=True)
                self._end(slot.answer, Fault("decode", {"status": status}))
            self._placement.forget(slot)

    def _end(self, answer: Answer, fault: Fault) -> None:
        self._release(answer)
        self._emit(Failed(answer.run, fault.code, fault.details, self._context.model.native.log.tail()))

    def _release(self, answer: Answer) -> None:
        if answer in self._scheduler.waiting:
            self._scheduler.waiting.remove(answer)
        for slot in self._slots:
            if slot.answer is answer:
                slot.answer = None
        answer.close()

    def _find(self, run: int) -> Answer | None:
        running = (slot.answer for slot in self._slots if slot.answer)
        return next((answer for answer in (*running, *self._scheduler.waiting) if answer.run == run), None)
