"""Suites as YAML or JSON files, and those that come with the app."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from slm_desktop.core.evaluate.suite import DEEPEST, Suite, suite_of, to_dict
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.paths import resources
from slm_desktop.words import known_language

LARGEST = 2 * 2**20
"""Bytes: five hundred prompts of some pages."""


def read(path: Path) -> Suite:
    """The suite of a file. Raise Fault 'file', 'file_large' or 'suite_broken'."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Fault("file_large", {"path": path.name, "size": size, "most": LARGEST})
        data = path.read_bytes()
    except OSError as error:
        raise Fault("file", {"path": path.name, "reason": reason_of(error)}) from error
    return parse(data, path.suffix.lower() in (".yaml", ".yml"))


def parse(data: bytes, is_yaml: bool) -> Suite:
    """The suite of some bytes. Raise Fault 'suite_broken'."""
    try:
        text = data.decode("utf-8-sig")
        content = _yaml(text) if is_yaml else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Fault("suite_broken", {"reason": str(error)[:300]}) from error
    return suite_of(content)


def _yaml(text: str) -> Any:
    """YAML of plain values.

    Anchors are refused: a few of them can stand for more than any memory holds. Raise ValueError.
    """
    import yaml

    try:
        depth = 0  # Loading goes into the depth in C, where too much of it ends the app.
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise ValueError("anchors and aliases are not read")
            if depth > DEEPEST:
                raise ValueError(f"it is nested more than {DEEPEST} levels deep")
        return yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


@cache
def _loader() -> Any:
    """Numbers as in YAML 1.2: a text with colons is none.

    To 1.1 it is one to the base of sixty, at the square of its length.
    """
    import yaml

    class Loader(yaml.CSafeLoader):
        """Reads plain values."""

    def number(kind: str) -> Callable[[Any, Any], Any]:
        usual = yaml.CSafeLoader.yaml_constructors[kind]
        return lambda loader, node: node.value if ":" in str(node.value) else usual(loader, node)

    for kind in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
        Loader.add_constructor(kind, number(kind))
    return Loader


def to_yaml(suite: Suite) -> bytes:
    """The file of a suite, to be edited by a person."""
    import yaml

    return str(yaml.safe_dump(to_dict(suite), allow_unicode=True, sort_keys=False, width=100)).encode()


def to_json(suite: Suite) -> bytes:
    """The same as JSON."""
    return (json.dumps(to_dict(suite), ensure_ascii=False, indent=1) + "\n").encode()


def built_in(language: str) -> Suite:
    """The suite that comes with the app, in one of its languages."""
    return parse((resources() / "suites" / f"{known_language(language)}.yaml").read_bytes(), True)
