"""A projector (mmproj) reads pictures and sounds for a model, through llama.cpp's libmtmd.

Each becomes pieces of a prompt: tokens of the vocabulary that the model wants around it, and chunks, each of which
is encoded by the projector and decoded by the model as a whole.
"""

import ctypes
import importlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from slm_desktop.core.engines.events import Buffer, Feature, Note
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.turn_media import refusal
from slm_desktop.engine import media_tokens
from slm_desktop.engine.headers import check_header
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.native import AbortFlag
from slm_desktop.errors import Fault
from slm_desktop.pixels import pixels_of
from slm_desktop.samples import samples_of

MARKER = b"<__media__>"
TEXT_CHUNK = 0
"""mtmd.h, MTMD_INPUT_CHUNK_TYPE_TEXT."""
MOST_PREPARED = 256 * 2**20
"""Bytes of pictures and sounds that are kept ready to be encoded: every turn of a chat asks for all of its own."""
BYTES_A_PIXEL = 12
"""Of a prepared picture: three numbers of four bytes."""
BYTES_A_SAMPLE = 8
"""Of a prepared sound: itself, and about as much for its spectrum."""
ASKED_EACH = 8
"""Steps of encoding between two looks at the flag that aborts it."""
ABORTED = 2
"""What llama_decode returns when it was aborted."""
COMPUTE = r"^reserve_compute_meta:\s+(\S+) compute buffer size =\s*([\d.]+) MiB"
DEVICE = r"^clip_ctx: CLIP using (\S+) backend"
LONGEST_NAME = 80


class MediaChunk(msgspec.Struct, frozen=True):
    """A part of a picture or sound that is read as a whole: it takes `count` places of the cache, and moves those of
    the text behind it by `positions`.
    """

    handle: Any
    count: int
    positions: int


class PreparedMedia(msgspec.Struct):
    """A picture or sound as its projector wants it: what stands for it in a prompt, and its chunks by the first
    of their numbers there. `size` is about what it holds of memory, in bytes.
    """

    size: int
    tokens: list[int] = msgspec.field(default_factory=list)
    chunks: dict[int, MediaChunk] = msgspec.field(default_factory=dict)
    handle: Any = None


