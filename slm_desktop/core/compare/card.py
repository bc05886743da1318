"""The run card: all that made the answers of a comparison, so that somebody else can make them again, and exports of it."""

import csv
import io
from collections.abc import Sequence

import msgspec

from slm_desktop.core.archive import Archived, check
from slm_desktop.core.chat import text_of
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.differences import parting
from slm_desktop.core.compare.records import FEWEST, KV_TYPES, MOST, Comparison, Vote, letter
from slm_desktop.core.compare.session import CompareSession
from slm_desktop.core.records import LAST_MOMENT, Message, RunRecord
from slm_desktop.core.sampling import PARAMETERS
from slm_desktop.errors import Fault

FORMAT, VERSION = "slm-desktop-comparison", 1
LARGEST_CONTEXT = 2**20
SAMPLERS = ("penalties", "dry", "top_n_sigma", "top_k", "typical_p", "top_p", "min_p", "xtc", "temperature")
"""The order in which the samplers of llama.cpp are chained here; with Mirostat it is temperature and Mirostat alone."""


class Machine(msgspec.Struct, frozen=True):
    """The computer that the answers were made on; memory in bytes."""

    system: str = ""
    processor: str = ""
    cores: int = 0
    memory: int = 0
    devices: tuple[str, ...] = ()
    app: str = ""


class Cell(msgspec.Struct, frozen=True):
    """What was measured of the newest answer of a column. Seconds, tokens per second, bytes."""

    letter: str
    model: str
    quantisation: str
    sha256: str
    build: str
    context: int
    threads: int
    kv_type: str
    seed: int
    prompt_tokens: int
    tokens: int
    first_token: float
    speed: float
    load_seconds: float
    peak_memory: int
    company: int
    reason: str
    exact: bool
    shared_with_first: int
    settings: dict[str, float | str]
    system: str
    error: str = ""


class Card(msgspec.Struct):
    """The whole file. `columns` hold the conversations with the record of every answer, as chats are exported."""

    format: str
    version: int
    exported: float
    machine: Machine
    samplers: tuple[str, ...]
    comparison: Comparison
    summary: list[Cell]
    columns: list[Archived]
    votes: list[Vote]


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0


def card_of(session: CompareSession, machine: Machine, now: float) -> Card:
    """The run card of a comparison as it is now."""
    first = session.first.run
    cells = [_cell(letter(at), column, first) for at, column in enumerate(session.columns)]
    archives = [Archived(column.chat.chat, column.chat.tree.messages(column.chat.tree.all())) for column in session.columns]
    votes = [session.vote] if session.vote else []
    return Card(FORMAT, VERSION, now, machine, SAMPLERS, session.record, cells, archives, votes)


def _cell(sign: str, column: ColumnSession, first: RunRecord | None) -> Cell:
    run, evidence = column.run or RunRecord(), column.evidence
    shared = parting(first, run).tokens if first and run is not first else len(run.tokens)
    settings = dict(run.changes[-1].values) if run.changes else dict(column.sampling)
    return Cell(
        sign, *column.made_by, run.build, run.context, run.threads, run.kv_type, run.seed, run.prompt_tokens, evidence.tokens,
        run.first_token, run.speed, run.load_seconds, run.peak_memory, run.company, run.reason, run.exact, shared, settings,
        run.system or column.chat.chat.system, column.trouble[0] if column.trouble else "",
    )  # fmt: skip


def to_json(card: Card) -> bytes:
    """The card as a file that can be run again; `resources/comparison.schema.json` describes it."""
    return msgspec.json.format(msgspec.json.encode(card), indent=1)


def from_json(data: bytes) -> Card:
    """The card of a file. Raise Fault 'card_other', 'card_newer' or 'card_broken'."""
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise Fault("card_other")
        if head.version > VERSION:
            raise Fault("card_newer", {"version": head.version, "known": VERSION})
        card = msgspec.json.decode(data, type=Card)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Fault("card_broken", {"reason": str(error)[:300]}) from error
    _check(card)
    return card


def _check(card: Card) -> None:
    """Refuse what could not have been exported: it would break the trees of the columns, or load what it should not."""
    columns, chats = card.comparison.columns, [archived.chat.id for archived in card.columns]
    if not FEWEST <= len(columns) <= MOST or len(card.summary) != len(columns):
        raise Fault("card_broken", {"reason": f"it has {len(columns)} columns"})
    if sorted(chats) != sorted(column.chat for column in columns) or len(set(chats)) != len(chats):
        raise Fault("card_broken", {"reason": "its columns and its conversations are not the same"})
    if not all(0 <= moment <= LAST_MOMENT for moment in (card.comparison.created, card.comparison.updated)):
        raise Fault("card_broken", {"reason": "it has an impossible time"})
    for column in columns:
        if not _is_harmless(column.options):
            raise Fault("card_broken", {"reason": "a column is to be loaded in a way that is not known"})
    for archived in card.columns:
        check(archived, "card_broken")


def _is_harmless(options: dict[str, int | str]) -> bool:
    """Only the context and the type of the KV cache may come with a card: a runtime folder, for one, is code."""
    context, kv_type = options.get("context", 0), options.get("kv_type", KV_TYPES[0])
    known = set(options) <= {"context", "kv_type"}
    return known and isinstance(context, int) and 0 <= context <= LARGEST_CONTEXT and kv_type in KV_TYPES


