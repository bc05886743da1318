"""A run card to read: as a table for spreadsheets, as Markdown, and the parts from which a page is made."""

from collections.abc import Sequence

from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.compare.card import Card, Cell
from slm_desktop.core.compare.records import Vote
from slm_desktop.core.csv_file import csv_text
from slm_desktop.core.engines.adapters import Scales
from slm_desktop.core.engines.answer_figures import CONCURRENT, FIGURES, Place, shown_in
from slm_desktop.core.engines.output_format import FormatKind
from slm_desktop.core.moments import when
from slm_desktop.core.records import Message, RunRecord
from slm_desktop.core.sampling import PARAMETERS, Values, text_of

Round = tuple[str, list[tuple[str, str]], str]
"""A question, the letter and answer of each column that was asked it, and the vote on them in words."""


def changed_words(settings: Values) -> list[str]:
    """The settings that are not at their defaults, without the seed."""
    return [
        f"{row.name} {text_of(row.name, settings[row.name])}"
        for row in PARAMETERS
        if row.name != "seed" and row.name in settings and settings[row.name] != row.default
    ]


# -- the conversations -------------------------------------------------------------------------------------------


def path(archived: Archived) -> list[Message]:
    """The branch of a column that is shown."""
    known = {message.id: message for message in archived.messages}
    found: list[Message] = []
    at = archived.chat.head
    while at in known and len(found) <= len(known):
        found.append(known[at])
        at = known[at].parent
    return found[::-1]


def exchanges(archived: Archived) -> list[tuple[int, Message, Message | None]]:
    """The questions of a column with their numbers, each with its answer."""
    shown = path(archived)
    asked = [at for at, message in enumerate(shown) if message.role == "user"]
    found = []
    for number, at in enumerate(asked, 1):
        end = next((later for later in asked if later > at), len(shown))
        answers = [message for message in shown[at + 1 : end] if message.role == "assistant"]
        found.append((number, shown[at], answers[-1] if answers else None))
    return found


def rounds(card: Card) -> list[Round]:
    """The card question by question."""
    asked: dict[tuple[int, str], list[tuple[str, str]]] = {}
    turns: dict[tuple[int, str], set[int]] = {}
    for cell, archived in zip(card.summary, card.columns, strict=True):
        for number, question, answer in exchanges(archived):
            key = (number, question.content)
            asked.setdefault(key, []).append((cell.letter, answer.content if answer else ""))
            turns.setdefault(key, set()).add(answer.id if answer else 0)
    return [
        (key[1], answers, _verdict(card, turns[key]))
        for key, answers in sorted(asked.items(), key=lambda pair: pair[0][0])
    ]


def _verdict(card: Card, turns: set[int]) -> str:
    """The vote on some answers in words, '' when there was none.

    In copies of a card messages have other ids than in votes.
    """
    vote = next((vote for vote in card.votes if vote.turn in turns), None)
    return vote_words(card, vote) if vote else ""


def vote_words(card: Card, vote: Vote) -> str:
    """A vote in words."""
    by_id = dict(
        zip((column.id for column in card.comparison.columns), (cell.letter for cell in card.summary), strict=True)
    )
    best = by_id.get(vote.winner) or (vote.contenders[vote.best].label if 0 <= vote.best < len(vote.contenders) else "")
    words = {"best": f"Best answer: {best}", "tie": "Tie", "bad": "All bad"}
    return words.get(vote.verdict, "") + (", voted blind" if vote.blind else "")


# -- tables ------------------------------------------------------------------------------------------------------


def to_csv(card: Card) -> str:
    """A row for each answer; numbers with a point, whatever the language. Seconds, tokens per second, bytes."""
    rows = [
        _csv_row(cell, number, question, answer)
        for cell, archived in zip(card.summary, card.columns, strict=True)
        for number, question, answer in exchanges(archived)
    ]
    return csv_text(rows, list(_csv_row(card.summary[0], 0, Message(0, 0, None, "user", "", 0.0), None)))


