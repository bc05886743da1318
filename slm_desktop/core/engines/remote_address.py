"""How a model on another machine is named: the address of its server, and there its id."""

from urllib.parse import urlsplit

SEPARATOR = "#"
LONGEST_NAME = 80


def remote_path(address: str, model: str) -> str:
    """The name by which it is chosen, kept and leased, in the place of a file's path."""
    return f"{address}{SEPARATOR}{model}"


def is_remote(path: str) -> bool:
    """Whether a path names a model on another machine."""
    return path.startswith(("http://", "https://"))


def parts_of(path: str) -> tuple[str, str]:
    """The address and the id of a model on another machine."""
    address, _separator, model = path.partition(SEPARATOR)
    return address, model


def host_of(path: str) -> str:
    """The machine that a path or an address leads to, with the port where one is named."""
    address = parts_of(path)[0]
    return urlsplit(address).netloc.rpartition("@")[2] or address


def remote_name(model: str) -> str:
    """What people call a model on another machine: some servers name theirs by the path of its file."""
    return model.rstrip("/").rpartition("/")[2].removesuffix(".gguf")[:LONGEST_NAME] or model
