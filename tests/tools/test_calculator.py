"""The calculator computes, and does nothing else."""

import pytest

from slm_desktop.tools.calculator import calculate


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("47 * 53", "2491"),
        ("12.5 * (3 + 4) / 2", "43.75"),
        ("0.1 + 0.2", "0.3"),
        ("2 ^ 10 =", "1024"),
        ("3 × 4 ÷ 2 − 1", "5"),
        ("sqrt(2)", "1.4142135623731"),
        ("-2**2", "-4"),
        ("7 // 2 + 7 % 4", "6"),
        ("factorial(20)", "2432902008176640000"),
        ("round(2/3, 2)", "0.67"),
        ("π", "3.14159265358979"),
        ("1e300 * 10", "1e+301"),
        ("9**80", str(9**80)),
    ],
)
def test_it_computes(expression: str, value: str) -> None:
    assert calculate(expression).startswith(value)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "one plus one",
        "1 / 0",
        "9**9**9",
        "9**9999 * 9**9999",
        "factorial(100000)",
        "(-1) ** 0.5",
        "__import__('os').system('true')",
        "().__class__",
        "[x for x in (1, 2)]",
        "lambda: 1",
        "'a' * 10**9",
        "True + 1",
        "min",
        "exp(10**6)",
        "(" * 300 + "1" + ")" * 300,
        "1" * 501,
        "max()",
        "sqrt(1, 2, 3)",
        "1 if 2 else 3",
        "1; 2",
        "\0",
    ],
)
def test_anything_else_is_refused_with_words(expression: str) -> None:
    with pytest.raises(ValueError, match=r"[A-Z].*\."):
        calculate(expression)
