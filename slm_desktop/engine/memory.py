"""The main memory that is free now. It needs no native code, so that the app may ask too."""


def free_memory() -> int:
    """Bytes of main memory that can be had without swapping."""
    import psutil  # Here, since the first picture does without.

    return int(psutil.virtual_memory().available)
