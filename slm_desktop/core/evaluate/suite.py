"""Suites: prompts with checks, asked of all columns unattended. What a file of one may hold, and what passes mean."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from slm_desktop.core.chat.titles import LONGEST_TITLE
from slm_desktop.core.engines.answer_figures import Figures
from slm_desktop.core.engines.media import MEDIA_KEY, MOST_MEDIA, Media
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat, of_schema
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

CONTAINS, REGEX, SCHEMA, EXACT, NUMBER = "contains", "regex", "json_schema", "exact", "number"
RETRIEVES, CALLS = "retrieves", "calls"
KINDS = (CONTAINS, REGEX, SCHEMA, EXACT, NUMBER, RETRIEVES, CALLS)
MOST_PROMPTS, MOST_CHECKS, MOST_ROUNDS = 200_000, 20, 100
LONGEST_PROMPT = 200_000
MEDIA_KEYS = {"pictures": False, "audio": True}
"""What files call the media of a prompt, and whether those are sounds."""
DEEPEST = 60
"""Levels of lists and objects in one another."""
SURE = 1.96
"""Standard errors on both sides of an estimate, within which 95 of 100 true values lie."""


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that an answer has to be; exactly one of the first seven is given.

    contains: the text stands in the answer; regex: a pattern of Python is found in it; json_schema: the answer, or the
    code block or object in it, is JSON of this schema; exact: the answer is this text; number: the last number in it is
    this one, within `tolerance`; retrieves: the text stands in a passage that was found for the question in the
    documents of the candidate, and sent: the share of these that pass is recall@k; calls: the answer calls the tool of
    this name, which is not done. `case` counts upper and lower case apart. `want: false` turns the check around.
    Thinking is not looked at.
    """

    contains: str | None = None
    regex: str | None = None
    json_schema: dict[str, Any] | None = None
    exact: str | None = None
    number: float | None = None
    retrieves: str | None = None
    calls: str | None = None
    tolerance: float = 0.0
    case: bool = False
    want: bool = True

    @property
    def kind(self) -> str:
        """What is checked; '' when that is not one thing."""
        kinds = [kind for kind in KINDS if getattr(self, kind) is not None]
        return kinds[0] if len(kinds) == 1 else ""


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question and its checks; `name` is short.

    Without checks the answers are shown side by side, and a person judges. With a `json_schema` or a `grammar` (GBNF)
    answers are held to it while they are written. Its media stand before the text; a file names them under
    `pictures` and `audio`, or has them there as data URLs.
    """

    prompt: str
    name: str = ""
    system: str = ""
    checks: tuple[Check, ...] = ()
    max_tokens: int = 0
    json_schema: dict[str, Any] | None = None
    grammar: str = ""
    media: tuple[Media, ...] = msgspec.field(name=MEDIA_KEY, default=())

    @property
    def format(self) -> OutputFormat | None:
        """The form that its answers must have."""
        if self.json_schema is not None:
            return of_schema(self.json_schema)
        return OutputFormat(FormatKind.GRAMMAR, self.grammar) if self.grammar else None

    @property
    def label(self) -> str:
        """A few words for it."""
        return self.name or " ".join(self.prompt[:60].split())


class Suite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list of prompts. Each is asked `rounds` times, with a seed for each round that all columns share."""

    title: str
    prompts: tuple[Prompt, ...]
    about: str = ""
    rounds: int = 1
    seed: int = 42

    @property
    def seeds(self) -> list[int]:
        """The seed of each round."""
        return [(self.seed + at) % 0xFFFFFFFE for at in range(self.rounds)]


def suite_of(content: object) -> Suite:
    """A suite from what a YAML or JSON file held.

    Raise Fault 'suite_broken' with the place, or one of `check_suite`.
    """
    if is_deep(content):
        raise Fault("suite_broken", {"reason": "nested", "limit": DEEPEST})
    try:
        made = msgspec.convert(content, Suite)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Fault("suite_broken", {"reason": str(error)[:300]}) from error
    must_be_kept(made)
    check_suite(made)
    return made


def must_be_kept(suite: Suite) -> None:
    """Raise Fault 'suite_broken' for a suite that would not come back from the disk as it is."""
    try:
        kept = msgspec.json.decode(msgspec.json.encode(suite), type=Suite)
    except (msgspec.ValidationError, RecursionError, ValueError, OverflowError) as error:
        raise Fault("suite_broken", {"reason": str(error)[:300]}) from error
    if kept != suite:  # Infinite numbers, for one, have no place in JSON.
        raise Fault("suite_broken", {"reason": "not_kept"})


def is_deep(content: object, depth: int = 0) -> bool:
    """Whether plain values are nested deeper than is read."""
    if depth > DEEPEST:
        return True
    inside = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return any(is_deep(one, depth + 1) for one in inside)


