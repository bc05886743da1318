"""Formulas as text: LaTeX to Unicode, so that what a model writes in mathematics can be read and copied."""

import re
from functools import cache, lru_cache
from typing import Any

LONGEST, DEEPEST = 4000, 40
RAISED = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
        strict=True,
    )
)
LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
ALWAYS_RAISED = ("′", "*", "∗", "†", "⊤")
ROOTS = {"3": "∛", "4": "∜"}
FUNCTIONS = ("log", "ln", "exp", "sin", "cos", "tan", "max", "min", "det", "gcd")
SPACED = "×·≤≥≈≠→⇒∈⊂±=+<>∣"
OPENED, CLOSED = "\ue000", "\ue001"
PLACED = re.compile(f"([\\^_]){OPENED}([^{OPENED}{CLOSED}]*){CLOSED}")
SINGLE = re.compile(r"^(?:[\w.]+|√\w|√\(.*\)|\([^()]*\))$")


@lru_cache(512)
def readable(formula: str) -> str:
    """A formula as a line of text (several for a matrix or aligned lines); as it was written when it cannot be read."""
    if len(formula) > LONGEST or formula.count("{") > DEEPEST * 5 or _depth(formula) > DEEPEST:
        return formula.strip()
    try:
        text = _converter().latex_to_text(_named(formula), tolerant_parsing=False)
    except Exception:  # noqa: BLE001 - what a model writes need not be LaTeX
        return formula.strip()
    return _tidy(_placed(text)) or formula.strip()


def _named(formula: str) -> str:
    """Braces around whatever is raised or lowered, and marks inside them: the converter drops braces, and keeps the
    marks.
    """
    formula = re.sub(r"([\^_])\s*(\\[A-Za-z]+|[^\s{\\])", r"\1{\2}", formula)
    formula = re.sub(r"\^\{\\?(?:circ|degree)\}", "°", formula)
    made, open_braces = list[str](), list[bool]()
    for at, character in enumerate(formula):
        if character == "{":
            open_braces.append(at > 0 and formula[at - 1] in "^_")
            made.append("{" + OPENED if open_braces[-1] else "{")
        elif character == "}":
            made.append(CLOSED + "}" if open_braces and open_braces.pop() else "}")
        else:
            made.append(character)
    return "".join(made)


def _placed(text: str) -> str:
    """Raise and lower what can be, innermost first; what cannot stands in brackets."""
    while match := PLACED.search(text):
        text = text[: match.start()] + _raised_or_lowered(match.group(1), match.group(2).strip()) + text[match.end() :]
    return text.replace(OPENED, "").replace(CLOSED, "")


def _raised_or_lowered(kind: str, inside: str) -> str:
    marks, bare = RAISED if kind == "^" else LOWERED, inside.replace(" ", "").replace("−", "-")
    if bare in ALWAYS_RAISED:
        return bare
    if bare and all(character in marks for character in bare):
        return "".join(marks[character] for character in bare)
    return f"{kind}{inside}" if len(inside) == 1 else f"{kind}({inside})"


def _tidy(text: str) -> str:
    text = re.sub(f"[ \t]*([{SPACED}])[ \t]*", r" \1 ", text.replace("−", "-"))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"([(\[]) | ([)\]])", r"\1\2", "\n".join(line for line in lines if line))


def _depth(formula: str) -> int:
    depth = most = 0
    for character in formula:
        depth += (character == "{") - (character == "}")
        most = max(most, depth)
    return most


def _part(text: str) -> str:
    """A part of a fraction: in brackets unless it is one thing."""
    text = text.strip()
    return text if SINGLE.match(text) else f"({text})"


@cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    def fraction(node: Any, l2tobj: Any) -> str:
        above, below = (str(l2tobj.node_to_text(one)) for one in node.nodeargd.argnlist[-2:])
        return f"{_part(above)}/{_part(below)}"

    def root(node: Any, l2tobj: Any) -> str:
        index, inside = node.nodeargd.argnlist[-2:]
        sign = ROOTS.get(str(l2tobj.node_to_text(index)).strip(" []") if index else "", "√")
        text = str(l2tobj.node_to_text(inside)).strip()
        return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"

    context = get_default_latex_context_db()
    context.add_context_category(
        "formulas",
        prepend=True,
        macros=[
            *(MacroTextSpec(name, simplify_repl=fraction) for name in ("frac", "dfrac", "tfrac", "cfrac")),
            MacroTextSpec("sqrt", simplify_repl=root),
            *(MacroTextSpec(name, f"{name} ") for name in FUNCTIONS),
        ],
    )
    return LatexNodes2Text(latex_context=context, math_mode="text", keep_comments=True)
