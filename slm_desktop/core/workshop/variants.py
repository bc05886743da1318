"""A model and what was made of it, side by side: size, memory, speed, loss."""

from collections.abc import Collection, Sequence
from pathlib import PurePath

import msgspec

from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.workshop.losses import LossRecord, comparable
from slm_desktop.core.workshop.pareto import pareto
from slm_desktop.core.workshop.quantisation import MadeType, TypeState
from slm_desktop.core.workshop.records import BenchmarkRecord, Rate


class Variant(msgspec.Struct, frozen=True):
    """A model as one type; `size` in bytes, 0 while its file is not there. `base_perplexity` is that of the original
    over the same text, for the original itself; 0 where it is not known.
    """

    kind: str
    path: str
    size: int
    is_source: bool = False
    made: MadeType | None = None
    benchmark: BenchmarkRecord | None = None
    loss: LossRecord | None = None
    base_perplexity: float = 0.0

    @property
    def answer(self) -> Rate | None:
        """Speed of answers; None where it was not measured."""
        return self.benchmark.answer if self.benchmark else None

    @property
    def memory(self) -> int:
        """Bytes that llama.cpp has allocated at most; 0 where that was not measured."""
        return self.benchmark.memory if self.benchmark else 0

    @property
    def divergence(self) -> float | None:
        """Mean KL divergence from the original in nats; None where it was not measured."""
        found = self.loss.divergence if self.loss else None
        return found.mean if found else None

    @property
    def perplexity(self) -> float:
        """Over the text that all are scored with; 0 where that was not measured."""
        return self.loss.measured.perplexity if self.loss else self.base_perplexity


def variants(
    source: LocalModel,
    made: Sequence[MadeType],
    models: Collection[LocalModel],
    benchmarks: Sequence[BenchmarkRecord],
    losses: Sequence[LossRecord],
) -> list[Variant]:
    """The original first, then what was made of it and is there, or being made, the smallest first.

    `made` is the run under way, or the last one. All losses are over one text, the one that was used last.
    """
    of_source = [one for one in losses if one.base and one.base.path == source.path]
    newest = next(iter(of_source), None)
    same_text = [one for one in of_source if newest and comparable(one, newest)]
    sizes = {model.path: model for model in models}
    by_path: dict[str, MadeType | None] = {
        one.model.path: None for one in of_source if one.model.path in sizes and one.model.path != source.path
    }
    by_path.update({one.path: one for one in made if one.path in sizes or one.state != TypeState.DONE})
    found = [
        Variant(
            kind=entry.kind if entry else _kind(sizes[path]),
            path=path,
            size=size,
            made=entry,
            benchmark=_newest_benchmark(benchmarks, path, size),
            loss=next((one for one in same_text if (one.model.path, one.size) == (path, size)), None),
        )
        for path, entry in by_path.items()
        for size in (sizes[path].size if path in sizes else 0,)
    ]
    original = Variant(
        kind=_kind(source),
        path=source.path,
        size=source.size,
        is_source=True,
        benchmark=_newest_benchmark(benchmarks, source.path, source.size),
        base_perplexity=newest.divergence.base_perplexity if newest and newest.divergence else 0.0,
    )
    return [original, *sorted(found, key=lambda one: (one.size or float("inf"), one.kind))]


def _kind(model: LocalModel) -> str:
    return model.quantisation or PurePath(model.path).stem


def _newest_benchmark(benchmarks: Sequence[BenchmarkRecord], path: str, size: int) -> BenchmarkRecord | None:
    """That of the file as it is now: one that was made anew has other bytes."""
    return next((one for one in benchmarks if one.path == path and one.size == size and one.answer), None)


def best(found: Sequence[Variant]) -> list[Variant]:
    """Those of which no other one is both smaller and nearer to the original (the Pareto front), the smallest first."""
    known = [(one.size, one.divergence, one) for one in found if one.size and one.divergence is not None]
    return sorted(pareto(known), key=lambda one: one.size)