def _csv_row(cell: Cell, number: int, question: Message, answer: Message | None) -> dict[str, object]:
    run = answer.run if answer and answer.run else RunRecord()
    values = run.changes[-1].values if run.changes else {}
    return {
        "letter": cell.letter,
        "model": run.model or cell.model,
        "quantisation": run.quantisation or cell.quantisation,
        "sha256": run.sha256,
        "question_number": number,
        "question": question.content,
        "answer": answer.content if answer else "",
        "prompt_tokens": run.prompt_tokens,
        "cached_tokens": run.cached,
        **{row.name: run.figure(row.name) for row in FIGURES},
        "finish_reason": run.reason,
        "exact": run.exact,
        "build": run.build,
        "context": run.context,
        "threads": run.threads,
        "kv_type": run.kv_type,
        "seed": run.seed,
        "system": run.system,
        "output_format": run.format.kind if run.format else "",
        "text_completion": run.answer_options.text_completion,
        "prefill": run.answer_options.beginning,
        "suffix": run.answer_options.following,
        "adapters": "; ".join(adapter_words(run.scales[-1].scales)) if run.scales else "",
        "error": answer.fault if answer else "",
        **{row.name: values.get(row.name, "") for row in PARAMETERS if row.name != "seed"},
    }


FORM_WORDS = {FormatKind.JSON_SCHEMA: "held to a JSON schema", FormatKind.GRAMMAR: "held to a grammar"}


def settings_words(cell: Cell) -> str:
    """The settings that are not at their defaults, and the seed."""
    form = [FORM_WORDS[cell.output_format.kind]] if cell.output_format else []
    options = cell.answer_options
    text = ["text completion"] if options.text_completion else []
    begun = [f"begins with {options.beginning!r}"] if options.beginning else []
    begun += [f"fills the gap before {options.following!r}"] if options.following else []
    adapters = adapter_words(options.scales)
    return ", ".join([*changed_words(cell.settings), *form, *text, *begun, *adapters, f"seed {cell.seed}"])


def adapter_words(scales: Scales) -> list[str]:
    """Adapters with their scales."""
    return [f"{name} {scale:g}" for name, scale in scales.items()]


def table(card: Card) -> tuple[list[str], list[list[str]]]:
    """What was measured of the newest answers as a table: its heads, and a row for each column."""
    figures = shown_in(Place.TABLE)
    heads = ["", "Model", "Quant", "Settings", *(figure.column for figure in figures), "Ended"]
    rows = [
        [
            cell.letter,
            cell.model,
            cell.quantisation,
            settings_words(cell),
            *(figure.mark(cell.figures) + figure.plain(cell.figures.get(figure.name, 0.0)) for figure in figures),
            cell.error or cell.finish_reason,
        ]
        for cell in card.summary
    ]
    return heads, rows


def about(card: Card) -> str:
    """What the table is of, and how its times came about."""
    timing = (
        "one at a time" if card.comparison.fair else "together as far as memory goes, so that speeds are not comparable"
    )
    return f"{when(card.comparison.updated)}. The table tells of the newest answers, written {timing}."


def facts(card: Card) -> list[tuple[str, str]]:
    """The lines of the run card below the table: what is needed to make the answers again."""
    machine = card.machine
    lines = [
        ("Computer", f"{machine.system}, {machine.processor}, {machine.cores} cores, {machine.memory / 1e9:.1f} GB"),
        ("Devices", ", ".join(machine.devices) or "processor alone"),
        ("App", machine.app),
        ("Exported", when(card.exported)),
        ("Timing", "one at a time" if card.comparison.fair else "together as far as memory goes"),
        ("Sampler order", " → ".join(card.samplers)),
    ]
    for cell in card.summary:
        lines.append((f"{cell.letter}: file", f"SHA-256 {cell.sha256 or 'not known'}"))
        made = f"{cell.build}, context {cell.context} ({cell.kv_type or 'f16'}), {cell.threads} threads"
        made += f", {cell.figures.get(CONCURRENT, 0.0):.0f} other answers at the same time"
        lines.append((f"{cell.letter}: engine", made))
    return lines


# -- Markdown ----------------------------------------------------------------------------------------------------


def to_markdown(card: Card) -> str:
    """The comparison to read."""
    heads, rows = table(card)
    lines = [f"# {' '.join(card.comparison.title.split())}", "", about(card), ""]
    lines += markdown_row(heads), markdown_row(["---"] * len(heads)), *(markdown_row(row) for row in rows), ""
    for number, (text, answers, verdict) in enumerate(rounds(card), 1):
        lines += [f"## Question {number}", "", _quoted(text), ""]
        for sign, answer in answers:
            lines += [f"### {sign}", "", answer.strip(), ""]
        lines += [f"**{verdict}**", ""] if verdict else []
    lines += ["## Run card", "", *(f"- {name}: {value}" for name, value in facts(card)), ""]
    return "\n".join(lines)


def markdown_row(cells: Sequence[str]) -> str:
    """A row of a table."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
