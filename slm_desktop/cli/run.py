"""slm-desktop run: a suite over several models, without a window.

What was answered is kept, and a run goes on where it ended.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from slm_desktop import instance
from slm_desktop.cli.command import FAILED, CommandLine, complain, default_model, refuse
from slm_desktop.cli.remote_candidates import KEY_VARIABLE, AlsoAt, remote_candidate
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.core.evaluate import report
from slm_desktop.core.evaluate.inspect_log import to_inspect
from slm_desktop.core.evaluate.promptfoo import listed
from slm_desktop.core.evaluate.promptfoo_results import to_promptfoo
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Prompt, Suite, check_suite, rate
from slm_desktop.core.evaluate.workers import Worker
from slm_desktop.core.faults import Faults
from slm_desktop.core.models.names import shown_name
from slm_desktop.errors import Fault
from slm_desktop.library.sniff import check
from slm_desktop.paths import Paths, write_whole
from slm_desktop.services.media import MediaIntake
from slm_desktop.store.media import MediaFiles
from slm_desktop.suites import files
from slm_desktop.words import system_language

if TYPE_CHECKING:
    from slm_desktop.services.services import Services

BUILT_IN = "built-in"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("suite", metavar="SUITE", help=f"a YAML or JSON file, or {BUILT_IN}")
    parser.add_argument(
        "--model",
        action="append",
        metavar="FILE|ADDRESS",
        help="a .gguf file, or the address of a server, as http://host:8000 or http://host:8000#model; again for more "
        f"(default: the starter model). Servers are sent the key in the variable {KEY_VARIABLE}",
    )
    parser.add_argument(
        "--also-at",
        action=AlsoAt,
        metavar="ADDRESS",
        help="another address of the model before it; all of them share its answers",
    )
    parser.add_argument(
        "--at-once",
        type=_count,
        default=0,
        metavar="N",
        help="ask each server for at most so many answers at the same time (default: found by measuring)",
    )
    parser.add_argument("--rounds", type=int, help="answers to each prompt, each with another seed")
    parser.add_argument("--seed", type=int, help="the seed of the first round")
    parser.add_argument("--max-tokens", type=int, metavar="N", help="let no answer become longer than so many tokens")
    parser.add_argument(
        "--fair", action="store_true", help="write one answer at a time, so that speeds can be compared"
    )
    parser.add_argument(
        "--anew", action="store_true", help="begin anew where an earlier run of the same kind was interrupted"
    )
    parser.add_argument("--out", metavar="FILE", help="write the results; the ending says how: json, csv, md, html")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="write them as another program reads them: results of promptfoo, a log of Inspect",
    )
    parser.add_argument(
        "--at-least",
        type=_share,
        default=0.0,
        metavar="SHARE",
        help="exit with 1 when a model passes a smaller share of the answers, 0 to 1",
    )


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a share lies between 0 and 1")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def _run(parsed: argparse.Namespace, paths: Paths) -> int:
    form = _form(parsed)
    suite, named = _suite(parsed, MediaIntake(MediaFiles(paths.media))), _named(parsed)
    _check_files(named)
    paths.make()
    running = instance.begin(paths, is_window=False)
    if running is None:
        refuse(
            "SLM Desktop is open with this data folder. Close it, or name another one: slm-desktop --data-dir DIR run …"
        )
    from slm_desktop.services.services import Services

    faults = Faults()
    faults.changed.subscribe(partial(_complain_once, faults, []))
    is_far = any(is_remote(first) for first, *_also in named)
    services = Services(paths, faults, offline=parsed.offline or not is_far)
    if services.store.trouble:
        complain(services.store.trouble)
    try:
        candidates = [_candidate(services, where) for where in named]
        session = _session(services, suite, candidates, parsed)
        _finish(services, session)
        machine, now = services.comparison.machine(), services.clock.now()
        if parsed.out:
            write_whole(Path(parsed.out), WRITERS[form](session, machine, now))
        print(report.to_markdown(session, machine, now), end="")
        return _exit_code(session, parsed.at_least)
    finally:
        services.close()
        running.close()


def _complain_once(faults: Faults, reported: list[Fault]) -> None:
    """Something went wrong in the background: a full disk, for one."""
    fault = faults.urgent
    if fault and fault not in reported:
        reported.append(fault)
        complain(fault)


# -- what is run -----------------------------------------------------------------------------------------------


def _suite(parsed: argparse.Namespace, media: MediaIntake) -> Suite:
    is_ours = parsed.suite == BUILT_IN
    suite = files.built_in(system_language()) if is_ours else _read(Path(parsed.suite), media)
    changes: dict[str, object] = {"rounds": parsed.rounds, "seed": parsed.seed}
    if parsed.max_tokens:
        changes["prompts"] = tuple(_shortened(prompt, parsed.max_tokens) for prompt in suite.prompts)
    changed = msgspec.structs.replace(suite, **{name: value for name, value in changes.items() if value is not None})
    check_suite(changed)
    return changed


def _read(path: Path, media: MediaIntake) -> Suite:
    """The suite of a file, with its media; what of another program's file is not in it is said. Raise Fault."""
    carried = files.read(path, media.named)
    if carried.left_out:
        print(f"{path.name}: left out: {listed(carried.left_out)}", file=sys.stderr)
    return carried.suite


def _shortened(prompt: Prompt, most: int) -> Prompt:
    return msgspec.structs.replace(prompt, max_tokens=min(prompt.max_tokens or most, most))


