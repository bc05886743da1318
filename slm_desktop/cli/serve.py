"""slm-desktop serve: a server for OpenAI's and Anthropic's clients, without a window.

It writes nothing to the disk, so that any number of them may run, also beside the app.
"""

import argparse
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from slm_desktop import settings as options
from slm_desktop.cli.command import CommandLine, complain, default_model
from slm_desktop.cli.headless import Headless
from slm_desktop.cli.load_arguments import add_load_arguments, load_options
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.models.local_models import LocalModel, LocalModels
from slm_desktop.core.models.names import EMBEDDING, shown_name
from slm_desktop.core.serve.offered import OfferedModels
from slm_desktop.core.serve.request_log import RequestLog
from slm_desktop.core.serve.serving import Done, Serving
from slm_desktop.library.scan import Scanner, read_facts
from slm_desktop.library.sniff import check
from slm_desktop.library.starter import starter
from slm_desktop.loop import Loop, SystemClock
from slm_desktop.paths import Paths
from slm_desktop.services.preferences import UserPreferences
from slm_desktop.store.loads import Loads

if TYPE_CHECKING:  # It costs a quarter of a second, in which the engine can begin already.
    from slm_desktop.server.local_server import LocalServer

PORT = 8017
KEY_VARIABLE = "SLM_DESKTOP_KEY"
IDLE_MINUTES = 15.0
SCAN_SECONDS = 60.0
"""So often the folders with models are looked through."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        action="append",
        metavar="FILE",
        help="a .gguf file; again for more (default: all models of this computer)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on; another one needs a key")
    parser.add_argument("--port", type=int, default=PORT, help=f"the port (default: {PORT}; 0: a free one)")
    parser.add_argument("--key", help=f"what clients must know (better in the variable {KEY_VARIABLE})")
    parser.add_argument("--origin", action="append", default=[], help="a web page that may ask, as https://example.org")
    parser.add_argument("--name", action="append", default=[], help="another host name of this computer")
    parser.add_argument("--slots", type=int, metavar="N", help="answers that a model writes side by side (default: 4)")
    parser.add_argument(
        "--idle",
        type=float,
        default=IDLE_MINUTES,
        metavar="MINUTES",
        help=f"unload a model that nobody has used for so long (default: {IDLE_MINUTES:.0f}; 0: never)",
    )
    add_load_arguments(parser)


def _run(parsed: argparse.Namespace, paths: Paths) -> int:
    """Serve until a signal ends it; the exit code is 0 then."""
    with Headless() as headless:
        offered = OfferedModels(_offered(parsed, paths, headless))
        serving = Serving(headless.pool, SystemClock(headless.loop), offered, lambda: parsed.idle * 60)
        first = offered.all()[0].id
        # Its engine reads the model while the server is imported here.
        serving.use(first, partial(_on_loaded, first), complain)
        server = _server(parsed, headless.loop, serving)
        is_asked_to_go = _watch_signals(headless)
        print(f"Serving {first} and what else is here at {server.address}", flush=True)
        _notify("READY=1")
        headless.wait(is_asked_to_go)
        _notify("STOPPING=1")
        closed: list[bool] = []
        server.close(lambda: closed.append(True))
        headless.wait(lambda: bool(closed))
    return 0


def _on_loaded(name: str, _engine: Engine, done: Done) -> None:
    print(f"{name} is loaded.", flush=True)
    done()


def _server(parsed: argparse.Namespace, loop: Loop, serving: Serving) -> "LocalServer":
    """Begin to listen. Raise Fault."""
    from slm_desktop.media.reader import read_media
    from slm_desktop.server.guard import Rules
    from slm_desktop.server.local_server import LocalServer, Place

    rules = Rules(
        key=parsed.key or os.environ.get(KEY_VARIABLE, ""),
        origins=tuple(parsed.origin),
        hosts=tuple(name.lower() for name in parsed.name),
    )
    log = RequestLog()
    log.changed.subscribe(lambda: _print_request(log, serving))
    return LocalServer(loop, serving, log, Place(host=parsed.host, port=parsed.port, rules=rules), read_media)


def _offered(parsed: argparse.Namespace, paths: Paths, headless: Headless) -> Callable[[], Sequence[ModelChoice]]:
    """The models that are offered, the first one for those who name none. Raise Fault for a file that is none."""
    settings, _damage = options.read(paths.settings)
    preferences = UserPreferences(settings, Loads(paths.data / "loads.json"))

    def choice(path: str, name: str = "", *, embeds: bool = False) -> ModelChoice:
        usual = load_options(parsed, preferences.load_options(path))
        usual = usual.with_slots(parsed.slots) if parsed.slots else usual
        return ModelChoice(ModelRef(path, name or shown_name(path)[0]), usual.to_embed() if embeds else usual)

    if parsed.model:
        for path in parsed.model:
            check(path)
        named = [choice(os.path.abspath(path), embeds=_only_embeds(path)) for path in parsed.model]
        return lambda: named
    first = default_model()
    found = _local_models(settings, paths, headless)
    return lambda: [
        choice(first),
        *(choice(one.path, one.name, embeds=one.can_embed) for one in found() if one.path != first),
    ]


def _only_embeds(path: str) -> bool:
    """Whether a file holds a model for embeddings."""
    return read_facts(path, whole=True).kind == EMBEDDING


def _local_models(settings: options.Settings, paths: Paths, headless: Headless) -> Callable[[], list[LocalModel]]:
    """The models of this computer, looked for now and again."""
    from slm_desktop.jobs import Jobs
    from slm_desktop.library.places import places

    jobs, scanner, first = Jobs(lambda _queue, error: print(error, file=sys.stderr)), Scanner(), starter()

    def scan(on_found: Callable[[Sequence[LocalModel]], None], thorough: bool) -> None:
        def look() -> None:
            where = places(options.models_folder(settings, paths), settings["added_folders"])
            models = scanner.scan(where, {}, starter=str(first or ""), opened=settings["opened"], thorough=thorough)
            headless.loop.post(lambda: on_found(models.models))

        jobs.submit("scan", look)

    local = LocalModels(scan)
    local.refresh()
    headless.loop.every(SCAN_SECONDS, local.refresh)
    return lambda: [model for model in local.models if model.can_chat or model.can_embed]


def _watch_signals(headless: Headless) -> Callable[[], bool]:
    """Whether somebody wants it to end: Ctrl+C, or the system."""
    asked: list[int] = []

    def on_signal(number: int, _frame: object) -> None:
        asked.append(number)
        headless.loop.post(lambda: None)  # Wakes the loop, which looks whether it is over.

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    return lambda: bool(asked)


def _print_request(log: RequestLog, serving: Serving) -> None:
    """One line a request, without its contents."""
    one = log.newest
    if one is None:
        return
    run = serving.find(one.run) if one.run else None
    tokens = f" {len(run.run.tokens)} tokens" if run and run.run else ""
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.began))
    print(f"{when} {one.status} {one.method} {one.path} {one.seconds:.2f} s{tokens}", flush=True)


def _notify(state: str) -> None:
    """Tell systemd, where it has started this."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.connect("\0" + address[1:] if address.startswith("@") else address)
        sock.sendall(state.encode())


SERVE = CommandLine(
    name="serve",
    help="serve models to other programs, by OpenAI's and Anthropic's protocols",
    add_arguments=_add_arguments,
    run=_run,
    trial=(("--help",), "8017"),
)
