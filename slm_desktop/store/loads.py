"""How single models are to be loaded, where somebody chose it: one small file, read at the start."""

import contextlib
from pathlib import Path
from typing import Any

import msgspec

from slm_desktop.core.engines.options import NOTHING_CHOSEN, LoadOverrides
from slm_desktop.core.models.local_models import rebased
from slm_desktop.paths import KeptInFile

MOST = 500


class Loads(KeptInFile):
    """Options by the path of a model.

    What cannot be read was never chosen; what cannot be written holds until the end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._chosen: dict[str, LoadOverrides] = {}
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            read = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Any]])
            self._chosen = {model: _understood(options) for model, options in read.items()}

    def of(self, model: str) -> LoadOverrides:
        """What was chosen for a model."""
        return self._chosen.get(model, NOTHING_CHOSEN)

    def keep(self, model: str, options: LoadOverrides) -> None:
        """Load a model so from now on; without a choice as the settings say."""
        self._chosen.pop(model, None)
        if options != NOTHING_CHOSEN:
            self._chosen[model] = options
        for oldest in list(self._chosen)[:-MOST]:
            del self._chosen[oldest]
        self.save()

    def follow(self, old: str, new: str) -> None:
        """The files of a folder have moved to another one."""
        self._chosen = {
            rebased(model, old, new): msgspec.structs.replace(
                options,
                draft_model=options.draft_model and rebased(options.draft_model, old, new),
                adapters=options.adapters and tuple(rebased(path, old, new) for path in options.adapters),
                projector=options.projector and rebased(options.projector, old, new),
            )
            for model, options in self._chosen.items()
        }
        self.save()

    def save(self) -> None:
        """Write them; what the disk refuses is tried again with the next choice, and at the end."""
        self._keep(self._path, msgspec.json.format(msgspec.json.encode(self._chosen)))


def _understood(options: dict[str, Any]) -> LoadOverrides:
    """Those of the options that are known here and of the right type."""
    good: dict[str, Any] = {}
    for name, value in options.items():
        with contextlib.suppress(msgspec.ValidationError):
            good[name] = getattr(msgspec.convert({name: value}, LoadOverrides), name, None)
    return LoadOverrides(**good)
