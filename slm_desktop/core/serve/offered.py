"""The models that the server offers, and the ids by which clients name them."""

import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

import msgspec

from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.models.names import stem_of
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault

SHOWN = 8
"""Ids that an error lists."""


class Offered(msgspec.Struct, frozen=True):
    """A model under its id."""

    id: str
    choice: ModelChoice

    @property
    def embeds(self) -> bool:
        """Whether it is a model for embeddings, and cannot write."""
        return self.choice.options.embeddings


class OfferedModels:
    """Read anew for each request: models come and go. The first one answers those that name none."""

    def __init__(self, choices: Callable[[], Sequence[ModelChoice]]) -> None:
        self._choices = choices

    def all(self) -> list[Offered]:
        """Each model once; two of one name are told apart by their folders."""
        found: dict[str, Offered] = {}
        for choice in self._choices():
            id_ = next((name for name in _names(choice) if name not in found), "")
            if id_:
                found[id_] = Offered(id_, choice)
        return list(found.values())

    def find(self, name: str, *, embed: bool = False) -> Offered:
        """The model of a name, in whatever case; for '' the first one, which is the first for embeddings if it is to
        `embed` and there are any. Raise Fault 'unknown_model'.
        """
        offered = self.all()
        if not name and offered:
            return next((one for one in offered if one.embeds == embed), offered[0])
        for one in offered:
            if one.id.casefold() == name.casefold():
                return one
        known = ", ".join(one.id for one in offered[:SHOWN]) + (", …" if len(offered) > SHOWN else "")
        raise Fault("unknown_model", {"model": visible(name)[:80], "known": known or "–"})


def _names(choice: ModelChoice) -> Sequence[str]:
    """What a model may be called, the best first: its file, its file with its folder, the whole path."""
    path = PurePath(choice.path)
    stem = stem_of(path.name)
    if path.suffix.lower() != ".gguf" and choice.name:  # A blob of another app is named by its hash.
        stem = re.sub(r"\s+", "-", choice.name)
    return stem, f"{path.parent.name}/{stem}", str(path)
