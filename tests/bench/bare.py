"""Baselines without the app: a bare loop over the C API, a bare window, a bare load. Each is a process of its own.

python -m tests.bench.bare loop MODEL THREADS     answers jobs on stdin, one JSON object a line
python -m tests.bench.bare window                 prints the moment of the first paint
python -m tests.bench.bare load MODEL             prints the moment when the model is loaded
python -m tests.bench.bare plan HEADER            plans one context without allocating it
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any


def main(arguments: list[str]) -> None:
    """Run one baseline."""
    baselines: dict[str, Callable[..., None]] = {"loop": loop, "window": window, "load": load, "plan": plan}
    baselines[arguments[0]](*arguments[1:])


def load(path: str) -> None:
    """Import llama-cpp-python as its documentation says, and load the model with a context."""
    import llama_cpp

    api: Any = llama_cpp
    model = api.llama_model_load_from_file(path.encode(), api.llama_model_default_params())
    params = api.llama_context_default_params()
    params.n_ctx = 8192
    assert api.llama_init_from_model(model, params)
    print(time.monotonic(), flush=True)
    os._exit(0)


def plan(path: str) -> None:
    """Let llama.cpp plan a context of 8,192 tokens for a file that holds its header alone."""
    import llama_cpp

    api: Any = llama_cpp
    params = api.llama_model_default_params()
    params.no_alloc, params.load_mode, params.n_gpu_layers = True, 0, 0
    model = api.llama_model_load_from_file(path.encode(), params)
    context = api.llama_context_default_params()
    context.n_ctx = 8192
    assert api.llama_init_from_model(model, context)
    os._exit(0)


def window() -> None:
    """Show an empty QMainWindow."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Bare(QMainWindow):
        def paintEvent(self, event: Any) -> None:
            """Tell and go."""
            super().paintEvent(event)
            print(time.monotonic(), flush=True)
            os._exit(0)

    application = QApplication([])
    shown = Bare()
    shown.resize(1280, 820)
    shown.show()
    application.exec()


class Loop:
    """llama_decode and a sampler chain, and nothing else."""

    def __init__(self, path: str, threads: int) -> None:
        import llama_cpp.llama_cpp as api

        self.api: Any = api
        self.log = api.llama_log_callback(lambda *_ignored: None)
        api.llama_log_set(self.log, None)
        self.model = api.llama_model_load_from_file(path.encode(), api.llama_model_default_params())
        self.vocab = api.llama_model_get_vocab(self.model)
        params = api.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = 8192, 512, 512
        params.n_seq_max, params.kv_unified, params.no_perf = 4, True, True
        params.n_threads = params.n_threads_batch = threads
        self.context = api.llama_init_from_model(self.model, params)
        self.memory = api.llama_get_memory(self.context)
        self.batch = api.llama_batch_init(512, 0, 1)
        self.position = 0

    def tokenise(self, text: str) -> list[int]:
        """Tokens of a text, control tokens recognised."""
        data = text.encode()
        tokens = (self.api.llama_token * (len(data) + 8))()
        count = self.api.llama_tokenize(self.vocab, data, len(data), tokens, len(data) + 8, False, True)
        return list(tokens[:count])

    def clear(self) -> None:
        """Forget everything."""
        self.api.llama_memory_clear(self.memory, True)
        self.position = 0

    def decode(self, tokens: list[int]) -> None:
        """Decode tokens in batches of 512, logits for the last."""
        for start in range(0, len(tokens), 512):
            stretch = tokens[start : start + 512]
            self.batch.n_tokens = len(stretch)
            for at, token in enumerate(stretch):
                self.batch.token[at] = token
                self.batch.pos[at] = self.position + at
                self.batch.n_seq_id[at] = 1
                self.batch.seq_id[at][0] = 0
                self.batch.logits[at] = at == len(stretch) - 1
            assert self.api.llama_decode(self.context, self.batch) == 0
            self.position += len(stretch)

    def chain(self, seed: int) -> Any:
        """The app's default sampling."""
        api = self.api
        chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        for sampler in (
            api.llama_sampler_init_top_k(40),
            api.llama_sampler_init_top_p(0.95, 1),
            api.llama_sampler_init_min_p(0.05, 1),
            api.llama_sampler_init_temp(0.8),
            api.llama_sampler_init_dist(seed),
        ):
            api.llama_sampler_chain_add(chain, sampler)
        return chain

    def run(self, job: dict[str, Any]) -> dict[str, float]:
        """Decode a prompt (from a clean cache unless told otherwise), then `tokens` tokens; return the times."""
        if not job.get("keep"):
            self.clear()
        prompt = job["prompt"] if isinstance(job["prompt"], list) else self.tokenise(job["prompt"])
        chain = self.chain(job.get("seed", 1))
        began = time.perf_counter()
        self.decode(prompt)
        token = self.api.llama_sampler_sample(chain, self.context, -1)
        prompted = time.perf_counter()
        count = 0
        while count < job.get("tokens", 0) and not self.api.llama_vocab_is_eog(self.vocab, token):
            self.decode([token])
            token = self.api.llama_sampler_sample(chain, self.context, -1)
            count += 1
        ended = time.perf_counter()
        self.api.llama_sampler_free(chain)
        rate = count / (ended - prompted) if count else 0.0
        return {"prompt_seconds": prompted - began, "rate": rate, "count": count, "prompt_tokens": len(prompt)}


def loop(path: str, threads: str) -> None:
    """Serve jobs until stdin closes."""
    made = Loop(path, int(threads))
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(made.run(json.loads(line))), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
