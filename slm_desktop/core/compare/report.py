"""The results of a trial outside the app: as a table, as Markdown to read, as JSON with every answer."""

import csv
import io

import msgspec

from slm_desktop.core.compare.card import safe_cell
from slm_desktop.core.compare.suite import Result, rate
from slm_desktop.core.compare.trial import Trial, TrialSession
from slm_desktop.errors import why_failed

FORMAT, VERSION = "slm-desktop-trial", 1


class Report(msgspec.Struct):
    """The whole file."""

    format: str
    version: int
    trial: Trial
    results: list[Result]


def to_json(session: TrialSession) -> bytes:
    """Everything: the suite, the contestants with their settings, every answer with its checks."""
    results = [result for _task, result in sorted(session.results.items())]
    return msgspec.json.format(msgspec.json.encode(Report(FORMAT, VERSION, session.trial, results)), indent=1)


def to_csv(session: TrialSession) -> str:
    """A row for each answer; numbers with a point, whatever the language."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    axes = list(session.trial.axes)
    writer.writerow(["model", *axes, "prompt", "round", "seed", "passed", "checks_passed", "checks", "tokens", "first_token_s",
                     "tokens_per_second", "peak_memory_bytes", "ended", "fault", "why", "answer"])  # fmt: skip
    for (who, which, turn), one in sorted(session.results.items()):
        contestant, prompt = session.trial.contestants[who], session.trial.suite.prompts[which]
        swept, name = [contestant.sampling.get(axis, "") for axis in axes], prompt.name or prompt.prompt[:60]
        passed = one.ok if one.counts else ""
        whys = "; ".join(why_failed(why.code, why.details) for why in one.whys if why.code)
        row = [contestant.label, *swept, name, turn + 1, one.seed, passed, sum(one.passed), len(one.passed), one.tokens,
               round(one.first_token, 3), round(one.speed, 2), one.peak_memory, one.reason, one.fault, whys,
               one.text]  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def to_markdown(session: TrialSession) -> str:
    """Pass rates to read."""
    trial = session.trial
    heads = ["", *(contestant.label for contestant in trial.contestants)]
    lines = [f"# {trial.title}", "", _row(heads), _row(["---"] * len(heads))]
    for at, prompt in enumerate(trial.suite.prompts):
        cells = [_share(session.of(who, at)) for who in range(len(trial.contestants))]
        lines.append(_row([prompt.name or prompt.prompt[:60], *cells]))
    totals = [rate(session.of(who)) for who in range(len(trial.contestants))]
    words = [f"{100 * one.share:.0f} % ({100 * one.low:.0f}–{100 * one.high:.0f})" for one in totals]
    return "\n".join([*lines, _row(["**All** (95 % interval)", *words]), ""])


def _share(results: list[Result]) -> str:
    found = rate(results)
    return f"{found.passed}/{found.count}" if found.count else ""


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
