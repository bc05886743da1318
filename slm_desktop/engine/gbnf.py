"""Grammars in llama.cpp's GBNF, as they are written: rules of sequences, alternatives and repetitions of characters."""

import re
import string

import msgspec

from slm_desktop.errors import Fault

Ranges = tuple[tuple[int, int], ...]
"""Characters from one number to another, in order, apart from one another."""
DEEPEST = 100
"""Groups within groups; deeper ones would end Python's stack."""
LAST, SURROGATES = 0x10FFFF, (0xD800, 0xDFFF)
NAME = re.compile(r"[a-zA-Z0-9_-]+")
SPACE = re.compile(r"(?:[ \t]|#[^\r\n]*)*")
SPACE_AND_LINES = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
REPEATED = re.compile(r"\{\s*(\d{1,5})\s*(?:(,)\s*(\d{0,5})\s*)?\}")
SIGNS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "[": "[", "]": "]", "-": "-", "^": "^"}
LENGTHS = {"x": 2, "u": 4, "U": 8}


class Characters(msgspec.Struct, frozen=True):
    """One character of these."""

    ranges: Ranges


class Sequence(msgspec.Struct, frozen=True):
    """One after another; none is the empty text."""

    items: tuple["Node", ...] = ()


class Alternatives(msgspec.Struct, frozen=True):
    """One of them."""

    items: tuple["Node", ...]


class Repetition(msgspec.Struct, frozen=True):
    """At least so often, and at most, or as often as it likes."""

    item: "Node"
    least: int
    most: int | None


class Rule(msgspec.Struct, frozen=True):
    """What a rule of this name says."""

    name: str


Node = Characters | Sequence | Alternatives | Repetition | Rule
ROOT = "root"


def rules_of(grammar: str) -> dict[str, Node]:
    """The rules of a grammar by their names, `root` among them. Raise Fault 'format' that says what is wrong where."""
    return _Reader(grammar).read()


def united(ranges: list[tuple[int, int]]) -> Ranges:
    """Ranges in order, apart from one another."""
    made: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(last, made[-1][1]))
        else:
            made.append((first, last))
    return tuple(made)


def all_but(ranges: Ranges) -> Ranges:
    """All other characters."""
    made, begin = [], 0
    for first, last in united([*ranges, SURROGATES]):
        if first > begin:
            made.append((begin, first - 1))
        begin = last + 1
    return (*made, (begin, LAST)) if begin <= LAST else tuple(made)


class _Reader:
    """Reads a grammar once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._depth = text, 0, 0
        self._named = [ROOT]
        self._rules: dict[str, Node] = {}

    def read(self) -> dict[str, Node]:
        self._skip(SPACE_AND_LINES)
        while self._at < len(self._text):
            self._rule()
            self._skip(SPACE_AND_LINES)
        for name in self._named:
            if name not in self._rules:
                raise Fault("format", {"reason": "gbnf_rule", "name": name})
        return self._rules

    def _rule(self) -> None:
        name = self._name()
        self._skip(SPACE)
        self._expect("::=")
        self._skip(SPACE_AND_LINES)
        self._rules[name] = self._alternatives()

    def _alternatives(self) -> Node:
        found = [self._sequence()]
        while self._takes("|"):
            self._skip(SPACE_AND_LINES)
            found.append(self._sequence())
        return found[0] if len(found) == 1 else Alternatives(tuple(found))

    def _sequence(self) -> Node:
        items: list[Node] = []
        while (item := self._item()) is not None:
            self._skip(self._space)
            items.append(self._repeated(item))
            self._skip(self._space)
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    @property
    def _space(self) -> re.Pattern[str]:
        """Outside a group, a new line ends the rule."""
        return SPACE_AND_LINES if self._depth else SPACE

    def _item(self) -> Node | None:
        if self._takes('"'):
            return self._literal()
        if self._takes("["):
            return self._class()
        if self._takes("."):
            return Characters(all_but(()))
        if self._takes("("):
            return self._group()
        if NAME.match(self._text, self._at):
            self._named.append(self._name())
            return Rule(self._named[-1])
        return None

    def _group(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong("gbnf_depth")
        self._skip(SPACE_AND_LINES)
        inner = self._alternatives()
        self._expect(")")
        self._depth -= 1
        return inner

    def _repeated(self, item: Node) -> Node:
        """The item with the repetitions that follow it; one may stand upon another."""
        while True:
            if found := REPEATED.match(self._text, self._at):
                self._at = found.end()
                least, comma, most = found.groups()
                limit = (int(most) if most else None) if comma else int(least)
                if limit is not None and limit < int(least):
                    raise self._wrong("gbnf_repeat")
                item = Repetition(item, int(least), limit)
            elif limits := SIGNS.get(self._text[self._at : self._at + 1]):
                item = Repetition(item, *limits)
                self._at += 1
            else:
                return item
            self._skip(self._space)

    def _literal(self) -> Node:
        characters = []
        while not self._takes('"'):
            number = ord(self._character())
            characters.append(Characters(((number, number),)))
        return Sequence(tuple(characters))

    def _class(self) -> Node:
        is_negated, ranges = self._takes("^"), []
        while not self._takes("]"):
            first = self._character()
            is_range = self._text[self._at : self._at + 1] == "-" and self._text[self._at + 1 : self._at + 2] != "]"
            if is_range:
                self._at += 1
            last = self._character() if is_range else first
            if last < first:
                raise self._wrong("gbnf_range")
            ranges.append((ord(first), ord(last)))
        if not ranges and not is_negated:
            raise self._wrong("gbnf_class")
        return Characters(all_but(united(ranges)) if is_negated else united(ranges))

    def _character(self) -> str:
        character = self._text[self._at : self._at + 1]
        self._at += 1
        if not character:
            raise self._wrong("gbnf_end")
        return self._escape() if character == "\\" else character

    def _escape(self) -> str:
        kind = self._text[self._at : self._at + 1]
        self._at += 1
        length = LENGTHS.get(kind, 0)
        if not length and kind in ESCAPES:
            return ESCAPES[kind]
        digits = self._text[self._at : self._at + length]
        self._at += length
        is_number = length and len(digits) == length and set(digits) <= set(string.hexdigits)
        if not is_number or (code := int(digits, 16)) > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise self._wrong("gbnf_escape")
        return chr(code)

    # -- reading ---------------------------------------------------------------------------------------------

    def _name(self) -> str:
        found = NAME.match(self._text, self._at)
        if not found:
            raise self._wrong("gbnf_syntax")
        self._at = found.end()
        return found.group()

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _takes(self, mark: str) -> bool:
        is_there = self._text.startswith(mark, self._at)
        self._at += len(mark) if is_there else 0
        return is_there

    def _expect(self, mark: str) -> None:
        if not self._takes(mark):
            raise self._wrong("gbnf_syntax")

    def _wrong(self, reason: str) -> Fault:
        return Fault("format", {"reason": reason, "line": self._text.count("\n", 0, self._at) + 1})
