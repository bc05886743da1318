"""Prompt caches in files: a chat that is opened after a restart need not be decoded again.

A file is MAGIC, the length of its head, the head as JSON, llama.cpp's bytes of the sequence, and a BLAKE2 digest of all
that. What is cut off, of another build or model, or of another chat is refused and deleted: nothing of it reaches
llama.cpp.
"""

import contextlib
import hashlib
import os
from pathlib import Path

import msgspec

from slm_desktop.engine.prompt_cache import CachedPrompt

MAGIC = b"SLM KV 1\n"
LENGTH_BYTES, DIGEST_BYTES = 4, 32
LONGEST_HEAD = 32 * 2**20
SUFFIX, PARTIAL = ".kv", ".part"


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file holds the cache of: `made_by` names the model, llama.cpp's build, and how the model is loaded."""

    made_by: str
    conversation: int
    tokens: list[int]
    batches: list[int]
    threads: list[int]
    exact: bool
    size: int


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
            )
        )
        size = len(MAGIC) + LENGTH_BYTES + len(head) + len(cached.state) + DIGEST_BYTES
        if path is None or size > self.limit:
            return False
        try:
            self._make_room(path, size)
            self._write(path, (MAGIC, len(head).to_bytes(LENGTH_BYTES, "little"), head, cached.state))
        except OSError:
            self.forget(cached.conversation)
            return False
        return True

    def load(self, conversation: int) -> CachedPrompt | None:
        """The cache of a chat; None where there is none, or none that can be trusted."""
        path = self._path(conversation)
        if path is None:
            return None
        try:
            data = memoryview(path.read_bytes()) if path.stat().st_size <= self.limit else memoryview(b"")
            cached = self._read(data, conversation)
            os.utime(path)  # It was used now.
        except FileNotFoundError:
            return None
        except (OSError, ValueError, MemoryError):  # msgspec raises a ValueError, too.
            self.forget(conversation)
            return None
        return cached

    def forget(self, conversation: int) -> None:
        """Delete the file of a chat."""
        path = self._path(conversation)
        if path:
            for one in (path, path.with_suffix(PARTIAL)):
                with contextlib.suppress(OSError):
                    one.unlink()

    def _path(self, conversation: int) -> Path | None:
        return self._folder / f"{conversation}{SUFFIX}" if self._folder else None

    def _make_room(self, path: Path, size: int) -> None:
        assert self._folder is not None
        others = [one for one in self._folder.glob(f"*{SUFFIX}") if one != path]
        others.sort(key=lambda one: one.stat().st_mtime)
        taken = sum(one.stat().st_size for one in others)
        while others and taken + size > self.limit:
            oldest = others.pop(0)
            taken -= oldest.stat().st_size
            oldest.unlink()

    @staticmethod
    def _write(path: Path, parts: tuple[bytes | bytearray, ...]) -> None:
        """All of it or nothing: an old file of the chat stays until the new one is whole."""
        partial, digest = path.with_suffix(PARTIAL), hashlib.blake2b(digest_size=DIGEST_BYTES)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for part in parts:
                digest.update(part)
                file.write(part)
            file.write(digest.digest())
        os.replace(partial, path)

    def _read(self, data: memoryview, conversation: int) -> CachedPrompt:
        """Raise ValueError for anything but a whole file of this chat, made as it would be made now."""
        begin = len(MAGIC) + LENGTH_BYTES
        if len(data) < begin + DIGEST_BYTES or data[: len(MAGIC)] != MAGIC:
            raise ValueError("no prompt cache")
        length = int.from_bytes(data[len(MAGIC) : begin], "little")
        if length > LONGEST_HEAD or begin + length + DIGEST_BYTES > len(data):
            raise ValueError("cut off")
        head = msgspec.json.decode(data[begin : begin + length], type=Head)
        if (head.made_by, head.conversation) != (self._made_by, conversation):
            raise ValueError("made otherwise, or for another chat")
        state = data[begin + length : -DIGEST_BYTES]
        digest = hashlib.blake2b(data[:-DIGEST_BYTES], digest_size=DIGEST_BYTES).digest()
        if len(state) != head.size or digest != data[-DIGEST_BYTES:]:
            raise ValueError("cut off or changed")
        how = (head.tokens, head.batches, set(head.threads), head.exact)
        return CachedPrompt(*how, conversation, keep=True, state=bytearray(state))
