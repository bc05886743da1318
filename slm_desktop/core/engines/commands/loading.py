"""What a child can be started for beside measuring: to load a model, or to say what can be said without it."""

from slm_desktop.core.engines.commands.command import Command
from slm_desktop.core.engines.options import KvType, LoadOptions

CACHE_SUFFIX, CACHE_PARTIAL = ".kv", ".part"
"""How the names of prompt caches end: whole ones, and those that are being written."""


class Load(Command, frozen=True):
    """Load a model file. A child loads one model in its life.

    Prompt caches of chats are kept in the folder `cache`, at most `cache_limit` bytes of them; '' for none.
    """

    path: str
    options: LoadOptions = LoadOptions()
    cache: str = ""
    cache_limit: int = 0


class Probe(Command, frozen=True):
    """Say what can compute here (Hello), and go."""

    runtime: str = ""


class SelfTest(Command, frozen=True):
    """Go on counting with a small model, and say with which tokens (SelfTested), and go."""

    path: str
    options: LoadOptions = LoadOptions()


class Forecast(Command, frozen=True):
    """Plan the memory of a model without allocating it (Forecasted), and go. The file may hold nothing but its header.

    `contexts` in tokens, none for `core.models.forecast.stops`; `kv_types` are types of the KV cache. All pairs are
    planned, whatever `options` say of either.
    """

    path: str
    options: LoadOptions = LoadOptions()
    contexts: tuple[int, ...] = ()
    kv_types: tuple[str, ...] = tuple(kv_type.value for kv_type in KvType)
