"""Moments as lists and files write them, whatever the language."""

import time


def when(moment: float) -> str:
    """The day and the minute, in the time of this computer."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))
