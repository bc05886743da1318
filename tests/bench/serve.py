"""Measurements of the local server, and of engines on other machines.

python -m tests.bench.serve NAME                   prints one JSON object

A real `slm-desktop serve`, real clients and a real llama-server; pairs alternate, as everywhere.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import openai
import psutil

from slm_desktop.cli.remote_candidates import remote_candidate
from slm_desktop.core.evaluate.records import Candidate
from slm_desktop.core.evaluate.suite import Prompt, Suite
from slm_desktop.core.faults import Faults
from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths
from slm_desktop.services.services import Services
from tests.bench.busy import CORES, PAIRS, STORY, WRITTEN, against, answer, engine, rate, tokens_of
from tests.engine.child import Child
from tests.llama_server import llama_server
from tests.remote.conftest import engine_at
from tests.served import Served, served

THREADS = max(1, CORES - 1)
"""One core is left to the clients, as the measurements of decoding leave one to the window."""
MODEL = str(starter())
CLIENTS = 4
MANY, SHORT = 200, 12
"""Prompts of a suite, and the most tokens of each answer."""


def serving() -> Any:
    """Our server with as many threads as the others have."""
    return served("--model", MODEL, "--threads", str(THREADS))


def main() -> None:
    """Measure one thing."""
    print(json.dumps(MEASUREMENTS[sys.argv[1]]()))


def by_sdk(client: openai.OpenAI, seed: int, tokens: int = WRITTEN) -> float:
    """Tokens per second of a streamed answer, from its first text to its last, as OpenAI's SDK reads it."""
    stream = client.chat.completions.create(
        model="",
        messages=[{"role": "user", "content": STORY}],
        seed=seed,
        max_tokens=tokens,
        stream=True,
        stream_options={"include_usage": True},
    )
    moments, count = [], 0
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            moments.append(time.perf_counter())
        if chunk.usage:
            count = chunk.usage.completion_tokens
    return (count - 1) / (moments[-1] - moments[0])


def one_stream() -> dict[str, float]:
    """Over HTTP, against the same in the child."""
    child = engine(THREADS)
    with serving() as server, openai.OpenAI(base_url=server.base_url, api_key="none") as client:
        answer(child, STORY, 99, 32)
        by_sdk(client, 99, 32)
        found = against(lambda seed: by_sdk(client, seed), lambda seed: rate(answer(child, STORY, seed)))
    child.close()
    return found


def _together(address: str, clients: int, seed: int) -> float:
    """Tokens per second of so many clients together: all tokens over the time of all."""

    def ask(number: int) -> int:
        body = {
            "messages": [{"role": "user", "content": f"{STORY} It begins with the number {number}."}],
            "seed": seed,
            "max_tokens": WRITTEN // 2,
            "stream": False,
        }
        answered = httpx2.post(f"{address}/v1/chat/completions", json=body, timeout=600)
        return int(answered.json()["usage"]["completion_tokens"])

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        tokens = sum(pool.map(ask, range(clients)))
    return tokens / (time.perf_counter() - began)


def beside_llama_server(clients: int) -> dict[str, float]:
    """So many clients of ours, and of a llama-server with the same threads and slots."""
    with serving() as ours, llama_server(MODEL, slots=CLIENTS, threads=THREADS) as theirs:
        address = theirs.address.rstrip("/")
        _together(ours.address, clients, 99)
        _together(address, clients, 99)
        return against(
            lambda seed: _together(ours.address, clients, seed), lambda seed: _together(address, clients, seed)
        )


def first_token() -> dict[str, float]:
    """Milliseconds that HTTP adds to the first token of a prompt that is cached."""
    child, added = engine(THREADS), []
    with serving() as server:
        for number in range(2 * PAIRS + 1):
            here = _first_here(child)
            there = _first_there(server)
            added.append(1000 * (there - here) if number else 0.0)
    child.close()
    return {"ours": median(added[1:])}


def _first_here(child: Child) -> float:
    run = child.ask(STORY, values={"max_tokens": 2.0}, conversation=1)
    child.end(run)
    return tokens_of(child, run)[0].at


