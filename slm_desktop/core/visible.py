"""Make characters visible that could hide or turn around what a text says."""

import re

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
JOINERS = "\u200c\u200d"


def well_formed(text: str) -> str:
    """The text with what cannot be UTF-8 (half a surrogate pair from a clipboard) as replacement characters."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def visible(text: str) -> str:
    """The text with hidden characters written out as ⟨U+202E⟩; joiners inside emoji and scripts stay."""
    return HIDDEN.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    character, text, at = match.group(), match.string, match.start()
    if character == "\r":
        return ""
    if character in JOINERS and 0 < at < len(text) - 1 and ord(text[at - 1]) > 0x2FF and ord(text[at + 1]) > 0x2FF:
        return character
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"