# -- to read -----------------------------------------------------------------------------------------------------


def to_csv(card: Card) -> str:
    """A row for each column; numbers with a point, whatever the language."""
    out = io.StringIO()
    names = [name for name in Cell.__struct_fields__ if name != "settings"]
    settings = [row.name for row in PARAMETERS if row.name != "seed"]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names, *settings, "answer"])
    for cell, archived in zip(card.summary, card.columns, strict=True):
        answer = _answer(archived)
        row = [getattr(cell, name) for name in names]
        writer.writerow([safe_cell(value) for value in (*row, *(cell.settings.get(name, "") for name in settings), answer)])
    return out.getvalue()


def safe_cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets a mark before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _answer(archived: Archived) -> str:
    last = _path(archived)[-1:] or []
    return last[0].content if last and last[0].role == "assistant" else ""


def _path(archived: Archived) -> list[Message]:
    """The branch that is shown."""
    known = {message.id: message for message in archived.messages}
    path: list[Message] = []
    at = archived.chat.head
    while at in known and len(path) <= len(known):
        path.append(known[at])
        at = known[at].parent
    return path[::-1]


def rounds(card: Card) -> list[tuple[str, list[tuple[str, str]]]]:
    """Question by question: the text, and the letter and answer of each column that was asked it."""
    asked: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for cell, archived in zip(card.summary, card.columns, strict=True):
        path = _path(archived)
        questions = 0
        for at, message in enumerate(path):
            if message.role == "user":
                questions += 1
                answer = path[at + 1].content if at + 1 < len(path) else ""
                asked.setdefault((questions, message.content), []).append((cell.letter, answer))
    return [(text, answers) for (_number, text), answers in sorted(asked.items(), key=lambda pair: pair[0][0])]


def settings_words(cell: Cell) -> str:
    """The settings that are not at their defaults, and the seed."""
    changed = [f"{row.name} {text_of(row.name, cell.settings[row.name])}" for row in PARAMETERS
               if row.name != "seed" and row.name in cell.settings and cell.settings[row.name] != row.default]  # fmt: skip
    return ", ".join([*changed, f"seed {cell.seed}"])


def table(card: Card) -> tuple[list[str], list[list[str]]]:
    """The evidence as a table: its heads, and a row for each column."""
    heads = ["", "Model", "Quant", "Settings", "First token (s)", "tok/s", "Tokens", "Peak memory (GB)", "Load (s)", "Ended"]
    rows = [[cell.letter, cell.model, cell.quantisation, settings_words(cell), f"{cell.first_token:.2f}", f"{cell.speed:.1f}",
             str(cell.tokens), f"{cell.peak_memory / 1e9:.2f}", f"{cell.load_seconds:.2f}" if cell.load_seconds else "shared",
             cell.error or cell.reason] for cell in card.summary]  # fmt: skip
    return heads, rows


def facts(card: Card) -> list[tuple[str, str]]:
    """The lines of the run card below the table: what is needed to make the answers again."""
    machine = card.machine
    lines = [("Computer", f"{machine.system}, {machine.processor}, {machine.cores} cores, {machine.memory / 1e9:.1f} GB"),
             ("Devices", ", ".join(machine.devices) or "processor alone"), ("App", machine.app),
             ("Timing", "one at a time" if card.comparison.fair else "together as far as memory goes"),
             ("Sampler order", " → ".join(card.samplers))]  # fmt: skip
    for cell in card.summary:
        lines.append((f"{cell.letter}: file", f"SHA-256 {cell.sha256 or 'not known'}"))
        made = f"{cell.build}, context {cell.context} ({cell.kv_type or 'f16'}), {cell.threads} threads"
        made += f", {cell.company} other answers at the same time"
        lines.append((f"{cell.letter}: engine", made))
    return lines


def verdict(card: Card) -> str:
    """The vote in words, '' when there was none."""
    if not card.votes:
        return ""
    vote = card.votes[-1]
    by_id = dict(zip((column.id for column in card.comparison.columns), (cell.letter for cell in card.summary), strict=True))
    words = {"best": f"Best answer: {by_id.get(vote.winner, '')}", "tie": "Tie", "bad": "All bad"}
    return words.get(vote.verdict, "") + (", voted blind" if vote.blind else "")


def to_markdown(card: Card) -> str:
    """The comparison to read."""
    heads, rows = table(card)
    lines = [f"# {_plain(card.comparison.title)}", ""]
    lines += _markdown_row(heads), _markdown_row(["---"] * len(heads)), *(_markdown_row(row) for row in rows), ""
    if verdict(card):
        lines += [f"**{verdict(card)}**", ""]
    for number, (text, answers) in enumerate(rounds(card), 1):
        lines += [f"## Question {number}", "", _quoted(text), ""]
        for sign, answer in answers:
            lines += [f"### {sign}", "", answer.strip(), ""]
    lines += ["## Run card", "", *(f"- {name}: {value}" for name, value in facts(card)), ""]
    return "\n".join(lines)


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