def _first_there(server: Served) -> float:
    body = {"messages": [{"role": "user", "content": STORY}], "max_tokens": 2, "stream": True}
    began = time.perf_counter()
    with server.http.stream("POST", "/v1/chat/completions", json=body) as response:
        for line in response.iter_lines():
            if '"content":"' in line and '"content":""' not in line:
                return time.perf_counter() - began
    return 0.0


def memory() -> dict[str, float]:
    """MB of the headless process itself, after some answers."""
    with serving() as server:
        for seed in range(5):
            _together(server.address, CLIENTS, seed)
        return {"ours": psutil.Process(server.process.pid).memory_info().rss / 1e6}


def start() -> dict[str, float]:
    """Seconds from the start of `serve` to the end of its first answer of one token, against a bare load."""
    pairs = [(_start(), _bare()) for _pair in range(PAIRS + 1)][1:]
    ratios = [ours / bare for ours, bare in pairs]
    return {
        "ours": median(ours for ours, _bare in pairs),
        "baseline": median(bare for _ours, bare in pairs),
        "ratio": median(ratios),
    }


def _start() -> float:
    began = time.perf_counter()
    with serving() as server:
        server.http.post("/v1/completions", json={"prompt": "Hi", "max_tokens": 1}).raise_for_status()
        return time.perf_counter() - began


def _bare() -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.bare", "load", MODEL]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def remote() -> dict[str, float]:
    """Tokens per second of an engine on another machine, against the raw stream as a plain client reads it."""
    with serving() as server:
        child = engine_at(server.address)
        child.ready()
        answer(child, STORY, 99, 32)
        found = against(lambda seed: rate(answer(child, STORY, seed)), lambda seed: _raw(server, seed))
        child.host.close()
        child.host.join(30)
    return found


def _raw(server: Served, seed: int) -> float:
    body = {
        "messages": [{"role": "user", "content": STORY}],
        "max_tokens": WRITTEN,
        "seed": seed,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    moments, count = [], 0
    with server.http.stream("POST", "/v1/chat/completions", json=body) as response:
        for line in response.iter_lines():
            if '"content":"' in line and '"content":""' not in line:
                moments.append(time.perf_counter())
            if '"usage":{' in line:
                count = int(json.loads(line.removeprefix("data: "))["usage"]["completion_tokens"])
    return (count - 1) / (moments[-1] - moments[0])


def fleet() -> dict[str, float]:
    """Answers per second of a suite over a llama-server, against the best that plain clients get out of it."""
    with llama_server(MODEL, slots=CLIENTS, threads=THREADS) as server, TemporaryDirectory() as folder:
        address = server.address.rstrip("/")
        services = Services(Paths.within(Path(folder)), Faults())
        try:
            candidate = remote_candidate(services, [address])
            return against(
                lambda seed: _suite(services, candidate, seed),
                lambda seed: _plain(address, CLIENTS, seed),
                lambda seed: _plain(address, 2 * CLIENTS, seed),
            )
        finally:
            services.close()


def _prompts(seed: int) -> list[str]:
    """So that no round finds another one's in the cache."""
    return [f"Round {seed}, number {number}. Write a sentence about it." for number in range(MANY)]


def _suite(services: Services, candidate: Candidate, seed: int) -> float:
    suite = Suite("Many", tuple(Prompt(text, max_tokens=SHORT) for text in _prompts(seed)), seed=seed)
    began = time.perf_counter()
    session = services.comparison.evaluations.new(suite, [candidate], fair=False)
    session.start()
    services.loop.run_until(lambda: not session.is_running)
    assert len(session.results) == MANY
    return MANY / (time.perf_counter() - began)


def _plain(address: str, clients: int, seed: int) -> float:
    def ask(text: str) -> None:
        body = {"messages": [{"role": "user", "content": text}], "seed": seed, "max_tokens": SHORT}
        httpx2.post(f"{address}/v1/chat/completions", json=body, timeout=600).raise_for_status()

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(ask, _prompts(seed)))
    return MANY / (time.perf_counter() - began)


MEASUREMENTS: dict[str, Callable[[], dict[str, float]]] = {
    "one_stream": one_stream,
    "llama_server_1": lambda: beside_llama_server(1),
    "llama_server_4": lambda: beside_llama_server(CLIENTS),
    "first_token": first_token,
    "memory": memory,
    "start": start,
    "remote": remote,
    "fleet": fleet,
}


if __name__ == "__main__":
    main()
