"""Which fields of a model's header people may change, and how a changed model is split into files."""

import ctypes
import math
import re
from collections.abc import Iterable, Mapping, Sequence

from slm_desktop.core.engines.commands import FilePart
from slm_desktop.core.models.gguf import ALIGNMENT, LARGEST_NUMBER, LONGEST_TEXT, Header, Items, Scalar
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault

KEY = re.compile(r"[A-Za-z0-9_.-]{1,255}")
KEPT = ("general.architecture", ALIGNMENT)
"""What makes the file readable."""
SPLIT = "split."
"""What tells the files of one model apart is written anew."""
WORDS = {"true": True, "false": False}
USUAL = (
    (re.compile(r"general\.(?!file_type$|quantization_version$)|.*\.chat_template(\.|$)|.*\.(model|pre|type)$"), str),
    (re.compile(r".*(freq_base|factor|scale|epsilon|softcapping|attn_mul)(_swa)?$"), float),
    (re.compile(r"tokenizer\..*\.(add|remove)_\w+$"), bool),
)
"""What llama.cpp reads from fields of these names; the others are numbers or texts as they look."""


def editable(header: Header) -> dict[str, Scalar]:
    """The fields that can be changed, by their keys."""
    return {
        key: value
        for key, value in header.metadata.items()
        if not isinstance(value, Items) and not _why_not(header, key)
    }


def parsed(key: str, text: str, before: Scalar | None) -> Scalar:
    """The value that somebody wrote for a key: of the kind that it had, else of the kind that it looks like.

    Raise Fault 'edit'.
    """
    kind = type(before) if before is not None else next((kind for name, kind in USUAL if name.match(key)), None)
    if kind is str:
        return text
    plain = text.strip()
    found = WORDS.get(plain.lower(), _number(plain))
    if kind is None:
        return text if found is None else found
    if kind is float and isinstance(found, int) and not isinstance(found, bool):
        found = _float(key, found)
    if found is None or type(found) is not kind:
        raise _refusal(key, f"edit_type_{kind.__name__}")
    return found


def _float(key: str, number: int) -> float:
    try:
        return float(number)
    except OverflowError as error:
        raise _refusal(key, "edit_range") from error


def _number(text: str) -> int | float | None:
    for kind in (int, float):
        try:
            found = kind(text)
        except ValueError:
            continue
        return found if isinstance(found, int) or math.isfinite(found) else None
    return None


def check_edits(header: Header, fields: Mapping[str, Scalar], removed: Iterable[str]) -> None:
    """See that a header can be changed so. Raise Fault 'edit' with the key and the reason."""
    for key in (*fields, *removed):
        if reason := _why_not(header, key):
            raise _refusal(key, reason)
    for key in removed:
        if key not in header.metadata:
            raise _refusal(key, "edit_gone")
    for key, value in fields.items():
        if isinstance(value, str) and ("\0" in value or len(value.encode("utf-8", "replace")) > LONGEST_TEXT):
            raise _refusal(key, "edit_text")
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            raise _refusal(key, "edit_range")


def _refusal(key: str, reason: str) -> Fault:
    return Fault("edit", {"key": visible(key[:80]), "reason": reason})


def _why_not(header: Header, key: str) -> str:
    if not KEY.fullmatch(key):
        return "edit_name"
    if key in KEPT or key.startswith(SPLIT):
        return "edit_kept"
    return "edit_list" if isinstance(header.metadata.get(key), Items) else ""


class HeaderDraft:
    """A header as somebody changes it: `fields` have other values or are new, those that are `removed` are left out.

    `wrong` says of which keys a value was written that cannot be, with the text and why; it is not taken.
    """

    def __init__(self, header: Header) -> None:
        self.header = header
        self.before = editable(header)
        self.fields: dict[str, Scalar] = {}
        self.removed: set[str] = set()
        self.wrong: dict[str, tuple[str, Fault]] = {}

    @property
    def keys(self) -> list[str]:
        """All that can be changed, the new ones first."""
        return [*(key for key in self.fields if key not in self.before), *self.before]

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than the header."""
        return bool(self.fields or self.removed)

    def text(self, key: str) -> str:
        """A value as it is written."""
        if key in self.wrong:
            return self.wrong[key][0]
        return _written(self.fields.get(key, self.before.get(key, "")))

    def add(self, key: str) -> None:
        """A new field, without a value yet. Raise Fault 'edit'."""
        check_edits(self.header, {key: ""}, ())
        if key not in self.before:
            self.fields.setdefault(key, "")

    def write(self, key: str, text: str) -> None:
        """Give it this value, if it is one."""
        self.wrong.pop(key, None)
        self.removed.discard(key)
        if key in self.before and text == _written(self.before[key]):
            self.fields.pop(key, None)
            return
        try:
            value = parsed(key, text, self.before.get(key))
            check_edits(self.header, {key: value}, ())
        except Fault as fault:
            self.wrong[key] = (text, fault)
            return
        self.fields[key] = value
        if key in self.before and value == self.before[key]:
            del self.fields[key]

    def remove(self, key: str) -> None:
        """Leave it out."""
        self.restore(key)
        if key in self.before:
            self.removed.add(key)

    def restore(self, key: str) -> None:
        """It is as the header has it; one that is new goes."""
        self.wrong.pop(key, None)
        self.fields.pop(key, None)
        self.removed.discard(key)


def _written(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        # Most are 32-bit floats: as such, 9.999999747378752e-06 is 1e-05.
        short = f"{value:.7g}"
        return short if ctypes.c_float(float(short)).value == value else str(value)
    return str(value)


def split_into(sizes: Sequence[int], largest: int, head: int = 0) -> list[FilePart]:
    """The files that a model becomes, none of more than `largest` bytes but for one tensor that is larger itself.

    `sizes` are the bytes of its tensors in order, `head` those of its header, which is in the first file.
    """
    begins, filled = [0], head
    for at, size in enumerate(sizes):
        if filled + size > largest and at > begins[-1]:
            begins.append(at)
            filled = 0
        filled += size
    ends = [*begins[1:], len(sizes)]
    return [
        FilePart(number, len(begins), begin, end - begin)
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True), 1)
    ]
