"""A model and its context over llama.cpp's C API: load, describe, decode, remember, forget."""

import ctypes
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slm_desktop.core.engines.events import Buffer
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.gguf import POOLINGS
from slm_desktop.core.models.names import short_quantisation
from slm_desktop.core.sampling import recommended
from slm_desktop.engine.buffers import reported
from slm_desktop.engine.diagnosis import diagnose
from slm_desktop.engine.headers import check_headers
from slm_desktop.engine.limits import FLASH, KV_TYPES, MOST_SLOTS, SMALLEST_CONTEXT, Limits, clamp, most_threads, padded
from slm_desktop.engine.media_tokens import shown
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.errors import Fault

FEWEST_OUTPUTS = 64
"""Logits of so many tokens can be had of one batch: with them, a prompt is scored at four fifths of its usual speed."""
ONE_SEQUENCE = ("plamo2",)
"""Architectures whose graph in this llama.cpp is right for one sequence alone: with more it aborts (a view beyond its
tensor).
"""
NO_MAPPING = 0
RANKING = 4
"""llama.h, LLAMA_POOLING_TYPE_RANK."""
CONTROL = 1 << 3
UNKNOWN = 1 << 0
USER_DEFINED = 1 << 4


@dataclass
class Model:
    """A loaded model. `metadata` is what its header says, as text."""

    native: Native
    path: str
    handle: Any = None
    vocab: Any = None
    metadata: dict[str, str] = field(default_factory=dict)
    _names: dict[int, bytes] = field(default_factory=dict, repr=False)
    _steering: dict[int, bool] = field(default_factory=dict, repr=False)

    def load(
        self, gpu_layers: int, on_progress: Callable[[float], bool], *, no_alloc: bool = False, embeds: bool = False
    ) -> None:
        """Read the file; `on_progress` gets 0..1 and returns False to cancel. Raise Fault with the log's cause.

        `embeds` wants a model that turns texts into vectors; without it, one that writes.
        """
        check_headers(self.path, is_own_build=not self.native.runtime)
        api = self.native.api
        params = api.llama_model_default_params()
        params.n_gpu_layers = gpu_layers
        if no_alloc:
            params.no_alloc, params.load_mode = True, NO_MAPPING
        callback = api.llama_progress_callback(lambda progress, _data: on_progress(progress))
        params.progress_callback = callback
        self.handle = api.llama_model_load_from_file(os.fsencode(self.path), params)
        if not self.handle:
            raise diagnose(self.path, tuple(self.native.log.lines), self.native.build)
        self.vocab = api.llama_model_get_vocab(self.handle)
        self.metadata = self._metadata()
        if embeds:
            self._must_embed()
        else:
            self._must_generate()

    def close(self) -> None:
        """Free the model; its contexts must be closed before."""
        if self.handle:
            self.native.api.llama_model_free(self.handle)
            self.handle = None

    def _metadata(self) -> dict[str, str]:
        api = self.native.api
        pairs = {}
        for index in range(api.llama_model_meta_count(self.handle)):
            key = _text(api.llama_model_meta_key_by_index, self.handle, index)
            pairs[key] = _text(api.llama_model_meta_val_str_by_index, self.handle, index)
        return pairs

    def _must_generate(self) -> None:
        """Refuse models that turn text into vectors, or fill in a text: they load, and would then talk nonsense."""
        api, architecture = self.native.api, self.metadata.get("general.architecture", "")
        if api.llama_model_is_diffusion(self.handle):
            raise Fault("diffusion", {"architecture": architecture})
        pooled = self.pooling in POOLINGS
        causal = self.metadata.get(f"{architecture}.attention.causal", "true") != "false"
        if pooled or not causal or not api.llama_model_has_decoder(self.handle):
            raise Fault("embedding", {"architecture": architecture})
        if api.llama_model_has_encoder(self.handle):
            raise Fault("encoder", {"architecture": architecture})

    def _must_embed(self) -> None:
        """Refuse models whose vectors would say nothing: those that rank, translate, or fill in a text."""
        api, architecture = self.native.api, self.metadata.get("general.architecture", "")
        if api.llama_model_is_diffusion(self.handle):
            raise Fault("diffusion", {"architecture": architecture})
        if self.pooling == RANKING:
            raise Fault("reranker", {"architecture": architecture})
        if api.llama_model_has_encoder(self.handle) and api.llama_model_has_decoder(self.handle):
            raise Fault("encoder", {"architecture": architecture})

    @property
    def pooling(self) -> int:
        """How the header says that one vector is made of those of all tokens (llama.h); 0 where it does not say it."""
        told = self.metadata.get(f"{self.architecture}.pooling_type", "0")
        return int(told) if told.isdecimal() else 0

    @property
    def architecture(self) -> str:
        """The header's general.architecture."""
        return self.metadata.get("general.architecture", "?")

    @property
    def name(self) -> str:
        """The header's name, or the file's."""
        return self.metadata.get("general.name", "").strip()[:200] or os.path.basename(self.path).removesuffix(".gguf")

    @property
    def quantisation(self) -> str:
        """The file type as file names have it: 'Q4_1', 'Q4_K_M'; '' where llama.cpp does not know."""
        description = _text(self.native.api.llama_model_desc, self.handle)
        quantisation = " ".join(description.split(" ")[2:]) if description.count(" ") >= 2 else ""
        return short_quantisation(quantisation)

    @property
    def recommended(self) -> dict[str, float]:
        """Sampling values that the file recommends."""
        return recommended(self.metadata)

    @property
    def trained_context(self) -> int:
        """Tokens of context that the model was trained with; the smallest usual one where the file does not say it."""
        trained = int(self.native.api.llama_model_n_ctx_train(self.handle))
        return trained if trained > 0 else SMALLEST_CONTEXT

    def limits(self, options: LoadOptions, default_threads: int) -> Limits:
        """The numbers of LoadOptions as this model can have them."""
        return clamp(
            options, self.trained_context, default_threads, 1 if self.architecture in ONE_SEQUENCE else MOST_SLOTS
        )

    @property
    def layers(self) -> int:
        """Layers that can be offloaded: the blocks and the output layer."""
        return int(self.native.api.llama_model_n_layer(self.handle)) + 1

    @property
    def width(self) -> int:
        """Numbers that pass from layer to layer for each token."""
        return int(self.native.api.llama_model_n_embd(self.handle))

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return int(self.native.api.llama_model_n_params(self.handle))

    @property
    def size(self) -> int:
        """Bytes of all tensors."""
        return int(self.native.api.llama_model_size(self.handle))

    @property
    def vocabulary(self) -> int:
        """Number of tokens that can be sampled."""
        return int(self.native.api.llama_vocab_n_tokens(self.vocab))

    @property
    def is_recurrent(self) -> bool:
        """Whether the memory is a state that cannot be cut back to an earlier token."""
        api = self.native.api
        return bool(api.llama_model_is_recurrent(self.handle) or api.llama_model_is_hybrid(self.handle))

    def offloaded(self) -> int:
        """Layers that llama.cpp says it put on a GPU."""
        found = self.native.log.search(r"offloaded (\d+)/(\d+) layers to GPU")
        return int(found[-1][0]) if found else 0

    def tokenise(self, text: str, special: bool = False, whole: bool = False) -> list[int]:
        """Tokens of `text`; with `special`, the names of control tokens become those tokens.

        A `whole` text has those that begin and end one, as far as the model wants them.
        """
        data = text.encode("utf-8", "replace")
        room = len(data) + 16
        tokens = (self.native.api.llama_token * room)()
        count = self.native.api.llama_tokenize(self.vocab, data, len(data), tokens, room, whole, special)
        if count < 0:
            raise Fault("decode", {"status": count})
        return list(tokens[:count])

    def piece(self, token: int, special: bool = False) -> bytes:
        """The exact bytes of a token, however long; control tokens are empty unless `special`."""
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            length = self.native.api.llama_token_to_piece(self.vocab, token, buffer, room, 0, special)
            if length >= 0:
                return buffer.raw[:length]
            room = -length

    def token_name(self, token: int) -> bytes:
        """The bytes of a token, of one that only steers the model its name; remembered, as asking takes a while."""
        if token not in self._names:
            self._names[token] = self.piece(token, special=True)
        return self._names[token]

    def steers(self, token: int) -> bool:
        """Whether a token has a name and no text."""
        if token not in self._steering:
            self._steering[token] = not self.piece(token)
        return self._steering[token]

    def text(self, tokens: Iterable[int], special: bool = False) -> str:
        """What tokens say, with `special` also the names of control tokens; what is not valid UTF-8 is replaced.

        A picture or sound among them is called one.
        """
        pieces = (self.piece(token, special) if token >= 0 else shown(token) for token in tokens)
        return b"".join(pieces).decode("utf-8", "replace")

    def ends(self, token: int) -> bool:
        """Whether the token ends an answer."""
        return bool(self.native.api.llama_vocab_is_eog(self.vocab, token))

    def special_texts(self, template: str) -> dict[str, int]:
        """Texts of the tokens that steer the model, with their ids.

        Those are control and unknown tokens, and user-defined ones that the chat template writes: others of
        that kind (runs of spaces, HTML tags) are ordinary text that llama.cpp recognises anywhere.
        """
        attribute, get_text = self.native.api._lib.llama_vocab_get_attr, self.native.api.llama_vocab_get_text
        found = {}
        for token in range(self.vocabulary):
            kind = attribute(self.vocab, token)
            if kind & (CONTROL | UNKNOWN | USER_DEFINED):
                text = (get_text(self.vocab, token) or b"").decode("utf-8", "replace")
                # One character alone steers nothing, and cutting contents at every newline would spoil them.
                if len(text) > 1 and (kind & (CONTROL | UNKNOWN) or text in template):
                    found[text] = token
        return found


