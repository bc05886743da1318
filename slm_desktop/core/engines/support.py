"""Whether an engine can do what a request asks for. What it cannot is not sent at all."""

from collections.abc import Collection

from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.core.engines.turn_media import must_take
from slm_desktop.errors import Fault

FEATURE_OF = {FormatKind.JSON_SCHEMA: Feature.JSON_SCHEMA, FormatKind.GRAMMAR: Feature.GRAMMAR}
TITLES = {FormatKind.JSON_SCHEMA: "JSON schema", FormatKind.GRAMMAR: "GBNF"}


def must_support(engine: Engine, request: Request) -> None:
    """Raise Fault 'no_…' where an engine cannot do what is asked for; of one that has no model nobody knows."""
    if engine.loaded is None:
        return
    name = engine.choice.name
    for change in request.formats:
        if change.format:
            must_support_format(engine.loaded.features, change.format, name)
    if request.text_completion and not engine.can(Feature.RAW_PROMPT):
        raise Fault("no_text_completion", {"model": name})
    if request.suffix and not engine.can(Feature.INFILL):
        raise Fault("no_infill", {"model": name})
    if request.begun and not engine.can(Feature.CONTINUE):
        raise Fault("no_continue", {"model": name})
    if request.candidates and not engine.can(Feature.CANDIDATES):
        raise Fault("no_candidates")
    if request.prompt_logprobs and not engine.can(Feature.PROMPT_LOGPROBS):
        raise Fault("no_prompt_logprobs", {"model": name})
    must_take(request, engine.loaded.features, name)
    if request.tools and not engine.can(Feature.TOOLS):
        raise Fault("no_tools", {"model": name})


def must_support_format(features: Collection[Feature], format: OutputFormat, name: str) -> None:
    """Raise Fault 'no_format' where an engine that has these `features` cannot hold answers to a form.

    `name` is what the user calls it.
    """
    if FEATURE_OF[format.kind] not in features:
        raise Fault("no_format", {"model": name, "kind": TITLES[format.kind]})
