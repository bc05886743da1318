"""Tiny projectors with random weights, and pictures: they show the way through, not what a trained model would see."""

import io
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
from PIL import Image

from slm_desktop.core.engines.media import Media, digest_of

WIDTH, HEADS, FEED, LAYERS, PATCH, MERGE = 32, 2, 64, 2, 16, 2
SIDE = 64
"""Pixels of a side of what is encoded at once."""
Tensor = Callable[..., None]


def write_projector(
    path: Path, width: int, kind: str = "idefics3", *, seed: int = 1, layers: int = LAYERS, side: int = SIDE
) -> Path:
    """Write one for models of so many numbers a token. `idefics3` cuts pictures into tiles, `qwen2vl_merger` counts the
    rows and columns of their places, `gemma3` lets all places of one see each other.
    """
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_type("mmproj")
    writer.add_name("Tiny eyes")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", kind)
    writer.add_bool("clip.use_gelu", True)
    numbers = {
        "embedding_length": WIDTH,
        "attention.head_count": HEADS,
        "feed_forward_length": FEED,
        "block_count": layers,
        "projection_dim": width,
        "image_size": side,
        "patch_size": PATCH,
        "projector.scale_factor": MERGE,
        "spatial_merge_size": MERGE,
        "preproc_image_size": 2 * side,
    }
    for name, value in numbers.items():
        writer.add_uint32(f"clip.vision.{name}", value)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    for name in ("image_mean", "image_std"):
        writer.add_array(f"clip.vision.{name}", [0.5, 0.5, 0.5])
    random = np.random.default_rng(seed)
    for name, shape in {**_encoder(kind, layers, side), **_merger(kind, width)}.items():
        # Strong enough that pictures of noise lead to other words.
        spread = 1.0 if name.startswith("mm.") else 0.2
        values = np.ones(shape) if name.split(".")[-2] in ("ln1", "ln2", "post_ln") else random.normal(0, spread, shape)
        writer.add_tensor(name, values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _encoder(kind: str, layers: int, side: int) -> dict[str, tuple[int, ...]]:
    tensors: dict[str, tuple[int, ...]] = {
        "v.patch_embd.weight": (WIDTH, 3, PATCH, PATCH),
        "v.post_ln.weight": (WIDTH,),
    }
    tensors["v.post_ln.bias"] = (WIDTH,)
    if kind != "qwen2vl_merger":
        tensors["v.patch_embd.bias"] = (WIDTH,)
        tensors["v.position_embd.weight"] = ((side // PATCH) ** 2, WIDTH)
    else:
        tensors["v.patch_embd.weight.1"] = (WIDTH, 3, PATCH, PATCH)
    for layer in range(layers):
        block = f"v.blk.{layer}."
        for name, shape in {
            **{f"attn_{part}": (WIDTH, WIDTH) for part in ("q", "k", "v", "out")},
            "ffn_up": (FEED, WIDTH),
            "ffn_down": (WIDTH, FEED),
            "ln1": (WIDTH,),
            "ln2": (WIDTH,),
        }.items():
            tensors |= {f"{block}{name}.weight": shape, f"{block}{name}.bias": shape[:1]}
    return tensors


def _merger(kind: str, width: int) -> dict[str, tuple[int, ...]]:
    merged = WIDTH * MERGE * MERGE
    if kind == "idefics3":
        return {"mm.model.fc.weight": (width, merged)}
    if kind == "gemma3":
        return {"mm.input_projection.weight": (WIDTH, width), "mm.soft_emb_norm.weight": (WIDTH,)}
    return {
        "mm.0.weight": (merged, merged),
        "mm.0.bias": (merged,),
        "mm.2.weight": (width, merged),
        "mm.2.bias": (width,),
    }


def image(seed: int = 1, width: int = 120, height: int = 80) -> Image.Image:
    """A picture of noise."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def png(made: Image.Image) -> bytes:
    """A picture as PNG."""
    stream = io.BytesIO()
    made.save(stream, "PNG")
    return stream.getvalue()


def picture(seed: int = 1, width: int = 120, height: int = 80, at: int = 0) -> Media:
    """One for a prompt."""
    data = png(image(seed, width, height))
    return Media(digest_of(data), "png", width, height, data, at)
