"""Errors as people read them."""

from slm_desktop.errors import Explanation, Fault, explain


def explained(fault: Fault) -> Explanation:
    """The sentences of an error, once all of their gaps were seen to be filled."""
    words = explain(fault.code, fault.details)
    assert "–" not in words.title + words.cause, f"a gap of {fault.code} was not filled"
    return words