class Projector:
    """The projector of one model. `shortened` says by how many positions a chunk moves the text behind it less than it
    has places, by the first of its numbers: some models count both sides of a picture.
    """

    def __init__(self, model: Model, path: str, abort: AbortFlag, *, threads: int, on_gpu: bool) -> None:
        """Read the file. Raise Fault 'projector_unusable' where it does not fit the model, or reads neither."""
        self._model, self._abort = model, abort
        self._lock = threading.Lock()
        self._prepared: OrderedDict[str, PreparedMedia] = OrderedDict()
        self.shortened: dict[int, int] = {}
        self.name = os.path.basename(path)[:LONGEST_NAME]
        self.size = os.path.getsize(path)
        self._asked = 0
        try:
            self._api = importlib.import_module("llama_cpp.mtmd_cpp")
        except (OSError, RuntimeError, AttributeError) as error:  # A build of llama.cpp without libmtmd.
            raise Fault("projector_unusable", {"name": self.name, "reason": "projector_build"}) from error
        self._api.mtmd_helper_log_set(model.native.on_log, None)
        self._handle = self._opened(path, threads, on_gpu=on_gpu)

    def _check(self, path: str) -> None:
        try:
            check_header(path)
        except Fault as fault:
            raise Fault("projector_unusable", {"name": self.name, "reason": "projector_other"}) from fault

    def _opened(self, path: str, threads: int, *, on_gpu: bool) -> Any:
        native = self._model.native
        params = self._api.mtmd_context_params_default()
        params.use_gpu, params.n_threads, params.print_timings = on_gpu, threads, False
        self._callback = self._api.llama_cpp.ggml_backend_sched_eval_callback(self._on_step)
        params.cb_eval = self._callback
        with native.log.aside():
            self._check(path)
            handle = self._api.mtmd_init_from_file(os.fsencode(path), self._model.handle, params)
            if not handle:
                reason = next((line for line in native.log.lines if "error" in line or "mismatch" in line), "")
                raise Fault("projector_unusable", {"name": self.name, "reason": reason[:200] or "projector_other"})
            device = next((name for (name,) in native.log.search(DEVICE)), "CPU")
            working = [(name, float(size)) for name, size in native.log.search(COMPUTE)]
        self.buffers = (
            Buffer(device, "weights", self.size),
            *(Buffer(name, "compute", int(size * 2**20)) for name, size in working[-2:]),
        )
        asked = {Feature.PICTURES: self._api.mtmd_support_vision, Feature.AUDIO: self._api.mtmd_support_audio}
        self.features = frozenset(feature for feature, supports in asked.items() if supports(handle))
        if not self.features:
            self._api.mtmd_free(handle)
            raise Fault("projector_unusable", {"name": self.name, "reason": "projector_other"})
        return handle

    def _on_step(self, _tensor: Any, is_asked: bool, _data: Any) -> bool:
        """llama.cpp asks whether a step of encoding is to be looked at, and after those whether to go on."""
        if not is_asked:
            return not self._abort.is_raised
        self._asked += 1
        return self._asked % ASKED_EACH == 0

    # -- prompts ---------------------------------------------------------------------------------------------

    def tokens(self, item: Media) -> list[int]:
        """What stands for a picture or sound in a prompt, on any thread. Raise Fault 'media', 'no_…'."""
        if item.feature not in self.features:
            raise refusal(item.feature, self._model.name)
        with self._lock:
            known = self._prepared.get(item.digest)
            if known is None:
                known = self._prepared[item.digest] = self._prepare(item)
            self._prepared.move_to_end(item.digest)
            return known.tokens

    def chunks(self, prompt: Iterable[int]) -> dict[int, MediaChunk]:
        """The chunks of the pictures and sounds of a prompt that was just made. They are kept until `trim`."""
        with self._lock:
            wanted = {number for number in prompt if number < 0}
            return {
                first: chunk
                for prepared in self._prepared.values()
                for first, chunk in prepared.chunks.items()
                if first in wanted
            }

    def trim(self, in_use: Iterable[int]) -> None:
        """Let go of those that were asked for longest ago, but for those of chunks that are to be read yet."""
        wanted = set(in_use)
        with self._lock:
            for digest, prepared in list(self._prepared.items()):
                if sum(one.size for one in self._prepared.values()) <= MOST_PREPARED:
                    break
                if wanted.isdisjoint(prepared.chunks):
                    self._api.mtmd_input_chunks_free(self._prepared.pop(digest).handle)

    def _prepare(self, item: Media) -> PreparedMedia:
        api = self._api
        bitmap, size = self._heard(item) if item.is_sound else self._seen(item)
        chunks = api.mtmd_input_chunks_init()
        text = api.mtmd_input_text(text=MARKER, text_len=len(MARKER), add_special=False, parse_special=True)
        try:
            status = api.mtmd_tokenize(
                self._handle, chunks, ctypes.byref(text), (api.mtmd_bitmap_p_ctypes * 1)(bitmap), 1
            )
        finally:
            api.mtmd_bitmap_free(bitmap)
        if status:
            api.mtmd_input_chunks_free(chunks)
            raise Fault("media", {"reason": "media_unfit"})
        return self._described(item, chunks, size)

    def _seen(self, item: Media) -> tuple[Any, int]:
        """A picture for llama.cpp, and about what it takes of memory."""
        width, height, pixels = pixels_of(item.data)
        array = (ctypes.c_uint8 * len(pixels)).from_buffer_copy(pixels)
        return self._api.mtmd_bitmap_init(width, height, array), width * height * BYTES_A_PIXEL

    def _heard(self, item: Media) -> tuple[Any, int]:
        """A sound for llama.cpp, and about what it takes of memory."""
        samples = samples_of(item.data, int(self._api.mtmd_get_audio_sample_rate(self._handle)))
        array = (ctypes.c_float * len(samples)).from_buffer_copy(samples.data)
        return self._api.mtmd_bitmap_init_from_audio(len(samples), array), len(samples) * BYTES_A_SAMPLE

    def _described(self, item: Media, chunks: Any, size: int) -> PreparedMedia:
        api, made = self._api, PreparedMedia(size, handle=chunks)
        for index in range(api.mtmd_input_chunks_size(chunks)):
            chunk = api.mtmd_input_chunks_get(chunks, index)
            count = int(api.mtmd_input_chunk_get_n_tokens(chunk))
            if api.mtmd_input_chunk_get_type(chunk) == TEXT_CHUNK:
                found = api.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(ctypes.c_size_t()))
                # A projector that was made for another vocabulary asks for tokens that this model does not have.
                made.tokens += [token for token in found[:count] if 0 <= token < self._model.vocabulary]
                continue
            own = media_tokens.numbers(f"{item.digest}:{index}", count, is_sound=item.is_sound)
            positions = int(api.mtmd_input_chunk_get_n_pos(chunk))
            made.chunks[own[0]] = MediaChunk(chunk, count, positions)
            made.tokens += own
            if positions != count:
                self.shortened[own[0]] = count - positions
        return made

    # -- reading ---------------------------------------------------------------------------------------------

    def read(self, chunk: MediaChunk, context: Context, position: int, sequence: int) -> int:
        """Encode a chunk and decode it into a cache behind `position`; llama_decode's status. Raise Fault 'media'."""
        api = self._api
        if api.mtmd_decode_use_non_causal(self._handle, chunk.handle) and chunk.count > context.limits.batch:
            raise Fault("media", {"reason": "media_batch", "count": chunk.count, "batch": context.limits.batch})
        status = int(api.mtmd_encode_chunk(self._handle, chunk.handle))
        if self._abort.is_raised:
            return ABORTED
        if status:
            raise Fault("media", {"reason": "media_unfit"})
        embedded, behind = api.mtmd_get_output_embd(self._handle), ctypes.c_int32()
        arguments = (chunk.handle, embedded, position, sequence, context.limits.batch, ctypes.byref(behind))
        no_callback = api.mtmd_helper_post_decode_callback()
        return int(api.mtmd_helper_decode_image_chunk(self._handle, context.handle, *arguments, no_callback, None))

    def close(self) -> None:
        """Free it."""
        for prepared in self._prepared.values():
            self._api.mtmd_input_chunks_free(prepared.handle)
        self._prepared.clear()
        self._api.mtmd_free(self._handle)


def open_projector(
    model: Model, path: str, abort: AbortFlag, *, threads: int, on_gpu: bool
) -> tuple[Projector | None, tuple[Note, ...]]:
    """The projector of a model, or a note that says why there is none."""
    if not path:
        return None, ()
    try:
        return Projector(model, path, abort, threads=threads, on_gpu=on_gpu), ()
    except Fault as fault:
        return None, (Note("projector", {**fault.details}),)
    except OSError:
        return None, (Note("projector", {"name": os.path.basename(path)[:LONGEST_NAME], "reason": "unreadable"}),)


NO_CHUNKS: Mapping[int, MediaChunk] = {}
