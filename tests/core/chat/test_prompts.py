"""Gaps of prompts: found, filled, and left alone where nothing was said."""

from slm_desktop.core.chat.prompts import Prompt, filled, gaps


def test_gaps_are_found_once_in_the_order_of_reading() -> None:
    prompt = Prompt("P", "Translate {{ text }} into {{language}}; {{text}} again.", "You are a {{role}}.")
    assert gaps(prompt) == ["role", "text", "language"]
    assert gaps(Prompt("P", "No {gap}, {{}} none, {{a\nb}} none.")) == []


def test_values_are_put_in_as_they_are() -> None:
    prompt = Prompt("P", "Say {{a}} and {{ b }}.", "{{a}}")
    text = filled(prompt, {"a": r"{{b}} \1", "b": "x"})
    assert (text.text, text.system) == (r"Say {{b}} \1 and x.", r"{{b}} \1")
    assert filled(prompt, {"a": "y"}).text == "Say y and {{ b }}."
