"""Texts of shapes that parsers find hard, as small models in a loop and hostile authors write them."""

PIECES = {
    "fences": "```\n", "fences with code": "```py\nx\n```\n", "open fences": "~~~\na\n", "round brackets": "\\(", "square brackets": "\\[",
    "backticks": "`", "opening backticks": "`a", "backticks of all lengths": "`a``b```c", "stars": "a*b", "opening stars": "**a", "more stars": "***a",
    "underscores": "_a_b", "all marks": "*a_b**c~~", "tildes": "~~a", "comments": "<!--", "lines of comments": "<!--\n", "tags": "<b>",
    "opening tags": "<a", "thoughts": "<think>", "rows": "|a|b|c|\n", "tables": "|a|b|\n|-|-|\n", "pipes": "|", "lines of pipes": "|\n",
    "link openings": "[", "link beginnings": "[a](", "pictures": "![", "references": "[a]: b\n", "uses of references": "[a][b]",
    "addresses": "<http://a>", "bare addresses": "http://a.b/c ", "quotes": ">", "lines of quotes": "> a\n", "quoted lists": "> - ", "items": "- a\n",
    "nested items": "- ", "numbers": "1. a\n", "headings": "# a\n", "underlined headings": "a\n===\n", "rules": "---\n", "dollars": "$a",
    "double dollars": "$$a", "formulas": "$$a$$", "environments": "\\begin{a}", "line breaks of formulas": "\\[x\n", "backslashes": "\\",
    "entities": "&#x1F600;", "half entities": "&#", "spaces": " ", "tabs": "\t", "line ends": "\n", "one word": "a", "one paragraph": "word and more words. ",
    "one paragraph of lines": "word and more words.\n", "paragraphs": "word and more.\n\n", "indented": "    a\n\n", "hidden characters": "\u200b", "wide": "漢",
}  # fmt: skip


def text_of(name: str, length: int) -> str:
    """A text of that shape."""
    piece = PIECES[name]
    return (piece * (length // len(piece) + 1))[:length]
