"""What the name of a file says: model and quantisation, parts of a split model, and what is no model to chat with."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePath, PurePosixPath

import msgspec

from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault
from slm_desktop.words import QT_TRANSLATE_NOOP as _

CONTEXT = "Quantisation"
SUFFIX = ".gguf"
PART = re.compile(r"^(?P<stem>.*)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf$", re.IGNORECASE)
QUANTISATION = re.compile(
    r"(?:^|[.\-_/])((?:UD-)?(?:I?Q\d[\w]*|TQ\d_\d|B?F16|F32|FP16|BF16|MXFP4\w*|NVFP4))$", re.IGNORECASE
)
MODEL, PROJECTOR, IMATRIX, EMBEDDING, ADAPTER, DRAFT = "model", "projector", "imatrix", "embedding", "adapter", "draft"
DIFFUSION = "diffusion"
PROJECTOR_NAME = r"(^|[-_.])mm-?proj|^clip[-_]|vision[-_]adapter"
IMATRIX_NAME = r"imatrix"
EMBEDDING_NAME = r"(^|[-_.])(bge|gte|e5|embed(ding)?s?|embeddinggemma|minilm|rerank(er)?|colbert|nomic-bert)([-_.]|$)"
ADAPTER_NAME = r"(^|[-_.])lora([-_.]|$)"
DRAFT_NAME = r"(^|[-_.])(eagle3?|mtp|draft)([-_.]|$)"

QUALITIES = (
    (r"^(IQ1|Q1|TQ)", _("Quantisation", "Very rough: often wrong")),
    (r"^(IQ2|Q2)", _("Quantisation", "Rough: noticeable mistakes")),
    (r"^(IQ3|Q3)", _("Quantisation", "Fair: fine for short tasks")),
    (r"^(IQ4|Q4|MXFP4|NVFP4)", _("Quantisation", "Good: best balance")),
    (r"^Q5", _("Quantisation", "Very good")),
    (r"^Q6", _("Quantisation", "Nearly lossless")),
    (r"^Q8", _("Quantisation", "Practically lossless")),
    (r"^(BF16|F16|FP16|F32)", _("Quantisation", "Original weights")),
)
PREFERRED = ("Q4_K_M", "Q4_K_S", "Q4_0", "IQ4_XS", "Q4_1", "Q5_K_M", "Q6_K", "Q8_0")
"""What to recommend, the best balance of size and quality first."""


class Part(msgspec.Struct, frozen=True):
    """One file of a split model: its `number` of `count`, and what all names of the model begin with."""

    stem: str
    number: int
    count: int


def part(name: str) -> Part | None:
    """What a name says of a split model; None for a model in one file."""
    found = PART.match(name)
    if found is None:
        return None
    made = Part(found["stem"], int(found["number"]), int(found["count"]))
    return made if 1 <= made.number <= made.count else None


def names_of_parts(name: str) -> tuple[str, ...]:
    """The names of all parts of the model that `name` is a part of; the name alone for a model in one file."""
    of = part(name)
    return (
        tuple(f"{of.stem}-{number:05}-of-{of.count:05}{SUFFIX}" for number in range(1, of.count + 1)) if of else (name,)
    )


def stem_of(name: str) -> str:
    """A name without what tells parts apart, folders and suffix."""
    last = PurePosixPath(name).name
    of = part(last)
    return of.stem if of else last.removesuffix(SUFFIX)


@lru_cache(4096)  # The catalogue is ranked anew after each answer.
def display_name(name: str) -> tuple[str, str]:
    """A file's name as people say it, and the quantisation in it: ('SmolLM2 135M Instruct', 'Q4_1')."""
    stem = stem_of(name)
    found = QUANTISATION.search(stem)
    quantisation = found.group(1).upper() if found else ""
    words = re.sub(r"[-_]+", " ", stem[: found.start()] if found else stem).strip(" .")
    return words or stem, quantisation


def shown_name(path: str) -> tuple[str, str]:
    """What people call a file, safe to be shown, and the quantisation in its name."""
    name, quantisation = display_name(PurePath(path).name)
    return visible(well_formed(name)), quantisation


def short_quantisation(text: str) -> str:
    """A file type as file names have it, from llama.cpp's words for it (llama-model-loader.cpp):

    'Q4_K - Medium' is Q4_K_M.
    """
    plain = text.removesuffix(" (guessed)").removesuffix(" MoE").strip()
    name, _dash, rest = plain.partition(" - ")
    name = "IQ3_M" if name == "IQ3_S mix" else name
    return f"{name}_{rest[0]}" if rest in ("Small", "Medium", "Large") else name


def kind_of(name: str) -> str:
    """What a file is by its name: a model, or one of those that cannot chat. The header decides; this is for lists."""
    stem = stem_of(name)
    for kind, pattern in (
        (PROJECTOR, PROJECTOR_NAME),
        (IMATRIX, IMATRIX_NAME),
        (ADAPTER, ADAPTER_NAME),
        (DRAFT, DRAFT_NAME),
        (EMBEDDING, EMBEDDING_NAME),
    ):
        if re.search(pattern, stem, re.IGNORECASE):
            return kind
    return MODEL


def quality(quantisation: str) -> str:
    """What a quantisation means for the answers, to be translated in the context of this module; '' for one not
    known.
    """
    plain = quantisation.removeprefix("UD-")
    return next((words for pattern, words in QUALITIES if re.match(pattern, plain)), "")


def recommended(quantisations: Iterable[str]) -> str:
    """Which of them to take when nothing speaks against it; '' when none is known."""
    at_hand = {name.removeprefix("UD-"): name for name in quantisations}
    return next((at_hand[name] for name in PREFERRED if name in at_hand), "")


RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
LONGEST_NAME = 200
"""Bytes: file systems take 255, and what is added while a file comes needs some."""


def safe_path(path: str) -> PurePosixPath:
    """Where a file that somebody else named may lie, below a folder of ours.

    Raise Fault 'name_refused' for names that lead elsewhere or that no system takes; long ones are shortened. What is
    changed gets a checksum, so that two names do not become one.
    """
    pieces = path.split("/")
    if not path or path.startswith("/") or any(piece in ("", ".", "..") or FORBIDDEN.search(piece) for piece in pieces):
        raise Fault("name_refused", {"path": visible(well_formed(path))[:120]})
    return PurePosixPath(*(_safe(piece) for piece in pieces))


def _safe(piece: str) -> str:
    name = well_formed(piece).rstrip(" .") or "_"
    name = f"_{name}" if RESERVED.match(name) else name
    if len(name.encode()) <= LONGEST_NAME and name == piece:
        return name
    import hashlib  # For names of more than 200 bytes alone.

    suffix = SUFFIX if name.lower().endswith(SUFFIX) else ""
    mark = hashlib.sha256(piece.encode("utf-8", "replace")).hexdigest()[:12]
    kept = name.removesuffix(suffix).encode()[: LONGEST_NAME - 20].decode("utf-8", "ignore")
    return f"{kept}-{mark}{suffix}"
