"""Forms to begin with, in the language of the app."""

import json
from typing import Any

import msgspec

from slm_desktop.core.engines.output_format import FormatKind
from slm_desktop.paths import resources
from slm_desktop.words import known_language


class ExampleFormat(msgspec.Struct, frozen=True):
    """A JSON schema or a grammar under a name."""

    name: str
    schema: dict[str, Any] | None = None
    grammar: str = ""

    @property
    def kind(self) -> FormatKind:
        """Which of the two it is."""
        return FormatKind.GRAMMAR if self.schema is None else FormatKind.JSON_SCHEMA

    @property
    def text(self) -> str:
        """As it is written into the field."""
        return self.grammar if self.schema is None else json.dumps(self.schema, ensure_ascii=False, indent=2)


def examples(code: str) -> list[ExampleFormat]:
    """Those in a language of the app."""
    path = resources() / "formats" / f"{known_language(code)}.json"
    return msgspec.json.decode(path.read_bytes(), type=list[ExampleFormat])