class Context:
    """The memory of one model: sequences of tokens side by side, decoded in batches."""

    def __init__(self, model: Model, limits: Limits, abort: AbortFlag) -> None:
        """Allocate it; raise Fault 'memory' when llama.cpp cannot."""
        self.model, self.limits, self._abort = model, limits, abort
        self._api = model.native.api
        self.handle = self._api.llama_init_from_model(model.handle, self._params(limits))
        if not self.handle:
            raise Fault("memory", {"context": limits.context})
        abort.install(self._api, self.handle)
        self.memory = self._api.llama_get_memory(self.handle)
        self.threads = limits.threads
        self.outputs = max(limits.slots, FEWEST_OUTPUTS)
        """Tokens of one batch of which logits can be had."""
        # What llama.cpp rounded up is not used: some models abort at a position that they were not trained for.
        self.size = min(limits.context, int(self._api.llama_n_ctx(self.handle)))
        self.batch = self._api.llama_batch_init(limits.batch, 0, 1)
        self.shortened: Mapping[int, int] = {}
        """By how many positions media move the text behind it less than it has places, by its first number."""
        self._buffers = reported(model.native)

    def _params(self, limits: Limits) -> Any:
        params = self._api.llama_context_default_params()
        params.n_ctx = padded(limits.context)
        params.n_batch = params.n_ubatch = limits.batch
        params.n_seq_max = limits.slots
        # Few logits are needed at a time: without this, room for those of a whole batch is planned.
        params.n_outputs_max = max(limits.slots, FEWEST_OUTPUTS)
        params.n_threads = params.n_threads_batch = limits.threads
        params.kv_unified = True
        params.flash_attn_type = FLASH[limits.flash]
        params.type_k = params.type_v = KV_TYPES[limits.kv_type]
        params.no_perf = True
        return params

    def set_threads(self, threads: int) -> None:
        """Decode with so many threads from now on, as far as that makes sense on this computer."""
        threads = max(1, min(threads, most_threads()))
        if threads != self.threads:
            self.threads = threads
            self._api.llama_set_n_threads(self.handle, threads, threads)

    def close(self) -> None:
        """Free the context."""
        if self.handle:
            self._api.llama_batch_free(self.batch)
            self._api.llama_free(self.handle)
            self.handle = None

    def decode(self, entries: Sequence[tuple[int, int, int, bool]]) -> int:
        """Decode (token, position, sequence, wants logits) entries; return llama_decode's status."""
        batch = self.batch
        token, position, counts, sequences, logits = batch.token, batch.pos, batch.n_seq_id, batch.seq_id, batch.logits
        batch.n_tokens = len(entries)
        for index, (value, where, sequence, wanted) in enumerate(entries):
            token[index] = value
            position[index] = where
            counts[index] = 1
            sequences[index][0] = sequence
            logits[index] = wanted
        status = int(self._api.llama_decode(self.handle, batch))
        # A graphics card works on after llama_decode has returned, and the time of a step is to be known.
        self._api.llama_synchronize(self.handle)
        return status

    def set_adapters(self, adapters: Sequence[tuple[Any, float]]) -> None:
        """Add these LoRA adapters, each by its factor, to the weights; no others."""
        count = len(adapters)
        handles = (self._api.llama_adapter_lora_p_ctypes * count)(*(handle for handle, _factor in adapters))
        factors = (ctypes.c_float * count)(*(factor for _handle, factor in adapters))
        if self._api.llama_set_adapters_lora(self.handle, handles, count, factors):
            raise Fault("adapter", {"reason": "adapter_base"})

    def set_control_vector(self, rows: Any) -> None:
        """Add a vector behind each layer from the second on: `rows` are float32, one row a layer."""
        layers, width = rows.shape
        data = rows.astype("float32", order="C")
        pointer = data.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        if self._api.llama_set_adapter_cvec(self.handle, pointer, data.size, width, 1, layers):
            raise Fault("adapter", {"reason": "adapter_width", "width": width})

    def logits(self, index: int) -> Any:
        """The logits at a place of the last batch that wanted them, one for each token of the vocabulary."""
        import numpy as np  # It takes a tenth of a second, which no start of an engine is to wait for.

        found = self._api.llama_get_logits_ith(self.handle, index)
        return np.ctypeslib.as_array(found, (self.model.vocabulary,))

    def position(self, tokens: Sequence[int], length: int) -> int:
        """The position behind the first `length` tokens of a sequence."""
        if not self.shortened:
            return length
        return length - sum(self.shortened.get(token, 0) for token in tokens[:length] if token < 0)

    def keep(self, sequence: int, length: int) -> bool:
        """Forget what a sequence holds from position `length` on; False when only all of it can be forgotten."""
        return bool(self._api.llama_memory_seq_rm(self.memory, sequence, length, -1))

    def copy(self, source: int, target: int, length: int) -> None:
        """Let `target` share what `source` holds before position `length`."""
        self._api.llama_memory_seq_cp(self.memory, source, target, 0, length)

    def state_size(self, sequence: int) -> int:
        """Bytes that saving a sequence takes."""
        return int(self._api.llama_state_seq_get_size(self.handle, sequence))

    def save(self, sequence: int) -> bytearray:
        """The cache of a sequence as llama.cpp's own bytes; empty when it cannot be had."""
        state = bytearray(self.state_size(sequence))
        view = (ctypes.c_uint8 * len(state)).from_buffer(state)
        written = self._api.llama_state_seq_get_data(self.handle, view, len(state), sequence)
        return state if written == len(state) else bytearray()

    def restore(self, sequence: int, state: bytearray) -> bool:
        """Put saved bytes back into an empty sequence."""
        view = (ctypes.c_uint8 * len(state)).from_buffer(state)
        return bool(self._api.llama_state_seq_set_data(self.handle, view, len(state), sequence))

    def buffers(self) -> tuple[Buffer, ...]:
        """The allocations that llama.cpp reported until this context was made, one entry a device and kind."""
        return self._buffers


def _text(function: Any, *arguments: Any) -> str:
    """Call a C function that writes a text of any length into a buffer."""
    room = 256
    while True:
        buffer = ctypes.create_string_buffer(room)
        length = function(*arguments, buffer, room)
        if length < room:
            return buffer.raw[: max(length, 0)].decode("utf-8", "replace")
        room = length + 1
