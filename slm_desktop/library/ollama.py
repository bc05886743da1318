"""Ollama's store: manifests name the blobs of a model by their hashes. All of it is somebody else's, and bounded."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

LARGEST = 1_000_000
"""Bytes of a manifest, and of what it says about a model."""
MODEL = "application/vnd.ollama.image.model"
DIGEST = re.compile(r"^sha256:([0-9a-f]{64})$")


class Blob(msgspec.Struct, frozen=True):
    """The weights of a model of Ollama: where they lie, its name there, and the quantisation that is said of it ('' if
    none).
    """

    path: Path
    title: str
    quantisation: str


def blobs(store: Path) -> Iterator[Blob]:
    """All models of a store; the name of one is the path of its manifest."""
    for folder in ("manifests", "manifests-v2"):
        for path in _below(store / folder):
            manifest = _read(path)
            weights = _layer(manifest, MODEL)
            if weights:
                *_registry, model, tag = path.parts
                about = _digest(manifest.get("config"))
                facts = _read(store / "blobs" / f"sha256-{about}") if about else {}
                yield Blob(
                    store / "blobs" / f"sha256-{weights}", f"{model}:{tag}", str(facts.get("file_type", ""))[:20]
                )


def _below(folder: Path) -> list[Path]:
    """All paths below a folder; none where it may not be read."""
    try:
        return sorted(folder.rglob("*")) if folder.is_dir() else []
    except OSError:
        return []


def _read(path: Path) -> dict[str, Any]:
    """A JSON object; empty for anything else, and for what cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return {}
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _layer(manifest: dict[str, Any], kind: str) -> str:
    """The hash of the first layer of a kind; '' when there is none."""
    layers = manifest.get("layers")
    for layer in layers if isinstance(layers, list) else []:
        if isinstance(layer, dict) and layer.get("mediaType") == kind:
            return _digest(layer)
    return ""


def _digest(layer: object) -> str:
    """The hash that a layer names: only its letters and digits, as it becomes part of a path."""
    digest = layer.get("digest") if isinstance(layer, dict) else None
    found = DIGEST.match(digest) if isinstance(digest, str) else None
    return found[1] if found else ""
