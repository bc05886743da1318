"""Suites as YAML or JSON files, and those that come with the app."""

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from slm_desktop.core.engines.media import Media
from slm_desktop.core.evaluate.promptfoo import (
    Carried,
    LeftOut,
    is_promptfoo,
    promptfoo_from_suite,
    suite_from_promptfoo,
)
from slm_desktop.core.evaluate.suite import DEEPEST, Suite, is_deep, suite_of, to_dict
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.paths import resources
from slm_desktop.suites import plain_yaml
from slm_desktop.suites.media import TakeMedia, taken
from slm_desktop.words import known_language

LARGEST, LARGEST_YAML = 256 * 2**20, 8 * 2**20
"""Bytes: a hundred thousand prompts of some pages. YAML is read some fifty times slower than JSON."""


MediaData = Callable[[Media], bytes]
"""The bytes of a picture or sound that is kept."""


class Form(StrEnum):
    """How a suite is written; JSON lines have one prompt each, and may begin with a line that has the title."""

    YAML = "yaml"
    JSON = "json"
    JSON_LINES = "jsonl"


ENDINGS = {".yaml": Form.YAML, ".yml": Form.YAML, ".jsonl": Form.JSON_LINES}


def read(path: Path, take: Callable[[str, Path], Media]) -> Carried:
    """The suite of a file, ours or promptfoo's; `take` has the media that it names, and gets the folder of the file.

    Raise Fault 'file', 'file_large', 'suite_broken', 'suite_media…' or 'promptfoo_script'.
    """
    form = ENDINGS.get(path.suffix.lower(), Form.JSON)
    data = contents(path, LARGEST_YAML if form == Form.YAML else LARGEST)
    return parse(data, form, path.stem, lambda name: take(name, path.parent))


def contents(path: Path, most: int) -> bytes:
    """The bytes of a file of `most` bytes at most. Raise Fault 'file' or 'file_large'."""
    try:
        size = path.stat().st_size
        if size > most:
            raise Fault("file_large", {"path": path.name, "size": size, "most": most})
        return path.read_bytes()
    except OSError as error:
        raise Fault("file", {"path": path.name, "reason": reason_of(error)}) from error


def no_media(_name: str) -> Media:
    """Where a suite has none. Raise Fault 'media'."""
    raise Fault("media", {"reason": "no_file"})


def parse(data: bytes, form: Form, name: str = "", take: TakeMedia = no_media) -> Carried:
    """The suite of some bytes; `name` is its title where it has none itself, `take` has the media that it names.

    Raise Fault 'suite_broken', 'suite_media…' or 'promptfoo_script'.
    """
    try:
        text = data.decode("utf-8-sig")
        content = READERS[form](text)
    except (ValueError, RecursionError) as error:
        raise Fault("suite_broken", {"reason": str(error)[:300]}) from error
    if form == Form.JSON_LINES:
        content["title"] = content.get("title") or name
    if is_promptfoo(content):
        if is_deep(content):
            raise Fault("suite_broken", {"reason": "nested", "limit": DEEPEST})
        return _from_promptfoo(content, name)
    return Carried(suite_of(taken(content, take)))


def _from_promptfoo(content: dict[str, Any], name: str) -> Carried:
    """Values of kinds that JSON does not have are no part of a suite. Raise Fault."""
    try:
        return suite_from_promptfoo(content, name)
    except (TypeError, ValueError, RecursionError) as error:
        raise Fault("suite_broken", {"reason": str(error)[:300]}) from error


def _json_lines(text: str) -> dict[str, Any]:
    """A suite of lines: {"prompt": …} each, or first {"title": …, "rounds": …}. Raise ValueError with the line."""
    head: dict[str, Any] = {}
    prompts: list[Any] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
        if isinstance(found, dict) and "prompt" not in found and not prompts and not head:
            head = found
        else:
            prompts.append(found)
    if "prompts" in head:
        raise ValueError("line 1: prompts stand in lines of their own")
    return {**head, "prompts": prompts}


READERS: dict[Form, Callable[[str], Any]] = {
    Form.YAML: plain_yaml.load,
    Form.JSON: json.loads,
    Form.JSON_LINES: _json_lines,
}


def to_yaml(suite: Suite, data: MediaData) -> bytes:
    """The file of a suite, to be edited by a person. Raise Fault 'media_lost', as the others do, or 'suite_yaml'."""
    made = plain_yaml.dump(to_dict(suite, data))
    if len(made) > LARGEST_YAML:
        raise Fault("suite_yaml", {"size": len(made), "most": LARGEST_YAML})
    return made


def to_promptfoo(suite: Suite) -> tuple[bytes, LeftOut]:
    """promptfoo's configuration as YAML, and what of the suite is not in it."""
    config, left_out = promptfoo_from_suite(suite)
    return plain_yaml.dump(config), left_out


def to_json(suite: Suite, data: MediaData) -> bytes:
    """The same as JSON. Raise Fault 'suite_large' where it could not be read again."""
    return _bounded((json.dumps(to_dict(suite, data), ensure_ascii=False, indent=1) + "\n").encode())


def to_json_lines(suite: Suite, data: MediaData) -> bytes:
    """The same with a line for the suite, and one for each prompt: it can be read, cut and joined by other tools."""
    whole = to_dict(suite, data)
    lines = [{name: value for name, value in whole.items() if name != "prompts"}, *whole["prompts"]]
    return _bounded("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())


def _bounded(made: bytes) -> bytes:
    if len(made) > LARGEST:
        raise Fault("suite_large", {"size": len(made), "most": LARGEST})
    return made


def built_in(language: str) -> Suite:
    """The suite that comes with the app, in one of its languages."""
    return parse((resources() / "suites" / f"{known_language(language)}.yaml").read_bytes(), Form.YAML).suite
