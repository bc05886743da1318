"""HTML out of a text that is no program: tags and comments go, in one pass over it."""

OPEN, CLOSE = "<!--", "-->"
LONGEST_TAG = 500


def without_tags(text: str) -> str:
    """The text without HTML tags and comments; what only begins like one stays."""
    kept, at = list[str](), 0
    comments = text.rfind(CLOSE)
    while (start := text.find("<", at)) >= 0:
        end = _end_of_tag(text, start, comments)
        kept.append(text[at : start if end else start + 1])
        at = end or start + 1
    return "".join((*kept, text[at:]))


def _end_of_tag(text: str, start: int, comments: int) -> int:
    """Where the tag or comment that begins at `start` ends; 0 when none does. No comment ends after `comments`."""
    if text.startswith(OPEN, start):
        return text.find(CLOSE, start) + len(CLOSE) if start < comments else 0
    name = start + 2 if text.startswith("</", start) else start + 1
    if not text[name : name + 1].isalpha() or not text[name : name + 1].isascii():
        return 0
    return text.find(">", name, name + LONGEST_TAG) + 1
