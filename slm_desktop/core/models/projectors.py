"""Which projector (mmproj) reads pictures or sounds for a model: the one beside it that fits, by widths and names."""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

import msgspec

from slm_desktop.core.models.hub import Offer
from slm_desktop.core.models.names import MODEL, PROJECTOR, QUANTISATION, display_name, kind_of, stem_of

NOT_A_NAME = re.compile(r"(^|[-_. ])(mm-?proj|clip|vision[-_]adapter|model|gguf|of)(?=[-_. ]|$)", re.IGNORECASE)
PREFERRED = ("F16", "Q8_0", "BF16", "F32")
"""What most take: as good as the original, and half its size."""


class ProjectorFile(msgspec.Struct, frozen=True):
    """One by its path and the numbers a token that it gives; 0 where that is not known."""

    path: str
    width: int = 0


def projector_for(model: str, width: int, beside: Iterable[str], found: Iterable[ProjectorFile]) -> str:
    """The path of the projector for a model file, of those `found` in its folder; '' for none.

    `width` are the numbers a token of the model, `beside` the paths of other models there: among several, a projector
    must bear the name of its own.
    """
    others = {base_name(path) for path in beside} - {base_name(model)}
    fitting = [one for one in found if not (one.width and width and one.width != width)]
    named = [one for one in fitting if _is_named(base_name(one.path), base_name(model))]
    anonymous = [one for one in fitting if not base_name(one.path)]
    chosen = named or ([] if others else anonymous or fitting)
    return min((one.path for one in chosen), key=_order, default="")


def offered_projector(offer: Offer, offered: Sequence[Offer]) -> Offer | None:
    """The projector that a repository offers for one of its models."""
    if offer.kind != MODEL:
        return None
    found = {one.path: one for one in offered if one.kind == PROJECTOR and not one.missing}
    beside = [one.path for one in offered if one.kind == MODEL]
    return found.get(projector_for(offer.path, 0, beside, map(ProjectorFile, found)))


def base_name(path: str) -> str:
    """What a model and its projector have in common in their names, in small letters; '' for a name that says nothing
    but its kind.
    """
    stem = stem_of(PurePath(path).name)
    plain = NOT_A_NAME.sub(" ", QUANTISATION.sub("", stem)) if kind_of(path) == PROJECTOR else display_name(stem)[0]
    return " ".join(re.split(r"[-_. ]+", plain.lower())).strip()


def _is_named(projector: str, model: str) -> bool:
    return bool(projector) and (model.startswith(projector) or projector.startswith(model))


def _order(path: str) -> tuple[int, str]:
    quantisation = display_name(PurePath(path).name)[1]
    return (PREFERRED.index(quantisation) if quantisation in PREFERRED else len(PREFERRED), path)