def _named(parsed: argparse.Namespace) -> list[list[str]]:
    """The models, each with all the addresses where it answers."""
    named = [[path] for path in parsed.model or [default_model()]]
    for at, address in parsed.also_at or []:
        named[at].append(address)
    return named


def _check_files(named: Sequence[Sequence[str]]) -> None:
    """Before anything is run: a wrong name shall not cost an hour. Raise Fault."""
    for first, *_also in named:
        if not is_remote(first):
            check(first)


def _candidate(services: "Services", where: Sequence[str]) -> Candidate:
    if is_remote(where[0]):
        return remote_candidate(services, where)
    name, quantisation = shown_name(where[0])
    return Candidate(name, os.path.abspath(where[0]), quantisation)


def _session(
    services: "Services", suite: Suite, candidates: list[Candidate], parsed: argparse.Namespace
) -> EvaluationRun:
    """A new run, or an interrupted one of the same kind: what that has is not asked again."""
    evaluations = services.comparison.evaluations
    wanted = Evaluation(0, suite.title, 0.0, suite, candidates, fair=parsed.fair)
    known = [] if parsed.anew else [one for one in evaluations.evaluations if _is_alike(one, wanted)]
    left = next((session for one in known if (session := evaluations.open(one)).left), None)
    if left is None:
        return evaluations.new(suite, candidates, fair=parsed.fair, most_at_once=parsed.at_once)
    left.evaluation.candidates, left.evaluation.most_at_once = candidates, parsed.at_once
    return left


def _is_alike(one: Evaluation, other: Evaluation) -> bool:
    """Whether two runs ask the same of the same models."""
    candidates = zip(one.candidates, other.candidates, strict=False)
    return (one.suite, one.fair, len(one.candidates)) == (other.suite, other.fair, len(other.candidates)) and all(
        _is_same_model(mine, theirs) for mine, theirs in candidates
    )


def _is_same_model(one: Candidate, other: Candidate) -> bool:
    """Servers of a model come and go: it is the same one as long as one of its addresses is."""
    if not (one.is_remote and other.is_remote):
        return one == other
    return one.name == other.name and bool(set(one.paths) & set(other.paths))


def _finish(services: "Services", session: EvaluationRun) -> None:
    """Run it to its end."""
    with Progress(session) as progress:
        session.changed.subscribe(progress.show)
        session.start()
        try:
            services.loop.run_until(lambda: not session.is_running)
        finally:
            session.stop()
    if session.trouble:
        complain(Fault(session.trouble.code, session.trouble.details))
    if session.left:
        print(f"Missing answers: {session.left}. The same command, without --anew, goes on with them.", file=sys.stderr)


class Progress:
    """A bar on stderr, where somebody looks at it."""

    def __init__(self, session: EvaluationRun) -> None:
        from tqdm import tqdm

        self._session = session
        total, done = session.evaluation.count, len(session.results)
        self._bar = tqdm(total=total, initial=done, unit=" answers", file=sys.stderr, disable=None)
        if done:
            print(f"Continuing an earlier run: {done} of {total} answers are there.", file=sys.stderr)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()

    def show(self) -> None:
        """Something was answered, or a server has gone or come."""
        self._bar.set_postfix_str("; ".join(_state(worker) for worker in self._session.workers if worker.host), False)
        self._bar.update(len(self._session.results) - self._bar.n)


def _state(worker: Worker) -> str:
    """What a server does now."""
    if worker.away:
        return f"{worker.host} is away"
    return f"{worker.host}: {len(worker.runs)} at once"


# -- what came of it -------------------------------------------------------------------------------------------

FORMATS: dict[str, Callable[..., bytes]] = {
    "promptfoo": to_promptfoo,
    "inspect": lambda session, machine, now: to_inspect(session, 0, machine, now),
}
"""Files of other programs, which an ending does not tell from ours."""
WRITERS: dict[str, Callable[..., bytes]] = {
    "json": report.to_json,
    "csv": lambda session, _machine, _now: report.to_csv(session).encode(),
    "md": lambda session, machine, now: report.to_markdown(session, machine, now).encode(),
    "html": lambda session, machine, now: report.to_html(session, machine, now).encode(),
    **FORMATS,
}


def _form(parsed: argparse.Namespace) -> str:
    out, form = parsed.out, parsed.format
    if form and not out:
        refuse("--format needs --out: the file to write.")
    if form == "inspect" and len(parsed.model or ()) > 1:
        refuse("A log of Inspect is about one model: name one, or choose another --format.")
    found = form or (Path(out).suffix.lstrip(".").lower() if out else "json")
    if found not in WRITERS:
        endings = ", ".join(name for name in WRITERS if name not in FORMATS)
        refuse(f"{out}: the ending says how results are written; it is one of {endings}")
    return str(found)


def _exit_code(session: EvaluationRun, at_least: float) -> int:
    """1 when an answer is missing, or a model passed a smaller share of its answers; one that failed is not passed."""
    for who in range(len(session.evaluation.candidates)):
        found = rate(session.of(who))
        if found.count and found.share < at_least:
            return FAILED
    return FAILED if session.left else 0


RUN = CommandLine(
    name="run",
    help="run a suite over several models, and say what they pass",
    add_arguments=_add_arguments,
    run=_run,
    trial=(("--help",), "built-in"),
)
