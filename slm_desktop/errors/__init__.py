"""One family of errors: a code with details crosses the boundaries, and here it becomes words.

Every entry says what happened, why, and what can be done next. `steps` name actions; the view that shows
an error turns those it can perform into buttons.
"""

from collections.abc import Callable, Mapping

import msgspec

from slm_desktop.errors import (
    chats,
    checks,
    compare,
    documents,
    engine,
    files,
    formats,
    media,
    models,
    reasons,
    remote,
    server,
    workshop,
)
from slm_desktop.errors.reasons import reason_of
from slm_desktop.errors.sentence import Sentence

Details = Mapping[str, str | int | float]
CONTEXT = "Errors"


class Fault(Exception):
    """Something went wrong that a person must hear of: a code from `SENTENCES`, and what fills its gaps."""

    def __init__(self, code: str, details: Details | None = None) -> None:
        super().__init__(code, dict(details or {}))
        self.code = code
        self.details: dict[str, str | int | float] = dict(details or {})


def as_fault(error: Exception, host: str = "") -> Fault:
    """Any error at the edge of a thread: whoever waits for an answer must get one."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, OSError):
        return Fault("file", {"path": str(error.filename or "–"), "reason": reason_of(error)})
    return Fault("hub_garbled", {"host": host or "–", "reason": f"{type(error).__name__}: {error}"[:200]})


class Explanation(msgspec.Struct, frozen=True):
    """An error in the words that its reader sees."""

    title: str
    cause: str
    steps: tuple[str, ...]


SENTENCES: dict[str, Sentence] = {
    **files.SENTENCES,
    **engine.SENTENCES,
    **chats.SENTENCES,
    **models.SENTENCES,
    **compare.SENTENCES,
    **documents.SENTENCES,
    **media.SENTENCES,
    **formats.SENTENCES,
    **remote.SENTENCES,
    **server.SENTENCES,
    **workshop.SENTENCES,
}


def explain(
    code: str,
    details: Details,
    translate: Callable[[str, str], str] = lambda _context, text: text,
    point: Callable[[float, int], str] = lambda value, decimals: f"{value:,.{decimals}f}",
) -> Explanation:
    """The words for `code`, each sentence passed through `translate` before its gaps are filled; `point` writes
    numbers.
    """
    sentence = SENTENCES.get(code) or SENTENCES["exited"]
    gaps = _Gaps({key: _readable(key, value, point) for key, value in details.items()})
    if "parameter" in details:
        gaps["parameter"] = translate("Sampling", str(details["parameter"]))
    clause = reasons.REASONS.get(str(details.get("reason", "")))
    if clause:
        gaps["reason"] = translate(reasons.CONTEXT, clause).format_map(gaps)
    cause = translate(CONTEXT, sentence.cause).format_map(gaps).strip()
    return Explanation(
        translate(CONTEXT, sentence.title).format_map(gaps),
        cause[:1].upper() + cause[1:] if sentence.cause.startswith("{reason}") else cause,
        sentence.steps,
    )


def why_failed(code: str, details: Details, translate: Callable[[str, str], str] = lambda _context, text: text) -> str:
    """Why a check of an answer failed; a `code` that is not known says nothing."""
    text = checks.REASONS.get(code)
    return (
        translate("Checks", text).format_map(_Gaps({key: str(value) for key, value in details.items()})) if text else ""
    )


class _Gaps(dict[str, str]):
    """What is not known is shown as a dash, so that an error about an error cannot happen."""

    def __missing__(self, key: str) -> str:
        return "–"


SIZES = ("needed", "free", "size", "most")
COUNTS = ("context", "tokens", "count", "limit")
SECONDS = ("seconds",)
LARGEST_SAID = 10**18
"""Larger numbers are nobody's measurement, and may have thousands of digits."""


def _readable(key: str, value: str | int | float, point: Callable[[float, int], str]) -> str:
    if isinstance(value, int) and abs(value) > LARGEST_SAID:
        return "…"
    if key in SIZES and isinstance(value, int | float):
        return gigabytes(value, point)
    if key in COUNTS and isinstance(value, int):
        return point(value, 0)
    if key in SECONDS and isinstance(value, float):
        return point(value, 0 if value >= 10 else 1)
    if isinstance(value, float):
        return point(value, len(f"{value:g}".partition(".")[2]))
    return str(value)


def gigabytes(size: float, point: Callable[[float, int], str] = lambda value, decimals: f"{value:.{decimals}f}") -> str:
    """Bytes as people read them:

    1.66 GB, 98 MB (powers of ten, as disks and shops count); `point` writes the number.
    """
    if size >= 0.95e9:
        return f"{point(size / 1e9, 2)} GB"
    return f"{point(size / 1e6, 0)} MB" if size >= 0.95e6 else f"{point(size / 1e3, 0)} kB"
