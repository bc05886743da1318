"""Prompts that a person keeps: their gaps are asked for when one is used."""

import re
from collections.abc import Mapping

import msgspec

GAP = re.compile(r"\{\{[ \t]*([^{}\n]{1,60}?)[ \t]*\}\}")
"""A gap is written as {{what goes in}}."""
LONGEST_NAME, LONGEST_TEXT = 100, 200_000


class Prompt(msgspec.Struct, frozen=True):
    """A prompt under a name; `system` becomes the system prompt, '' leaves the chat's own alone."""

    name: str
    text: str
    system: str = ""


def gaps(prompt: Prompt) -> list[str]:
    """The names of a prompt's gaps, each once, in the order in which they are read."""
    return list(dict.fromkeys(GAP.findall(f"{prompt.system}\n{prompt.text}")))


def filled(prompt: Prompt, values: Mapping[str, str]) -> Prompt:
    """The prompt with its gaps filled; one without a value stays as it is written, and values are not searched for
    gaps.
    """

    def fill(text: str) -> str:
        return GAP.sub(lambda gap: values.get(gap[1]) or gap[0], text)

    return msgspec.structs.replace(prompt, text=fill(prompt.text), system=fill(prompt.system))
