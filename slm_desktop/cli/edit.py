"""`slm-desktop edit`: a model with another header, its files joined, or split into several."""

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from slm_desktop.cli.command import CommandLine, default_model, refuse, show_tensors
from slm_desktop.cli.headless import Headless
from slm_desktop.cli.perplexity import SILENT_SECONDS
from slm_desktop.core.engines.commands import FilePart, Rewrite
from slm_desktop.core.engines.events import Quantised
from slm_desktop.core.models.header_edits import HeaderDraft, check_edits, split_into
from slm_desktop.core.models.names import part
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.rewriting import new_stem, targets_of
from slm_desktop.engine.headers import parts_of, read
from slm_desktop.library.new_file import new_file
from slm_desktop.library.sniff import check, check_whole
from slm_desktop.paths import Paths

LONGEST_VALUE = 100
MEGABYTE = 10**6


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", nargs="?", help="a .gguf file (default: the starter model)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="give a field this value; again for more"
    )
    parser.add_argument(
        "--set-file",
        action="append",
        default=[],
        metavar="KEY=FILE",
        help="give a field the text of a file, as a chat template",
    )
    parser.add_argument("--remove", action="append", default=[], metavar="KEY", help="leave out a field")
    parser.add_argument("--split", type=int, default=0, metavar="MB", help="files of so many megabytes at most")
    parser.add_argument("--join", action="store_true", help="make one file of all files of the model")
    parser.add_argument("--into", metavar="DIR", default=".", help="the folder of the new file (default: this one)")


def _run(parsed: argparse.Namespace, _paths: Paths) -> int:
    path, folder = parts_of(os.path.abspath(parsed.model or default_model()))[0], Path(parsed.into).resolve()
    if parsed.split < 0:
        refuse("--split takes a number of megabytes.")
    check(path)
    draft = HeaderDraft(read(path))
    _change(draft, parsed)
    if not (draft.is_changed or parsed.split or parsed.join):
        if parsed.set or parsed.set_file:
            refuse("All fields are as they would be set: nothing is written.")
        _list(draft)
        return 0
    if not folder.is_dir():
        refuse(f"{folder} is not a folder.")
    if parsed.split and part(os.path.basename(path)):
        refuse("The model is split already. Join its files first, with --join.")
    _write(path, folder, draft, parsed.split * MEGABYTE)
    return 0


def _change(draft: HeaderDraft, parsed: argparse.Namespace) -> None:
    given = [_pair(one) for one in parsed.set]
    given += [(key, _text(file)) for key, file in map(_pair, parsed.set_file)]
    for key, value in given:
        draft.add(key)
        draft.write(key, value)
    for key in parsed.remove:
        check_edits(draft.header, {}, [key])
        draft.remove(key)
    for _text_of_it, fault in draft.wrong.values():
        raise fault


def _pair(given: str) -> tuple[str, str]:
    key, separator, value = given.partition("=")
    if not separator:
        refuse(f"“{visible(given)}” has no “=” between a key and its value.")
    return key, value


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        refuse(f"{path} cannot be read: {error}")


def _list(draft: HeaderDraft) -> None:
    for key in draft.keys:
        text = " ".join(draft.text(key).split())
        print(f"{visible(key)} = {visible(text[:LONGEST_VALUE])}{'…' if len(text) > LONGEST_VALUE else ''}")


def _write(path: str, folder: Path, draft: HeaderDraft, largest: int) -> None:
    sizes = [max(0, tensor.size) for tensor in draft.header.tensors]
    parts: list[FilePart | None] = list(split_into(sizes, largest, draft.header.length)) if largest else [None]
    parts = parts if len(parts) > 1 else [None]
    stem = new_stem(str(folder), path, "edited" if draft.is_changed else "")
    targets = [Path(target) for target in targets_of(stem, len(parts))]
    with ExitStack() as stack:
        # All are written before the first one has its name.
        halves = [stack.enter_context(new_file(target)) for target in targets]
        headless = stack.enter_context(Headless())
        for half, one in zip(halves, parts, strict=True):
            command = Rewrite(1, path, str(half), dict(draft.fields), tuple(sorted(draft.removed)), one)
            headless.ask(command, Quantised, SILENT_SECONDS, show_tensors)
            check_whole(str(half))
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print("\n".join(map(str, targets)))


EDIT = CommandLine(
    name="edit",
    help="list the fields of a model's header, or write the model with others, joined or split",
    add_arguments=_add_arguments,
    run=_run,
    trial=(("--help",), "--set-file"),
)
