"""The main memory that is free now. It needs no native code, so that the app may ask too."""

import psutil


def free_memory() -> int:
    """Bytes of main memory that can be had without swapping."""
    return int(psutil.virtual_memory().available)
