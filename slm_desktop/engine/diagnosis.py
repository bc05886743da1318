"""Why llama.cpp could not load a file: its log says it, or our own reader finds it in the file, or the log is
quoted.
"""

import os
import re
from collections.abc import Sequence

from slm_desktop.engine import headers
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

LOGGED = (
    (r"CLIP cannot be used as main model", "projector"),
    (r"unknown model architecture: '(?P<architecture>[^']*)'", "architecture"),
    (
        r"unable to allocate|failed to allocate|out of memory|Cannot allocate memory|bad_alloc|alloc.*failed",
        "memory_model",
    ),
)
"""What the log says, and the code that tells it. Damage is not among them: the file itself is asked about that."""
STAGES = {"hyperparameters": "gguf_hyperparameters", "vocabulary": "gguf_vocabulary"}
STAGE = re.compile(r"error loading model (hyperparameters|vocabulary): (.*)")
ERRORS = (re.compile(r"^gguf_\w+: (?!failed to read)(.*)"), re.compile(r"error loading model[^:]*: (.*)"))
"""What its reader of GGUF says, which the rest only calls a failure, then what its loader says."""
LIBRARY = re.compile(r"basic_string|std::|vector|::at\b|stoi|map::|length_error|invalid map")
"""Words of the C++ library: they tell a programmer where it happened, and nobody what is wrong."""
BUILDER = re.compile(r"\S*[/\\](?=[\w.-]+\.(?:cpp|c|h|cu|metal)\b)")
"""The folder in which llama.cpp was built."""


def diagnose(path: str, lines: Sequence[str], build: str) -> Fault:
    """What to tell about a load that failed; `lines` is what llama.cpp logged meanwhile."""
    text = "\n".join(lines)
    for pattern, code in LOGGED:
        if match := re.search(pattern, text):
            return Fault(code, {**{key: value[:200] for key, value in match.groupdict().items()}, "build": build})
    return damage(path) or quoted(lines, build)


def damage(path: str) -> Fault | None:
    """What our own reader finds wrong with the files of a model; None when they are as they promise."""
    for part in headers.parts_of(path):
        try:
            _check(part)
        except Fault as fault:
            return fault
        except FileNotFoundError:
            return Fault("part_missing", {"path": os.path.basename(part)})
        except OSError as error:
            return Fault("unreadable", {"path": os.path.basename(part), "reason": reason_of(error)})
    return None


def _check(path: str) -> None:
    if headers.read(path).needed > os.stat(path).st_size:
        raise Fault("truncated")


def quoted(lines: Sequence[str], build: str) -> Fault:
    """llama.cpp's own words where they say something."""
    stage = next((match for line in lines if (match := STAGE.search(line))), None)
    if stage and LIBRARY.search(stage[2]):
        return Fault("header", {"reason": STAGES[stage[1]], "build": build})
    messages = (match[1] for pattern in ERRORS for line in lines if (match := pattern.search(line)))
    return Fault("load_failed", {"reason": plain(next(messages, " ".join(lines[-2:]))), "build": build})


def plain(text: str) -> str:
    """A line of llama.cpp without the folders of whoever built it."""
    return BUILDER.sub("", text)[:300]
