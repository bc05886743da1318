"""Formulas can be read."""

import pytest

from slm_desktop.ui.text.blocks import Code, Prose, Table
from slm_desktop.ui.text.latex import readable
from slm_desktop.ui.text.markdown import read
from tests.cost import cost


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"\frac{a+b}{2}", "(a + b)/2"),
        (r"\frac{\frac{1}{2}}{x_i^2}", "(1/2)/(xᵢ²)"),
        (r"x^2 + y_{12} = \sqrt{z}", "x² + y₁₂ = √z"),
        (r"\sqrt[3]{x+1}", "∛(x + 1)"),
        (r"\int_0^\infty e^{-x^2}\,dx", "∫₀^∞ e^(-x²) dx"),
        (r"\sum_{i=1}^{n} i", "∑ᵢ₌₁ⁿ i"),
        (r"\text{speed} = \frac{\text{distance}}{\text{time}}", "speed = distance/time"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "[1 2; 3 4]"),
        (r"\mathbb{R}^n \to \mathcal{O}(n \log n)", "ℝⁿ → 𝒪(n log n)"),
        (r"\left( \frac{1}{2} \right)^{10} \approx 0.001", "(1/2)¹⁰ ≈ 0.001"),
        (r"\begin{aligned} x &= 1 \\ y &= 2 \end{aligned}", "x = 1\ny = 2"),
        (r"90^\circ", "90°"),
        (r"\boxed{42}", "42"),
        (r"\broken{", r"\broken{"),
    ],
)
def test_formulas_become_text(formula: str, text: str) -> None:
    assert readable(formula) == text


@pytest.mark.parametrize("formula", ["{" * 5000, r"\frac" * 900, "^{" * 30 + "x" + "}" * 30, "_" * 4000, "x^{y}" * 800])
def test_hostile_formulas_are_read_in_time(formula: str) -> None:
    assert cost(lambda: readable(formula)) < 200


def words(text: str) -> list[str]:
    return [
        "".join(span.text for span in line.spans)
        for block in read(text)
        if isinstance(block, Prose)
        for line in block.lines
    ]


def test_formulas_are_found_in_every_way_models_write_them() -> None:
    text = "So $x^2$ and \\(a_1\\).\n\n\\[\\frac{a}{b}\\]\n\n$$E = mc^2$$\n\n\\begin{align}\nx &= 1\n\\end{align}"
    assert words(text) == ["So x² and a₁.", "a/b", "E = mc²", "x = 1"]


def test_prices_are_no_formulas() -> None:
    assert words("It costs $5 and then $6.") == ["It costs $5 and then $6."]


def test_in_code_nothing_is_a_formula() -> None:
    blocks = read("before\n\n```\n\\(x\\) $y$\n```\nafter")
    assert Code("", "\\(x\\) $y$\n") in blocks


def test_tasks_show_their_boxes_and_tables_their_alignment() -> None:
    (prose,) = read("- [ ] to do\n- [x] done")
    assert isinstance(prose, Prose)
    assert [line.marker for line in prose.lines] == ["☐", "☑"]
    table = read("| a | b | c |\n|---|--:|:-:|\n| 1 | 2 | 3 |")[0]
    assert isinstance(table, Table)
    assert table.aligns == ("", "right", "center")
