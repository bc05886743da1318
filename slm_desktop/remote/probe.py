"""Find out what a server is, and what it can do: its own addresses tell it."""

import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import msgspec

from slm_desktop.core.engines.adapters import Adapter, adapters_at
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.remote.connection import Connection
from slm_desktop.remote.dialects import DIALECTS, Dialect, Kind

MOST_MODELS, LONGEST_NAME = 500, 200
MOST_SLOTS, MOST_ADAPTERS = 256, 64
KNOWN_OWNERS = {
    "vllm": Kind.VLLM,
    "sglang": Kind.SGLANG,
    "slm-desktop": Kind.SLM_DESKTOP,
    "llamacpp": Kind.LLAMA_SERVER,
}
"""Who says in the list of models that they own them."""


class RemoteModel(msgspec.Struct, frozen=True):
    """A model of a server: its id, tokens of context (0 where that is not told), and what it cannot do of what its
    server can, as far as the list tells.
    """

    id: str
    context: int = 0
    lacks: frozenset[Feature] = frozenset()


class Probed(msgspec.Struct, frozen=True):
    """What a server is: its kind, its version as it says it ('' if it does not), and its models.

    `slots` are the answers that it writes side by side, 0 if it does not say. `lacks` is what others of its kind can
    do.
    """

    kind: Kind
    version: str
    models: tuple[RemoteModel, ...]
    slots: int
    lacks: frozenset[Feature] = frozenset()

    @property
    def dialect(self) -> Dialect:
        """What it understands."""
        return DIALECTS[self.kind]

    @property
    def features(self) -> frozenset[Feature]:
        """What it can do."""
        return self.dialect.features - self.lacks


def probe(connection: Connection) -> Probed:
    """Ask a server about itself. Raise Fault."""
    listed = connection.get("/v1/models")
    if not isinstance(listed, dict) or not isinstance(listed.get("data"), list):
        raise Fault("remote_garbled", {"host": connection.host, "reason": "/v1/models"})
    rows = [row for row in listed["data"] if isinstance(row, dict) and isinstance(row.get("id"), str)][:MOST_MODELS]
    kind, version, slots, context = _kind(connection, rows)
    models = (RemoteModel(visible(row["id"])[:LONGEST_NAME], _context(row) or context, _lacks_of(row)) for row in rows)
    lacks = _lacks(connection) if kind == Kind.LLAMA_SERVER else frozenset[Feature]()
    return Probed(kind, visible(version)[:LONGEST_NAME], tuple(models), min(slots, MOST_SLOTS), lacks)


def _lacks(connection: Connection) -> frozenset[Feature]:
    """What a llama-server cannot do with its model: without a template for them, it drops tools and says nothing."""
    props = connection.get("/props")
    has_no_tools = _says_no(props, "chat_template_caps", "supports_tools")
    is_blind, is_deaf = (_says_no(props, "modalities", name) for name in ("vision", "audio"))
    lacking = ((Feature.TOOLS, has_no_tools), (Feature.PICTURES, is_blind), (Feature.AUDIO, is_deaf))
    return frozenset(feature for feature, lacks in lacking if lacks)


def _says_no(props: object, table: str, name: str) -> bool:
    told = props.get(table) if isinstance(props, dict) else None
    return isinstance(told, dict) and told.get(name) is False


def sees_pictures(connection: Connection, found: Probed, model: RemoteModel) -> bool:
    """Whether a model of a server can be shown pictures; where nobody tells, asking is left to the server."""
    if Feature.PICTURES not in found.features or Feature.PICTURES in model.lacks:
        return False
    match found.kind:
        case Kind.OLLAMA:  # It drops them without a word where a model cannot see.
            told = connection.post("/api/show", {"model": model.id})
            abilities = told.get("capabilities") if isinstance(told, dict) else None
            return not isinstance(abilities, list) or "vision" in abilities
        case Kind.LM_STUDIO:
            listed = connection.get("/api/v0/models")
            rows = listed.get("data") if isinstance(listed, dict) else None
            kinds = {row.get("id"): row.get("type") for row in rows or () if isinstance(row, dict)}
            return kinds.get(model.id, "vlm") == "vlm"
        case _:
            return True


def adapters_of(connection: Connection, model: str) -> tuple[Adapter, ...]:
    """The LoRA adapters with which a server has loaded a model, by the numbers that it has for them. Raise Fault."""
    listed = connection.get(f"/lora-adapters?model={quote(model, safe='')}")
    rows = [row for row in listed if isinstance(row, dict)][:MOST_ADAPTERS] if isinstance(listed, list) else []
    numbered = [(row["id"], row.get("path")) for row in rows if isinstance(row.get("id"), int) and row["id"] >= 0]
    names = {number: PurePosixPath(path).name if isinstance(path, str) else "" for number, path in numbered}
    named = adapters_at(name or str(number) for number, name in names.items())
    return tuple(
        Adapter(str(number), visible(one.name)[:LONGEST_NAME]) for number, one in zip(names, named, strict=True)
    )


def _kind(connection: Connection, rows: list[dict[str, Any]]) -> tuple[Kind, str, int, int]:
    """The kind of a server, its version, its slots, and the context where that is one for all models."""
    owner = next(
        (KNOWN_OWNERS[str(row.get("owned_by"))] for row in rows if str(row.get("owned_by")) in KNOWN_OWNERS), None
    )
    if owner in (Kind.VLLM, Kind.SGLANG):
        return owner, _text(connection.get("/version"), "version"), 0, 0
    props = connection.get("/props")
    if isinstance(props, dict) and "slm_desktop" in props:
        return Kind.SLM_DESKTOP, _text(props, "slm_desktop"), _number(props.get("total_slots")), 0
    if isinstance(props, dict) and "default_generation_settings" in props:
        settings = props["default_generation_settings"]
        context = _number(settings.get("n_ctx")) if isinstance(settings, dict) else 0
        return Kind.LLAMA_SERVER, _build(props), _number(props.get("total_slots")), context
    if isinstance(connection.get("/api/v0/models"), dict):
        return Kind.LM_STUDIO, "", 0, 0
    version = connection.get("/api/version")
    if isinstance(version, dict):
        return Kind.OLLAMA, _text(version, "version"), 0, 0
    return owner or Kind.OPENAI, "", 0, 0


def _context(row: dict[str, Any]) -> int:
    """Tokens of context that a row of the list tells, as vLLM or llama.cpp do."""
    meta = row.get("meta")
    told = (row.get("max_model_len"), meta.get("n_ctx") if isinstance(meta, dict) else None)
    return next((_number(value) for value in told if _number(value)), 0)


def _lacks_of(row: dict[str, Any]) -> frozenset[Feature]:
    """What a row of the list says that a model cannot do, as ours does."""
    told = {Feature.PICTURES: "vision", Feature.AUDIO: "audio", Feature.INFILL: "infill"}
    return frozenset(feature for feature, name in told.items() if _says_no(row, "meta", name))


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31 else 0


def _build(props: dict[str, Any]) -> str:
    """The build of a llama-server; '' of one that was compiled without knowing it."""
    build = _text(props, "build_info")
    return "" if "unknown" in build else build


def _text(found: object, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def base_of(address: str) -> str:
    """The address of a server as people paste it, without a path: 'localhost:8080/v1/' is http://localhost:8080."""
    text = address.strip().split("#")[0].split("?")[0]
    text = text if "://" in text else f"http://{text}"
    scheme, _separator, rest = text.partition("://")
    text = f"{scheme.lower()}://{rest}"
    return re.sub(r"(/v1)?(/chat/completions|/completions|/models)?$", "", text.rstrip("/")).rstrip("/")
