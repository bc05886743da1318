"""What is said of an engine's sandbox, by what was tried in it (`Hello.holes`)."""

from collections.abc import Callable, Sequence

from slm_desktop.words import QT_TRANSLATE_NOOP as _

CONTEXT = "Sandbox"
HOLES = {
    "read": _("Sandbox", "other files can be read"),
    "write": _("Sandbox", "files can be written elsewhere"),
    "tcp": _("Sandbox", "TCP is possible"),
    "udp": _("Sandbox", "UDP is possible"),
    "unix": _("Sandbox", "Unix sockets are possible"),
    "signal": _("Sandbox", "other processes can be signalled"),
    "peek": _("Sandbox", "the app's environment can be read"),
    "process": _("Sandbox", "processes can be started"),
}
HOLDS = _("Sandbox", "holds ({count} ways out were tried)")
LEAKS = _("Sandbox", "holds only in part: {holes}")
NONE = _("Sandbox", "not available on this system")
UNKNOWN = _("Sandbox", "not tried")


def sandbox_words(holes: Sequence[str] | None, say: Callable[[str], str]) -> str:
    """A clause, in the language that `say` puts the texts of this module into."""
    if holes is None:
        return say(UNKNOWN)
    if not holes:
        return say(HOLDS).format(count=len(HOLES))
    if set(holes) >= HOLES.keys():
        return say(NONE)
    return say(LEAKS).format(holes=", ".join(say(HOLES.get(hole, hole)) for hole in holes))
