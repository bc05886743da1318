"""Servers of tools, as other programs describe them in JSON: a program to start, or an address."""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import msgspec

from slm_desktop.errors import Fault

LONGEST_FILE, MOST_SERVERS, LONGEST_TEXT = 200_000, 50, 4000


class ServerState(StrEnum):
    """How a server is."""

    UNKNOWN = "unknown"
    """Nobody has allowed it to start."""
    OFF = "off"
    """It may start, and will when one of its tools is called."""
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"


class ServerConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """A server of tools: the `command` that starts it with its arguments, or the `url` of one that runs already."""

    name: str
    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, str] = {}
    cwd: str = ""
    url: str = ""
    headers: dict[str, str] = {}

    @property
    def shown(self) -> str:
        """What it is, in one line: a command or an address."""
        return self.url or " ".join([self.command, *self.args])

    @property
    def digest(self) -> str:
        """Says whether it is still the one that was allowed."""
        return msgspec.json.encode(self, order="deterministic").decode()


def servers_of(text: str) -> tuple[ServerConfig, ...]:
    """The servers that a text describes: an object `mcpServers`, or what stands in it, by their names.

    Raise Fault 'mcp_config' that says what is wrong where.
    """
    if not text.strip():
        return ()
    if len(text) > LONGEST_FILE:
        raise Fault("mcp_config", {"reason": "mcp_long"})
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Fault("mcp_config", {"reason": "mcp_json", "detail": str(error)[:200]}) from error
    if isinstance(value, dict):
        value = value.get("mcpServers", value.get("servers", value))
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise Fault("mcp_config", {"reason": "mcp_object"})
    if len(value) > MOST_SERVERS:
        raise Fault("mcp_config", {"reason": "mcp_many"})
    return tuple(_server(name, described) for name, described in value.items())


def _server(name: str, described: Mapping[str, Any]) -> ServerConfig:
    if not re.fullmatch(r"[\w. -]{1,60}", name):
        raise Fault("mcp_config", {"reason": "mcp_name", "detail": name[:60]})
    known = {field: described[field] for field in ("command", "args", "env", "cwd", "headers") if field in described}
    url = described.get("url") or described.get("serverUrl") or ""
    try:
        server = msgspec.convert({**known, "name": name, "url": url}, ServerConfig)
    except msgspec.ValidationError as error:
        raise Fault("mcp_config", {"reason": "mcp_field", "detail": f"{name}: {error}"[:200]}) from error
    if bool(server.command) == bool(server.url):
        raise Fault("mcp_config", {"reason": "mcp_what", "detail": name})
    if server.url and not _is_web(server.url):
        raise Fault("mcp_config", {"reason": "mcp_url", "detail": server.url[:200]})
    texts = (server.command, server.cwd, *server.args, *server.env, *server.env.values(), *server.headers.values())
    if any("\0" in text or len(text) > LONGEST_TEXT for text in texts):
        raise Fault("mcp_config", {"reason": "mcp_text", "detail": name})
    return server


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
