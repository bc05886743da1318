"""`slm-desktop merge`: LoRA adapters merged into the weights of a model, as a new file."""

import argparse
import math
import os
import sys
from pathlib import Path

from slm_desktop.cli.command import CommandLine, default_model, refuse, show_tensors
from slm_desktop.cli.headless import Headless
from slm_desktop.cli.perplexity import SILENT_SECONDS
from slm_desktop.core.engines.commands import Merge
from slm_desktop.core.engines.events import Quantised
from slm_desktop.core.models.names import shown_name
from slm_desktop.core.workshop.merging import merge_target, merged_name
from slm_desktop.library.new_file import new_file
from slm_desktop.library.sniff import check, check_whole
from slm_desktop.paths import Paths


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", nargs="?", help="a .gguf file (default: the starter model)")
    parser.add_argument(
        "--lora",
        action="append",
        required=True,
        metavar="FILE[=SCALE]",
        help="a LoRA adapter of this model, and how strongly it is merged (default: 1); again for more",
    )
    parser.add_argument("--into", metavar="DIR", default=".", help="the folder of the new file (default: this one)")


def _run(parsed: argparse.Namespace, _paths: Paths) -> int:
    path, folder = os.path.abspath(parsed.model or default_model()), Path(parsed.into).resolve()
    adapters, scales = zip(*map(_adapter, parsed.lora), strict=True)
    for file in (path, *adapters):
        check(file)
    if not folder.is_dir():
        refuse(f"{folder} is not a folder.")
    target = Path(merge_target(str(folder), path, adapters))
    with new_file(target) as half, Headless() as headless:
        command = Merge(1, path, str(half), merged_name(shown_name(path)[0], adapters), adapters, scales)
        headless.ask(command, Quantised, SILENT_SECONDS, show_tensors)
        check_whole(str(half))
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print(target)
    return 0


def _adapter(given: str) -> tuple[str, float]:
    """The file of an adapter and its scale; a file may have a '=' in its name, too."""
    file, separator, scale = given.rpartition("=")
    try:
        number = float(scale) if separator else math.nan
    except ValueError:
        number = math.nan
    return (os.path.abspath(file), number) if math.isfinite(number) else (os.path.abspath(given), 1.0)


MERGE = CommandLine(
    name="merge",
    help="write a model with LoRA adapters merged into its weights",
    add_arguments=_add_arguments,
    run=_run,
    trial=(("--help",), "--lora"),
)
