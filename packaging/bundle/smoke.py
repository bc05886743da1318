"""Try the frozen app on the system it was made for: each command, an answer of the engine child, one of the server.

python packaging/bundle/smoke.py EXECUTABLE
"""

import json
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from slm_desktop.cli.commands import COMMANDS

SECONDS = 120
QUESTION = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 12, "temperature": 0}

CONNECT = {"do": "connect", "server": {"name": "none", "command": "no-such-program"}}
CHILDREN = {
    "Python as a tool": ('"text":', "--cell", "import statistics\nstatistics.mean([41, 43])"),
    "a document": ("A heading", "--document", "", "<h1>A heading</h1><p>Some words.</p>"),
    "a picture": ("media_unknown", "--media", "no picture"),
    "a sound": ("sound_unknown", "--media", "fLaC and no more"),
    "a server of tools that is not there": ("no-such-program", "--mcp", json.dumps(CONNECT) + "\n"),
}
"""What each child has to print, how it is started, and what it is told."""


def main() -> int:
    """Say what was tried; the exit code tells whether all of it worked."""
    program = sys.argv[1]
    tries = {(name, *command.trial[0]): command.trial[1] for name, command in COMMANDS.items()}
    tries[("--version",)] = "SLM Desktop"
    with tempfile.TemporaryDirectory() as folder:
        results = [
            tried(" ".join(arguments), wanted, ask(program, folder, *arguments)) for arguments, wanted in tries.items()
        ]
        results.append(tried("an answer over HTTP", "Hello", served(program, folder, _answer)))
        results.append(tried("metrics over HTTP", "# TYPE", served(program, folder, _metrics)))
        results += [tried(what, wanted, child(program, folder, *more)) for what, (wanted, *more) in CHILDREN.items()]
    return int(not all(results))


def tried(what: str, wanted: str, result: str) -> bool:
    """Print what came of a try; whether the wanted words are in it."""
    is_right = wanted in result
    print(f"{'ok' if is_right else 'FAILED'}: {what}\n{result.strip()}\n")
    return is_right


def ask(program: str, folder: str, *arguments: str) -> str:
    """What the program prints."""
    done = subprocess.run(
        [program, "--data-dir", folder, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return done.stdout + done.stderr


def child(program: str, folder: str, flag: str, told: str, page: str = "") -> str:
    """What a child of the app prints when it is told something; one that reads a file gets a page."""
    path = Path(folder, "page.html")
    path.write_text(page, encoding="utf-8")
    command = [program, flag, *([str(path)] if page else [])]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True) as process:
        limit = threading.Timer(SECONDS, process.kill)
        limit.start()
        assert process.stdin
        assert process.stdout
        process.stdin.write(told)
        process.stdin.flush()
        # One that serves ends with its input; the others wait for that.
        first = process.stdout.readline() if flag == "--mcp" else ""
        process.stdin.close()
        rest = process.stdout.read()
        limit.cancel()
    return first + rest


def served(program: str, folder: str, fetch: Callable[[str], str]) -> str:
    """What `fetch` brings from the address (with /v1) of `slm-desktop serve`, or what that printed instead."""
    command = [program, "--data-dir", folder, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        limit = threading.Timer(SECONDS, server.kill)
        limit.start()
        try:
            printed = server.stdout.readline() if server.stdout else ""
            address = printed.split()[-1] if printed.startswith("Serving") else ""
            return fetch(address) if address else printed
        except OSError as error:
            return str(error)
        finally:
            limit.cancel()
            server.terminate()


def _answer(address: str) -> str:
    head = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/chat/completions", json.dumps(QUESTION).encode(), head)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return str(json.load(answer)["choices"][0]["message"]["content"])


def _metrics(address: str) -> str:
    with urllib.request.urlopen(f"{address.removesuffix('/v1')}/metrics", timeout=SECONDS) as answer:
        return str(answer.read().decode())[:200]


if __name__ == "__main__":
    sys.exit(main())
