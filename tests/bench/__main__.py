"""Run the measurements, print one table and write bench.json: `make bench`, `make bench ONLY=name`."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from slm_desktop.core.records import Chat, Message
from slm_desktop.jobs import Jobs
from slm_desktop.library.starter import starter
from slm_desktop.store.chats import Chats

ROOT = Path(__file__).resolve().parents[2]
PAIRS = 5
CORES = psutil.cpu_count() or 2


@dataclass(frozen=True)
class Row:
    """One line of the table; `baseline` and `ratio` are None where there is nothing to compare with."""

    name: str
    ours: float
    baseline: float | None
    ratio: float | None
    goal: str


def inside(name: str, threads: int) -> dict[str, float]:
    """A measurement inside the running app."""
    return measured("tests.bench.inside", name, str(threads))


def measured(*module: str) -> dict[str, float]:
    """What a module prints as JSON, in a process of its own."""
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines, done.stderr[-2000:]
    return dict(json.loads(lines[-1]))


def compared(name: str, scenario: str, threads: int, goal: str) -> Iterator[Row]:
    """A row from a measurement in pairs."""
    found = inside(scenario, threads)
    yield Row(name, found["ours"], found["baseline"], found["ratio"], goal)


def seconds_until_told(*module: str) -> float:
    """Seconds from starting a process until it prints a moment."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.stdout.strip(), done.stderr[-2000:]
    return float(done.stdout.split()[-1]) - began


def _environment() -> dict[str, str]:
    """The user's environment; compiled modules are kept, as they are where an app was installed."""
    return {
        "QT_QPA_PLATFORM": "offscreen",
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    }


def _starts(name: str, ours: tuple[str, ...], baselines: list[tuple[str, ...]], goal: str) -> Row:
    pairs = [(seconds_until_told(*ours), sum(seconds_until_told(*one) for one in baselines)) for _ in range(PAIRS + 2)][
        2:
    ]
    return Row(
        name,
        statistics.median(a for a, _b in pairs),
        statistics.median(b for _a, b in pairs),
        statistics.median(a / b for a, b in pairs),
        goal,
    )


def first_paint() -> Iterator[Row]:
    """First paint with a thousand chats, against an empty window."""
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder), 1000)
        yield _starts(
            "first_paint_ratio", ("tests.bench.start", folder, "paint"), [("tests.bench.bare", "window")], "<= 1.6"
        )


def chat_ready() -> Iterator[Row]:
    """The starter model takes a message, against an empty window and then a bare load."""
    with tempfile.TemporaryDirectory() as folder:
        bare = [("tests.bench.bare", "window"), ("tests.bench.bare", "load", str(starter()))]
        yield _starts("chat_ready_ratio", ("tests.bench.start", folder, "ready"), bare, "<= 1.3")


def _fill(folder: Path, count: int) -> None:
    jobs = Jobs(lambda _queue, error: (_ for _ in ()).throw(error))
    store = Chats(folder / "chats.sqlite3", jobs)
    now = time.time()
    for number in range(count):
        id_, when = number * 3 + 1, now - number * 3600
        chat = Chat(
            id_,
            f"Chat {number} about something long enough to be cut",
            when,
            when,
            "SmolLM2 135M Instruct",
            id_ + 2,
            touched=id_ + 2,
        )
        question = Message(id_ + 1, id_, None, "user", "What is it about?", when)
        store.save(chat, [question, Message(id_ + 2, id_, id_ + 1, "assistant", "About something. " * 40, when)])
    jobs.close(60)
    store.close()


def gaps() -> Iterator[Row]:
    """Gaps of the event loop while two answers stream."""
    found = inside("gaps", max(1, CORES - 1))
    yield Row("ui_gap_p99_ms", found["p99"], None, None, "<= 16")
    yield Row("ui_gap_max_ms", found["max"], None, None, "<= 50")


