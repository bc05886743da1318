"""What the child that reads a document tells, one JSON line each."""

import msgspec

from slm_desktop.core.documents.page import DocumentKind, Page


class Read(msgspec.Struct, frozen=True, tag=True):
    """A page was read."""

    page: Page


class Ended(msgspec.Struct, frozen=True, tag=True):
    """That was all."""

    kind: DocumentKind


class Failed(msgspec.Struct, frozen=True, tag=True):
    """It cannot be read, by a code of errors/."""

    code: str
    details: dict[str, str | int | float] = {}


Line = Read | Ended | Failed
