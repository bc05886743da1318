"""A real llama-server: llama.cpp's own, as others would run it. `python -m tests.llama_server MODEL` prints its address.

It ends when its stdin closes.
"""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

CONTEXT = 4096


class LlamaServer:
    """One that runs, at an address of this computer."""

    def __init__(self, address: str, child: "subprocess.Popen[bytes]") -> None:
        self.address, self._child = address, child

    def kill(self) -> None:
        """End it as a failing machine would: in the middle of whatever it does."""
        self._child.kill()

    def ask(self, path: str, **body: Any) -> dict[str, Any]:
        """Post JSON, and read the answer."""
        request = urllib.request.Request(
            self.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            return dict(json.load(answer))


@contextmanager
def llama_server(
    model: str,
    slots: int = 1,
    threads: int = 0,
    *,
    embeddings: bool = False,
    adapters: Sequence[str] = (),
    projector: str = "",
) -> Iterator[LlamaServer]:
    """Run one that answers so many at the same time, with so many threads, or as many as it takes by itself.

    One for embeddings takes the mean of all tokens' vectors. A `projector` reads pictures or sounds.
    """
    command = [
        sys.executable,
        "-m",
        "tests.llama_server",
        model,
        str(slots),
        str(threads),
        str(int(embeddings)),
        projector,
        *adapters,
    ]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdout is not None
    try:
        yield LlamaServer(child.stdout.readline().decode().strip(), child)
    finally:
        child.kill()
        child.communicate()


def main() -> None:
    """Serve a model."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path, parameters.port = sys.argv[1], 0
    parameters.n_parallel = int(sys.argv[2])
    if threads := int(sys.argv[3]):
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    if int(sys.argv[4]):
        parameters.embedding, parameters.pooling_type = True, xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
        parameters.n_batch = parameters.n_ubatch = CONTEXT
    parameters.mmproj.path = sys.argv[5]
    parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(path, 1.0) for path in sys.argv[6:]]
    parameters.n_ctx = CONTEXT * parameters.n_parallel
    parameters.endpoint_props = parameters.endpoint_slots = parameters.endpoint_metrics = True
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)  # noqa: T201
    sys.stdin.read()


if __name__ == "__main__":
    main()