def memory() -> Iterator[Row]:
    """Memory of window and child."""
    found = inside("memory", max(1, CORES - 1))
    yield Row("gui_rss_mb", found["gui"], None, None, "<= 220")
    yield Row("child_overhead_mb", found["child"], None, None, "<= 110")


def idle() -> Iterator[Row]:
    """Processor use while nothing happens."""
    yield Row("idle_cpu_percent", inside("idle", max(1, CORES - 1))["ours"], None, None, "<= 0.5")


def grown(scenario: str) -> dict[str, float]:
    """A measurement of growth."""
    return measured("tests.bench.growth", scenario)


def open_growth() -> Iterator[Row]:
    """Seconds until a chat of 5,000 messages can be scrolled, against one of 50."""
    found = grown("open")
    yield Row("open_growth", found["ours"], found["baseline"], found["ratio"], "<= 1.5")


def search_growth() -> Iterator[Row]:
    """Milliseconds of a search as typed over 100,000 messages, against 1,000."""
    found = grown("search")
    yield Row("search_growth", found["ours"], found["baseline"], found["ratio"], "<= 5")


def long_answer() -> Iterator[Row]:
    """An answer of 8,000 tokens: gaps of the event loop, and microseconds of processor a token late and early."""
    found = grown("answer")
    yield Row("long_answer_gap_p99_ms", found["p99"], None, None, "<= 16")
    yield Row("long_answer_growth", found["late"], found["early"], found["ratio"], "<= 1.3")


def start_growth() -> Iterator[Row]:
    """First paint with ten thousand chats, against ten."""
    with tempfile.TemporaryDirectory() as many, tempfile.TemporaryDirectory() as few:
        _fill(Path(many), 10_000)
        _fill(Path(few), 10)
        yield _starts(
            "start_growth", ("tests.bench.start", many, "paint"), [("tests.bench.start", few, "paint")], "<= 1.1"
        )


def models(name: str, scenario: str, goal: str) -> Iterator[Row]:
    """A row about downloads, forecasts or scans."""
    found = measured("tests.bench.models", scenario)
    yield Row(name, found["ours"], found.get("baseline"), found.get("ratio"), goal)


def forecast_error() -> Iterator[Row]:
    """The worst forecast against real memory: in percent, and in MB (small models take little, so that little is much)."""
    found = measured("tests.bench.models", "error")
    yield Row("forecast_error_percent", found["ours"], None, None, "<= 5 or 64 MB")
    yield Row("forecast_error_mb", found["bytes"] / 1e6, None, None, "<= 64, or 5 %")


def speed_forecast() -> Iterator[Row]:
    """The forecast of speed against what was measured, and how long calibration takes."""
    found = measured("tests.bench.speed", "error")
    yield Row("speed_forecast_error_percent", found["ours"], None, None, "<= 15")
    yield Row("speed_forecast_worst_percent", found["worst"], None, None, "<= 30")
    yield Row("calibration_seconds", found["seconds"], None, None, "<= 5")


def calibration_gaps() -> Iterator[Row]:
    """Gaps of the event loop while the computer is measured in the background."""
    yield Row("calibration_gap_p99_ms", inside("calibration", AUTOMATIC)["p99"], None, None, "<= 16")


def picker_open() -> Iterator[Row]:
    """How soon the picker is open with two hundred models."""
    yield Row("picker_open_ms", measured("tests.bench.speed", "picker")["ours"], None, None, "<= 50")


def compare_gaps() -> Iterator[Row]:
    """Gaps of the event loop while six columns stream."""
    found = inside("compare_gaps", AUTOMATIC)
    yield Row("compare_ui_gap_p99_ms", found["p99"], None, None, "<= 16")


def queue_overhead() -> Iterator[Row]:
    """What the queue of six models takes beyond loading, prompts and answers."""
    yield Row("queue_overhead_percent", inside("compare_queue", AUTOMATIC)["ours"], None, None, "<= 3")


