"""A model and its types outside the app: as Markdown to read, as CSV for spreadsheets."""

from collections.abc import Callable, Sequence

from slm_desktop.core.compare.tables import markdown_row
from slm_desktop.core.csv_file import csv_text
from slm_desktop.core.workshop.variants import Variant

HEADS = ("type", "size", "memory", "tok/s", "perplexity", "KL mean", "KL 99 %", "same top")


def to_markdown(variants: Sequence[Variant]) -> str:
    """A table as `slm-desktop quantise --measure` prints it."""
    rows = [markdown_row(HEADS), markdown_row(["---", *["---:"] * (len(HEADS) - 1)])]
    return "\n".join([*rows, *(markdown_row(_cells(one)) for one in variants if one.size)]) + "\n"


def _cells(variant: Variant) -> list[str]:
    divergence = variant.loss.divergence if variant.loss else None
    return [
        variant.kind,
        f"{variant.size / 1e6:.1f} MB",
        f"{variant.memory / 1e6:.1f} MB" if variant.memory else "",
        f"{variant.answer.mean:.1f}" if variant.answer else "",
        f"{variant.perplexity:.3f}" if variant.perplexity else "",
        f"{divergence.mean:.5f}" if divergence else "",
        f"{divergence.percentile_99:.4f}" if divergence else "",
        f"{100 * divergence.same_top:.1f} %" if divergence else "",
    ]


def to_csv(variants: Sequence[Variant]) -> str:
    """A row for each type; numbers with a point, whatever the language."""
    rows = [_row(one) for one in variants if one.size]
    return csv_text(rows, list(rows[0]) if rows else ["type"])


def _row(variant: Variant) -> dict[str, object]:
    divergence = variant.loss.divergence if variant.loss else None
    return {
        "type": variant.kind,
        "size_bytes": variant.size,
        "memory_bytes": variant.memory or "",
        "tokens_per_second": round(variant.answer.mean, 3) if variant.answer else "",
        "perplexity": round(variant.perplexity, 5) if variant.perplexity else "",
        "kl_mean": round(divergence.mean, 6) if divergence else "",
        "kl_99_percent": round(divergence.percentile_99, 6) if divergence else "",
        "kl_largest": round(divergence.largest, 6) if divergence else "",
        "same_top": round(divergence.same_top, 5) if divergence else "",
        "text": (variant.loss.text.name or variant.loss.text.kind) if variant.loss else "",
        "text_sha256": variant.loss.text.sha256 if variant.loss else "",
    }


WRITERS: dict[str, Callable[[Sequence[Variant]], bytes]] = {
    "md": lambda variants: to_markdown(variants).encode(),
    "csv": lambda variants: to_csv(variants).encode(),
}
"""How they become a file, by its ending."""
