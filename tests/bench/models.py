"""How models come and what they need: downloads against curl, forecasts against real memory, scans.

python -m tests.bench.models download|waste|memory|error|ratio|scan      prints one JSON object
"""

import hashlib
import json
import os
import queue
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil

from slm_desktop.cli.headless import Headless
from slm_desktop.core.engines.commands import Change, Forecast, Generate, Load, Request, Turn
from slm_desktop.core.engines.events import AnyEvent, Exited, Finished, Forecasted, Loaded
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models import gguf
from slm_desktop.core.models.forecast import Source, Table, table
from slm_desktop.core.models.hub import RepoFile
from slm_desktop.core.models.local_models import Facts
from slm_desktop.engine.host import Host
from slm_desktop.errors import Fault
from slm_desktop.hub.header import RemoteHeaders
from slm_desktop.hub.publish import publish
from slm_desktop.hub.response import Order, TransferListener
from slm_desktop.hub.transfer import Transfer
from slm_desktop.jobs import Jobs
from slm_desktop.library.places import Place
from slm_desktop.library.scan import Scanner
from slm_desktop.library.starter import starter
from slm_desktop.net.access import Access
from slm_desktop.net.network import Network
from tests.engine import tiny
from tests.hub.fault_book import Fault as Trouble
from tests.hub.server import LocalHub

MB = 1_000_000
PAIRS = 5
LARGE, HUGE, BROKEN = 1000 * MB, 4000 * MB, 1000 * MB
CUTS, KILLS = 50, 10
REPO, NAME = "ann/large-GGUF", "large.gguf"
ARCHITECTURES = ("llama", "qwen2", "phi3", "gemma2", "gpt2", "stablelm")
CONTEXTS, KV_TYPES = (1024, 4096, 8192), ("f16", "q8_0")


def written(path: Path, size: int) -> str:
    """A file of random bytes; its SHA-256."""
    digest, chance = hashlib.sha256(), random.Random(1)
    block = chance.randbytes(MB)
    with path.open("wb") as file:
        for number in range(size // MB):
            piece = number.to_bytes(8, "little") + block[8:]
            file.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def order(hub: LocalHub, size: int, sha: str, target: Path) -> Order:
    """The order for the large file."""
    return Order(REPO, hub.commit(REPO), RepoFile(NAME, size, sha), target)


def download() -> dict[str, float]:
    """Our downloader, checksum and flush to the disk included, against curl of the same file, in turns.

    The server is a process of its own for both: within this one it would share the interpreter with our downloader alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        sha = written(root / "source", LARGE)
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.models", "serve", str(root / "source")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        endpoint, commit = json.loads(server.stdout.readline())
        network = Network(lambda: Access(endpoint), lambda: "")

        def ours() -> None:
            wanted = Order(REPO, commit, RepoFile(NAME, LARGE, sha), root / "ours.gguf")
            assert Transfer(network=network, order=wanted, listener=TransferListener()).run()
            publish(wanted.target)
            os.unlink(wanted.target)

        def curl() -> None:
            address = f"{endpoint}/{REPO}/resolve/main/{NAME}"
            subprocess.run(["curl", "-s", "-o", str(root / "curl"), address], check=True)
            os.unlink(root / "curl")

        ours()
        curl()
        pairs = [(timed(curl), timed(ours)) for _ in range(PAIRS)]
        network.close()
        server.communicate()  # the end of its input ends it
    return {
        "ours": LARGE / MB / statistics.median(b for _a, b in pairs),
        "baseline": LARGE / MB / statistics.median(a for a, _b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
    }


def serve(source: str) -> None:
    """A local Hub with one file, until the input ends."""
    with LocalHub() as hub:
        hub.add(REPO, {NAME: Path(source)})
        print(json.dumps([hub.endpoint, hub.commit(REPO)]), flush=True)
        sys.stdin.read()


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes, on a disk that has nothing left to write of what was before."""
    if hasattr(os, "sync"):
        os.sync()
    began = time.monotonic()
    work()
    return time.monotonic() - began


def one(endpoint: str, commit: str, size: str, sha: str, target: str) -> None:
    """One run of the app's downloader, to be killed from outside."""
    listener = TransferListener(on_progress=lambda done: print(done, flush=True))
    wanted = Order(REPO, commit, RepoFile(NAME, int(size), sha), Path(target))
    Transfer(network=Network(lambda: Access(endpoint), lambda: ""), order=wanted, listener=listener).run()


def waste() -> dict[str, float]:
    """Bytes that were sent twice in one download with fifty cuts by the server and ten kills of the app, in percent."""
    with tempfile.TemporaryDirectory() as folder, LocalHub() as hub:
        root, chance = Path(folder), random.Random(3)
        sha = written(root / "source", BROKEN)
        hub.add(REPO, {NAME: root / "source"})
        hub.rate = 40 * MB
        for _ in range(CUTS):
            hub.fault(NAME, Trouble("cut", at=chance.randrange(1, 15 * MB)))
        arguments = [hub.endpoint, hub.commit(REPO), str(BROKEN), sha, str(root / "ours.gguf")]
        for number in range(1, KILLS + 1):
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.models", "one", *arguments], stdout=subprocess.PIPE, text=True
            )
            assert child.stdout is not None
            for line in child.stdout:
                if int(line) > BROKEN * number / (KILLS + 1):
                    break
            time.sleep(0.3 * chance.random())  # the server sends in bursts: a kill comes at any moment of one
            child.kill()
            child.wait()
            child.stdout.close()
        one_more = Transfer(
            network=Network(lambda: Access(hub.endpoint), lambda: ""),
            order=order(hub, BROKEN, sha, root / "ours.gguf"),
            listener=TransferListener(),
        )
        assert one_more.run()
        sent = sum(request.sent for request in hub.requests if NAME in request.path and request.status in (200, 206))
    return {"ours": 100 * (sent - BROKEN) / BROKEN}