def busy_decode() -> Iterator[Row]:
    """Tokens per second beside a busy loop, the longest gap between two tokens, and how soon an answer is stopped."""
    found = measured("tests.bench.busy", "decode")
    yield Row("busy_ratio", found["ours"], found["baseline"], found["ratio"], ">= 0.9")
    yield Row("busy_worst_token_ms", found["worst"], None, None, "<= 150")
    yield Row("busy_stop_ms", found["stop"], None, None, "<= 200")


def engines(name: str, scenario: str, goal: str) -> Iterator[Row]:
    """A row about engines without a window."""
    found = measured("tests.bench.busy", scenario)
    yield Row(name, found["ours"], found["baseline"], found["ratio"], goal)


def serve(name: str, what: str, goal: str) -> Iterator[Row]:
    """The local server, and engines on other machines."""
    found = measured("tests.bench.serve", what)
    yield Row(name, found["ours"], found.get("baseline"), found.get("ratio"), goal)


def lens_cost() -> Iterator[Row]:
    """Tokens per second lost with the lens open, and while it is closed, in percent."""
    found = inside("lens_cost", SPARING)
    yield Row("lens_cost_percent", 100 * (1 - found["ratio"]), None, None, "<= 5")
    yield Row("lens_off_cost_percent", inside("lens_off", SPARING)["ours"], None, None, "<= 0.5")


def lens_refilter() -> Iterator[Row]:
    """A step of a slider until the bars are drawn again: the middle one, and the longest."""
    found = inside("lens_refilter", SPARING)
    yield Row("lens_refilter_ms", found["ours"], None, None, "<= 16")
    yield Row("lens_refilter_worst_ms", found["worst"], None, None, "-")


def lens_recover() -> Iterator[Row]:
    """A pass over an answer with candidates, against one without."""
    found = measured("tests.bench.lens", "recover")
    yield Row("lens_recover_ratio", found["ours"], found["baseline"], found["ratio"], "<= 1.3")


def lens_tree() -> Iterator[Row]:
    """Sixteen answers in one batch over their prompt, and one after another."""
    found = measured("tests.bench.lens", "tree")
    yield Row("lens_tree_ratio", found["ours"], found["baseline"], found["ratio"], "<= 0.7")


def form_cost() -> Iterator[Row]:
    """Tokens per second lost to a typical JSON schema, in percent."""
    found = measured("tests.bench.formats", "cost")
    yield Row("form_cost_percent", found["percent"], None, None, "<= 10")


def form_valid() -> Iterator[Row]:
    """Of 500 answers under 50 schemas of the JSON Schema test suite, how many in a hundred are valid."""
    found = measured("tests.bench.formats", "valid")
    yield Row("form_valid_percent", found["ours"], None, None, "= 100")
    yield Row("form_valid_answers", found["answers"], None, None, ">= 500")


def adapters() -> Iterator[Row]:
    """From a step of an adapter's slider to the first token with the new scale, beyond the time of one token; and the
    speed with an adapter of rank 16 against that without.
    """
    found = measured("tests.bench.adapters")
    yield Row("lora_scale_ms", found["step"] - found["token"], None, None, "<= 30")
    yield Row("lora_speed_ratio", found["ours"], found["baseline"], found["ratio"], "-")


