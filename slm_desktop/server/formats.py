"""The form that a request wants its answer in: OpenAI's response formats, and llama-server's own fields."""

from slm_desktop.core.engines.output_format import ANY_JSON, FormatChange, FormatKind, OutputFormat, initial, of_schema
from slm_desktop.server.problems import Problem, unsupported


def formats_of(
    response_format: object,
    *,
    grammar: str | None = None,
    json_schema: object = None,
    param: str = "response_format",
) -> tuple[FormatChange, ...]:
    """The form that holds from the first token on. Raise Problem for one that is not known, and for two at once."""
    wanted = [
        (param, _of_response_format(response_format, param)),
        ("grammar", OutputFormat(FormatKind.GRAMMAR, grammar) if grammar else None),
        ("json_schema", None if json_schema is None else _schema(json_schema, "json_schema")),
    ]
    given = [(name, format) for name, format in wanted if format]
    if len(given) > 1:
        raise Problem(400, f"An answer has one form: {given[0][0]} or {given[1][0]}.", param=given[1][0])
    return initial(given[0][1]) if given else ()


def _of_response_format(wanted: object, param: str) -> OutputFormat | None:
    """Chat completions put the schema into `json_schema`, responses and messages beside the type."""
    if wanted is None:
        return None
    if not isinstance(wanted, dict):
        raise Problem(400, "A form is an object with a type.", param=param)
    match wanted.get("type", "text"):
        case "text":
            return None
        case "json_object":
            schema = wanted.get("schema")
            return ANY_JSON if schema is None else _schema(schema, f"{param}.schema")
        case "json_schema":
            inner = wanted.get("json_schema", wanted)
            schema = inner.get("schema") if isinstance(inner, dict) else None
            return _schema(schema, f"{param}.schema" if inner is wanted else f"{param}.json_schema.schema")
        case other:
            raise unsupported(f"The form {str(other)[:40]!r}", f"{param}.type")


def _schema(schema: object, param: str) -> OutputFormat:
    if not isinstance(schema, dict):
        raise Problem(400, "A JSON schema is an object.", param=param)
    try:
        return of_schema(schema)
    except RecursionError as error:
        raise Problem(400, "The schema is nested too deeply.", param=param) from error
