"""The run card: all that made the answers of a comparison, so that somebody else can make them again."""

from collections.abc import Iterator
from typing import Any

import msgspec

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.core.chat import old_records
from slm_desktop.core.chat.archive import Archived, check
from slm_desktop.core.chat.archive_media import packed
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.differences import divergence
from slm_desktop.core.compare.records import FEWEST, MOST, Comparison, Vote, letter
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.engines.answer_figures import SPEED, TOKENS, Figures
from slm_desktop.core.engines.media import MEDIA_KEY
from slm_desktop.core.engines.options import KvType, LoadOverrides
from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.engines.ports import MediaStore
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.file_head import version_of
from slm_desktop.core.records import LAST_MOMENT, Message, RunRecord
from slm_desktop.core.sampling import SAMPLER_ORDER, Values
from slm_desktop.errors import Fault

FORMAT, VERSION = "slm-desktop-comparison", 2
LARGEST_CONTEXT = 2**20


class Machine(msgspec.Struct, frozen=True):
    """The computer that the answers were made on; memory in bytes."""

    system: str = ""
    processor: str = ""
    cores: int = 0
    memory: int = 0
    devices: tuple[str, ...] = ()
    app: str = ""


class Cell(msgspec.Struct, frozen=True):
    """The newest answer of a column, and what was measured of it (`figures`, by the names of `answer_figures.py`).

    `divergence` counts the tokens until it parts from the answer of the first column; all of them where it never does.
    Earlier answers have their records in the conversation of the column. What is added here has a default: cards of
    earlier versions lack it.
    """

    letter: str
    model: str
    quantisation: str
    sha256: str
    build: str
    context: int
    threads: int
    kv_type: str
    seed: int
    finish_reason: str
    exact: bool
    divergence: int
    settings: Values
    system: str
    error: str = ""
    figures: Figures = {}
    output_format: OutputFormat | None = None
    answer_options: AnswerOptions = AS_A_CHAT


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
    media: dict[str, bytes] = msgspec.field(name=MEDIA_KEY, default_factory=dict)
    """Those of the questions, by their digests."""

    @property
    def messages(self) -> Iterator[Message]:
        """Those of all columns."""
        return (message for archived in self.columns for message in archived.messages)


def card_of(session: ComparisonSession, machine: Machine, now: float, media: MediaStore = NO_MEDIA) -> Card:
    """The run card of a comparison as it is now."""
    first = session.first.run
    cells = [_cell(letter(at), column, first) for at, column in enumerate(session.columns)]
    archives = [
        Archived(column.chat.chat, column.chat.tree.messages(column.chat.tree.all())) for column in session.columns
    ]
    card = Card(FORMAT, VERSION, now, machine, SAMPLER_ORDER, session.record, cells, archives, session.votes)
    card.media = packed(card.messages, media)
    return card


def _cell(sign: str, column: ColumnSession, first: RunRecord | None) -> Cell:
    run = column.run or RunRecord()
    name, quantisation, sha256 = column.made_by
    return Cell(
        letter=sign,
        model=name,
        quantisation=quantisation,
        sha256=sha256,
        build=run.build,
        context=run.context,
        threads=run.threads,
        kv_type=run.kv_type,
        seed=run.seed,
        finish_reason=run.reason,
        exact=run.exact,
        divergence=divergence(first, run).tokens if first and run is not first else len(run.tokens),
        settings=dict(run.changes[-1].values) if run.changes else dict(column.sampling),
        system=run.system or column.chat.chat.system,
        error=column.trouble.code if column.trouble else "",
        figures=column.figures,
        output_format=run.format,
        answer_options=_options(run) if column.run else column.chat.chat.answer_options,
    )


def _options(run: RunRecord) -> AnswerOptions:
    """How an answer was asked for, with the scales of adapters that its last token had."""
    scales = run.scales[-1].scales if run.scales else {}
    return msgspec.structs.replace(run.answer_options, scales=scales)


def to_json(card: Card) -> bytes:
    """The card as a file that can be run again; `resources/comparison.schema.json` describes it."""
    return msgspec.json.format(msgspec.json.encode(card), indent=1)


def from_json(data: bytes) -> Card:
    """The card of a file. Raise Fault 'card_other', 'card_newer' or 'card_broken'."""
    try:
        card = _decoded(data, version_of(data, FORMAT, VERSION, "card"))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Fault("card_broken", {"reason": str(error)[:300]}) from error
    _check(card)
    return card


def _decoded(data: bytes, version: int) -> Card:
    if version == VERSION:
        return msgspec.json.decode(data, type=Card)
    old = msgspec.json.decode(data)
    old_records.renew_chats(old.get("columns"))
    for cell in old["summary"] if isinstance(old.get("summary"), list) else []:
        if isinstance(cell, dict):
            _renew_cell(cell)
    return msgspec.convert({**old, "version": VERSION}, Card)


def _renew_cell(cell: dict[str, Any]) -> None:
    """Bring a cell of version 1 up to date."""
    names = {**old_records.FIGURES, "tokens": TOKENS, "speed": SPEED}
    cell["figures"] = {name: cell.pop(old) for old, name in names.items() if old in cell}
    cell["finish_reason"] = cell.pop("reason", "")
    cell["divergence"] = cell.pop("shared_with_first", 0)


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