def memory() -> dict[str, float]:
    """Growth of this process, in MB, while a large file comes."""
    with tempfile.TemporaryDirectory() as folder, LocalHub() as hub:
        root = Path(folder)
        with (root / "source").open("wb") as file:
            file.truncate(HUGE)
        hub.add(REPO, {NAME: root / "source"})
        network = Network(lambda: Access(hub.endpoint), lambda: "")
        network.client()
        process, most, over = psutil.Process(), 0, threading.Event()
        before = process.memory_info().rss

        def watch() -> None:
            nonlocal most
            while not over.wait(0.05):
                most = max(most, process.memory_info().rss)

        watcher = threading.Thread(target=watch)
        watcher.start()
        wanted = Order(REPO, hub.commit(REPO), RepoFile(NAME, HUGE), root / "ours.gguf")
        assert Transfer(network=network, order=wanted, listener=TransferListener()).run()
        over.set()
        watcher.join()
        network.close()
    return {"ours": max(0, most - before) / MB}


def planned(path: Path, contexts: tuple[int, ...] = (), kv_types: tuple[str, ...] = ("f16", "q8_0", "q4_0")) -> Table:
    """What the engine forecasts."""
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(Forecast(1, str(path), contexts=contexts, kv_types=kv_types), events.put)
    while not isinstance(event := events.get(), Forecasted):
        assert not isinstance(event, Exited), event
    host.close()
    host.join(20)
    return table(event)


def taken(path: Path, context: int, kv_type: str) -> int:
    """Bytes that a child with the model really takes after an answer: its own pages, mapped weights included."""
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(Load(1, str(path), LoadOptions(context=context, kv_type=kv_type)), events.put)
    while not isinstance(event := events.get(), Loaded):
        assert not isinstance(event, Exited), event
    host.send(
        Generate(
            2,
            Request(
                turns=(Turn("user", "Tell me about the sea. " * 20),),
                changes=(Change(0, {"max_tokens": 10.0}),),
                seed=1,
            ),
        )
    )
    while not isinstance(event := events.get(), Finished):
        assert not isinstance(event, Exited), event
    found = private_and_mapped(host.pid, path)
    host.close()
    host.join(20)
    return found


def private_and_mapped(pid: int, model: Path) -> int:
    """A process's own pages, and those of the model's file, which other processes may have mapped too."""
    maps = psutil.Process(pid).memory_maps(grouped=True)
    weights = sum(one.rss for one in maps if one.path == str(model))
    return int(weights + sum(one.private_clean + one.private_dirty for one in maps if one.path != str(model)))


