"""How a model is loaded."""

from enum import StrEnum

import msgspec


class KvType(StrEnum):
    """Types of the KV cache that can be chosen; the first is that of llama.cpp."""

    F16 = "f16"
    Q8_0 = "q8_0"
    Q4_0 = "q4_0"


class FlashAttention(StrEnum):
    """Whether flash attention is used: as llama.cpp finds best, always, or never."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class LoadOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is chosen of a load. The engine brings what is impossible into range and says so in a note.

    context: tokens, 0 for the default; threads: 0 for the default; gpu_layers: -1 for as many as fit;
    batch: tokens of a prompt that are decoded at once; slots: answers that are written side by side;
    kv_type: a KvType; flash: a FlashAttention; memory_limit: bytes of address space, 0 for the computer's memory;
    runtime: a folder with another build of llama.cpp, '' for the built-in one;
    draft_model: the file of a smaller model with the same vocabulary that guesses what comes next, '' for none;
    adapters: the files of LoRA adapters and control vectors that are loaded with the model;
    embeddings: turn texts into vectors, and answer nothing;
    projector: the file that reads pictures or sounds for this model (mmproj), '' for none.
    """

    context: int = 0
    threads: int = 0
    gpu_layers: int = -1
    batch: int = 512
    slots: int = 4
    kv_type: str = KvType.F16.value
    flash: str = FlashAttention.AUTO.value
    memory_limit: int = 0
    runtime: str = ""
    draft_model: str = ""
    adapters: tuple[str, ...] = ()
    embeddings: bool = False
    projector: str = ""

    def to_embed(self) -> "LoadOptions":
        """The same for vectors: a text has to fit into one batch, and needs no room for an answer."""
        return msgspec.structs.replace(
            self, embeddings=True, draft_model="", adapters=(), projector="", kv_type=KvType.F16.value
        )

    def without_draft_model(self) -> "LoadOptions":
        """The same for answers that never draft."""
        return msgspec.structs.replace(self, draft_model="")

    def alone(self) -> "LoadOptions":
        """The same for the model itself, without what guesses or reads media for it."""
        return msgspec.structs.replace(self, draft_model="", projector="")

    def by_itself(self) -> "LoadOptions":
        """The same for one answer at a time, with nothing that changes the model."""
        return msgspec.structs.replace(self.alone(), adapters=(), slots=1)

    def with_slots(self, least: int) -> "LoadOptions":
        """The same, with room for so many answers side by side at least."""
        return self if self.slots >= least else msgspec.structs.replace(self, slots=least)


class LoadOverrides(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was chosen for one model, in the units of LoadOptions; None is as the settings say."""

    context: int | None = None
    threads: int | None = None
    gpu_layers: int | None = None
    batch: int | None = None
    slots: int | None = None
    kv_type: str | None = None
    flash: str | None = None
    draft_model: str | None = None
    adapters: tuple[str, ...] | None = None
    projector: str | None = None

    def over(self, usual: LoadOptions) -> LoadOptions:
        """`usual`, but for what was chosen."""
        return msgspec.structs.replace(usual, **self.chosen)

    @property
    def chosen(self) -> dict[str, int | str | tuple[str, ...]]:
        """The fields that were chosen, by name."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}


NOTHING_CHOSEN = LoadOverrides()


def overrides(options: LoadOptions, usual: LoadOptions) -> LoadOverrides:
    """What of `options` differs from `usual`, of all that can be chosen for one model."""
    names = LoadOverrides.__struct_fields__
    return LoadOverrides(**{name: value for name in names if (value := getattr(options, name)) != getattr(usual, name)})
