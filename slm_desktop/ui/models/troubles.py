"""What went wrong with the Hub or a download, as a banner whose buttons do the next step."""

from collections.abc import Callable, Mapping

from slm_desktop.errors import Fault
from slm_desktop.ui.banners import Banner, Step
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.words import explain, translate

WARNINGS = ("offline", "hub_busy", "broken_off", "too_slow", "needs_token", "gated")
Acts = Mapping[str, Callable[[], object]]
"""What can be done here, by the name of a step."""


def words_of(step: str) -> str:
    """The words on the button of a step."""
    words = {
        "try_again": translate("Hub", "Try again"),
        "network_settings": translate("Hub", "Network settings"),
        "models_folder": translate("Hub", "Folder settings"),
        "token": translate("Hub", "Enter a token…"),
        "open_page": translate("Hub", "Open its page"),
        "repair": translate("Hub", "Download again"),
    }
    return words.get(step, step)


def banner_of(theme: Theme, fault: Fault, acts: Acts, on_close: Callable[[], object] | None = None) -> Banner:
    """The banner for a fault."""
    explanation = explain(fault.code, fault.details)
    steps = [Step(words_of(name), acts[name]) for name in explanation.steps if name in acts]
    details = "\n".join([fault.code, *(f"{name}: {value}" for name, value in fault.details.items())])
    return Banner(
        theme=theme,
        tone="warn" if fault.code in WARNINGS else "bad",
        title=explanation.title,
        text=explanation.cause,
        steps=steps,
        details=details,
        on_close=on_close,
    )
