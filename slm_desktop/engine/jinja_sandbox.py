"""Jinja as chat templates are written for it, in which no single operation takes much time or memory.

Memory is bounded from outside as well (`template.py`), and so is time, but that only between operations: Python that is
within one can be stopped by nobody. So what grows by itself is refused where it is made.
"""

import datetime
import json
import re
from typing import Any, TypeVar

from jinja2 import TemplateError, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST_RENDERING = 8 * 1024 * 1024
"""Characters of a prompt, and of what a template makes JSON of."""
LARGEST_FACTOR, LARGEST_POWER = 10_000, 64
MOST_ITEMS = 200_000
"""Of a list with all that is within it, each as often as it is there: a list that holds one list twice has all of it
twice when it is written, so that forty lines make a text of a terabyte.
"""
Made = TypeVar("Made")


def sandbox() -> ImmutableSandboxedEnvironment:
    """What compiles and renders templates."""
    # Without `optimized` and with a `finalize` that needs the context, no constant expression is computed while
    # compiling: 'A' * 200000000 would cost 0.8 GB and 3 seconds there.
    environment = Sandbox(
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,
        finalize=_as_it_is,
        extensions=["jinja2.ext.loopcontrols", Generation],
    )
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda form: datetime.datetime.now().strftime(form)
    environment.globals["dict"] = lambda *items, **more: counted(dict(*items, **more))
    environment.filters["tojson"] = _to_json
    return environment


class Weighing(CodeGenerator):
    """Compiles lists, tuples and dictionaries so that their items are counted as they are made."""

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        """As Jinja does, within a call."""
        self._counted(node, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        """The same; one on the left of an assignment is none."""
        if node.ctx == "load":
            self._counted(node, frame)
        else:
            super().visit_Tuple(node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        """The same."""
        self._counted(node, frame)

    def _counted(self, node: nodes.Expr, frame: Frame) -> None:
        self.write("environment.counted(")
        getattr(super(), f"visit_{type(node).__name__}")(node, frame)
        self.write(")")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which neither arithmetic nor lists can be used to fill the memory or the time."""

    intercepted_binops = frozenset(["**", "*", "%", "+"])
    code_generator_class = Weighing

    @staticmethod
    def counted(made: Made) -> Made:
        """For compiled templates: what they make, which must not be too large. Raise SecurityError."""
        return counted(made)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse powers, repetitions, paddings and lists beyond anything that a chat template needs."""
        text = any(isinstance(side, str | list | tuple) for side in (left, right))
        large = any(isinstance(side, int | float) and abs(side) > LARGEST_FACTOR for side in (left, right))
        if (operator == "*" and text and large) or (
            operator == "**" and any(abs(side) > LARGEST_POWER for side in (left, right))
        ):
            raise SecurityError("arithmetic of unreasonable size")
        if operator == "%" and isinstance(left, str) and re.search(r"%[^a-zA-Z]*\d{5}", left):
            raise SecurityError("padding of unreasonable size")
        return counted(super().call_binop(context, operator, left, right))


class Generation(Extension):
    """The tag that marks an answer for training: here it stands for what it holds."""

    tags = {"generation"}  # noqa: RUF012 - as Jinja declares it

    def parse(self, parser: Any) -> Any:
        """The statements between the tag and its end."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def counted(made: Made) -> Made:
    """What was given, unless it has more items than any chat template needs. Raise SecurityError."""
    waiting, count = list[Any]([made]), 0
    while waiting:
        items = _within(waiting.pop())
        count += len(items)
        if count > MOST_ITEMS:
            raise SecurityError("a list of unreasonable size")
        waiting += (item for item in items if isinstance(item, list | tuple | dict))
    return made


def _within(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return list(value) if isinstance(value, list | tuple) else []


def _to_json(value: Any, ensure_ascii: bool = False, **options: Any) -> str:
    """Piece by piece: what would be endless is left in time, where `dumps` is a single operation."""
    pieces, length = list[str](), 0
    for piece in json.JSONEncoder(ensure_ascii=ensure_ascii, **options).iterencode(value):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_RENDERING:
            raise SecurityError("JSON of unreasonable length")
    return "".join(pieces)


@pass_context
def _as_it_is(_context: Any, value: Any) -> Any:
    return value


def _raise(message: Any) -> None:
    raise TemplateError(str(message))
