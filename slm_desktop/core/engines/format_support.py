"""Whether an engine can hold answers to a form."""

from collections.abc import Collection

from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.errors import Fault

FEATURE_OF = {FormatKind.JSON_SCHEMA: Feature.JSON_SCHEMA, FormatKind.GRAMMAR: Feature.GRAMMAR}
TITLES = {FormatKind.JSON_SCHEMA: "JSON schema", FormatKind.GRAMMAR: "GBNF"}


def must_support(features: Collection[Feature], format: OutputFormat, name: str) -> None:
    """Raise Fault 'no_format' where an engine that has these `features` cannot hold answers to a form.

    `name` is what the user calls it.
    """
    if FEATURE_OF[format.kind] not in features:
        raise Fault("no_format", {"model": name, "kind": TITLES[format.kind]})
