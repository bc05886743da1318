"""The value of an arithmetic expression. It is read as Python reads it, and nothing but arithmetic is carried out."""

import ast
import math
import operator
from collections.abc import Callable

LONGEST, LARGEST_POWER, LARGEST_FACTORIAL = 500, 10_000, 500
MOST_DIGITS = 1000
Number = int | float
OPERATORS: dict[type, Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
OF_MATH = """
    sqrt cbrt exp log log2 log10 sin cos tan asin acos atan degrees radians floor ceil hypot
"""
FUNCTIONS: dict[str, Callable[..., Number]] = {
    **{name: getattr(math, name) for name in OF_MATH.split()},
    "ln": math.log,
    "abs": abs,
    "round": round,
    "min": min,
    "max": max,
}
CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}
WRITTEN = {"×": "*", "·": "*", "÷": "/", "−": "-", "^": "**", "π": "pi", "√": "sqrt"}
"""Signs that people write, as Python writes them."""


def calculate(expression: str) -> str:
    """The value of an expression, to 15 digits. Raise ValueError with the reason, in English."""
    for sign, meaning in WRITTEN.items():
        expression = expression.replace(sign, meaning)
    expression = expression.strip().rstrip("=? ")
    if not expression or len(expression) > LONGEST:
        raise ValueError(f"An expression has 1 to {LONGEST} characters.")
    try:
        value = _value(ast.parse(expression, mode="eval").body)
        return _written(value)
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError("That is no arithmetic expression.") from error
    except ZeroDivisionError as error:
        raise ValueError("That divides by zero.") from error
    except (OverflowError, TypeError) as error:
        raise ValueError("That has no value that can be written.") from error


def _value(node: ast.expr) -> Number:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand)
        case ast.UnaryOp(op=ast.UAdd()):
            return _value(node.operand)
        case ast.BinOp(op=ast.Pow()):
            return _power(_value(node.left), _value(node.right))
        case ast.BinOp() if type(node.op) in OPERATORS:
            return _bounded(OPERATORS[type(node.op)](_value(node.left), _value(node.right)))
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            return _called(name, [_value(argument) for argument in node.args])
        case _:
            pass
    raise ValueError("Only numbers, + - * / // % ** and functions such as sqrt or sin can be computed.")


def _called(name: str, values: list[Number]) -> Number:
    if name == "factorial" and len(values) == 1 and 0 <= values[0] <= LARGEST_FACTORIAL:
        return math.factorial(int(values[0]))
    if name not in FUNCTIONS:
        raise ValueError(f"There is no function {name!r}; there are {', '.join(sorted(FUNCTIONS))} and factorial.")
    return FUNCTIONS[name](*values)


def _power(base: Number, exponent: Number) -> Number:
    if abs(exponent) > LARGEST_POWER:
        raise ValueError("That power is too large.")
    value = base**exponent
    if isinstance(value, complex):
        raise ValueError("That is no real number.")
    return _bounded(value)


def _bounded(value: Number) -> Number:
    if isinstance(value, int) and value.bit_length() > MOST_DIGITS * 4:
        raise ValueError("That number is too large.")
    return value


def _written(value: Number) -> str:
    """Without the last digits, which are those of rounding."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError("That has no value that can be written.")
    return f"{value:.15g}"
