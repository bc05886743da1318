"""The search for the fastest way to load a model: one setting after the other, as long as more can pay."""

from collections.abc import Generator, Iterable, Sequence
from enum import StrEnum
from math import inf

import msgspec

from slm_desktop.core.engines.options import FlashAttention, KvType, LoadOptions
from slm_desktop.core.workshop.records import Rate

PROMPT, ANSWER = 512, 256
"""Tokens of the request that is to be fast: a question with some text, and its answer."""
LEAST_GAIN = 0.03
"""What a setting must be faster by: less is within what a computer varies by itself."""
BATCHES = (128, 64)
SHORTEST_CONTEXT = 1024
"""Tokens: with less, a chat forgets what was said a moment ago."""
THREADS = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128)
Value = int | str


class Setting(StrEnum):
    """What is tried."""

    USUAL = "usual"
    CONTEXT = "context"
    """A shorter one, where the usual one takes more memory than is allowed."""
    THREADS = "threads"
    GPU_LAYERS = "gpu_layers"
    FLASH = "flash"
    KV_TYPE = "kv_type"
    BATCH = "batch"
    TOGETHER = "together"
    """All that was faster, against the usual settings once more."""
    DRAFT_MODEL = "draft_model"
    """A smaller model that guesses: what that is worth depends on the text, so that answers are written with it."""


class Verdict(StrEnum):
    """What came of a trial."""

    RUNNING = "running"
    USUAL = "usual"
    FASTER = "faster"
    EQUAL = "equal"
    SLOWER = "slower"
    TOO_LARGE = "too_large"
    FAILED = "failed"


class Trial(msgspec.Struct, eq=False):
    """A way to load the model, what was measured of it, and what came of it. `memory` in bytes; `threads` that were
    used. `given_up` is one that was slower before all of it was measured. Other programs were busy beside one
    that `is_disturbed`. `beside` is the way that it is held against.
    """

    setting: Setting
    value: Value
    options: LoadOptions
    prompt: Rate | None = None
    answer: Rate | None = None
    memory: int = 0
    threads: int = 0
    offloaded: int = 0
    given_up: bool = False
    is_disturbed: bool = False
    fault: str = ""
    verdict: Verdict = Verdict.RUNNING
    beside: "Trial | None" = None

    @property
    def seconds(self) -> float:
        """How long the request takes; endless where it was not measured."""
        if not self.prompt or not self.answer:
            return inf
        return PROMPT / self.prompt.mean + ANSWER / self.answer.mean

    @property
    def doubt(self) -> float:
        """How far that may be off, 95 times in 100."""
        if not self.prompt or not self.answer:
            return 0.0
        prompt = PROMPT / self.prompt.mean * (self.prompt.margin / self.prompt.mean)
        answer = ANSWER / self.answer.mean * (self.answer.margin / self.answer.mean)
        return float((prompt**2 + answer**2) ** 0.5)


class Space(msgspec.Struct, frozen=True):
    """What may be tried: `cores` of the processor, `layers` of the model where there is a graphics card (else 0),
    smaller KV caches where somebody wants that. No way may take more bytes than `memory_limit` (0 for no limit), with
    the KV cache of the whole `context` in tokens, whose bytes `kv` has by its types as far as they are known. `drafts`
    are the files of models that can guess for it, with the bytes that each takes beside it.
    """

    cores: int
    layers: int = 0
    smaller_kv: bool = False
    memory_limit: int = 0
    context: int = 0
    kv: dict[str, int] = {}
    drafts: dict[str, int] = {}

    def unmeasured(self, options: LoadOptions) -> int:
        """Bytes of the KV cache of the whole context, and of a draft model: what is measured has neither."""
        whole = self.kv.get(options.kv_type, 0)
        share = min(1.0, options.context / self.context) if options.context and self.context else 1.0
        return round(whole * share) + self.drafts.get(options.draft_model, 0)


Search = Generator[Trial, None, Trial | None]


def search(usual: LoadOptions, space: Space) -> Search:
    """Yield trials, each to be measured before the next is asked for; return the way that is faster than the usual
    one, None where none is.
    """
    first = Trial(Setting.USUAL, "", usual)
    yield first
    if first.fault:
        first.verdict = Verdict.FAILED
        return None
    first.verdict = Verdict.USUAL if _fits(first, space) else Verdict.TOO_LARGE
    best = first
    for setting, ladders in _ladders(first, space):
        for ladder in ladders:
            best = yield from _climb(best, setting, ladder, space)
    if not _fits(best, space):  # All else that saves memory costs less.
        shorter = shorter_contexts(first.options.context or space.context)
        best = yield from _climb(best, Setting.CONTEXT, shorter, space)
    confirmed = None if best is first else (yield from _confirmed(first, best))
    return (yield from _drafted(confirmed, first, space))


