"""How well a model foresees a text, and how far it is from another one of the same vocabulary, as llama-perplexity
does it.

The text is cut into chunks of as many tokens as the context. In each, the second half is scored, so that every token
has some context before it; the first token of a chunk is the one that begins a text, where the model wants that.
"""

import heapq
import itertools
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from slm_desktop.core.engines.commands import CutText, Importance, Perplexity
from slm_desktop.core.engines.events import (
    AnyEvent,
    CutChunk,
    Device,
    Divergence,
    Parting,
    PerplexityMeasured,
    Scored,
    TextCut,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.devices import measured_layers
from slm_desktop.engine.limits import FLASH, KV_TYPES
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.engine.weighing import (
    Apart,
    Figures,
    Logits,
    ReportedRows,
    Weighed,
    reported_rows,
    weighed,
    weighed_by_report,
)
from slm_desktop.errors import Fault

BATCH = 512
"""Tokens that are decoded at once."""
ROWS = 32
"""Places whose probabilities are worked out together: those of a large vocabulary fill a processor's cache."""
FEWEST_CHUNKS = 2
MOST_PARTINGS, FOLLOWING = 20, 32
"""Places that are told where two models part most, and tokens behind each of them."""


def perplexity(
    native: Native, command: Perplexity, threads: int, gpus: list[Device], emit: Callable[[AnyEvent], None]
) -> PerplexityMeasured:
    """Score a text, and tell of each chunk. Raise Fault."""
    began = time.monotonic()
    model = Scorer(native, command.path, command, threads, gpus)
    tokens = model.tokens(command.text)
    base = Scorer(native, command.base, command, threads, gpus) if command.base else None
    if base and base.tokens(command.text) != tokens:
        raise Fault("vocabularies_differ")
    chunks = chunks_of(tokens, command)
    reported = [reported_rows(one, model.model.vocabulary) for one in command.reported]
    found = Found(model, base, is_reported=bool(reported))
    for number, part in enumerate(chunks[: len(reported) or None]):
        started = time.monotonic()
        found.add(part, number * command.context, reported[number] if reported else None)
        emit(
            Scored(
                command.run,
                chunk=number + 1,
                chunks=len(chunks),
                perplexity=math.exp(found.nll.mean),
                divergence=found.kl.mean,
                seconds=time.monotonic() - started,
            )
        )
    return found.summary(command.run, time.monotonic() - began)


def cut_text(native: Native, command: CutText) -> TextCut:
    """The chunks of a text, as they are decoded. Raise Fault."""
    model = Model(native, command.path)
    model.load(0, lambda _progress: True, no_alloc=True)
    tokens = model.tokenise(command.text, special=False, whole=True)
    parts = [begun(model, part) for part in chunks_of(tokens, command)]
    pieces = {token: model.piece(token) for token in set(itertools.chain.from_iterable(parts))}
    chunks = (CutChunk(tuple(part), tuple(pieces[token] for token in part)) for part in parts)
    return TextCut(command.run, tuple(chunks))


def chunks_of(tokens: list[int], command: Perplexity | CutText) -> list[list[int]]:
    """The chunks that are scored. Raise Fault 'text_short' where they are too few."""
    count = len(tokens) // command.context
    if count < FEWEST_CHUNKS:
        raise Fault("text_short", {"count": len(tokens), "needed": FEWEST_CHUNKS * command.context})
    count = min(count, command.chunks) if command.chunks else count
    return [tokens[at * command.context : (at + 1) * command.context] for at in range(count)]


def begun(model: Model, part: list[int]) -> list[int]:
    """The tokens of a chunk as they are decoded."""
    api = model.native.api
    begins = bool(api.llama_vocab_get_add_bos(model.vocab))
    return [int(api.llama_vocab_bos(model.vocab)), *part[1:]] if begins else part


class Sums:
    """The mean of many values, and how sure it is."""

    def __init__(self) -> None:
        self.count, self._sum, self._squares = 0, 0.0, 0.0

    def add(self, values: Figures) -> None:
        """Take in some more."""
        self.count += values.size
        self._sum += float(values.sum())
        self._squares += float((values * values).sum())

    @property
    def mean(self) -> float:
        """The mean; 0 of nothing."""
        return self._sum / self.count if self.count else 0.0

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        if self.count < 2:
            return 0.0
        variance = max(0.0, self._squares / self.count - self.mean**2)
        return math.sqrt(variance / (self.count - 1))


class Found:
    """What was found so far."""

    def __init__(self, model: "Scorer", base: "Scorer | None", *, is_reported: bool = False) -> None:
        """Where the base `is_reported`, each chunk comes with what that said of it."""
        self._model, self._base = model, base
        self._has_base = base is not None or is_reported
        self.nll, self.base_nll, self.kl, self.known = Sums(), Sums(), Sums(), Sums()
        self._divergences: list[Figures] = []
        self._same = 0
        self._partings: list[tuple[float, int, Parting]] = []
        self._pool = ThreadPoolExecutor(model.threads, "weigh")

    def add(self, part: list[int], start: int, reported: ReportedRows | None = None) -> None:
        """Score a chunk, whose first token is the one at `start` of the text."""
        first = len(part) // 2
        targets = np.array(part[first + 1 :])
        own = self._model.logits(part, first)
        others = self._base.logits(part, first) if self._base else None

        def weigh(at: int) -> Weighed:
            rows, wanted = own[at : at + ROWS], targets[at : at + ROWS]
            if reported:
                return weighed_by_report(rows, wanted, reported.part(at, ROWS))
            return weighed(rows, wanted, None if others is None else others[at : at + ROWS])

        places = range(0, len(own), ROWS)
        for at, some in zip(places, self._pool.map(weigh, places), strict=True):
            self.nll.add(some.losses)
            if some.apart:
                self._compare(some.apart, part, start, first + 1 + at)

    def _compare(self, apart: Apart, part: list[int], start: int, place: int) -> None:
        divergences, tops, base_tops = apart.divergences, apart.tops, apart.base_tops
        self.base_nll.add(apart.base_losses)
        self.known.add(apart.known)
        self.kl.add(divergences)
        self._divergences.append(divergences)
        self._same += int((tops == base_tops).sum())
        for row in np.argsort(divergences)[-MOST_PARTINGS:]:
            value, at = float(divergences[row]), place + int(row)
            if len(self._partings) == MOST_PARTINGS and value <= self._partings[0][0]:
                continue
            text = self._model.model.text
            parting = Parting(
                position=start + at,
                divergence=value,
                before=text(begun(self._model.model, part)[:at]),
                token=text([part[at]]),
                own=text([int(tops[row])]),
                base=text([int(base_tops[row])]),
                after=text(part[at + 1 : at + 1 + FOLLOWING]),
            )
            heapq.heappush(self._partings, (value, start + at, parting))
            if len(self._partings) > MOST_PARTINGS:
                heapq.heappop(self._partings)

    def summary(self, run: int, seconds: float) -> PerplexityMeasured:
        """All of it."""
        mean = math.exp(self.nll.mean)
        return PerplexityMeasured(
            run,
            tokens=self.nll.count,
            perplexity=mean,
            error=mean * self.nll.error,
            threads=self._model.threads,
            seconds=seconds,
            divergence=self._divergence() if self._has_base else None,
        )

    def _divergence(self) -> Divergence:
        values = np.sort(np.concatenate(self._divergences))
        return Divergence(
            base_perplexity=math.exp(self.base_nll.mean),
            mean=self.kl.mean,
            error=self.kl.error,
            percentile_99=float(np.quantile(values, 0.99)),
            largest=float(values[-1]),
            same_top=self._same / self.kl.count,
            partings=tuple(parting for _value, _at, parting in sorted(self._partings, reverse=True)),
            known=self.known.mean,
        )


class Scorer:
    """A loaded model that gives the logits of a chunk."""

    def __init__(
        self, native: Native, path: str, command: Perplexity | Importance, threads: int, gpus: list[Device]
    ) -> None:
        """Raise Fault where it cannot be loaded, or has less context than a chunk."""
        self.model, options = Model(native, path), command.options
        self.model.load(measured_layers(options, gpus), lambda _progress: True)
        if command.context > self.model.trained_context:
            raise Fault("benchmark_context", {"wanted": command.context, "trained": self.model.trained_context})
        self._api = native.api
        self.threads = options.threads or threads
        self._handle = self._api.llama_init_from_model(self.model.handle, self._params(command.context, options))
        if not self._handle:
            raise Fault("memory", {"context": command.context})
        self._abort = AbortFlag()
        self._abort.install(self._api, self._handle)
        self._batch = self._api.llama_batch_init(BATCH, 0, 1)

    def _params(self, context: int, options: LoadOptions) -> Any:
        params = self._api.llama_context_default_params()
        params.n_ctx = context
        params.n_batch = params.n_ubatch = params.n_outputs_max = BATCH
        params.n_seq_max = 1
        params.n_threads = params.n_threads_batch = self.threads
        params.flash_attn_type = FLASH[options.flash]
        params.type_k = params.type_v = KV_TYPES[options.kv_type]
        params.no_perf = True
        return params

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text."""
        return self.model.tokenise(text, special=False, whole=True)

    def logits(self, part: list[int], first: int) -> Logits:
        """What the model foresees from token `first` of a chunk on: a row for each token but the last."""
        begun = self.begin(part)
        rows: list[Logits] = []
        for start in range(0, len(part), BATCH):
            rows += self._logits(begun[start : start + BATCH], start, first)
        return (rows[0] if len(rows) == 1 else np.concatenate(rows))[:-1]

    def begin(self, part: list[int]) -> list[int]:
        """Forget what was read; the tokens of a chunk as they are decoded."""
        self._api.llama_memory_clear(self._api.llama_get_memory(self._handle), True)
        return begun(self.model, part)

    def _logits(self, tokens: list[int], start: int, first: int) -> Iterator[Logits]:
        self.decode(tokens, start, first)
        wanted = len(tokens) - max(0, first - start)
        if wanted > 0:
            found = self._api.llama_get_logits(self._handle)
            yield np.ctypeslib.as_array(found, (wanted, self.model.vocabulary)).copy()

    def decode(self, tokens: list[int], start: int, first: int) -> None:
        """Decode some tokens that begin at `start` of a chunk, with logits from its token `first` on. Raise Fault."""
        batch = self._batch
        batch.n_tokens = len(tokens)
        for at, token in enumerate(tokens):
            batch.token[at], batch.pos[at] = token, start + at
            batch.n_seq_id[at], batch.seq_id[at][0] = 1, 0
            batch.logits[at] = start + at >= first
        status = int(self._api.llama_decode(self._handle, batch))
        if status:
            raise Fault("decode", {"status": status})
