"""Benchmarks outside the app: as Markdown to read, as CSV for spreadsheets, as JSON with every repetition."""

from collections.abc import Callable, Sequence

import msgspec

from slm_desktop.core.compare.tables import markdown_row
from slm_desktop.core.csv_file import csv_text
from slm_desktop.core.moments import when
from slm_desktop.core.workshop.records import BenchmarkRecord, TestResult, name_of

FORMAT, VERSION = "slm-desktop-benchmarks", 1
HEADS = ("model", "size", "params", "threads", "test", "t/s", "95 %")


class BenchmarkFile(msgspec.Struct):
    """The whole JSON file."""

    format: str
    version: int
    exported: float
    benchmarks: list[BenchmarkRecord]


def to_json(records: Sequence[BenchmarkRecord], now: float) -> bytes:
    """Everything: the computer, the options, every repetition."""
    data = msgspec.json.encode(BenchmarkFile(FORMAT, VERSION, now, list(records)))
    return msgspec.json.format(data, indent=1)


def to_csv(records: Sequence[BenchmarkRecord]) -> str:
    """A row for each test; numbers with a point, whatever the language."""
    rows = [_row(record, result) for record in records for result in record.results if result.seconds]
    return csv_text(rows, list(rows[0]) if rows else ["model"])


def _row(record: BenchmarkRecord, result: TestResult) -> dict[str, object]:
    rate, loaded, test = result.rate, record.loaded, result.test
    assert rate is not None
    return {
        "model": record.name,
        "quantisation": record.quantisation,
        "size_bytes": record.size,
        "parameters": loaded.parameters if loaded else "",
        "test": name_of(test),
        "prompt_tokens": test.prompt,
        "answer_tokens": test.answer,
        "depth_tokens": test.depth,
        "batch": test.batch or record.options.batch,
        "threads": loaded.threads if loaded else "",
        "kv_type": record.options.kv_type,
        "flash": record.options.flash,
        "gpu_layers": loaded.offloaded if loaded else "",
        "repetitions": len(result.seconds),
        "tokens_per_second": round(rate.mean, 3),
        "standard_deviation": round(rate.deviation, 3),
        "margin_95_percent": round(rate.margin, 3),
        "seconds": round(sum(result.seconds) / len(result.seconds), 6),
        "joules_per_1000_tokens": round(result.energy, 3) if result.energy else "",
        "energy_sources": " ".join(record.energy_sources),
        "resting_watts": round(record.resting_watts, 2) if record.energy_sources else "",
        "memory_bytes": result.memory,
        "resident_bytes": result.resident,
        "other_programs_cores": round(sum(result.others) / len(result.others), 3),
        "throttled": result.throttled,
        "load_seconds": round(loaded.seconds, 3) if loaded else "",
        "processor": record.machine.processor,
        "build": loaded.build if loaded else "",
        "measured": when(record.created),
    }


def to_markdown(records: Sequence[BenchmarkRecord]) -> str:
    """A table as llama-bench writes it, and how it was measured."""
    rows = [markdown_row(HEADS), markdown_row(["---"] * 4 + ["---:"] * 3)]
    rows += [markdown_row(_cells(record, result)) for record in records for result in record.results if result.seconds]
    return "\n".join([*rows, "", *map(_about, records)]) + "\n"


def _cells(record: BenchmarkRecord, result: TestResult) -> list[str]:
    rate, loaded = result.rate, record.loaded
    assert rate is not None
    return [
        " ".join(filter(None, (record.name, record.quantisation))),
        f"{record.size / 2**30:.2f} GiB",
        f"{loaded.parameters / 1e6:.2f} M" if loaded else "",
        str(loaded.threads if loaded else ""),
        name_of(result.test) + (" *" if result.is_disturbed else ""),
        f"{rate.mean:.2f} ± {rate.deviation:.2f}",
        f"± {rate.margin:.2f}",
    ]


def _about(record: BenchmarkRecord) -> str:
    """How a benchmark was measured, in a line."""
    loaded, machine = record.loaded, record.machine
    words = [
        f"{record.name}: {when(record.created)}",
        f"{record.repetitions} repetitions after a warm-up",
        f"{record.memory / 1e9:.2f} GB allocated",
        *([f"loaded in {loaded.seconds:.2f} s", f"llama.cpp {loaded.build}"] if loaded else []),
        ", ".join(filter(None, (machine.processor, f"{machine.cores} cores", *machine.devices))),
        machine.app,
    ]
    if record.is_disturbed:
        words.append("* other programs were busy meanwhile, or the processor was hot")
    return f"- {'; '.join(words)}"


WRITERS: dict[str, Callable[[Sequence[BenchmarkRecord], float], bytes]] = {
    "json": to_json,
    "csv": lambda records, _now: to_csv(records).encode(),
    "md": lambda records, _now: to_markdown(records).encode(),
}
"""How benchmarks become a file, by its ending; each takes the time of now in seconds since 1970, too."""