def documents() -> Iterator[Row]:
    """Pages per second from a PDF until it can be searched, against the parser alone; and a search in a thousand."""
    found = measured("tests.bench.documents", "index")
    yield Row("documents_index_ratio", found["ours"], found["baseline"], found["ratio"], ">= 0.6")
    found = measured("tests.bench.documents", "search")
    yield Row("documents_search_ms", found["median"], None, None, "-")
    yield Row("documents_search_p95_ms", found["p95"], None, None, "<= 50")
    found = measured("tests.bench.documents", "recall")
    yield Row("documents_recall", found["ours"], None, None, ">= 0.8")
    yield Row("documents_recall_first", found["first"], None, None, "-")
    found = measured("tests.bench.documents", "recall_by_meaning")
    yield Row("documents_vectors_recall", found["ours"], None, None, "-")
    yield Row("documents_vectors_recall_first", found["first"], None, None, "-")
    found = measured("tests.bench.documents", "vectors")
    yield Row("vectors_100000_search_ms", found["median"], None, None, "-")
    yield Row("vectors_100000_search_p95_ms", found["p95"], None, None, "<= 50")
    yield Row("vectors_100000_first_ms", found["first"], None, None, "-")
    found = inside("documents_gaps", AUTOMATIC)
    yield Row("documents_ui_gap_p99_ms", found["p99"], None, None, "-")
    yield Row("documents_ui_gap_max_ms", found["max"], None, None, "<= 50")


def tune_gain() -> Iterator[Row]:
    """Seconds of a request, as tuned and as usual."""
    found: dict[str, Any] = dict(measured("tests.bench.tuning"))
    for when in ("quiet", "busy"):
        yield Row(f"tune_gain_{when}", found[when]["ours"], found[when]["baseline"], found[when]["ratio"], ">= 1.0")


def workshop() -> Iterator[Row]:
    """Ours against llama.cpp's own tools, built from the same source; the first time that takes some minutes."""
    found = measured("tests.bench.workshop", "agreement")
    for name in ("prompt", "answer"):
        ours, theirs = found[f"{name}_ours"], found[f"{name}_theirs"]
        yield Row(f"bench_agreement_{name}", ours, theirs, found[name], "0.97 to 1.03")
    found = measured("tests.bench.workshop", "loss")
    for name, goal in (("perplexity", "0.999 to 1.001"), ("kl", "0.99 to 1.01")):
        yield Row(f"{name}_exact", found[f"{name}_ours"], found[f"{name}_theirs"], found[name], goal)
    yield Row("perplexity_ratio", found["speed"], None, None, ">= 0.95")
    found = measured("tests.bench.workshop", "quantising")
    yield Row("quantise_ratio", found["ours"], found["baseline"], found["ratio"], "<= 1.05")
    yield Row("quantise_same", found["same"], None, None, "= 1")


