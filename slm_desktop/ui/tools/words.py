"""The tools of the app in the words of its screens; those of servers are as their servers say."""

from slm_desktop.core.tools.ports import KnownTool
from slm_desktop.ui.words import translate
from slm_desktop.words import QT_TRANSLATE_NOOP as _

TITLES = {
    "calculator": (_("Tools", "Calculator"), _("Tools", "Computes the exact value of an expression.")),
    "clock": (_("Tools", "Clock"), _("Tools", "Tells the date, the time and the time zone.")),
    "search_documents": (_("Tools", "Search my documents"), _("Tools", "Finds passages in the library of documents.")),
    "search_chats": (_("Tools", "Search my chats"), _("Tools", "Finds messages in earlier chats.")),
    "python": (
        _("Tools", "Python"),
        _("Tools", "Runs code in a sealed process: no files, no network, five seconds."),
    ),
}


def title_of(name: str) -> str:
    """What a tool is called, by the name that the model has for it."""
    return translate("Tools", TITLES[name][0]) if name in TITLES else name


def described(known: KnownTool) -> tuple[str, str]:
    """What a tool is called, and what it does."""
    if known.server or known.id not in TITLES:
        return known.tool.name, known.tool.description
    return title_of(known.id), translate("Tools", TITLES[known.id][1])
