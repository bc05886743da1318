"""Tokens, probabilities and samplers as people read them."""

from slm_desktop.core.sampling import GRAMMAR
from slm_desktop.core.visible import visible
from slm_desktop.ui.words import fixed, translate

SIGNS = str.maketrans({" ": "·", "\n": "⏎", "\t": "⇥", "\r": "␍"})
LONGEST = 60
SMALLEST = 0.001
RAMP = ((0.9, ""), (0.6, "sure4"), (0.4, "sure3"), (0.2, "sure2"), (0.0, "sure1"))
"""Colours of the theme by the probability from which on they hold; none for what the model was sure of."""


def token_words(piece: bytes) -> str:
    """A token with its spaces and line breaks made visible; bytes that are no text by themselves as \\xNN."""
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02X}" for byte in piece[:LONGEST])
    return visible(text.translate(SIGNS))[:LONGEST]


def share_words(share: float) -> str:
    """A probability in percent."""
    if 0 < share < SMALLEST:
        return f"< {fixed(100 * SMALLEST, 1)} %"
    return f"{fixed(100 * share, 1)} %"


def sampler_name(name: str) -> str:
    """What a sampler of the chain is called."""
    words = {
        GRAMMAR: translate("Lens", "grammar"),
        "penalties": translate("Lens", "penalties"),
        "dry": "DRY",
        "top_n_sigma": translate("Sampling", "Top-n-sigma"),
        "top_k": translate("Sampling", "Top-k"),
        "typical_p": translate("Sampling", "Typical-p"),
        "top_p": translate("Sampling", "Top-p"),
        "min_p": translate("Sampling", "Min-p"),
        "xtc": "XTC",
        "temperature": translate("Sampling", "Temperature"),
    }
    return words.get(name, name)


def tint_of(share: float) -> str:
    """The colour of the theme for a token of this probability; '' for none."""
    return next(colour for low, colour in RAMP if share >= low)


def bounded(words: str, *, is_exact: bool, is_bound: bool) -> str:
    """A probability with a sign before it where it is only a bound from below, or an estimate."""
    if is_exact:
        return words
    words = "0 %" if words.startswith("<") else words  # "At least less than 0.1 %" says nothing.
    return f"≥ {words}" if is_bound else f"≈ {words}"
