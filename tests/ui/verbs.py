"""Verbs of a message for tests."""

from slm_desktop.ui.transcript.actions import Verbs


def _nothing(*_what: object) -> bool:
    """Do nothing."""
    return True


NO_VERBS = Verbs(_nothing, _nothing, _nothing, _nothing, _nothing, _nothing, _nothing, _nothing)