def check_suite(suite: Suite) -> None:
    """Raise a Fault, 'suite_title' or the like, when a suite cannot be run."""
    if not suite.title.strip() or len(suite.title) > LONGEST_TITLE:
        raise Fault("suite_title")
    if not 1 <= len(suite.prompts) <= MOST_PROMPTS:
        raise Fault("suite_prompts", {"count": len(suite.prompts), "limit": MOST_PROMPTS})
    if not 1 <= suite.rounds <= MOST_ROUNDS:
        raise Fault("suite_rounds", {"count": suite.rounds, "limit": MOST_ROUNDS})
    for number, prompt in enumerate(suite.prompts, 1):
        if not prompt.prompt.strip() or len(prompt.prompt) > LONGEST_PROMPT:
            raise Fault("suite_prompt", {"number": number})
        if len(prompt.checks) > MOST_CHECKS:
            raise Fault("suite_checks", {"number": number, "count": len(prompt.checks), "limit": MOST_CHECKS})
        if len(prompt.media) > MOST_MEDIA:
            details = {"number": number, "count": len(prompt.media), "limit": MOST_MEDIA}
            raise Fault("suite_media", details)
        if prompt.json_schema is not None and prompt.grammar:
            raise Fault("suite_format", {"number": number})
        if not all(_is_whole(check) for check in prompt.checks):
            raise Fault("suite_check", {"number": number})


def _is_whole(check: Check) -> bool:
    """Whether a check is of one kind, with numbers that are some."""
    return bool(check.kind) and math.isfinite(check.number or 0.0) and 0 <= check.tolerance < math.inf


def to_dict(suite: Suite, data: Callable[[Media], bytes]) -> dict[str, Any]:
    """A suite as it is written to a file: without what stands at its default, and with the `data` of its media."""
    plain = msgspec.to_builtins(suite)
    prompts = []
    for prompt, made in zip(suite.prompts, plain["prompts"], strict=True):
        kept = {name: value for name, value in made.items() if value not in ("", 0, [], (), None)}
        kept.pop(MEDIA_KEY, None)
        if prompt.media:
            is_heard = all(
                item.is_sound for item in prompt.media
            )  # Those of both kinds keep their order under one key.
            key = next(key for key, is_sound in MEDIA_KEYS.items() if is_sound == is_heard)
            kept[key] = [replace(item, data=data(item)).url for item in prompt.media]
        checks = [_check_dict(check) for check in prompt.checks]
        prompts.append({**kept, **({"checks": checks} if checks else {})})
    return {
        "title": well_formed(suite.title),
        "about": suite.about,
        "rounds": suite.rounds,
        "seed": suite.seed,
        "prompts": prompts,
    }


def seen(prompt: Prompt) -> dict[str, list[str]]:
    """What the answers to a prompt are about, for files that cannot hold it: the SHA-256 of each picture and sound."""
    found = {
        key: [item.digest for item in prompt.media if item.is_sound == is_sound] for key, is_sound in MEDIA_KEYS.items()
    }
    return {key: digests for key, digests in found.items() if digests}


def _check_dict(check: Check) -> dict[str, Any]:
    default = Check()
    return {name: value for name, value in msgspec.to_builtins(check).items() if value != getattr(default, name)}


# -- what passes mean --------------------------------------------------------------------------------------------


class Why(msgspec.Struct, frozen=True):
    """Why a check failed: a code of `errors.checks` ('' when it passed), and what fills the gaps of its words."""

    code: str = ""
    details: dict[str, str] = {}


class Result(msgspec.Struct, frozen=True):
    """One answer: whose (`candidate`), to which prompt and in which round, and what its checks said.

    `passed` holds a bool for each check; `whys` says of those that failed why. `fault` is the code of an error without
    answer. `host` is the machine that answered, '' for this one.
    """

    candidate: int
    prompt: int
    round: int
    seed: int
    text: str = ""
    reason: str = ""
    passed: tuple[bool, ...] = ()
    whys: tuple[Why, ...] = ()
    fault: str = ""
    figures: Figures = {}
    host: str = ""

    def figure(self, name: str) -> float:
        """What was measured, by the names of `answer_figures.py`; 0 where it was not."""
        return self.figures.get(name, 0.0)

    @property
    def ok(self) -> bool:
        """Whether all checks passed; an answer that is missing passes none."""
        return not self.fault and all(self.passed)

    @property
    def counts(self) -> bool:
        """Whether it says anything about passing: an answer to a prompt without checks does not."""
        return bool(self.passed or self.fault)


class Rate(msgspec.Struct, frozen=True):
    """How many of how many passed, and between which shares the true one lies in 95 of 100 cases (Wilson's
    interval).
    """

    passed: int
    count: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that passed, 0 to 1."""
        return self.passed / self.count if self.count else 0.0


def rate(results: Sequence[Result]) -> Rate:
    """The pass rate of some answers; those without checks are left out."""
    counted = [result for result in results if result.counts]
    return rate_of(sum(result.ok for result in counted), len(counted))


def rate_of(passed: int, count: int) -> Rate:
    """So many of so many, with Wilson's interval."""
    if not count:
        return Rate(0, 0, 0.0, 1.0)
    share, square = passed / count, SURE * SURE
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = SURE / (1 + square / count) * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    return Rate(passed, count, max(0.0, middle - half), min(1.0, middle + half))
