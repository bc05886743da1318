"""How servers are reached: addresses, proxy, and whether at all."""

from urllib.parse import urlsplit

import msgspec

HUGGING_FACE = "https://huggingface.co"


class Access(msgspec.Struct, frozen=True):
    """How the Hub is reached: its address, a proxy ('' for what the system says), and whether it is at all."""

    endpoint: str = HUGGING_FACE
    proxy: str = ""
    offline: bool = False

    @property
    def base(self) -> str:
        """The address that paths are put behind."""
        return self.endpoint.rstrip("/")

    @property
    def host(self) -> str:
        """The name of the server."""
        return urlsplit(self.endpoint).hostname or self.endpoint


def is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
