"""YAML of plain values from files of strangers."""

from collections.abc import Callable
from functools import cache
from typing import Any

from slm_desktop.core.evaluate.suite import DEEPEST


def load(text: str) -> Any:
    """What a text says.

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
    except (yaml.YAMLError, AttributeError, LookupError, TypeError) as error:  # A tag that its text does not fit.
        raise ValueError(str(error) or type(error).__name__) from error


def dump(content: Any) -> bytes:
    """Plain values as a file that a person edits."""
    import yaml

    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)).encode()


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
