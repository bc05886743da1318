"""`slm-desktop bench`: how fast models are on this computer, and what memory they take."""

import argparse
import os
import time
from pathlib import Path

import msgspec

from slm_desktop import instance
from slm_desktop.cli.command import FAILED, CommandLine, complain, default_model, refuse, show_progress
from slm_desktop.cli.load_arguments import add_load_arguments, load_options
from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.engines.energy import SHORTEST_REST, EnergyMeter
from slm_desktop.core.engines.options import FlashAttention, KvType, LoadOptions
from slm_desktop.core.faults import Faults
from slm_desktop.core.models.names import shown_name
from slm_desktop.core.workshop import report
from slm_desktop.core.workshop.benchmarks import (
    USUAL_ANSWER,
    USUAL_PROMPT,
    USUAL_REPETITIONS,
    Benchmarks,
    Wanted,
    steps,
)
from slm_desktop.core.workshop.records import MOST_REPETITIONS
from slm_desktop.errors import Fault
from slm_desktop.library.sniff import check
from slm_desktop.paths import Paths, file_size, write_whole


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", nargs="*", metavar="MODEL", help="a .gguf file (default: the starter model)")
    parser.add_argument(
        "-p", "--prompt", type=_numbers, default=[USUAL_PROMPT], metavar="N,…", help="tokens of prompts (default: 512)"
    )
    parser.add_argument(
        "-n", "--answer", type=_numbers, default=[USUAL_ANSWER], metavar="N,…", help="tokens of answers (default: 128)"
    )
    parser.add_argument(
        "-d", "--depth", type=_numbers, default=[0], metavar="N,…", help="tokens of context before them (default: 0)"
    )
    parser.add_argument(
        "-b", "--batch", type=_numbers, default=[0], metavar="N,…", help="tokens of a prompt decoded at once (512)"
    )
    parser.add_argument(
        "-r", "--repetitions", type=_repetitions, default=USUAL_REPETITIONS, metavar="N", help="of each test (5)"
    )
    parser.add_argument(
        "--kv-type", choices=[kind.value for kind in KvType], default=KvType.F16.value, help="type of the KV cache"
    )
    parser.add_argument(
        "--flash",
        choices=[kind.value for kind in FlashAttention],
        default=FlashAttention.AUTO.value,
        help="flash attention",
    )
    parser.add_argument("--out", metavar="FILE", help="write the figures; the ending says how: json, csv, md")
    add_load_arguments(parser)


def _numbers(text: str) -> list[int]:
    numbers = [int(part) for part in text.split(",") if part.strip()]
    if any(not 0 <= number <= 2**20 for number in numbers):
        raise argparse.ArgumentTypeError("numbers from 0 to 1048576")
    return numbers


def _repetitions(text: str) -> int:
    value = int(text)
    if not 1 <= value <= MOST_REPETITIONS:
        raise argparse.ArgumentTypeError(f"1 to {MOST_REPETITIONS}")
    return value


def tests_of(parsed: argparse.Namespace) -> tuple[BenchmarkTest, ...]:
    """Prompts, then answers, each behind every depth; prompts in every batch, too."""
    prompts = [
        BenchmarkTest(prompt=tokens, depth=depth, batch=batch)
        for depth in parsed.depth
        for tokens in parsed.prompt
        for batch in parsed.batch
        if tokens
    ]
    answers = [
        BenchmarkTest(answer=tokens, depth=depth) for depth in parsed.depth for tokens in parsed.answer if tokens
    ]
    return (*prompts, *answers)


def _run(parsed: argparse.Namespace, paths: Paths) -> int:
    files = [os.path.abspath(path) for path in parsed.model] or [default_model()]
    form = _form(parsed.out)
    for file in files:
        check(file)
    paths.make()
    running = instance.begin(paths, is_window=False)
    if running is None:
        refuse("SLM Desktop is open with this data folder. Close it: what it does would slow what is measured.")
    from slm_desktop.services.services import Services

    found: list[Fault] = []
    services = Services(paths, Faults(), offline=True)
    try:
        benchmarks = services.workshop.benchmarks
        benchmarks.on_fault = found.append
        first = len(benchmarks.records)
        benchmarks.changed.subscribe(Progress(benchmarks))
        _learn_rest(services.meter)
        benchmarks.start(_wanted(file, parsed) for file in files)
        services.loop.run_until(lambda: services.workshop.queue.running is None)
        records = benchmarks.records[: len(benchmarks.records) - first][::-1]
        if parsed.out:
            write_whole(Path(parsed.out), report.WRITERS[form](records, services.clock.now()))
        print(report.to_markdown(records), end="")
    finally:
        services.close()
        running.close()
    for fault in found:
        complain(fault)
    return FAILED if found else 0


def _learn_rest(meter: EnergyMeter) -> None:
    """Where the computer tells its energy, what it uses at rest is measured first, to be subtracted."""
    meter.sample()
    if meter.tells:
        time.sleep(SHORTEST_REST)
        meter.sample()


def _form(out: str | None) -> str:
    form = Path(out).suffix.lower().removeprefix(".") if out else "md"
    if form not in report.WRITERS:
        endings = ", ".join(f".{ending}" for ending in report.WRITERS)
        refuse(f"{out}: the ending says how figures are written; it is one of {endings}")
    return form


def _options(parsed: argparse.Namespace) -> LoadOptions:
    options = load_options(parsed, LoadOptions(slots=1))
    return msgspec.structs.replace(options, kv_type=parsed.kv_type, flash=parsed.flash)


def _wanted(file: str, parsed: argparse.Namespace) -> Wanted:
    name, quantisation = shown_name(file)
    tests = tests_of(parsed)
    return Wanted(file, name, quantisation, file_size(file), _options(parsed), tests, parsed.repetitions)


class Progress:
    """Says on stderr how far it is, on one line where somebody watches."""

    def __init__(self, benchmarks: Benchmarks) -> None:
        self._benchmarks, self._said = benchmarks, ""

    def __call__(self) -> None:
        """Something was measured."""
        record = self._benchmarks.running
        done, total = steps(record, self._benchmarks.left)
        words = f"{record.name} {record.quantisation}: {done} of {total}" if record else ""
        if words != self._said:
            show_progress(words)
        self._said = words


BENCH = CommandLine(
    name="bench",
    help="measure how fast models are on this computer",
    add_arguments=_add_arguments,
    run=_run,
    trial=(("-p", "32", "-n", "8", "-r", "2"), "tg8"),
)
