"""Grammars in GBNF, rewritten as llguidance reads them: a grammar of lexemes, each a regular expression.

Its lexer takes the longest match, so a lexeme must not be the beginning of a longer one: else other texts would be
allowed than llama.cpp allows. What refers to itself nowhere is one regular expression, which is fast. In what does,
lexemes are the largest parts that can be told to end where they end, down to single characters. llguidance brings a
converter; it takes no account of that, and fails at some escapes and at repeated repetitions.
"""

import math

import msgspec
from msgspec.structs import replace

from slm_desktop.engine.gbnf import (
    ROOT,
    Alternatives,
    Characters,
    Node,
    Ranges,
    Repetition,
    Rule,
    Sequence,
    rules_of,
    united,
)
from slm_desktop.errors import Fault

LARGEST, MOST_RANGES, DEEPEST = 20_000, 500, 50
"""Ranges and marks of a regular expression, ranges that are told apart in it, and groups within groups: what is larger
is written as several. Rules that double one another could make it any size.
"""
LONGEST_SOURCE, MOST_LEXEMES = 2**21, 4000
"""Characters of a grammar as it is written for llguidance, and its lexemes."""
LONGEST = 20_000
"""Characters that the shortest text of a grammar may have: llguidance looks ahead as far as a text is forced."""
MOST_PASSES = 20
HEAD = "%llguidance {}"


def lark_of(grammar: str) -> str:
    """The grammar for llguidance. Raise Fault 'format' that says in which line what is wrong."""
    try:
        rules = rules_of(grammar)
        shortest = _shortest(rules)
        if shortest > LONGEST:
            raise Fault(
                "format", {"reason": "gbnf_long" if math.isfinite(shortest) else "gbnf_endless", "limit": LONGEST}
            )
        return _Writer(rules).written()
    except RecursionError as error:
        raise Fault("format", {"reason": "gbnf_depth"}) from error


class Shape(msgspec.Struct, frozen=True):
    """Where texts of a part can be told to end.

    `first` are the characters that they can begin with, `after` those that can go on with one that could end.
    `is_clear`: from left to right, each character says which place in the part it takes.
    """

    is_empty: bool = True
    first: Ranges = ()
    after: Ranges = ()
    is_clear: bool = True
    size: int = 1
    depth: int = 0

    @property
    def is_sensible(self) -> bool:
        """Whether it is of a size that is worked with."""
        ranges = len(self.first) + len(self.after)
        return self.size <= LARGEST and ranges <= MOST_RANGES and self.depth <= DEEPEST

    @property
    def ends_clearly(self) -> bool:
        """Whether none of its texts begins another one."""
        return self.is_clear and not self.is_empty and not self.after

    def then(self, other: "Shape") -> "Shape":
        """One after the other."""
        passed = _joined(self.after, self.first if self.is_empty else ())
        return Shape(
            is_empty=self.is_empty and other.is_empty,
            first=_joined(self.first, other.first if self.is_empty else ()),
            after=_joined(other.after, _joined(self.after, other.first) if other.is_empty else ()),
            is_clear=self.is_clear and other.is_clear and not _overlap(passed, other.first),
            size=self.size + other.size,
            depth=max(self.depth, other.depth),
        )

    def either(self, other: "Shape") -> "Shape":
        """One of the two."""
        return Shape(
            is_empty=self.is_empty or other.is_empty,
            first=_joined(self.first, other.first),
            after=_joined(self.after, other.after),
            is_clear=self.is_clear and other.is_clear and not _overlap(self.first, other.first),
            size=self.size + other.size,
            depth=max(self.depth, other.depth),
        )

    def repeated(self, least: int, most: int | None) -> "Shape":
        """Several times."""
        again = most is None or most > 1
        return Shape(
            is_empty=self.is_empty or least == 0,
            first=self.first,
            after=_joined(self.after, self.first if again and least != most else ()),
            is_clear=self.is_clear and not (again and (self.is_empty or _overlap(self.after, self.first))),
            size=self.size + 1,
            depth=self.depth,
        )

    def inside(self) -> "Shape":
        """As a part of a group."""
        return replace(self, depth=self.depth + 1)


