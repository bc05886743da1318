"""Scores outside the app: as Markdown to read, as CSV for spreadsheets, as JSON with where models part.

No word of somebody's own chats leaves with them.
"""

from collections.abc import Callable, Sequence

import msgspec

from slm_desktop.core.compare.tables import markdown_row
from slm_desktop.core.csv_file import csv_text
from slm_desktop.core.moments import when
from slm_desktop.core.workshop.losses import LossRecord, without_chats

FORMAT, VERSION = "slm-desktop-losses", 1
HEADS = ("model", "text", "tokens", "perplexity", "against", "KL mean", "KL 99 %", "largest", "same top")


class LossFile(msgspec.Struct):
    """The whole JSON file."""

    format: str
    version: int
    exported: float
    losses: list[LossRecord]


def to_json(records: Sequence[LossRecord], now: float) -> bytes:
    """Everything but the words of somebody's chats."""
    data = msgspec.json.encode(LossFile(FORMAT, VERSION, now, [without_chats(record) for record in records]))
    return msgspec.json.format(data, indent=1)


def to_csv(records: Sequence[LossRecord]) -> str:
    """A row for each; numbers with a point, whatever the language."""
    rows = [_row(record) for record in records]
    return csv_text(rows, list(rows[0]) if rows else ["model"])


def _row(record: LossRecord) -> dict[str, object]:
    measured, found = record.measured, record.divergence
    return {
        "model": record.name,
        "quantisation": record.model.quantisation,
        "size_bytes": record.size,
        "text": record.text.name or record.text.kind,
        "text_sha256": record.text.sha256,
        "tokens": measured.tokens,
        "perplexity": round(measured.perplexity, 6),
        "standard_error": round(measured.error, 6),
        "against": f"{record.base.name} {record.base.quantisation}".strip() if record.base else "",
        "base_perplexity": round(found.base_perplexity, 6) if found else "",
        "kl_mean": round(found.mean, 6) if found else "",
        "kl_standard_error": round(found.error, 6) if found else "",
        "kl_99_percent": round(found.percentile_99, 6) if found else "",
        "kl_largest": round(found.largest, 6) if found else "",
        "same_top": round(found.same_top, 6) if found else "",
        "known_share": round(found.known, 6) if found else "",
        "kv_type": record.options.kv_type,
        "seconds": round(measured.seconds, 3),
        "processor": record.machine.processor,
        "build": record.build,
        "measured": when(record.created),
    }


def to_markdown(records: Sequence[LossRecord]) -> str:
    """A table."""
    rows = [markdown_row(HEADS), markdown_row(["---"] * 2 + ["---:"] * 2 + ["---"] + ["---:"] * 4)]
    return "\n".join([*rows, *(markdown_row(_cells(record)) for record in records)]) + "\n"


def _cells(record: LossRecord) -> list[str]:
    row = _row(record)
    found = record.divergence
    least = "≥ " if found and found.known < 1 else ""
    return [
        " ".join(filter(None, (record.name, record.model.quantisation))),
        str(row["text"]),
        str(record.measured.tokens),
        f"{record.measured.perplexity:.4f} ± {record.measured.error:.4f}",
        str(row["against"]),
        f"{least}{found.mean:.6f} ± {found.error:.6f}" if found else "",
        f"{least}{found.percentile_99:.6f}" if found else "",
        f"{least}{found.largest:.4f}" if found else "",
        f"{100 * found.same_top:.2f} %" if found else "",
    ]


WRITERS: dict[str, Callable[[Sequence[LossRecord], float], bytes]] = {
    "json": to_json,
    "csv": lambda records, _now: to_csv(records).encode(),
    "md": lambda records, _now: to_markdown(records).encode(),
}
"""How scores become a file, by its ending; each takes the time of now in seconds since 1970, too."""
