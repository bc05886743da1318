"""The settings: the values of the options in `table`, in one small file."""

import json
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from slm_desktop.core.engines.energy import Price
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.signal import Signal
from slm_desktop.paths import KeptInFile, Paths
from slm_desktop.settings.table import BY_NAME, Value


class Settings(KeptInFile):
    """The values that hold. `changed` fires after each change; `kept` names a damaged file that was set aside."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.values: dict[str, Value] = {}
        self.unknown: dict[str, object] = {}
        """What a newer version of the app has kept: it is left as it is."""
        self.runtime_for: Callable[[str], str] = lambda wanted: wanted
        """The runtime that is used where somebody wants this one: one that has not passed its self-test is not."""
        self.changed, self.kept = Signal(), ""

    def __getitem__(self, name: str) -> Any:
        option = BY_NAME[name]
        return self.values.get(name, option.default)

    def __setitem__(self, name: str, value: object) -> None:
        clean = BY_NAME[name].clean(value)
        if clean == self[name]:
            return
        self.values[name] = clean
        self.save()
        self.changed()

    def load_options(self, runtime: str | None = None) -> LoadOptions:
        """How models are loaded for which nothing else was chosen, with the runtime that is to be used."""
        names = ("context", "threads", "gpu_layers", "kv_type")
        return LoadOptions(
            **{name: self[name] for name in names},
            runtime=self.runtime_for(self["runtime"]) if runtime is None else runtime,
            memory_limit=self["memory_limit"] * 1024 * 1024,
        )

    def price(self) -> Price:
        """What energy costs."""
        return Price(self["electricity_price"] / 100, self["currency"])

    def save(self) -> None:
        """Write what differs from the defaults, so that a better default reaches everyone; never half a file."""
        if self.path is None:
            return
        different = dict(self.unknown)
        different.update((name, value) for name, value in self.values.items() if value != BY_NAME[name].default)
        self._keep(self.path, json.dumps(different, indent=2).encode())


def models_folder(settings: Settings, paths: Paths) -> Path:
    """Our folder for models: where the user moved it, else the usual one."""
    return Path(settings["models_path"]) if settings["models_path"] else paths.models


def follow(settings: Settings, read: Callable[[], object], act: Callable[[], object]) -> None:
    """Do something whenever what is read from the settings has become another."""
    last = [read()]

    def look() -> None:
        now = read()
        if now != last[0]:
            last[0] = now
            act()

    settings.changed.subscribe(look)


class Damage(StrEnum):
    """What is wrong with the file: nothing, all of it, or some value that is not possible."""

    NONE = "none"
    WHOLE = "whole"
    VALUES = "values"


def read(path: Path) -> tuple[Settings, Damage]:
    """The settings in a file, which is left as it is; for what is damaged, defaults hold."""
    settings = Settings(path)
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(stored, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return settings, Damage.NONE
    except (OSError, ValueError, RecursionError):
        return settings, Damage.WHOLE
    settings.values = {name: BY_NAME[name].clean(value) for name, value in stored.items() if name in BY_NAME}
    settings.unknown = {name: value for name, value in stored.items() if name not in BY_NAME}
    is_changed = any(settings.values[name] != stored[name] for name in settings.values)
    return settings, Damage.VALUES if is_changed else Damage.NONE


def open_settings(path: Path) -> Settings:
    """The settings in a file that will be written again: what is damaged is kept under another name."""
    settings, damage = read(path)
    if damage == Damage.WHOLE:
        settings.kept = _set_aside(path)
    elif damage == Damage.VALUES:
        settings.kept = _copied(path)
    return settings


def _copied(path: Path) -> str:
    """Keep a copy of a file in which some value was not possible: the next change would overwrite it."""
    kept = path.with_suffix(".damaged.json")
    try:
        kept.write_bytes(path.read_bytes())
    except OSError:
        return path.name
    return kept.name


def _set_aside(path: Path) -> str:
    kept = path.with_suffix(".damaged.json")
    try:
        os.replace(path, kept)
    except OSError:
        return path.name
    return kept.name
