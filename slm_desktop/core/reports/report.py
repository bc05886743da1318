"""A report as a page that needs nothing else, and as Markdown: advice, the table, the charts, how it was measured."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import takewhile

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.page import html_page, html_table
from slm_desktop.core.compare.tables import markdown_row
from slm_desktop.core.engines.energy import EnergySource
from slm_desktop.core.moments import when
from slm_desktop.core.reports.chart import Point, scatter
from slm_desktop.core.reports.choices import LITTLE, READING, Choice, Ground, Kind, choices
from slm_desktop.core.reports.lines import Line, Material, lines
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.records import front

MARKUP = re.compile(r"[\\`*\[\]<>#]")
"""What Markdown and HTML in it begin with."""
TITLE = "Which of these models to use on this computer"
HEADS = (
    "Model", "Size", "Memory", "Prompt, tok/s", "Answer, tok/s", "J per 1,000 tokens", "Perplexity", "KL", "Suites",
    "Votes",
)  # fmt: skip


def to_html(material: Material, machine: Machine, now: float, draw: Callable[[str], str] = str) -> str:
    """The page: no script, nothing from elsewhere, whatever names hold. `draw` makes of the SVG of a chart what stands
    in the page.
    """
    found = lines(material)
    advice = "".join(f"<li>{escape(words)}</li>" for words in advised(found))
    heads, rows = table(found)
    parts = [f"<ul>{advice}</ul>" if advice else "", html_table(list(heads), rows)]
    parts += [f"<h2>{title}</h2>{draw(chart)}" for title, chart in charts(found)]
    how = [[name, value] for name, value in facts(material, machine, now)]
    return html_page(TITLE, [*filter(None, parts), "<h2>How it was measured</h2>", html_table([], how)])


def to_markdown(material: Material, machine: Machine, now: float) -> str:
    """The same to read, without charts."""
    found = lines(material)
    heads, rows = table(found)
    text = [
        f"# {TITLE}",
        "",
        *(f"- {plain(words)}" for words in advised(found)),
        "",
        markdown_row(heads),
        markdown_row(["---", *["---:"] * (len(heads) - 1)]),
        *(markdown_row([plain(cell) for cell in row]) for row in rows),
        "",
        "## How it was measured",
        "",
        *(f"- {plain(name)}: {plain(value)}" for name, value in facts(material, machine, now)),
    ]
    return "\n".join(text) + "\n"


def plain(text: str) -> str:
    """A text in one line of Markdown that is nothing but text."""
    return MARKUP.sub(r"\\\g<0>", visible(" ".join(text.split())))


# -- advice ------------------------------------------------------------------------------------------------------


def advised(found: Sequence[Line]) -> list[str]:
    """What to use, each in a sentence that says why."""
    return [_sentence(choice) for choice in choices(found)]


def _sentence(choice: Choice) -> str:
    line = choice.line
    speed, memory = f"{line.answer:.0f} tok/s", f"{line.memory / 1e9:.2f} GB"
    if choice.kind == Kind.BEST:
        enough = f" of those that write at least {READING:.0f} tok/s, about as fast as people read"
        which = enough if line.answer >= READING else ", though slow"
        return f"The best{which}: {line.label}, by {_ground(line, choice.ground)} ({speed}, {memory})."
    if choice.kind == Kind.SMALLEST:
        has_lost = choice.ground == Ground.LOSS
        which = f"has lost less than {LITTLE} nats" if has_lost else "cannot be told from it by what was measured"
        return f"The smallest that {which}: {line.label}, by {_ground(line, choice.ground)} ({speed}, {memory})."
    return f"The fastest: {line.label} ({speed}, {memory})."


def _ground(line: Line, ground: Ground) -> str:
    if ground == Ground.SUITES:
        return f"suites, {_passed(line)} passed"
    if ground == Ground.VOTES and line.rating:
        return f"votes, {line.rating.points:.0f} ± {line.rating.spread:.0f} points"
    return f"what it has lost, KL divergence {_loss(line)}"


# -- the table ---------------------------------------------------------------------------------------------------


def table(found: Sequence[Line]) -> tuple[Sequence[str], list[list[str]]]:
    """A row for each model; columns for which nothing was measured are left out."""
    rows = [_cells(line) for line in found]
    kept = [at for at in range(len(HEADS)) if at == 0 or any(row[at] for row in rows)]
    return [HEADS[at] for at in kept], [[row[at] or "–" for at in kept] for row in rows]


def _cells(line: Line) -> list[str]:
    record = line.benchmark
    size = record.size if record else line.loss.size if line.loss else 0
    prompt, answer = (record.prompt, record.answer) if record else (None, None)
    mark = "≈ " if record and record.is_energy_estimate else ""
    disturbed = " *" if record and record.is_disturbed else ""
    return [
        line.label + disturbed,
        f"{size / 1e9:.2f} GB" if size else "",
        f"{line.memory / 1e9:.2f} GB" if line.memory else "",
        f"{prompt.mean:.0f} ± {prompt.margin:.0f}" if prompt else "",
        f"{answer.mean:.1f} ± {answer.margin:.1f}" if answer else "",
        f"{mark}{line.energy:.1f}" if line.energy else "",
        f"{line.loss.measured.perplexity:.2f}" if line.loss else "",
        _loss(line),
        _passed(line),
        f"{line.rating.points:.0f} ± {line.rating.spread:.0f}" if line.rating else "",
    ]


def _loss(line: Line) -> str:
    divergence = line.loss.divergence if line.loss else None
    if line.is_base:
        return "0 (the original)"
    return f"{divergence.mean:.4f}" if divergence else ""


def _passed(line: Line) -> str:
    found = line.passed
    return f"{100 * found.share:.0f} % ({100 * found.low:.0f}–{100 * found.high:.0f})" if found else ""


# -- charts and facts --------------------------------------------------------------------------------------------


def charts(found: Sequence[Line]) -> list[tuple[str, str]]:
    """Titles and SVG: speed against memory, and what passes against speed, as far as both are known."""
    measured = [line for line in found if line.answer and line.memory]
    best = {id(record) for record in front([line.benchmark for line in measured if line.benchmark])}
    names = dict(zip(map(id, found), short_names([line.label for line in found]), strict=True))
    speed = [Point(names[id(line)], line.memory / 1e9, line.answer, id(line.benchmark) in best) for line in measured]
    judged = ((line, line.passed) for line in found if line.passed and line.answer)
    passed = [Point(names[id(line)], line.answer, 100 * rate.share) for line, rate in judged]
    drawn = (
        ("Speed against memory", scatter(speed, "GB of memory", "tokens per second of answers")),
        ("Suites against speed", scatter(passed, "tokens per second of answers", "% passed")),
    )
    return [(title, chart) for title, chart in drawn if chart]


def short_names(labels: Sequence[str]) -> list[str]:
    """Labels without the words that all of them begin with."""
    words = [label.split() for label in labels]
    alike = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    common = sum(1 for _column in alike) if len(words) > 1 else 0
    return [" ".join(parts[common:] or parts[-1:]) for parts in words]


def facts(material: Material, machine: Machine, now: float) -> Iterator[tuple[str, str]]:
    """On what computer, when, how often, over which text."""
    yield "Computer", f"{machine.system}, {machine.processor}, {machine.cores} cores, {machine.memory / 1e9:.1f} GB"
    yield "Devices", ", ".join(machine.devices) or "processor alone"
    yield "App", machine.app
    yield "Written", when(now)
    for line in lines(material):
        yield from _facts_of(line)
    for session in material.suites:
        evaluation = session.evaluation
        yield (
            f"Suite {evaluation.title}",
            (
                f"{when(evaluation.created)}, {len(evaluation.suite.prompts)} prompts, "
                f"{evaluation.suite.rounds} rounds; counted where all these models answered it; with 95 % intervals"
            ),
        )
    if material.votes:
        yield "Votes", f"{len(material.votes)} on this computer; points on the scale of Elo with 95 % intervals"


def _facts_of(line: Line) -> Iterator[tuple[str, str]]:
    if record := line.benchmark:
        build = record.loaded.build if record.loaded else ""
        yield (
            f"{line.label}: speed",
            (
                f"{when(record.created)}, {record.repetitions} repetitions after a warm-up, ± is the 95 % interval, "
                f"KV cache {record.options.kv_type}, llama.cpp {build}{_disturbed(line)}{_energy(line)}"
            ),
        )
    if loss := line.loss:
        against = f" against {loss.base.name} {loss.base.quantisation}" if loss.base else ""
        yield (
            f"{line.label}: loss",
            (f"{when(loss.created)}, {loss.measured.tokens} tokens of {loss.text.name or loss.text.kind}{against}"),
        )


def _disturbed(line: Line) -> str:
    is_disturbed = line.benchmark and line.benchmark.is_disturbed
    return "; * other programs were busy meanwhile, or the processor was hot" if is_disturbed else ""


def _energy(line: Line) -> str:
    record = line.benchmark
    if record is None or not record.energy_sources:
        return ""
    if EnergySource.ESTIMATE in record.energy_sources:
        return "; energy estimated from processor time"
    rest = f", less {record.resting_watts:.1f} W at rest" if record.resting_watts else ""
    return f"; energy by {', '.join(record.energy_sources)}{rest}"
