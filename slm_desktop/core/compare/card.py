"""The run card: all that made the answers of a comparison, so that somebody else can make them again."""

import msgspec

from slm_desktop.core.chat.archive import Archived, check
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.differences import divergence
from slm_desktop.core.compare.records import FEWEST, MOST, Comparison, Vote, letter
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.engines.options import KvType, LoadOverrides
from slm_desktop.core.records import LAST_MOMENT, RunRecord
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
    """What was measured of the newest answer of a column; earlier ones have their records in its conversation."""

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


def card_of(session: ComparisonSession, machine: Machine, now: float) -> Card:
    """The run card of a comparison as it is now."""
    first = session.first.run
    cells = [_cell(letter(at), column, first) for at, column in enumerate(session.columns)]
    archives = [
        Archived(column.chat.chat, column.chat.tree.messages(column.chat.tree.all())) for column in session.columns
    ]
    return Card(FORMAT, VERSION, now, machine, SAMPLERS, session.record, cells, archives, session.votes)


def _cell(sign: str, column: ColumnSession, first: RunRecord | None) -> Cell:
    run, evidence = column.run or RunRecord(), column.evidence
    shared = divergence(first, run).tokens if first and run is not first else len(run.tokens)
    settings = dict(run.changes[-1].values) if run.changes else dict(column.sampling)
    return Cell(
        sign,
        *column.made_by,
        run.build,
        run.context,
        run.threads,
        run.kv_type,
        run.seed,
        run.prompt_tokens,
        evidence.tokens,
        run.first_token,
        run.speed,
        run.load_seconds,
        run.peak_memory,
        run.company,
        run.reason,
        run.exact,
        shared,
        settings,
        run.system or column.chat.chat.system,
        column.trouble.code if column.trouble else "",
    )


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
        raise Fault("card_broken", {"reason": "columns", "count": len(columns)})
    if sorted(chats) != sorted(column.chat for column in columns) or len(set(chats)) != len(chats):
        raise Fault("card_broken", {"reason": "columns_differ"})
    if not all(0 <= moment <= LAST_MOMENT for moment in (card.comparison.created, card.comparison.updated)):
        raise Fault("card_broken", {"reason": "time"})
    for column in columns:
        if not _is_harmless(column.options):
            raise Fault("card_broken", {"reason": "load_options"})
    for archived in card.columns:
        check(archived, "card_broken")


def _is_harmless(options: LoadOverrides) -> bool:
    """Only the context and the type of the KV cache may come with a card: more threads, for one, are not its
    business.
    """
    context, kv_type = options.context or 0, options.kv_type or KvType.F16
    return (
        options.chosen.keys() <= {"context", "kv_type"} and 0 <= context <= LARGEST_CONTEXT and kv_type in list(KvType)
    )
