"""The results of a trial outside the app: as a table, as Markdown to read, as JSON with every answer."""

import csv
import io
from collections import Counter

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.tables import changed_words, markdown_row, safe_cell
from slm_desktop.core.evaluate.evaluation import TrialSession
from slm_desktop.core.evaluate.records import Contestant, Trial
from slm_desktop.core.evaluate.suite import Result, rate
from slm_desktop.core.moments import when
from slm_desktop.errors import why_failed

FORMAT, VERSION = "slm-desktop-trial", 1


class Report(msgspec.Struct):
    """The whole file."""

    format: str
    version: int
    exported: float
    machine: Machine
    trial: Trial
    results: list[Result]


def to_json(session: TrialSession, machine: Machine, now: float) -> bytes:
    """Everything: the computer, the suite, the contestants with their settings, every answer with its checks."""
    results = [result for _task, result in sorted(session.results.items())]
    return msgspec.json.format(msgspec.json.encode(Report(FORMAT, VERSION, now, machine, session.trial, results)), indent=1)


def to_csv(session: TrialSession) -> str:
    """A row for each answer; numbers with a point, whatever the language."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    axes = list(session.trial.axes)
    writer.writerow(["model", *axes, "prompt", "round", "seed", "passed", "checks_passed", "checks", "tokens", "first_token_s",
                     "tokens_per_second", "peak_memory_bytes", "ended", "fault", "why", "answer"])  # fmt: skip
    for (who, which, turn), one in sorted(session.results.items()):
        contestant, prompt = session.trial.contestants[who], session.trial.suite.prompts[which]
        swept, name = [contestant.sampling.get(axis, "") for axis in axes], prompt.label
        passed = one.ok if one.counts else ""
        whys = "; ".join(why_failed(why.code, why.details) for why in one.whys if why.code)
        row = [contestant.label, *swept, name, turn + 1, one.seed, passed, sum(one.passed), len(one.passed), one.tokens,
               round(one.first_token, 3), round(one.speed, 2), one.peak_memory, one.reason, one.fault, whys,
               one.text]  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def names(trial: Trial) -> list[str]:
    """The contestants, each told from the others: by model, and by what differs from them in the settings."""
    how_many = Counter(one.label for one in trial.contestants)
    return [one.label if how_many[one.label] == 1 else f"{one.label} ({_settings(trial, one)})" for one in trial.contestants]


def _settings(trial: Trial, one: Contestant) -> str:
    if trial.axes:
        return ", ".join(f"{axis} {one.sampling.get(axis, '')}" for axis in trial.axes)
    return ", ".join(changed_words(one.sampling)) or "defaults"


def to_markdown(session: TrialSession, machine: Machine, now: float) -> str:
    """Pass rates and speeds to read, and what they were made with."""
    trial, who = session.trial, range(len(session.trial.contestants))
    lines = [f"# {trial.title}", "", markdown_row(["", *names(trial)]), markdown_row(["---"] * (len(who) + 1))]
    for at, prompt in enumerate(trial.suite.prompts):
        lines.append(markdown_row([prompt.label, *(_share(session.of(one, at)) for one in who)]))
    totals = [rate(session.of(one)) for one in who]
    passed = [f"{100 * one.share:.0f} % ({100 * one.low:.0f}–{100 * one.high:.0f})" if one.count else "" for one in totals]
    speeds = [_speed(session.of(one)) for one in who]
    lines += [markdown_row(["**All** (95 % interval)", *passed]), markdown_row(["tok/s", *speeds])]
    return "\n".join([*lines, "", *(f"- {name}: {value}" for name, value in _facts(trial, machine, now)), ""])


def _facts(trial: Trial, machine: Machine, now: float) -> list[tuple[str, str]]:
    timing = "one at a time" if trial.fair else "several at once, so that speeds are not comparable"
    settings = [(name, ", ".join(changed_words(one.sampling)) or "default settings")
                for name, one in zip(names(trial), trial.contestants, strict=True)]  # fmt: skip
    rounds = f"{trial.suite.rounds}, seeds from {trial.suite.seed}"
    return [("Run", when(trial.created)), ("Exported", when(now)), ("Rounds", rounds), ("Timing", timing),
            ("Computer", f"{machine.system}, {machine.processor}, {machine.cores} cores"),
            ("App", machine.app), *settings]  # fmt: skip


def _share(results: list[Result]) -> str:
    found = rate(results)
    return f"{found.passed}/{found.count}" if found.count else "–"


def _speed(results: list[Result]) -> str:
    speeds = [one.speed for one in results if one.speed > 0]
    return f"{sum(speeds) / len(speeds):.1f}" if speeds else "–"
