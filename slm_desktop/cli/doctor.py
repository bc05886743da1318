"""slm-desktop doctor: print what a bug report needs."""

import argparse
import platform
from collections.abc import Sequence

from slm_desktop import __version__, errors
from slm_desktop import settings as options
from slm_desktop.cli.command import FAILED, CommandLine, complain
from slm_desktop.cli.headless import Headless
from slm_desktop.core.engines.commands import Probe
from slm_desktop.core.engines.events import Hello
from slm_desktop.core.engines.sandbox import sandbox_words
from slm_desktop.errors import Fault
from slm_desktop.library.starter import is_intact, starter
from slm_desktop.paths import Paths

PROBE_SECONDS = 60.0
Row = tuple[str, str]


def _run(_parsed: argparse.Namespace, paths: Paths) -> int:
    """The exit code is 1 when the engine does not start."""
    rows = _about_this(paths)
    try:
        with Headless() as headless:
            rows += _about_engine(headless.ask(Probe(1), Hello, PROBE_SECONDS))
    except Fault as fault:
        _print_rows(rows)
        complain(fault)
        return FAILED
    _print_rows(rows)
    return 0


def _about_this(paths: Paths) -> list[Row]:
    settings, _damage = options.read(paths.settings)
    model = starter()
    intact = "missing" if model is None else "intact" if is_intact(model) else "DAMAGED: its checksum differs"
    return [
        ("SLM Desktop", __version__),
        ("Python", platform.python_version()),
        ("System", platform.platform()),
        ("Data", str(paths.data)),
        ("Models", str(options.models_folder(settings, paths))),
        ("Logs", str(paths.logs)),
        ("Starter model", f"{intact} ({model})"),
    ]


def _about_engine(hello: Hello) -> list[Row]:
    rows = [("llama.cpp", hello.build), ("Sandbox", sandbox_words(hello.holes, str))]
    for device in hello.devices:
        free, total = errors.gigabytes(device.free), errors.gigabytes(device.total)
        rows.append((f"Device {device.name}", f"{device.description} ({device.kind}), {free} free of {total}"))
    return rows


def _print_rows(rows: Sequence[Row]) -> None:
    width = max(len(name) for name, _value in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")


DOCTOR = CommandLine(
    name="doctor",
    help="print versions, devices, memory, paths and whether the sandbox holds",
    add_arguments=lambda _parser: None,
    run=_run,
    trial=((), "intact"),
)
