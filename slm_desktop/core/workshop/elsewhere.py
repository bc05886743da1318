"""Has a model on another machine score the chunks of a text, one after the other."""

from array import array
from collections.abc import Callable, Sequence

from slm_desktop.core.engines.commands import Change, ReportedChunk, Request
from slm_desktop.core.engines.events import AnyEvent, CutChunk, Ended, Failed, Feature, Finished, TokenLogprobs
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.run import Run
from slm_desktop.core.engines.when_ready import WhenReady
from slm_desktop.errors import Fault

MOST_LIKELIEST = 20
"""Tokens whose probability a server is asked for at each place: vLLM tells no more of them."""
MOST_STRANGE = 0.02
"""Share of a chunk's tokens that may be shown by other words there: servers show spaces and parts of characters in
their own ways.
"""
BROKEN = "\ufffd"
Reported = Callable[[tuple[ReportedChunk, ...] | Fault], None]


class ScoringElsewhere:
    """Asks for one chunk after the other. `on_over` is called once: with what was said of all of them, or why not."""

    def __init__(
        self,
        pool: EnginePool,
        model: ModelRef,
        chunks: Sequence[CutChunk],
        on_progress: Callable[[int], object],
        on_over: Reported,
    ) -> None:
        self._chunks, self._on_progress, self._on_over = chunks, on_progress, on_over
        self._reported: list[ReportedChunk] = []
        self._is_over = False
        self._ready = WhenReady(pool.lease(ModelChoice(model), unattended=True), self._begin, self._end)
        self._ready.look()

    def cancel(self) -> None:
        """Nobody wants it any more: `on_over` is called with Fault 'stopped'."""
        self._end(Fault("stopped"))

    def _begin(self) -> None:
        engine = self._ready.lease.engine
        if not engine.can(Feature.PROMPT_LOGPROBS):
            raise Fault("no_prompt_logprobs", {"model": engine.choice.name})
        self._next()

    def _next(self) -> None:
        """Ask for the next chunk, or tell what was said of all."""
        done = len(self._reported)
        if done == len(self._chunks):
            self._end(tuple(self._reported))
            return
        self._on_progress(done)
        chunk = self._chunks[done]
        request = Request(
            turns=(),
            raw=chunk.tokens,
            changes=(Change(0, {"temperature": 0.0, "max_tokens": 1.0}),),
            seed=0,
            logprobs=MOST_LIKELIEST,
            prompt_logprobs=True,
        )
        try:
            run = self._ready.lease.start(request, lambda event: self._on_event(event, run, chunk))
        except Fault as fault:  # It went a moment ago.
            self._end(fault)

    def _on_event(self, event: AnyEvent, run: Run, chunk: CutChunk) -> None:
        if self._is_over or not isinstance(event, Ended):
            return
        if not isinstance(event, Finished):
            self._end(Fault(event.code, event.details) if isinstance(event, Failed) else Fault("no_model"))
        elif not are_same(chunk, run.prompt_logprobs):
            self._end(Fault("vocabularies_differ"))
        else:
            scored = run.prompt_logprobs[len(chunk.tokens) // 2 :]
            self._reported.append(packed(scored))
            self._next()

    def _end(self, result: tuple[ReportedChunk, ...] | Fault) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._ready.release()
        self._on_over(result)


def are_same(chunk: CutChunk, scored: Sequence[TokenLogprobs]) -> bool:
    """Whether a server has the same tokens by these numbers, as far as it says what each of them is."""
    if len(scored) != len(chunk.tokens) - 1:
        return False
    pairs = [
        (here.decode("utf-8", "replace").strip(), there.token.piece.decode("utf-8", "replace").strip())
        for here, there in zip(chunk.pieces[1:], scored, strict=True)
    ]
    telling = [(here, there) for here, there in pairs if here and there and BROKEN not in here + there]
    strange = sum(here != there for here, there in telling)
    return 2 * len(telling) >= len(pairs) and strange <= MOST_STRANGE * len(telling)


def packed(scored: Sequence[TokenLogprobs]) -> ReportedChunk:
    """What was said of the tokens that are scored, as an engine on this computer takes it."""
    most = min(len(one.top) for one in scored)
    return ReportedChunk(
        most,
        logprobs=array("f", (one.token.logprob for one in scored)).tobytes(),
        likeliest=array("I", (top.id for one in scored for top in one.top[:most])).tobytes(),
        likeliest_logprobs=array("f", (top.logprob for one in scored for top in one.top[:most])).tobytes(),
    )
