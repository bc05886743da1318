"""Tell what a file is from its first bytes, before an engine is started for it."""

import errno
import os
import re
import stat
import struct

from slm_desktop.core.models import gguf
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

MAGIC, ZIP = b"GGUF", b"PK\3\4"
VERSIONS = (2, 3)
MOST_TENSORS = 1_000_000
MOST_PAIRS = 1_000_000
HEAD = 1024


def check(path: str) -> None:
    """Raise the Fault that says why `path` cannot be a model: missing, directory, unreadable, empty, html, lfs, ..."""
    name = os.path.basename(path) or path
    if well_formed(path) != path:
        raise Fault("unreadable", {"path": well_formed(name), "reason": "bad_name"})
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        raise Fault("missing", {"path": path}) from None
    except (OSError, ValueError) as error:
        raise Fault("unreadable", {"path": name, "reason": reason_of(error)}) from error
    if stat.S_ISDIR(mode):
        raise Fault("directory", {"path": name})
    if not stat.S_ISREG(mode):
        raise Fault("unreadable", {"path": name, "reason": "no_file"})
    _check_head(name, _head(path, name), path)


def _head(path: str, name: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(HEAD)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise Fault("too_many_files") from error
        raise Fault("unreadable", {"path": name, "reason": reason_of(error)}) from error


def _check_head(name: str, head: bytes, path: str) -> None:
    if not head:
        raise Fault("empty", {"path": name})
    if head.startswith(MAGIC):
        _check_header(head)
        return
    pointer = re.match(rb"version https://git-lfs.*?size (\d{1,18})", head, re.DOTALL)
    if pointer:
        raise Fault("lfs", {"path": name, "size": int(pointer.group(1))})
    if re.match(rb"\s*(<!doctype|<html|<head|<\?xml)", head, re.IGNORECASE):
        raise Fault("html", {"path": name})
    if head.startswith(ZIP):
        raise Fault("zip", {"path": name})
    if re.match(rb".{8}\s*\{", head, re.DOTALL) and struct.unpack("<Q", head[:8])[0] < 2**30:
        raise Fault("safetensors", {"path": name})
    raise Fault("not_gguf", {"path": name})


def _check_header(head: bytes) -> None:
    """Refuse counts that no real model has: reading on would take for ever."""
    if len(head) < 24:
        raise Fault("truncated", {})
    version, tensors, pairs = struct.unpack("<IQQ", head[4:24])
    if version not in VERSIONS:
        raise Fault("gguf_version", {"version": version})
    if tensors > MOST_TENSORS or pairs > MOST_PAIRS:
        raise Fault("header", {"reason": "gguf_entries", "count": max(tensors, pairs)})


def check_whole(path: str) -> None:
    """Read the whole header, and see whether the file is as long as it says. Raise Fault for what is wrong."""
    with open(path, "rb") as file:
        header = gguf.read(gguf.more_of(file))
        if os.fstat(file.fileno()).st_size < header.needed:
            raise Fault("truncated")
