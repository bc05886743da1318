"""Prompt caches in files: a chat that is opened after a restart need not be decoded again.

A file is MAGIC, the length of its head, the head as JSON, llama.cpp's bytes of the sequence, and a BLAKE2 digest of all
that. What is cut off, of another build or model, or of another chat is refused and deleted: nothing of it reaches
llama.cpp.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path

import msgspec

from slm_desktop.core.engines.commands import CACHE_PARTIAL, CACHE_SUFFIX
from slm_desktop.engine.adapters import Factors
from slm_desktop.engine.prompt_cache import CachedPrompt

MAGIC = b"SLM KV 1\n"
LENGTH_BYTES, DIGEST_BYTES = 4, 32
LONGEST_HEAD = 32 * 2**20


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file holds the cache of: `made_by` names the model, llama.cpp's build, and how the model is loaded."""

    made_by: str
    conversation: int
    tokens: list[int]
    batches: list[int]
    threads: list[int]
    exact: bool
    size: int
    scales: list[tuple[int, Factors]] = []


class PromptFiles:
    """The files of one model in a folder of their own; without a folder nothing is kept."""

    def __init__(self, folder: str, limit: int, made_by: str) -> None:
        """Together the files are no larger than `limit` bytes; those used longest ago give way."""
        self._folder, self._made_by = Path(folder) if folder else None, made_by
        self.limit = limit if folder else 0

    def save(self, cached: CachedPrompt) -> bool:
        """Keep a cache; False when it is too large, or the disk refuses."""
        path = self._path(cached.conversation)
        head = msgspec.json.encode(
            Head(
                self._made_by,
                cached.conversation,
                cached.tokens,
                cached.batches,
                sorted(cached.threads),
                cached.exact,
                len(cached.state),
                cached.scales,
            )
        )
        size = len(MAGIC) + LENGTH_BYTES + len(head) + len(cached.state) + DIGEST_BYTES
        if path is None or size > self.limit:
            return False
        try:
            self._make_room(path, size)
            self._write(path, (MAGIC, len(head).to_bytes(LENGTH_BYTES, "little"), head, cached.state))
        except OSError:
            with contextlib.suppress(OSError):
                path.with_suffix(CACHE_PARTIAL).unlink()
            return False
        return True

    def load(self, conversation: int) -> CachedPrompt | None:
        """The cache of a chat; None where there is none, or none that can be trusted."""
        path = self._path(conversation)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                cached = self._read(file, conversation)
            os.utime(path)  # It was used now.
        except (FileNotFoundError, MemoryError):  # There may be more memory another time.
            return None
        except (OSError, ValueError):  # msgspec raises a ValueError, too.
            self.forget(conversation)
            return None
        return cached

    def forget(self, conversation: int) -> None:
        """Delete the file of a chat."""
        path = self._path(conversation)
        if path:
            for one in (path, path.with_suffix(CACHE_PARTIAL)):
                with contextlib.suppress(OSError):
                    one.unlink()

    def _path(self, conversation: int) -> Path | None:
        return self._folder / f"{conversation}{CACHE_SUFFIX}" if self._folder else None

    def _make_room(self, path: Path, size: int) -> None:
        assert self._folder is not None
        others = [one for one in self._folder.glob(f"*{CACHE_SUFFIX}") if one != path]
        others.sort(key=lambda one: one.stat().st_mtime)
        taken = sum(one.stat().st_size for one in others)
        while others and taken + size > self.limit:
            oldest = others.pop(0)
            taken -= oldest.stat().st_size
            oldest.unlink()

    @staticmethod
    def _write(path: Path, parts: tuple[bytes | bytearray, ...]) -> None:
        """All of it or nothing: an old file of the chat stays until the new one is whole."""
        partial, digest = path.with_suffix(CACHE_PARTIAL), hashlib.blake2b(digest_size=DIGEST_BYTES)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for part in parts:
                digest.update(part)
                file.write(part)
            file.write(digest.digest())
        os.replace(partial, path)

    def _read(self, file: BufferedReader, conversation: int) -> CachedPrompt:
        """Raise ValueError for anything but a whole file of this chat, made as it would be made now."""
        left, digest = os.fstat(file.fileno()).st_size, hashlib.blake2b(digest_size=DIGEST_BYTES)
        if left > self.limit:
            raise ValueError("larger than is allowed now")

        def take(count: int) -> bytearray:
            nonlocal left
            left -= count
            if left < DIGEST_BYTES:
                raise ValueError("cut off")
            taken = bytearray(count)
            file.readinto(taken)
            digest.update(taken)
            return taken

        head = self._head(take, conversation)
        if head.size != left - DIGEST_BYTES:
            raise ValueError("cut off")
        state = take(head.size)
        if file.read() != digest.digest():
            raise ValueError("changed")
        how = (head.tokens, head.batches, set(head.threads), head.exact)
        return CachedPrompt(*how, conversation, keep=True, state=state, scales=head.scales)

    def _head(self, take: Callable[[int], bytearray], conversation: int) -> Head:
        if take(len(MAGIC)) != MAGIC:
            raise ValueError("no prompt cache")
        length = int.from_bytes(take(LENGTH_BYTES), "little")
        if length > LONGEST_HEAD:
            raise ValueError("a head that nobody wrote")
        head = msgspec.json.decode(take(length), type=Head)
        if (head.made_by, head.conversation) != (self._made_by, conversation):
            raise ValueError("made otherwise, or for another chat")
        return head
