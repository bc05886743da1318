"""Verbs of a message for tests."""

from slm_desktop.ui.chat.actions import Verbs


def _nothing(*_what: object) -> None:
    """Do nothing."""


NO_VERBS = Verbs(*[_nothing] * 8)
