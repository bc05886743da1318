"""Repositories of the test server: their commits and files."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
LFS_BYTES = 1 << 20
INVERTED = bytes(255 - byte for byte in range(256))


class StoredFile:
    """One version of one file."""

    def __init__(self, name: str, content: bytes | Path) -> None:
        self.name, self.content = name, content
        self.size = len(content) if isinstance(content, bytes) else content.stat().st_size
        self.lfs = name.endswith(".gguf") or self.size >= LFS_BYTES
        with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file:
            self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {self.size}\n".encode()
        self.pointer_size = len(pointer)
        git = hashlib.sha1(b"blob %d\0" % (len(pointer) if self.lfs else self.size))
        git.update(pointer if self.lfs else self.read())
        self.blob = git.hexdigest()

    def read(self) -> bytes:
        """The whole content."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


@dataclass
class Repo:
    """A repository: every commit's files, the newest last, and what is said about it."""

    id: str
    facts: Json
    card_data: Json
    private: bool
    gguf: Mapping[str, object] | None
    commits: dict[str, dict[str, StoredFile]] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """The newest commit."""
        return list(self.commits)[-1]

    def commit(self, files: dict[str, StoredFile]) -> None:
        """Add a commit."""
        self.commits[hashlib.sha1(f"{self.id} {len(self.commits)}".encode()).hexdigest()] = files
