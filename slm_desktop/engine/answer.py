"""One answer in the making: what is left to decode, what was sampled, and with which settings."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from slm_desktop.core.engines.commands import Generate
from slm_desktop.core.engines.events import (
    AnyEvent,
    Calling,
    Drafted,
    DraftTokens,
    FormatChanged,
    FormatRefused,
    ScalesChanged,
    ThreadsSet,
    Token,
    Tokens,
)
from slm_desktop.core.sampling import Values, complete, stop_texts
from slm_desktop.engine.adapters import Adapters, AnswerScales
from slm_desktop.engine.answer_format import AnswerFormat
from slm_desktop.engine.batches import lengths
from slm_desktop.engine.candidates import AnswerCandidates
from slm_desktop.engine.drafting import Drafting, drafting_of
from slm_desktop.engine.grammar import Grammars
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.logprobs import AnswerLogprobs
from slm_desktop.engine.media_tokens import until_media, words
from slm_desktop.engine.projector import NO_CHUNKS, MediaChunk
from slm_desktop.engine.sampler import Sampler
from slm_desktop.engine.text import TextStream

FLUSH_SECONDS = 0.045
"""Tokens are sent together when they come faster than a screen is drawn: each event wakes the window. The first one
after somebody has moved a slider is sent at once.
"""


class Answer:
    """The answer to one Generate."""

    def __init__(
        self,
        *,
        command: Generate,
        prompt: list[int],
        dropped: int,
        model: Model,
        stops: tuple[str, ...],
        started: float,
        format: AnswerFormat | None = None,
        scales: AnswerScales | None = None,
        rescored_from: int = 1,
        media: Mapping[int, MediaChunk] = NO_CHUNKS,
    ) -> None:
        """`rescored_from` is the place in the prompt where the answer begins that is only to be scored, `media` are
        the chunks of those in the prompt by their first numbers.
        """
        request = command.request
        self.run, self.prompt, self.dropped, self.media = command.run, prompt, dropped, media
        self.format = format or AnswerFormat(Grammars(model), model, ())
        self.scales = scales or AnswerScales(Adapters(), ())
        self.conversation, self.keep = request.conversation, request.keep
        self.slot: int | None = None
        self.pending: list[int] = []
        self.produced: list[int] = []
        self.cached, self.prompted = 0, False
        self.kept, self.alike, self.was_cleared = 0, 0, False
        self.differs = ("", "")
        self.prompt_began = 0.0
        """When its first batch was put together, on the monotonic clock."""
        self.alone = bool(request.batches) or request.cold
        self._batches = deque(lengths(request.batches))
        self._recorded_threads, self._replayed_threads, self._threads = deque(request.threads), 0, 0
        said = words(prompt) if media else prompt
        self.drafting = drafting_of(request, said, model.vocabulary)
        self.followed_batches = True
        self._started, self._flushed = started, -FLUSH_SECONDS
        self._template_stops, self._request_stops = stops, request.stops
        changes = [(change.position, complete(change.values)) for change in request.changes] or [(0, complete({}))]
        self._changes = deque(sorted(changes[1:], key=lambda change: change[0]))
        self.values: Values = changes[0][1]
        self._setting, self._wanted = 0, cast("Values | None", None)
        self._sampler = Sampler(model, self.values, request.seed, said, request.logit_bias)
        self._stream = TextStream(self._stops())
        self.logprobs, self.scores_prompt = AnswerLogprobs(request.logprobs), request.prompt_logprobs
        before = words(prompt[:rescored_from]) if request.rescore else said
        self.candidates = AnswerCandidates(request.candidates, model, before)
        self.only_scores = request.rescore
        self.scored_from = rescored_from if request.rescore else 1 if self.scores_prompt else None
        """The first token of the prompt whose probability is wanted."""
        self.stopped_by = ""
        """The stop text that ended it."""
        self._unsent: deque[tuple[int, int, float]] = deque()
        self._ready: list[Token] = []
        self._sent, self._has_told_calling = 0, False
        self._drafts: list[DraftTokens] = []
        self.draft_pauses: list[tuple[int, int]] = []
        """From which token on there are no drafts for how many, as they cost more than they saved; not yet sent."""

    def _stops(self) -> tuple[str, ...]:
        return stop_texts(self.values) + self._request_stops + self._template_stops

    def clock(self) -> float:
        """Seconds since the command came."""
        return time.monotonic() - self._started

    @property
    def left(self) -> int:
        """Tokens that it may still have."""
        return int(self.values["max_tokens"]) - len(self.produced)

    def stretch(self, room: int, outputs: int) -> int:
        """How many prompt tokens the next batch takes: what the plan of a replay says, else what fits.

        Where they are scored, that is as many as there can be logits of.
        """
        room = until_media(self.pending, room)
        if self._batches:
            return min(room, self._batches[0])
        if self.scored_from is None:
            return room
        place = len(self.prompt) - len(self.pending)
        before = self.scored_from - 1 - place
        same_scales = self.scales.stretch(place) if self.only_scores else None
        return min(room, before if before > 0 else outputs, same_scales or room)

    def wants_logits(self, place: int) -> bool:
        """Whether the logits at a place of the prompt are wanted: for the token after it."""
        return self.scored_from is not None and not self.prompted and place + 1 >= self.scored_from

    def advance(self, count: int) -> None:
        """`count` of the pending tokens are decoded."""
        self.pending = self.pending[count:]
        if self._batches:
            self.followed_batches &= self._batches.popleft() == count

    def threads(self, offered: int) -> int:
        """With how many threads to decode the next token: what the record of a replay says, else what is offered."""
        while self._recorded_threads and self._recorded_threads[0][0] <= len(self.produced):
            self._replayed_threads = self._recorded_threads.popleft()[1]
        return self._replayed_threads or offered

    def decoded_with(self, threads: int, emit: Callable[[AnyEvent], None]) -> None:
        """The next token comes of so many threads: keep account of it."""
        if threads != self._threads:
            self._threads = threads
            emit(ThreadsSet(self.run, len(self.produced), threads))

    def want(self, values: Values) -> None:
        """Use `values` from the next token on; of several wishes before it, the last holds."""
        self._wanted = complete(values)

    def change(self) -> Iterator[tuple[int, Values]]:
        """Make the changes that are due at the next token: those of the record, then what was wished meanwhile."""
        position = len(self.produced)
        due = [values for at, values in self._changes if at <= position] + ([self._wanted] if self._wanted else [])
        while self._changes and self._changes[0][0] <= position:
            self._changes.popleft()
        self._wanted = None
        if due and due[-1] != self.values:
            self.values = due[-1]
            self._setting += 1
            self._sampler.set(self.values)
            self._stream.stops = self._stops()
            self._flushed = -FLUSH_SECONDS
            yield position, self.values

    def change_format(self, emit: Callable[[AnyEvent], None]) -> None:
        """Make the changes of its form that are due at the next token, and tell of them."""
        position = len(self.produced)
        for format, fault in self.format.change(position):
            if fault:
                emit(FormatRefused(self.run, format, fault.code, fault.details))
            else:
                emit(FormatChanged(self.run, position, format))

    def change_scales(self, emit: Callable[[AnyEvent], None]) -> None:
        """Make the changes of the adapters' scales that are due before the next batch, and tell of them."""
        if self.prompted:
            position = len(self.produced)
            for scales in self.scales.change(position):
                self._flushed = -FLUSH_SECONDS
                emit(ScalesChanged(self.run, position, scales))
        elif self.only_scores:
            self.scales.go_over(len(self.prompt) - len(self.pending))

    def draw(self, context: Context, index: int) -> int:
        """Sample the next token."""
        with self.format.restricting(context, index):
            self._sampler.restrict(self.format.allowed is not None)
            token = self._sampler.sample(context, index)
        self.logprobs.take(context, index, token)
        self.candidates.take(context, index, len(self.produced), token, self.format.allowed)
        return token

    def rescore(self, context: Context, index: int, position: int, token: int) -> None:
        """Take what could have come at a place of an answer that is there already; -1 for behind its last token."""
        allowed = self.format.score(position, token)
        self.candidates.take(context, index, position, token, allowed)

    def take(self, token: int, model: Model) -> str:
        """Add a sampled token; return why the answer ends with it, or ''."""
        if model.ends(token):
            return "end"
        self.produced.append(token)
        self.pending = [token]
        piece = model.piece(token)
        self.format.take(token, piece)
        if isinstance(self.drafting, Drafting):
            self.drafting.take(token)
        self._unsent.append((token, self._setting, self.clock()))
        texts, self.stopped_by = self._stream.feed(piece)
        self._release(texts)
        if self.stopped_by:
            return "stop"
        if self.format.is_over:
            return "format"
        return "length" if self.left <= 0 else ""

    def drafted(self, draft: DraftTokens) -> None:
        """Keep account of a draft; it is sent with the tokens."""
        self._drafts.append(draft)

    def flush(self, emit: Callable[[AnyEvent], None], held: bool = False) -> None:
        """Send what is ready if the last sending was long enough ago, or at once with all that is held back."""
        if held:
            self._release(self._stream.finish())
        now = self.clock()
        if not held and now - self._flushed < FLUSH_SECONDS:
            return
        if self._drafts:
            emit(Drafted(self.run, tuple(self._drafts), tuple(self.draft_pauses)))
            self._drafts, self.draft_pauses = [], []
        self.logprobs.flush(self.run, emit, held=held)
        self.candidates.flush(self.run, emit)
        watch = self.format.watch
        count = len(self._ready)
        if watch and not held:
            count -= watch.held_back([token.text for token in self._ready])
        if count:
            self._send(self._ready[:count], emit)
            self._ready, self._flushed = self._ready[count:], now

    def _send(self, tokens: list[Token], emit: Callable[[AnyEvent], None]) -> None:
        """Send tokens; that calls of tools begin is told before those that they are written in."""
        watch = self.format.watch
        if watch and watch.position is not None and not self._has_told_calling:
            before = watch.position - self._sent
            if before < len(tokens):
                self._emit_tokens(tokens[:before], emit)
                emit(Calling(self.run, self._sent))
                self._has_told_calling, tokens = True, tokens[before:]
        self._emit_tokens(tokens, emit)

    def _emit_tokens(self, tokens: list[Token], emit: Callable[[AnyEvent], None]) -> None:
        if tokens:
            emit(Tokens(self.run, tuple(tokens)))
            self._sent += len(tokens)

    def _release(self, texts: list[str]) -> None:
        for text in texts:
            token, setting, at = self._unsent.popleft()
            self._ready.append(Token(token, text, setting, round(at, 4)))
            self.logprobs.release()

    def close(self) -> None:
        """Free the sampler."""
        self._sampler.close()
