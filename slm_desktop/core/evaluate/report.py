"""The results of an evaluation outside the app: as a table, as Markdown to read, as JSON with every answer."""

from collections import Counter
from html import escape

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.page import html_page, html_table
from slm_desktop.core.compare.tables import changed_words, markdown_row
from slm_desktop.core.csv_file import csv_text
from slm_desktop.core.engines.answer_figures import BY_NAME, ENERGY, FIGURES, SPEED
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Result, rate
from slm_desktop.core.moments import when
from slm_desktop.errors import why_failed

FORMAT, VERSION = "slm-desktop-evaluation", 2
INTERVAL = "(95 % interval)"
MOST_ROWS = 200
"""Prompts that get a row each in a table to read; of more, the totals stand alone, and say so."""


class Report(msgspec.Struct):
    """The whole file."""

    format: str
    version: int
    exported: float
    machine: Machine
    evaluation: Evaluation
    results: list[Result]


def to_json(session: EvaluationRun, machine: Machine, now: float) -> bytes:
    """Everything: the computer, the suite, the candidates with their settings, every answer with its checks."""
    results = [result for _task, result in sorted(session.results.items())]
    return msgspec.json.format(
        msgspec.json.encode(Report(FORMAT, VERSION, now, machine, session.evaluation, results)), indent=1
    )


def to_csv(session: EvaluationRun) -> str:
    """A row for each answer; numbers with a point, whatever the language."""
    rows = [_csv_row(session.evaluation, result) for _task, result in sorted(session.results.items())]
    return csv_text(rows, list(_csv_row(session.evaluation, Result(0, 0, 0, 0))))


def _csv_row(evaluation: Evaluation, result: Result) -> dict[str, object]:
    candidate = evaluation.candidates[result.candidate]
    return {
        "model": candidate.label,
        **{axis: candidate.sampling.get(axis, "") for axis in evaluation.axes},
        "prompt": evaluation.suite.prompts[result.prompt].label,
        "round": result.round + 1,
        "seed": result.seed,
        "passed": result.ok if result.counts else "",
        "checks_passed": sum(result.passed),
        "checks": len(result.passed),
        **{row.name: result.figure(row.name) for row in FIGURES},
        "host": result.host,
        "finish_reason": result.reason,
        "error": result.fault,
        "why": "; ".join(why_failed(why.code, why.details) for why in result.whys if why.code),
        "answer": result.text,
    }


def names(evaluation: Evaluation) -> list[str]:
    """The candidates, each told from the others: by model, and by what differs from them in the settings."""
    how_many = Counter(one.label for one in evaluation.candidates)
    return [
        one.label if how_many[one.label] == 1 else f"{one.label} ({_settings(evaluation, one)})"
        for one in evaluation.candidates
    ]


def _settings(evaluation: Evaluation, one: Candidate) -> str:
    if evaluation.axes:
        return ", ".join(f"{axis} {one.sampling.get(axis, '')}" for axis in evaluation.axes)
    return ", ".join(changed_words(one.sampling)) or "defaults"


def table(session: EvaluationRun) -> list[list[str]]:
    """The pass rates: a row of names, one for each prompt as long as those can be read, all prompts, and the speeds."""
    evaluation, who = session.evaluation, range(len(session.evaluation.candidates))
    rows, prompts = [["", *names(evaluation)]], evaluation.suite.prompts
    for at, prompt in enumerate(prompts if len(prompts) <= MOST_ROWS else ()):
        rows.append([prompt.label, *(_share(session.of(one, at)) for one in who)])
    totals = [rate(session.of(one)) for one in who]
    passed = [
        f"{100 * one.share:.0f} % ({100 * one.low:.0f}–{100 * one.high:.0f})" if one.count else "" for one in totals
    ]
    means = [[BY_NAME[name].column, *(_mean(session.of(one), name) for one in who)] for name in (SPEED, ENERGY)]
    every = "All" if len(prompts) <= MOST_ROWS else f"All {len(prompts)} prompts"
    known = [means[0], *(row for row in means[1:] if any(cell != "–" for cell in row[1:]))]
    return [*rows, [f"{every} {INTERVAL}", *passed], *known]


def to_markdown(session: EvaluationRun, machine: Machine, now: float) -> str:
    """Pass rates and speeds to read, and what they were made with."""
    heads, *rows = table(session)
    total = next(row for row in rows if row[0].endswith(INTERVAL))
    total[0] = f"**{total[0]}**"
    lines = [
        f"# {session.evaluation.title}",
        "",
        markdown_row(heads),
        markdown_row(["---"] * len(heads)),
        *map(markdown_row, rows),
    ]
    facts = _facts(session, machine, now)
    return "\n".join([*lines, "", *(f"- {name}: {value}" for name, value in facts), ""])


def to_html(session: EvaluationRun, machine: Machine, now: float) -> str:
    """The same as a page, with every answer."""
    heads, *rows = table(session)
    facts = [[name, value] for name, value in _facts(session, machine, now)]
    parts = [html_table(heads, rows)]
    for at, prompt in enumerate(session.evaluation.suite.prompts):
        parts.append(f"<h2>{escape(prompt.label)}</h2><pre>{escape(prompt.prompt)}</pre>")
        if prompt.media:
            shown = ", ".join(f"{one.name or one.format} (SHA-256 {one.digest})" for one in prompt.media)
            parts.append(f"<p>Pictures and sounds: {escape(shown)}</p>")
        for who, name in enumerate(names(session.evaluation)):
            parts.append(
                f"<h3>{escape(name)}</h3>" + html_table(["Seed", "Passed", "Answer"], _answers(session.of(who, at)))
            )
    return html_page(session.evaluation.title, [*parts, "<h2>Run</h2>", html_table([], facts)])


def _answers(results: list[Result]) -> list[list[str]]:
    passed = {True: "yes", False: "no"}
    return [[str(one.seed), passed[one.ok] if one.counts else "", one.fault or one.text] for one in results]


def _facts(session: EvaluationRun, machine: Machine, now: float) -> list[tuple[str, str]]:
    evaluation, hosts = session.evaluation, Counter(one.host for one in session.results.values() if one.host)
    elsewhere = ", ".join(f"{host} ({count})" for host, count in hosts.items())
    timing = "one at a time" if evaluation.fair else "several at once, so that speeds are not comparable"
    settings = [
        (name, ", ".join(changed_words(one.sampling)) or "default settings")
        for name, one in zip(names(evaluation), evaluation.candidates, strict=True)
    ]
    rounds = f"{evaluation.suite.rounds}, seeds from {evaluation.suite.seed}"
    return [
        ("Run", when(evaluation.created)),
        ("Exported", when(now)),
        ("Rounds", rounds),
        ("Timing", timing),
        ("Computer", f"{machine.system}, {machine.processor}, {machine.cores} cores"),
        *([("Answered by other machines", elsewhere)] if elsewhere else []),
        ("App", machine.app),
        *settings,
    ]


def _share(results: list[Result]) -> str:
    found = rate(results)
    return f"{found.passed}/{found.count}" if found.count else "–"


def _mean(results: list[Result], name: str) -> str:
    """The mean of a figure over the answers for which it was measured; an estimate where one of them is."""
    known = [one for one in results if one.figure(name) > 0]
    if not known:
        return "–"
    mark = next((mark for one in known if (mark := BY_NAME[name].mark(one.figures))), "")
    return mark + BY_NAME[name].plain(sum(one.figure(name) for one in known) / len(known))
