"""The command line: one file a command, and the app itself where none is named."""

import argparse
import os
import sys
from collections.abc import Sequence

from slm_desktop import __version__
from slm_desktop.cli.bench import BENCH
from slm_desktop.cli.chat import CHAT
from slm_desktop.cli.command import FAILED, INTERRUPTED, complain
from slm_desktop.cli.doctor import DOCTOR
from slm_desktop.cli.edit import EDIT
from slm_desktop.cli.merge import MERGE
from slm_desktop.cli.perplexity import PERPLEXITY
from slm_desktop.cli.quantise import QUANTISE
from slm_desktop.cli.run import RUN
from slm_desktop.cli.serve import SERVE
from slm_desktop.errors import Fault
from slm_desktop.log import LEVELS
from slm_desktop.paths import locate

COMMANDS = {command.name: command for command in (CHAT, RUN, SERVE, BENCH, PERPLEXITY, QUANTISE, MERGE, EDIT, DOCTOR)}
"""All commands by their names, in the order of the help."""
OPEN = "open"
"""The command that need not be named: it opens the app."""
WITH_VALUE = ("--data-dir", "--log-level")


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for; return the exit code."""
    parsed = parser().parse_args(with_command(arguments))
    paths = locate(parsed.data_dir)
    if parsed.command == OPEN:
        from slm_desktop.gui import run

        return run(
            paths, os.path.abspath(parsed.model) if parsed.model else None, parsed.log_level, offline=parsed.offline
        )
    try:
        code = COMMANDS[parsed.command].run(parsed, paths)
        sys.stdout.flush()
        return code
    except Fault as fault:
        complain(fault)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # Whoever read what is printed wants no more of it: `slm-desktop doctor | head -1`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def with_command(arguments: Sequence[str]) -> list[str]:
    """Without a command, the app is opened: `slm-desktop model.gguf` works as from a file manager."""
    rest = iter(arguments)
    for argument in rest:
        if argument in COMMANDS:
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


def parser() -> argparse.ArgumentParser:
    """What the command line understands."""
    made = argparse.ArgumentParser(
        prog="slm-desktop", description="Run small language models on your own computer, and see what they do."
    )
    made.add_argument("--version", action="version", version=f"SLM Desktop {__version__}")
    made.add_argument("--data-dir", metavar="DIR", help="keep chats, settings and logs in this folder")
    made.add_argument("--offline", action="store_true", help="ask nothing of any server, whatever the settings say")
    made.add_argument("--log-level", choices=LEVELS, default="info", help="how much is written to the log")
    commands = made.add_subparsers(dest="command", metavar=" | ".join(["[MODEL.gguf]", *COMMANDS]), required=True)
    window = commands.add_parser(OPEN, help="open the app, with a model if one is named (the default)")
    window.add_argument("model", nargs="?", help="a .gguf file")
    for command in COMMANDS.values():
        command.add_arguments(commands.add_parser(command.name, help=command.help))
    return made
