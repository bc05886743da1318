"""What is said of an engine's sandbox, by what was tried in it (`Hello.holes`)."""

from collections.abc import Callable, Sequence

from slm_desktop.words import QT_TRANSLATE_NOOP as _

CONTEXT = "Sandbox"
HOLES = {
    "read": _("Sandbox", "other files can be read"),
    "write": _("Sandbox", "files can be written elsewhere"),
    "change": _("Sandbox", "rights to files can be changed"),
    "tcp": _("Sandbox", "TCP is possible"),
    "udp": _("Sandbox", "UDP is possible"),
    "unix": _("Sandbox", "Unix sockets are possible"),
    "signal": _("Sandbox", "other processes can be signalled"),
    "peek": _("Sandbox", "the app's environment can be read"),
    "process": _("Sandbox", "processes can be started"),
}
UNPROVEN = {"unproven": _("Sandbox", "not proven on this system")}
HOLDS = _("Sandbox", "holds (all {count} escape attempts were refused)")
LEAKS = _("Sandbox", "holds only in part: {holes}")
NONE = _("Sandbox", "not available on this system")
UNKNOWN = _("Sandbox", "not tested")


def sandbox_words(holes: Sequence[str] | None, say: Callable[[str], str]) -> str:
    """A clause, in the language that `say` puts the texts of this module into."""
    if holes is None:
        return say(UNKNOWN)
    if not holes:
        return say(HOLDS).format(count=len(HOLES))
    if set(holes) >= HOLES.keys():
        return say(NONE)
    return say(LEAKS).format(holes=", ".join(say({**UNPROVEN, **HOLES}.get(hole, hole)) for hole in holes))
