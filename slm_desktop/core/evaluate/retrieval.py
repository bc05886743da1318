"""Whether a question found in the documents of its candidate what it was to find."""

from collections.abc import Sequence

from slm_desktop.core.documents.records import Source
from slm_desktop.core.evaluate.suite import Check, Why

Verdict = tuple[bool, Why]
SHOWN = 80
"""Characters of what was looked for that are said again."""


def retrieved(check: Check, sources: Sequence[Source]) -> Verdict:
    """Whether the text of a check stands in a passage that went into the prompt, wherever its lines break; and if it
    does not, whether it stands in one that nearly did.
    """
    part = {"part": (check.retrieves or "")[:SHOWN]}
    found = [source for source in sources if _plain(check.retrieves or "", check) in _plain(source.text, check)]
    is_sent = any(source.used for source in found)
    if is_sent == check.want:
        return True, Why()
    if is_sent:
        return False, Why("unwanted")
    if not sources:
        return False, Why("no_passages", part)
    return False, Why("near_miss", {**part, "rank": str(found[0].rank)}) if found else Why("not_retrieved", part)


def _plain(text: str, check: Check) -> str:
    words = " ".join(text.split())
    return words if check.case else words.casefold()
