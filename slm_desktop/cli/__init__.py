"""The command line: one file a command, and the app itself where none is named."""

import argparse
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from slm_desktop import __version__
from slm_desktop.log import LEVELS
from slm_desktop.paths import Paths, locate

if TYPE_CHECKING:  # Nothing of the commands is imported where the app is opened.
    from slm_desktop.cli.command import CommandLine
    from slm_desktop.gui import Observe

NAMES = ("chat", "run", "serve", "bench", "perplexity", "quantise", "merge", "edit", "doctor")
"""Those of all commands, in the order of the help."""
OPEN = "open"
"""The command that need not be named: it opens the app."""
WITH_VALUE = ("--data-dir", "--log-level")


def main(arguments: Sequence[str], observe: "Observe" = lambda _window: None) -> int:
    """Run what the arguments ask for; return the exit code. `observe` gets the window before it is shown."""
    given = with_command(arguments)
    if OPEN in given:
        parsed = parser().parse_args(given)
        return _open(parsed, locate(parsed.data_dir), observe)
    from slm_desktop.cli.commands import COMMANDS, run_command

    parsed = parser(COMMANDS.values()).parse_args(given)
    return run_command(parsed, locate(parsed.data_dir))


def _open(parsed: argparse.Namespace, paths: Paths, observe: "Observe") -> int:
    """Open the app; the engine's child starts before the app is imported."""
    from slm_desktop.engine.spare import Spare

    with Spare() as spare:
        from slm_desktop.gui import run

        model = os.path.abspath(parsed.model) if parsed.model else None
        return run(paths, model, parsed.log_level, observe, offline=parsed.offline, spare=spare)


def with_command(arguments: Sequence[str]) -> list[str]:
    """Without a command, the app is opened: `slm-desktop model.gguf` works as from a file manager."""
    rest = iter(arguments)
    for argument in rest:
        if argument in NAMES:
            return list(arguments)
        if argument in WITH_VALUE:
            next(rest, None)
        elif not argument.startswith("-"):
            break
    plain = {"-h", "--help", "--version"} & set(arguments)
    return list(arguments) if plain else [*_options(arguments), OPEN, *_positional(arguments)]


def _options(arguments: Sequence[str]) -> list[str]:
    taken = [index for index, argument in enumerate(arguments) if argument.startswith("-")]
    values = [index + 1 for index in taken if arguments[index] in WITH_VALUE]
    return [argument for index, argument in enumerate(arguments) if index in taken or index in values]


def _positional(arguments: Sequence[str]) -> list[str]:
    options = _options(arguments)
    return [argument for argument in arguments if argument not in options]


def parser(commands: "Iterable[CommandLine]" = ()) -> argparse.ArgumentParser:
    """What the command line understands: options, what to open, and these commands."""
    made = argparse.ArgumentParser(
        prog="slm-desktop", description="Run small language models on your own computer, and see what they do."
    )
    made.add_argument("--version", action="version", version=f"SLM Desktop {__version__}")
    made.add_argument("--data-dir", metavar="DIR", help="keep chats, settings and logs in this folder")
    made.add_argument("--offline", action="store_true", help="ask nothing of any server, whatever the settings say")
    made.add_argument("--log-level", choices=LEVELS, default="info", help="how much is written to the log")
    kinds = made.add_subparsers(dest="command", metavar=" | ".join(["[MODEL.gguf]", *NAMES]), required=True)
    window = kinds.add_parser(OPEN, help="open the app, with a model if one is named (the default)")
    window.add_argument("model", nargs="?", help="a .gguf file")
    for command in commands:
        command.add_arguments(kinds.add_parser(command.name, help=command.help))
    return made
