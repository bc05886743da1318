"""Whose a model file is, in words and colours."""

from slm_desktop.core.models.local_models import (
    ADDED,
    GPT4ALL,
    HUGGING_FACE,
    JAN,
    LM_STUDIO,
    OLLAMA,
    OPENED,
    OURS,
    REMOTE,
    STARTER,
)
from slm_desktop.ui.words import translate
from slm_desktop.words import QT_TRANSLATE_NOOP as _

CONTEXT = "Owners"
NAMES = {
    OURS: "SLM Desktop",
    STARTER: _("Owners", "Built in"),
    HUGGING_FACE: _("Owners", "Hugging Face cache"),
    LM_STUDIO: "LM Studio",
    JAN: "Jan",
    GPT4ALL: "GPT4All",
    OLLAMA: "Ollama",
    ADDED: _("Owners", "Added folder"),
    OPENED: _("Owners", "Opened file"),
    REMOTE: _("Owners", "On another machine"),
}
COLOURS = {
    OURS: "weights",
    STARTER: "rest",
    HUGGING_FACE: "seriesB",
    LM_STUDIO: "seriesD",
    JAN: "warn",
    GPT4ALL: "accent",
    OLLAMA: "seriesC",
    ADDED: "kv",
    OPENED: "text3",
    REMOTE: "seriesB",
}
"""Tokens of the theme."""


def owner_name(owner: str) -> str:
    """The name of the app, or words for a place that is nobody's."""
    return translate(CONTEXT, NAMES.get(owner, owner))
