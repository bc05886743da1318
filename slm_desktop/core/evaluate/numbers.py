"""Numbers as answers have them."""

import re

NUMBER = re.compile(
    r"(?P<sign>(?<!\d)[-+])?(?P<whole>\d{1,3}(?:[, ]\d{3})+(?!\d)|\d+)"
    r"(?:[.,](?P<part>\d+))?(?:[eE](?P<power>[-+]?\d+))?"
)
"""With a point or a comma before the decimals; three digits after a comma or a space are thousands."""


def value_of(match: re.Match[str]) -> float:
    """The number that was found."""
    whole = re.sub("[, ]", "", match["whole"])
    return float(f"{match['sign'] or ''}{whole}.{match['part'] or '0'}e{match['power'] or '0'}")
