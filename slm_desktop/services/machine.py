"""This computer, as files that leave it describe it."""

import os
import platform

import psutil

from slm_desktop import __version__
from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.pool import EnginePool


def this_machine(pool: EnginePool) -> Machine:
    """What is known of it; what only an engine tells is missing until one was here."""
    hello = pool.hello
    processor = hello.cpu.description if hello and hello.cpu else platform.processor()
    gpus = tuple(device.description for device in hello.gpus) if hello else ()
    memory = int(psutil.virtual_memory().total)
    return Machine(platform.platform(), processor, os.cpu_count() or 1, memory, gpus, f"SLM Desktop {__version__}")
