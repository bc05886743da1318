"""All commands of the command line, and how one of them is run."""

import argparse
import os
import sys

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
from slm_desktop.paths import Paths

COMMANDS = {command.name: command for command in (CHAT, RUN, SERVE, BENCH, PERPLEXITY, QUANTISE, MERGE, EDIT, DOCTOR)}
"""By their names, in the order of the help."""


def run_command(parsed: argparse.Namespace, paths: Paths) -> int:
    """Run the command that the arguments name; return the exit code."""
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
