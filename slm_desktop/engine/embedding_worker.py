"""An engine child that turns texts into vectors."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from slm_desktop.core.engines.commands import AnyCommand, Embed, Generate, Quit, Stop
from slm_desktop.core.engines.events import Embedded, Failed, Feature, Loaded
from slm_desktop.engine.devices import default_threads
from slm_desktop.engine.limits import FLASH, Limits, padded
from slm_desktop.engine.llama import Model
from slm_desktop.engine.model_worker import ModelWorker
from slm_desktop.engine.prompt import PromptBuilder
from slm_desktop.errors import Fault

USUAL_CONTEXT = 2048
"""Tokens of a text, unless more are asked for: all of them are computed at once, which takes memory."""
SIDE_BY_SIDE = 16
"""Texts of one batch."""
MEAN = 1
"""llama.h, LLAMA_POOLING_TYPE_MEAN: what is used where the header of a model says nothing."""
FEATURES = (Feature.EMBEDDINGS, Feature.TOKENISE, Feature.MEMORY)


class VectorContext:
    """Computes vectors of texts, several in one batch. Each text has to fit into a batch."""

    def __init__(self, model: Model, limits: Limits) -> None:
        """Raise Fault 'memory' where there is no room."""
        self._api, self._model = model.native.api, model
        self.size = limits.context
        self.handle = self._api.llama_init_from_model(model.handle, self._params(limits))
        if not self.handle:
            raise Fault("memory", {"context": limits.context})
        self.dimensions = int(self._api.llama_model_n_embd_out(model.handle))
        self._batch = self._api.llama_batch_init(self.size, 0, 1)

    def _params(self, limits: Limits) -> Any:
        params = self._api.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = padded(limits.context)
        params.n_seq_max = limits.slots
        params.n_threads = params.n_threads_batch = limits.threads
        params.kv_unified = True
        params.flash_attn_type = FLASH[limits.flash]
        params.embeddings = True
        params.pooling_type = self._model.pooling or MEAN
        params.no_perf = True
        return params

    def vectors(self, texts: Sequence[Sequence[int]]) -> list[bytes]:
        """The vectors of texts that fit into one batch together, each of length one. Raise Fault 'decode'."""
        self._fill(texts)
        memory = self._api.llama_get_memory(self.handle)
        if memory:  # Models that only read have none.
            self._api.llama_memory_clear(memory, True)
        status = int(self._api.llama_decode(self.handle, self._batch))
        if status:
            raise Fault("decode", {"status": status})
        return [self._vector(sequence) for sequence in range(len(texts))]

    def _fill(self, texts: Sequence[Sequence[int]]) -> None:
        batch, index = self._batch, 0
        for sequence, tokens in enumerate(texts):
            for position, token in enumerate(tokens):
                batch.token[index], batch.pos[index] = token, position
                batch.n_seq_id[index], batch.seq_id[index][0] = 1, sequence
                batch.logits[index] = True
                index += 1
        batch.n_tokens = index

    def _vector(self, sequence: int) -> bytes:
        found = self._api.llama_get_embeddings_seq(self.handle, sequence)
        if not found:
            raise Fault("decode", {"status": -1})
        values = np.ctypeslib.as_array(ctypes.cast(found, ctypes.POINTER(ctypes.c_float)), (self.dimensions,))
        length = math.sqrt(float(np.dot(values, values)))
        if not math.isfinite(length):
            raise Fault("decode", {"status": -1})
        return (values / (length or 1.0)).astype("<f4").tobytes()


class EmbeddingWorker(ModelWorker):
    """One model and the vectors that it makes."""

    def _open(self) -> None:
        self._read_model()
        trained = self._model.trained_context
        wanted = self._options.context or min(trained, USUAL_CONTEXT)
        options = msgspec.structs.replace(self._options, context=wanted, slots=SIDE_BY_SIDE)
        self._limits = self._model.limits(options, default_threads())
        self._context = VectorContext(self._model, self._limits)
        self._prompts = PromptBuilder(self._model)

    def _loaded(self) -> Loaded:
        return Loaded(
            **self._described(self._limits),
            context=self._context.size,
            template="",
            buffers=(),
            notes=self._limits.notes,
            features=FEATURES,
        )

    def _work(self) -> None:
        self._text.begin(self._prompts)
        while (command := self._inbox.get()[1]) is not None and not self._is_end(command):
            if isinstance(command, Embed):
                self._embed(command)
            elif isinstance(command, Generate):
                self._emit(Failed(command.run, "embedding", {"architecture": self._model.architecture}))

    def _is_end(self, command: AnyCommand) -> bool:
        return isinstance(command, Quit) or (isinstance(command, Stop) and command.run in (0, self._load.run))

    def _embed(self, command: Embed) -> None:
        try:
            texts = [self._tokens(text) for text in command.texts]
            vectors = [vector for batch in self._batches(texts) for vector in self._context.vectors(batch)]
        except Fault as fault:
            self._emit(Failed(command.run, fault.code, fault.details, self._log_tail()))
        else:
            self._emit(Embedded(command.run, tuple(vectors), sum(map(len, texts))))

    def _tokens(self, text: str | tuple[int, ...]) -> list[int]:
        """The tokens of a text. Raise Fault where there are none, or more than fit."""
        tokens = self._model.tokenise(text, whole=True) if isinstance(text, str) else list(self._prompts.known(text))
        if not tokens:
            raise Fault("text_empty")
        if len(tokens) > self._context.size:
            raise Fault("text_context", {"count": len(tokens), "most": self._context.size})
        return tokens

    def _batches(self, texts: Sequence[list[int]]) -> Iterator[list[list[int]]]:
        """Texts that are computed together."""
        batch: list[list[int]] = []
        for tokens in texts:
            is_full = sum(map(len, batch)) + len(tokens) > self._context.size or len(batch) == self._limits.slots
            if batch and is_full:
                yield batch
                batch = []
            batch.append(tokens)
        if batch:
            yield batch
