"""`slm-desktop quantise`: the weights of a model as smaller types, and what each of them loses."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from slm_desktop.cli.command import FAILED, CommandLine, complain, default_model, refuse, show_progress
from slm_desktop.cli.headless import Headless
from slm_desktop.cli.perplexity import SILENT_SECONDS, text_of
from slm_desktop.core.compare.tables import markdown_row
from slm_desktop.core.engines.commands import Benchmark, BenchmarkTest, Importance, Perplexity, Quantise
from slm_desktop.core.engines.events import (
    AnyEvent,
    Benchmarked,
    ImportanceMeasured,
    PerplexityMeasured,
    Quantised,
    Quantising,
    Repeated,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.quant_types import NEED_IMPORTANCE, QUANT_TYPES
from slm_desktop.core.workshop.quantisation import target
from slm_desktop.core.workshop.records import TestResult
from slm_desktop.errors import Fault
from slm_desktop.library.new_file import discard_file, new_file, scratch_file
from slm_desktop.library.sniff import check, check_whole
from slm_desktop.paths import Paths

ANSWER, REPETITIONS = 64, 3
HEADS = ("type", "size", "memory", "tok/s", "perplexity", "KL mean", "same top")


class Made(msgspec.Struct, frozen=True):
    """A type that was made, and what was measured of it; `speed` in tokens per second, `memory` in bytes."""

    kind: str
    size: int
    speed: float = 0.0
    memory: int = 0
    loss: PerplexityMeasured | None = None


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", nargs="?", help="a .gguf file (default: the starter model)")
    parser.add_argument(
        "--type",
        action="append",
        required=True,
        metavar="TYPE",
        help=f"one of {', '.join(QUANT_TYPES)}; again for more",
    )
    parser.add_argument("--into", metavar="DIR", default=".", help="the folder of the files (default: this one)")
    parser.add_argument(
        "--requantise", action="store_true", help="take weights that are quantised already, which loses more"
    )
    parser.add_argument(
        "--measure", action="store_true", help="say what each has lost against the model, its speed and its memory"
    )
    parser.add_argument(
        "--matrix-text",
        metavar="FILE",
        help="make an importance matrix from this text first: small types lose less, some need one",
    )
    parser.add_argument("--text", metavar="FILE", help="the text that the loss is measured with")
    parser.add_argument("--chunks", type=int, default=0, metavar="N", help="chunks of it at most (default: all)")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="threads to work with")


def _run(parsed: argparse.Namespace, _paths: Paths) -> int:
    path, folder = os.path.abspath(parsed.model or default_model()), Path(parsed.into).resolve()
    check(path)
    kinds = [kind.upper() for kind in parsed.type]
    if unknown := [kind for kind in kinds if kind not in QUANT_TYPES]:
        refuse(f"{unknown[0]} is not known; there are {', '.join(QUANT_TYPES)}")
    if not folder.is_dir():
        refuse(f"{folder} is no folder.")
    text = text_of(parsed.text) if parsed.measure else ""
    if needy := [kind for kind in kinds if kind in NEED_IMPORTANCE and not parsed.matrix_text]:
        refuse(f"{needy[0]} needs an importance matrix: name a text for it with --matrix-text.")
    with ExitStack() as stack:
        parsed.matrix = stack.enter_context(_matrix(path, parsed)) if parsed.matrix_text else ""
        return _make_all(path, folder, kinds, text, parsed)


@contextmanager
def _matrix(path: str, parsed: argparse.Namespace) -> Iterator[str]:
    """The file of an importance matrix, for as long as it is needed."""
    text = text_of(parsed.matrix_text)
    made = scratch_file(".npz")
    try:
        with Headless() as headless:
            command = Importance(1, path, text, str(made), options=LoadOptions(slots=1, threads=parsed.threads))
            headless.ask(command, ImportanceMeasured, SILENT_SECONDS, _Progress("importance matrix", "chunk"))
        yield str(made)
    finally:
        discard_file(made)


def _make_all(path: str, folder: Path, kinds: Sequence[str], text: str, parsed: argparse.Namespace) -> int:
    made: list[Made] = []
    is_whole = True
    for kind in kinds:
        written = Path(target(str(folder), path, kind))
        try:
            made.append(_make(path, written, kind, text, parsed))
        except Fault as fault:  # The others are made all the same.
            is_whole = False
            complain(fault)
            continue
        print(f"{written}", file=sys.stderr)
    print(_table(made), end="")
    return 0 if is_whole else FAILED


def _make(path: str, written: Path, kind: str, text: str, parsed: argparse.Namespace) -> Made:
    options = LoadOptions(slots=1, threads=parsed.threads)
    with Headless() as headless:
        with new_file(written) as half:
            command = Quantise(1, path, str(half), kind, parsed.requantise, options, parsed.matrix)
            quantised = headless.ask(command, Quantised, SILENT_SECONDS, _Progress(kind))
            check_whole(str(half))
        if quantised.fallbacks:
            words = f"{kind}: for {quantised.fallbacks} tensors that type is not possible; a larger one was taken."
            print(words, file=sys.stderr)
        if not parsed.measure:
            return Made(kind, quantised.size)
        speed = TestResult(BenchmarkTest(answer=ANSWER))
        headless.ask(
            Benchmark(1, str(written), (speed.test,), REPETITIONS, options),
            Benchmarked,
            SILENT_SECONDS,
            lambda event: speed.add(event) if isinstance(event, Repeated) else None,
        )
        scored = Perplexity(1, str(written), text, chunks=parsed.chunks, base=path, options=options)
        loss = headless.ask(scored, PerplexityMeasured, SILENT_SECONDS, lambda _event: None)
        return Made(kind, quantised.size, speed.rate.mean if speed.rate else 0.0, speed.memory, loss)


class _Progress:
    """Says on stderr how far it is, where somebody watches."""

    def __init__(self, kind: str, step: str = "tensor") -> None:
        self._kind, self._step = kind, step

    def __call__(self, event: AnyEvent) -> None:
        """A step was done."""
        if isinstance(event, Quantising) and event.total:
            show_progress(f"{self._kind}: {self._step} {event.done} of {event.total}")


def _table(made: list[Made]) -> str:
    if not made:
        return ""
    rows = [markdown_row(HEADS), markdown_row(["---", *["---:"] * (len(HEADS) - 1)])]
    return "\n".join([*rows, *(markdown_row(_cells(one)) for one in made)]) + "\n"


def _cells(made: Made) -> list[str]:
    loss = made.loss
    divergence = loss.divergence if loss else None
    return [
        made.kind,
        f"{made.size / 1e6:.1f} MB",
        f"{made.memory / 1e6:.1f} MB" if made.memory else "",
        f"{made.speed:.1f}" if made.speed else "",
        f"{loss.perplexity:.3f} ± {loss.error:.3f}" if loss else "",
        f"{divergence.mean:.5f}" if divergence else "",
        f"{100 * divergence.same_top:.1f} %" if divergence else "",
    ]


QUANTISE = CommandLine(
    name="quantise",
    help="write a model with smaller weights, and say what it loses",
    add_arguments=_add_arguments,
    run=_run,
    trial=(("--help",), "--requantise"),
)
