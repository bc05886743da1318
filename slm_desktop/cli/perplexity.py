"""`slm-desktop perplexity`: how well a model foresees a text, and what it has lost against another one."""

import argparse
import os
import sys
from pathlib import Path

import msgspec

from slm_desktop.cli.command import CommandLine, default_model, refuse, show_progress
from slm_desktop.cli.headless import Headless
from slm_desktop.cli.load_arguments import add_load_arguments, load_options
from slm_desktop.core.engines.commands import Perplexity
from slm_desktop.core.engines.events import AnyEvent, PerplexityMeasured, Scored
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.names import shown_name
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.losses import CHUNK
from slm_desktop.core.workshop.texts import TextChoice, TextKind
from slm_desktop.library.sniff import check
from slm_desktop.library.texts import read_text
from slm_desktop.paths import Paths, write_whole

SILENT_SECONDS = 600.0
SHOWN = 10
"""Places that are shown where two models part most."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", nargs="?", help="a .gguf file (default: the starter model)")
    parser.add_argument("--text", metavar="FILE", help="the text, as UTF-8 (default: one that comes with the app)")
    parser.add_argument(
        "--against", metavar="MODEL", help="a .gguf file of the same vocabulary: say how far the model is from it"
    )
    parser.add_argument(
        "--chunk", type=int, default=CHUNK, metavar="TOKENS", help=f"tokens that are read at a time (default: {CHUNK})"
    )
    parser.add_argument("--chunks", type=int, default=0, metavar="N", help="how many of them (default: all)")
    parser.add_argument("--out", metavar="FILE.json", help="write the figures, and where the models part most")
    add_load_arguments(parser)


def _run(parsed: argparse.Namespace, _paths: Paths) -> int:
    path, base = os.path.abspath(parsed.model or default_model()), parsed.against and os.path.abspath(parsed.against)
    for file in filter(None, (path, base)):
        check(file)
    if parsed.chunk < 16 or parsed.chunks < 0:
        refuse("--chunk is 16 at least, and --chunks no negative number.")
    options = load_options(parsed, LoadOptions(slots=1))
    command = Perplexity(1, path, text_of(parsed.text), parsed.chunk, parsed.chunks, base or "", options)
    with Headless() as headless:
        found = headless.ask(command, PerplexityMeasured, SILENT_SECONDS, _show)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print(_words(found, path, base), end="")
    if parsed.out:
        write_whole(Path(parsed.out), msgspec.json.format(msgspec.json.encode(found), indent=1))
    return 0


def text_of(file: str | None) -> str:
    """A text that was named, or the one that comes with the app. Raise Fault."""
    return read_text(TextChoice(TextKind.FILE, file) if file else TextChoice()).text


def _show(event: AnyEvent) -> None:
    if isinstance(event, Scored):
        show_progress(f"{event.chunk} of {event.chunks}: perplexity {event.perplexity:.4f}")


def _words(found: PerplexityMeasured, path: str, base: str | None) -> str:
    lines = [
        f"Model        {' '.join(shown_name(path))}",
        f"Perplexity   {found.perplexity:.4f} ± {found.error:.4f} over {found.tokens} tokens",
    ]
    if (divergence := found.divergence) and base:
        lines += [
            f"Against      {' '.join(shown_name(base))}, perplexity {divergence.base_perplexity:.4f}",
            f"KL           mean {divergence.mean:.6f} ± {divergence.error:.6f}, 99 % below "
            f"{divergence.percentile_99:.6f}, largest {divergence.largest:.6f} nats",
            f"Same top     {100 * divergence.same_top:.2f} % of tokens",
            "Where they part most:",
        ]
        for parting in divergence.partings[:SHOWN]:
            before = visible(" ".join(parting.before.split()))[-50:]
            lines.append(
                f"  {parting.divergence:.3f}  …{before} → {_quoted(parting.token)}; "
                f"this {_quoted(parting.own)}, the other {_quoted(parting.base)}"
            )
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return f"“{visible(text)}”"


PERPLEXITY = CommandLine(
    name="perplexity",
    help="measure how well a model foresees a text, and what it has lost against another",
    add_arguments=_add_arguments,
    run=_run,
    trial=(("--chunks", "1", "--chunk", "64"), "Perplexity"),
)