SPARING = max(1, CORES - 1)
AUTOMATIC = 0
"""As many threads as the app takes by itself."""
MEASUREMENTS: dict[str, Callable[[], Iterator[Row]]] = {
    "decode_ratio": lambda: compared("decode_ratio", "decode", SPARING, ">= 0.97"),
    "decode_full_ratio": lambda: compared("decode_full_ratio", "decode", CORES, ">= 0.93"),
    "prompt_ratio": lambda: compared("prompt_ratio", "prompt", SPARING, ">= 0.98"),
    "second_turn_ratio": lambda: compared("second_turn_ratio", "second_turn", SPARING, "<= 1.3"),
    "slots_gain": lambda: compared("slots_gain", "slots", AUTOMATIC, ">= 1.15"),
    "first_paint_ratio": first_paint,
    "chat_ready_ratio": chat_ready,
    "idle_cpu_percent": idle,
    "ui_gap": gaps,
    "memory": memory,
    "open_growth": open_growth,
    "search_growth": search_growth,
    "long_answer": long_answer,
    "start_growth": start_growth,
    "download_ratio": lambda: models("download_ratio", "download", ">= 0.9"),
    "resume_waste_percent": lambda: models("resume_waste_percent", "waste", "<= 1"),
    "download_rss_mb": lambda: models("download_rss_mb", "memory", "<= 40"),
    "forecast_error": forecast_error,
    "forecast_ratio": lambda: models("forecast_ratio", "ratio", "<= 1.3"),
    "compare_slots_gain": lambda: compared("compare_slots_gain", "compare_slots", AUTOMATIC, ">= 1.15"),
    "compare_shared_prompt_ratio": lambda: compared(
        "compare_shared_prompt_ratio", "compare_prompt", AUTOMATIC, "<= 1.15"
    ),
    "compare_two_models_ratio": lambda: compared("compare_two_models_ratio", "compare_two", AUTOMATIC, ">= 0.9"),
    "compare_ui_gap": compare_gaps,
    "queue_overhead_percent": queue_overhead,
    "speed_forecast": speed_forecast,
    "calibration_gap": calibration_gaps,
    "picker_open": picker_open,
    "busy_ratio": busy_decode,
    "busy_vs_llama_server": lambda: engines("busy_vs_llama_server", "llama_server", ">= 2.0"),
    "busy_prompt_ratio": lambda: engines("busy_prompt_ratio", "prompt", ">= 0.9"),
    "adapt_quiet_ratio": lambda: engines("adapt_quiet_ratio", "quiet", ">= 0.98"),
    "two_engines_ratio": lambda: engines("two_engines_ratio", "two_engines", ">= 0.9"),
    "speculation_copy_gain": lambda: engines("speculation_copy_gain", "copy", ">= 1.35"),
    "speculation_prose_ratio": lambda: engines("speculation_prose_ratio", "prose", ">= 0.98"),
    "draft_model_ratio": lambda: engines("draft_model_ratio", "draft_model", ">= 0.95"),
    "reopen_ratio": lambda: engines("reopen_ratio", "reopen", "<= 1.5"),
    "serve_ratio": lambda: serve("serve_ratio", "one_stream", ">= 0.95"),
    "serve_vs_llama_server_1": lambda: serve("serve_vs_llama_server_1", "llama_server_1", ">= 1.0"),
    "serve_vs_llama_server_4": lambda: serve("serve_vs_llama_server_4", "llama_server_4", ">= 1.0"),
    "serve_first_token_ms_added": lambda: serve("serve_first_token_ms_added", "first_token", "<= 15"),
    "serve_rss_mb": lambda: serve("serve_rss_mb", "memory", "<= 90"),
    "serve_start_ratio": lambda: serve("serve_start_ratio", "start", "<= 1.5"),
    "remote_overhead_ratio": lambda: serve("remote_overhead_ratio", "remote", ">= 0.97"),
    "fleet_ratio": lambda: serve("fleet_ratio", "fleet", ">= 0.95"),
    "lens_cost": lens_cost,
    "lens_refilter": lens_refilter,
    "lens_recover": lens_recover,
    "lens_tree": lens_tree,
    "form_cost": form_cost,
    "form_valid": form_valid,
    "adapters": adapters,
    "documents": documents,
    "workshop": workshop,
    "tune_gain": tune_gain,
    "scan_again_ratio": lambda: models("scan_again_ratio", "scan", "<= 0.15"),
}


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", help="the name of a row, or its beginning")
    only = parser.parse_args().only
    chosen = {name: run for name, run in MEASUREMENTS.items() if not only or _matches(only, name)}
    if not chosen:
        print(f"There is no measurement {only}; there are {', '.join(MEASUREMENTS)}.")
        return 2
    print(
        f"{platform.machine()}, {CORES} cores, {psutil.virtual_memory().total / 1e9:.0f} GB, Python {platform.python_version()}"
    )
    print(f"{'name':<28} {'ours':>10} {'baseline':>10} {'ratio':>8}  goal")
    rows: list[Row] = []
    for run in chosen.values():
        for row in run():
            rows.append(row)
            print(
                f"{row.name:<28} {row.ours:>10.3f} {_cell(row.baseline):>10} {_cell(row.ratio):>8}  {row.goal}",
                flush=True,
            )
    (ROOT / "bench.json").write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    return 0


def _matches(only: str, name: str) -> bool:
    aliases = {"gui_rss_mb": "memory", "child_overhead_mb": "memory"}
    return name == aliases.get(only, only) or only.startswith(name) or name.startswith(only)


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
