"""Which Python packages are in the bundle: what the app asks for, and what that asks for, without what the spec leaves out."""

import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"diskcache", "hf-xet", "llm", "setuptools"}
"""Asked for by others, and not needed by what the app uses of them: NOT_SHIPPED in slm-desktop.spec."""


def packages() -> list[Distribution]:
    """The packages by name."""
    wanted = [
        Requirement(line) for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    ]
    found: dict[str, Distribution] = {}
    while wanted:
        asked = wanted.pop()
        name = canonicalize_name(asked.name)
        applies = asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in (*asked.extras, ""))
        if not applies or name in found or name in LEFT_OUT:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # An extra that nobody asked for.
        wanted += [Requirement(line) for line in found[name].requires or ()]
    return [found[name] for name in sorted(found)]