class _Writer:
    """Writes the rules of one grammar anew."""

    def __init__(self, rules: dict[str, Node]) -> None:
        self._rules = rules
        self._length = self._lexemes = 0
        self._shapes: dict[str | int, Shape | None] = {}
        self._names = {name: f"rule_{number}" for number, name in enumerate(rules)}

    def written(self) -> str:
        root = Rule(ROOT)
        if self._shape(root):
            return f"{HEAD}\nstart: {self._lexeme(root)}"
        rules = [f"{self._names[name]}: {self._part(node)}" for name, node in self._rules.items()]
        return "\n".join([HEAD, f"start: {self._names[ROOT]}", *rules])

    def _shape(self, node: Node) -> Shape | None:
        """The shape of a part that is a regular expression of sensible size; None of any other."""
        key = node.name if isinstance(node, Rule) else id(node)
        if key not in self._shapes:
            self._shapes[key] = None  # While it is being worked out: what comes back to itself has none.
            shape = self._worked_out(node)
            self._shapes[key] = shape.inside() if shape and shape.is_sensible else None
        return self._shapes[key]

    def _worked_out(self, node: Node) -> Shape | None:
        match node:
            case Characters():
                return Shape(is_empty=False, first=node.ranges, size=len(node.ranges))
            case Rule():
                return self._shape(self._rules[node.name])
            case Repetition():
                inner = self._shape(node.item)
                return inner.repeated(node.least, node.most) if inner else None
            case Sequence() | Alternatives():
                return self._together(node)

    def _together(self, node: Sequence | Alternatives) -> Shape | None:
        whole: Shape | None = Shape() if isinstance(node, Sequence) else None
        join = Shape.then if isinstance(node, Sequence) else Shape.either
        for item in node.items:
            shape = self._shape(item)
            if shape is None:
                return None
            whole = join(whole, shape) if whole else shape
            if not whole.is_sensible:
                return None
        return whole

    def _part(self, node: Node) -> str:
        """A part of a rule: as one lexeme if that can be told to end where it ends, else of its own parts."""
        if isinstance(node, Rule):
            return self._names[node.name]
        shape = self._shape(node)
        if shape and shape.ends_clearly:
            return self._lexeme(node)
        match node:
            case Characters():
                return self._lexeme(node)
            case Sequence():
                return " ".join(f"({self._part(item)})" for item in node.items) or '""'
            case Alternatives():
                return " | ".join(f"({self._part(item)})" for item in node.items)
            case Repetition():
                most = "" if node.most is None else node.most
                return f"({self._part(node.item)}){{{node.least},{most}}}"

    def _lexeme(self, node: Node) -> str:
        expression = self._expression(node)
        self._length, self._lexemes = self._length + len(expression), self._lexemes + 1
        if self._length > LONGEST_SOURCE or self._lexemes > MOST_LEXEMES:
            raise Fault("format", {"reason": "gbnf_complex"})
        return f"/{expression}/"

    def _expression(self, node: Node) -> str:
        """The regular expression of a part that is one."""
        match node:
            case Characters():
                return _class(node.ranges)
            case Rule():
                return self._expression(self._rules[node.name])
            case Sequence():
                return "".join(f"(?:{self._expression(item)})" for item in node.items)
            case Alternatives():
                return "|".join(f"(?:{self._expression(item)})" for item in node.items)
            case Repetition():
                most = "" if node.most is None else node.most
                return f"(?:{self._expression(node.item)}){{{node.least},{most}}}"


def _shortest(rules: dict[str, Node]) -> float:
    """Characters of the shortest text that fits a grammar; without end where none does, or that is hard to tell."""
    lengths = dict.fromkeys(rules, math.inf)
    for number in range(MOST_PASSES):
        # Rules stand before those they are made of, or behind them: passes go both ways.
        order = list(rules) if number % 2 else list(reversed(rules))
        found = lengths.copy()
        for name in order:
            found[name] = _length(rules[name], found)
        if found == lengths:
            break
        lengths = found
    return lengths[ROOT]


def _length(node: Node, lengths: dict[str, float]) -> float:
    match node:
        case Characters():
            return 1.0
        case Rule():
            return lengths[node.name]
        case Sequence():
            return sum((_length(item, lengths) for item in node.items), 0.0)
        case Alternatives():
            return min(_length(item, lengths) for item in node.items)
        case Repetition():
            return node.least * _length(node.item, lengths) if node.least else 0.0


def _joined(one: Ranges, other: Ranges) -> Ranges:
    return united([*one, *other])


def _overlap(one: Ranges, other: Ranges) -> bool:
    return any(first <= end and begin <= last for first, last in one for begin, end in other)


def _class(ranges: Ranges) -> str:
    return "[" + "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in ranges) + "]"
