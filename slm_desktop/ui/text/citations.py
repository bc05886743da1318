"""Numbers of passages in an answer, such as [2], as links to what they name."""

import re

SCHEME = "source"
CITED = re.compile(r"(?<![\]\w`!\\])(?:\[\d{1,2}\])+(?![(:\[`])")
"""One number or several behind one another, where Markdown would not take them for a link, nor code for an index."""
NUMBER = re.compile(r"\[(\d{1,2})\]")
CODE = re.compile(
    r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|``.*?``|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|^(?: {4}|\t)[^\n]*$)",
    re.DOTALL | re.MULTILINE,
)


def with_citations(text: str, count: int) -> str:
    """The Markdown of an answer in which the numbers from 1 to `count` lead to passages; code stays as it is."""
    if not count or "[" not in text:
        return text
    parts = CODE.split(text)
    parts[::2] = (CITED.sub(lambda match: _links(match.group(), count), part) for part in parts[::2])
    return "".join(parts)


def _links(numbers: str, count: int) -> str:
    def link(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return f"[[{number}]]({SCHEME}:{number})" if 1 <= number <= count else match.group()

    return NUMBER.sub(link, numbers)


def cited(address: str) -> int:
    """The number that such a link leads to; 0 for any other."""
    scheme, _colon, number = address.partition(":")
    return int(number) if scheme == SCHEME and number.isdecimal() and len(number) <= 2 else 0
