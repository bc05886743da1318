"""How single models are to be loaded, where somebody chose it: one small file, read at the start."""

import contextlib
import json
from pathlib import Path

import msgspec

from slm_desktop.core.models.local_models import moved
from slm_desktop.paths import write_whole

MOST = 500
Options = dict[str, int | str]
KINDS: dict[str, type] = {"context": int, "kv_type": str, "gpu_layers": int, "threads": int, "flash": str, "slots": int}
"""What may be chosen, as in Load."""


class Loads:
    """Options by the path of a model. What cannot be read was never chosen; what cannot be written holds until the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._chosen: dict[str, Options] = {}
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            read = msgspec.json.decode(path.read_bytes(), type=dict[str, Options])
            self._chosen = {model: _clean(options) for model, options in read.items()}

    def of(self, model: str) -> Options:
        """What was chosen for a model."""
        return dict(self._chosen.get(model, {}))

    def keep(self, model: str, options: Options) -> None:
        """Load a model so from now on; without options as the settings say."""
        self._chosen.pop(model, None)
        if clean := _clean(options):
            self._chosen[model] = clean
        for oldest in list(self._chosen)[:-MOST]:
            del self._chosen[oldest]
        self._save()

    def follow(self, old: str, new: str) -> None:
        """The files of a folder have moved to another one."""
        self._chosen = {moved(model, old, new): options for model, options in self._chosen.items()}
        self._save()

    def _save(self) -> None:
        with contextlib.suppress(OSError):
            write_whole(self._path, json.dumps(self._chosen, indent=2).encode())


def _clean(options: Options) -> Options:
    return {name: value for name, value in options.items() if type(value) is KINDS.get(name)}