def error() -> dict[str, float]:
    """The largest miss of a forecast against real memory, in percent beyond what 64 MB allow, over architectures and contexts."""
    worst, worst_bytes = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for architecture in ARCHITECTURES:
            tiny.WIDTH, tiny.FEED = 256, 512  # heads of 64, as a quantised cache wants blocks of 32
            path = tiny.write_model(Path(folder) / f"{architecture}.gguf", architecture, context=8192)
            if architecture == "llama" and (real := starter()):
                path = real
            known = planned(path, CONTEXTS, KV_TYPES)
            for context in CONTEXTS:
                for kv_type in KV_TYPES:
                    real_bytes = taken(path, context, kv_type)
                    missed = abs(known.needed(context, kv_type) - real_bytes)
                    worst_bytes = max(worst_bytes, missed)
                    worst = max(worst, 100 * missed / real_bytes)
    return {"ours": worst, "bytes": worst_bytes}


def ratio() -> dict[str, float]:
    """A forecast of a remote file as a click asks for it, against a bare script with the same reads and the same planning."""
    from slm_desktop.services.forecaster import Forecaster
    from slm_desktop.settings import Settings

    path = starter()
    assert path is not None
    with tempfile.TemporaryDirectory() as folder, LocalHub() as hub, Headless() as headless:
        hub.add(REPO, {NAME: path})
        network = Network(lambda: Access(hub.endpoint), lambda: "")
        jobs = Jobs(lambda _queue, error: print(error, file=sys.stderr))
        size = path.stat().st_size
        files = (RepoFile(NAME, size),)

        def ours(number: int) -> None:
            folder_of_headers = Path(folder) / f"ours{number}"
            forecaster = Forecaster(
                RemoteHeaders(network),
                folder_of_headers,
                jobs=jobs,
                loop=headless.loop,
                pool=headless.pool,
                settings=Settings(),
            )
            answers: list[Table | Fault] = []
            forecaster.forecast(Source(f"k{number}", repo=REPO, commit=hub.commit(REPO), files=files), answers.append)
            headless.wait(lambda: bool(answers))
            assert isinstance(answers[0], Table), answers[0]

        def bare(number: int) -> None:
            target = Path(folder) / f"bare{number}.gguf"
            RemoteHeaders(network).fetch([Order(REPO, hub.commit(REPO), files[0], target)])
            subprocess.run(
                [sys.executable, "-m", "tests.bench.bare", "plan", str(target)], check=True, capture_output=True
            )

        ours(0)
        bare(0)
        pairs = [(timed(partial(ours, n)), timed(partial(bare, n))) for n in range(1, PAIRS + 3)]
        jobs.close()
        network.close()
    return {
        "ours": statistics.median(a for a, _b in pairs),
        "baseline": statistics.median(b for _a, b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
    }


def scans() -> dict[str, float]:
    """A second scan of ten thousand files in two hundred folders, five hundred of them models, against the first."""
    path = starter()
    assert path is not None
    with path.open("rb") as file:
        length = gguf.read(lambda least: file.read(max(least, MB))).length
        file.seek(0)
        head = file.read(length)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for at in range(200):
            (root / f"folder{at:03}").mkdir()
        for at in range(10_000):
            is_model = at % 20 == 0
            name = root / f"folder{at % 200:03}" / f"file{at:05}.{'gguf' if is_model else 'txt'}"
            name.write_bytes(head if is_model else b"text")
        time.sleep(3)  # a folder that changed a moment ago is listed again in any case
        scanner = Scanner()
        began = time.monotonic()
        first = scanner.scan([Place(root, "ours")], {})
        between = time.monotonic()
        known: dict[str, tuple[int, float, Facts]] = {
            path: (size, mtime, facts) for path, size, mtime, facts in first.fresh
        }
        again = [timed(lambda: scanner.scan([Place(root, "ours")], known)) for _ in range(PAIRS)]
    assert len(first.models) == 500
    return {
        "ours": statistics.median(again),
        "baseline": between - began,
        "ratio": statistics.median(again) / (between - began),
    }


SCENARIOS = {"download": download, "waste": waste, "memory": memory, "error": error, "ratio": ratio, "scan": scans}

if __name__ == "__main__":
    if sys.argv[1] in ("one", "serve"):
        (one if sys.argv[1] == "one" else serve)(*sys.argv[2:])
    else:
        print(json.dumps(SCENARIOS[sys.argv[1]]()))