def _drafted(confirmed: Trial | None, usual: Trial, space: Space) -> Generator[Trial, None, Trial | None]:
    """Try draft models with the best way: each is measured beside the same without one, so that no luck is in it."""
    best = without = confirmed or usual
    if not _fits(without, space):
        return confirmed
    for path in space.drafts:
        best = yield from _climb(best, Setting.DRAFT_MODEL, [path], space, beside=without)
    return confirmed if best is without else best


def _ladders(usual: Trial, space: Space) -> Iterable[tuple[Setting, Sequence[Sequence[Value]]]]:
    """For each setting, values to be climbed as long as they become faster, from the usual one on."""
    if not skips_threads(usual):
        yield Setting.THREADS, _threads(usual, space)
    if space.layers:
        parts = (space.layers, space.layers * 3 // 4, space.layers // 2, space.layers // 4, 0)
        more, fewer = [n for n in parts if n > usual.offloaded], [n for n in parts if n < usual.offloaded]
        yield Setting.GPU_LAYERS, (more[:1], fewer)
    yield Setting.FLASH, ([FlashAttention.OFF.value], [FlashAttention.ON.value])
    yield Setting.BATCH, ([n for n in BATCHES if n < usual.options.batch],)
    if space.smaller_kv:
        yield Setting.KV_TYPE, ([KvType.Q8_0.value], [KvType.Q4_0.value])


def shorter_contexts(context: int) -> Sequence[int]:
    """Each half as long as the one before, as long as a chat has room in it."""
    halves = (context >> times for times in range(1, context.bit_length()))
    return [half for half in halves if half >= SHORTEST_CONTEXT]


def skips_threads(usual: Trial) -> bool:
    """Whether other programs are busy, and threads follow them by themselves: a fixed number would not."""
    return usual.is_disturbed and usual.options.threads == 0


def _threads(usual: Trial, space: Space) -> Sequence[Sequence[Value]]:
    """More of them up to all cores, then fewer."""
    known = sorted({count for count in THREADS if count < space.cores} | {space.cores})
    return [n for n in known if n > usual.threads], [n for n in known if n < usual.threads][::-1]


def _climb(
    best: Trial, setting: Setting, ladder: Sequence[Value], space: Space, *, beside: Trial | None = None
) -> Generator[Trial, None, Trial]:
    """Try one value after the other, until one is not faster. `beside` is what it is measured with in turn."""
    for value in ladder:
        options = msgspec.structs.replace(best.options, **{setting.value: value})
        if options == best.options:
            continue
        trial = Trial(setting, value, options, beside=beside)
        yield trial
        trial.verdict = verdict(trial, best, space)
        if trial.verdict == Verdict.FASTER:
            best = trial
        if not _goes_on(setting, trial.verdict):
            break
    return best


def _goes_on(setting: Setting, verdict: Verdict) -> bool:
    """Whether the next value can pay, too. After one that did not, a shorter context, fewer layers or a smaller batch
    may fit or load; a context that fits is not made shorter.
    """
    if verdict == Verdict.FASTER:
        return setting != Setting.CONTEXT
    if setting == Setting.THREADS:
        return verdict == Verdict.EQUAL
    fits_more_easily = setting in (Setting.CONTEXT, Setting.GPU_LAYERS, Setting.BATCH)
    return fits_more_easily and verdict in (Verdict.TOO_LARGE, Verdict.FAILED)


def verdict(trial: Trial, best: Trial, space: Space) -> Verdict:
    """What a trial is worth beside the best so far, which may take more memory than is allowed."""
    if trial.fault:
        return Verdict.FAILED
    if not _fits(trial, space):
        return Verdict.TOO_LARGE
    if trial.seconds == inf:  # It was given up.
        return Verdict.SLOWER
    if not _fits(best, space):
        return Verdict.FASTER  # Nothing is slower than what cannot be used.
    gain = best.seconds - trial.seconds
    if gain > max(LEAST_GAIN * best.seconds, trial.doubt + best.doubt):
        return Verdict.FASTER
    return Verdict.SLOWER if -gain > LEAST_GAIN * best.seconds else Verdict.EQUAL


def _fits(trial: Trial, space: Space) -> bool:
    return not space.memory_limit or trial.memory <= space.memory_limit


def _confirmed(usual: Trial, best: Trial) -> Generator[Trial, None, Trial | None]:
    """Measure the usual way and the best one once more, so that luck is not taken for speed."""
    if usual.verdict == Verdict.TOO_LARGE:
        return best
    again = Trial(Setting.USUAL, "", usual.options)
    yield again
    together = Trial(Setting.TOGETHER, "", best.options)
    yield together
    again.verdict = Verdict.USUAL
    together.verdict = verdict(together, again, Space(cores=0))
    return together if together.verdict == Verdict.FASTER else None


def gain(trial: Trial, usual: Trial) -> float:
    """By what share a way is faster than another: 0.25 does in the same time a quarter more."""
    return usual.seconds / trial.seconds - 1 if 0 < trial.seconds < inf else 0.0
