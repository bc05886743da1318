"""slm-desktop chat: answer one question on stdout."""

import argparse
import os
import random
import sys
from pathlib import Path

from slm_desktop.cli.command import CommandLine, default_model
from slm_desktop.cli.headless import Headless
from slm_desktop.cli.load_arguments import add_load_arguments, load_options
from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.engines.adapters import ScaleChange, adapters_at, initial_scales
from slm_desktop.core.engines.commands import Change, Request
from slm_desktop.core.engines.events import AnyEvent, Failed, Finished, Tokens
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat, initial
from slm_desktop.core.engines.support import must_support
from slm_desktop.core.models.names import shown_name
from slm_desktop.core.sampling import DICE, PARAMETERS, complete
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.library.projectors import projector_beside
from slm_desktop.library.sniff import check
from slm_desktop.media.reader import read_file
from slm_desktop.paths import Paths


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="the question; - reads it from stdin")
    parser.add_argument("--model", help="a .gguf file (default: the starter model)")
    parser.add_argument("--system", help="a system prompt")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json-schema", metavar="FILE", help="hold the answer to the JSON schema of a file")
    form.add_argument("--grammar", metavar="FILE", help="hold the answer to the GBNF grammar of a file")
    parser.add_argument("--prefill", metavar="TEXT", default="", help="words that the answer begins with")
    parser.add_argument(
        "--text-completion", action="store_true", help="go on with the text as it stands, without a chat template"
    )
    parser.add_argument(
        "--suffix", metavar="TEXT", default="", help="what follows: the answer fills the gap between the text and this"
    )
    parser.add_argument(
        "--adapter-scale",
        action="append",
        default=[],
        type=float,
        metavar="NUMBER",
        help="the scale of each adapter, in the order in which they are given (default: 1)",
    )
    parser.add_argument(
        "--image",
        action="append",
        default=[],
        metavar="FILE",
        help="a picture to ask about; may be given several times",
    )
    parser.add_argument(
        "--audio",
        action="append",
        default=[],
        metavar="FILE",
        help="a sound to ask about; may be given several times",
    )
    add_load_arguments(parser)
    for row in PARAMETERS:
        kind = str if row.kind == "text" else float
        name = "--" + row.name.replace("_", "-")
        words = row.help.replace("%", "%%")
        parser.add_argument(name, type=kind, default=row.default, metavar=row.kind.upper(), help=words)


def _run(parsed: argparse.Namespace, _paths: Paths) -> int:
    path = parsed.model or default_model()
    check(path)
    request = _request(parsed)
    with Headless() as headless:
        ref = ModelRef(os.path.abspath(path), shown_name(path)[0])
        usual = LoadOptions(slots=1, projector=projector_beside(ref.path))
        lease = headless.load(ModelChoice(ref, load_options(parsed, usual)))
        must_support(lease.engine, request)
        print(request.begun, end="", flush=True)
        run = lease.start(request, _print)
        headless.wait(lambda: run.is_over)
        if isinstance(run.ending, Failed):
            raise Fault(run.ending.code, run.ending.details)
        print()
        if isinstance(run.ending, Finished) and run.ending.is_unfinished:
            print("The answer is not complete: its form was cut off.", file=sys.stderr)
            return 1
    return 0


def _request(parsed: argparse.Namespace) -> Request:
    text = well_formed(sys.stdin.read() if parsed.text == "-" else parsed.text)
    values = complete({row.name: getattr(parsed, row.name) for row in PARAMETERS})
    seed = int(values["seed"]) if values["seed"] != DICE else random.getrandbits(31)
    is_text = parsed.text_completion or bool(parsed.suffix)
    options = AnswerOptions(parsed.prefill, is_text, suffix=parsed.suffix).checked()
    media = tuple(read_file(os.path.abspath(one)) for one in (*parsed.image, *parsed.audio))
    return Request(
        turns=options.turns(well_formed(parsed.system or ""), text, media),
        changes=(Change(0, values),),
        seed=seed,
        formats=initial(_format(parsed)),
        text_completion=options.text_completion,
        suffix=options.following,
        scales=_scales(parsed),
    )


def _scales(parsed: argparse.Namespace) -> tuple[ScaleChange, ...]:
    adapters = adapters_at(map(os.path.abspath, parsed.adapter))
    chosen = {one.name: scale for one, scale in zip(adapters, parsed.adapter_scale, strict=False)}
    return initial_scales(adapters, chosen)


def _format(parsed: argparse.Namespace) -> OutputFormat | None:
    """The form that the answer must have. Raise Fault 'file'."""
    if parsed.json_schema:
        return OutputFormat(FormatKind.JSON_SCHEMA, _read(parsed.json_schema))
    return OutputFormat(FormatKind.GRAMMAR, _read(parsed.grammar)) if parsed.grammar else None


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, ValueError) as error:
        raise Fault("file", {"path": path, "reason": reason_of(error)}) from error


def _print(event: AnyEvent) -> None:
    if isinstance(event, Tokens):
        print("".join(token.text for token in event.items), end="", flush=True)


CHAT = CommandLine(
    name="chat",
    help="answer a question on stdout",
    add_arguments=_add_arguments,
    run=_run,
    trial=(("--temperature", "0", "--max-tokens", "12", "Say hello."), "Hello"),
)
