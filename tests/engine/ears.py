"""Tiny projectors for sounds with random weights, and sounds: they show the way through, not what a trained model would
hear.
"""

import io
import wave
from pathlib import Path

import gguf
import numpy as np

from slm_desktop.core.engines.media import Media, digest_of
from slm_desktop.samples import SAMPLE_RATE

WIDTH, HEADS, FEED, LAYERS, MELS = 32, 2, 64, 2, 80
FRAMES = 1500
"""Places of half a minute, behind the two convolutions."""
STACK = 15
"""Places that become one token of `ultravox`."""


def write_projector(path: Path, width: int, kind: str = "ultravox", *, seed: int = 1) -> Path:
    """Write one for models of so many numbers a token. `ultravox` stacks places, `qwen2a` averages two of them and puts
    tokens of its own around a sound.
    """
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_type("mmproj")
    writer.add_name("Tiny ears")
    writer.add_bool("clip.has_audio_encoder", True)
    writer.add_string("clip.projector_type", kind)
    writer.add_bool("clip.use_gelu", True)
    numbers = {
        "embedding_length": WIDTH,
        "attention.head_count": HEADS,
        "feed_forward_length": FEED,
        "block_count": LAYERS,
        "projection_dim": width,
        "num_mel_bins": MELS,
        "projector.stack_factor": STACK,
    }
    for name, value in numbers.items():
        writer.add_uint32(f"clip.audio.{name}", value)
    writer.add_float32("clip.audio.attention.layer_norm_epsilon", 1e-5)
    random = np.random.default_rng(seed)
    for name, shape in {**_encoder(), **_merger(kind, width)}.items():
        # About as strong as the tokens of words: what is much stronger ends an answer at once.
        spread = 0.05 if name.startswith("mm.") else 0.2
        is_norm = "norm" in name or name.split(".")[-2] in ("ln1", "ln2", "post_ln")
        values = np.ones(shape) if is_norm else random.normal(0, spread, shape)
        writer.add_tensor(name, values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _encoder() -> dict[str, tuple[int, ...]]:
    tensors: dict[str, tuple[int, ...]] = {
        "a.position_embd.weight": (FRAMES, WIDTH),
        "a.conv1d.1.weight": (WIDTH, MELS, 3),
        "a.conv1d.1.bias": (WIDTH, 1),
        "a.conv1d.2.weight": (WIDTH, WIDTH, 3),
        "a.conv1d.2.bias": (WIDTH, 1),
        "a.post_ln.weight": (WIDTH,),
        "a.post_ln.bias": (WIDTH,),
    }
    for layer in range(LAYERS):
        block = f"a.blk.{layer}."
        shapes: dict[str, tuple[int, ...]] = {f"attn_{part}": (WIDTH, WIDTH) for part in ("q", "k", "v", "out")}
        shapes |= {"ffn_up": (FEED, WIDTH), "ffn_down": (WIDTH, FEED), "ln1": (WIDTH,), "ln2": (WIDTH,)}
        for name, shape in shapes.items():
            tensors[f"{block}{name}.weight"] = shape
            if name != "attn_k":
                tensors[f"{block}{name}.bias"] = shape[:1]
    return tensors


def _merger(kind: str, width: int) -> dict[str, tuple[int, ...]]:
    if kind == "qwen2a":
        return {"mm.a.fc.weight": (width, WIDTH), "mm.a.fc.bias": (width,)}
    return {
        "mm.a.norm_pre.weight": (WIDTH * STACK,),
        "mm.a.mlp.1.weight": (2 * FEED, WIDTH * STACK),
        "mm.a.norm_mid.weight": (FEED,),
        "mm.a.mlp.2.weight": (width, FEED),
    }


def wav(seed: int = 1, seconds: float = 0.5, rate: int = SAMPLE_RATE, channels: int = 1) -> bytes:
    """Tones as a WAV file of 16 bits."""
    times = np.arange(int(seconds * rate)) / rate
    pitches = np.random.default_rng(seed).uniform(200, 3000, 4)
    tones = sum(np.sin(2 * np.pi * pitch * times) for pitch in pitches) / len(pitches)
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat((np.asarray(tones) * 20_000).astype("<i2"), channels).tobytes())
    return stream.getvalue()


def sound(seed: int = 1, seconds: float = 0.5, at: int = 0) -> Media:
    """One for a prompt."""
    data = wav(seed, seconds)
    return Media(digest_of(data), "wav", data=data, at=at, seconds=seconds)
