"""Formulas are drawn as they are set in books, copied as LaTeX, and never cost the words around them."""

import pytest
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.commands import Change
from slm_desktop.core.engines.events import Token
from slm_desktop.core.records import Message, RunRecord
from slm_desktop.ui.text.blocks import Prose
from slm_desktop.ui.text.drawn_formula import items
from slm_desktop.ui.text.formula import LONGEST, Formula, typeset, typesetter
from slm_desktop.ui.text.markdown import read
from slm_desktop.ui.text.prose import ProseView
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.transcript.provenance import places
from tests.e2e.pages.chat import hover
from tests.ui.verbs import NO_VERBS

ROOTS = r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}"


@pytest.mark.parametrize(
    "latex",
    [
        ROOTS,
        r"\lim_{n\to\infty} a_n",
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
        r"\begin{cases}1&x>0\\0&x\le 0\end{cases}",
        r"\int_0^1 \mathbb{R}",
    ],
)
def test_fractions_roots_limits_and_matrices_are_set(latex: str) -> None:
    picture = typeset(Formula(latex, True, 16))
    assert picture is not None
    assert picture.width > 20
    assert picture.above > picture.below > 0


@pytest.mark.parametrize(
    "latex", [r"\broken{", "x" * (LONGEST + 1), r"\sqrt{" * 30 + "1" + "}" * 30, r"\left(" * 12 + "1" + r"\right)" * 12]
)
def test_what_cannot_be_set_or_would_take_long_is_refused(latex: str) -> None:
    assert typeset(Formula(latex, True, 16)) is None


def shown(qtbot: QtBot, theme: Theme, text: str) -> ProseView:
    view = ProseView(theme)
    qtbot.addWidget(view)
    view.resize(500, 100)
    (block,) = read(text)
    assert isinstance(block, Prose)
    view.show_block(block)
    view.show()
    return view


def test_a_fraction_makes_its_line_higher_once_it_is_set(qtbot: QtBot, theme: Theme) -> None:
    plain = shown(qtbot, theme, "The roots are x.")
    view = shown(qtbot, theme, f"The roots are $${ROOTS}$$.")
    qtbot.waitUntil(lambda: view.height() > plain.height() + 10)


def test_copying_gives_latex(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, "Here $x$ and \\(a^2\\).\n\nThere.")
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == "Here $x$ and $a^2$.\nThere."
    cursor = view.textCursor()
    cursor.setPosition(5)
    cursor.setPosition(6, cursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    assert view.createMimeDataFromSelection().text() == "$x$"


def test_what_cannot_be_set_stays_readable_text(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, r"So $\alpha \broken{$ is.")
    qtbot.waitUntil(lambda: "broken" in view.toPlainText())
    assert view.toPlainText() == r"So \alpha \broken{ is."


def test_a_formula_too_wide_for_the_text_is_drawn_smaller(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, "$$" + "a + " * 60 + "b$$")
    qtbot.waitUntil(lambda: view.document().size().width() > 0 and not typesetter()._waiting)
    assert view.document().idealWidth() <= view.document().textWidth() + 1


def test_places_behind_a_formula_are_found_in_the_source() -> None:
    source = f"A $${ROOTS}$$ b"
    found = places(["A", " ", ROOTS, " ", "b"], source)
    assert [source[at] for at in found[:3]] == ["A", " ", "x"]
    assert found[-1] == len(source) - 1


def test_hovering_behind_a_formula_tells_of_the_right_token(qtbot: QtBot, theme: Theme) -> None:
    words = ["So ", f"$${ROOTS}$$", " it", " is."]
    tokens = [Token(at, word, 0, at * 1.0) for at, word in enumerate(words)]
    run = RunRecord(tokens=tokens, changes=[Change(0, {"temperature": 0.5})])
    answer = Answer(theme, Message(2, 1, 1, "assistant", "".join(words), 0.0, run=run), NO_VERBS)
    qtbot.addWidget(answer)
    answer.refresh("".join(words), live=False)
    answer.resize(600, 400)
    answer.show()
    qtbot.waitUntil(lambda: answer.flow.is_finished)
    (text,) = answer.texts
    assert "Token 2 of 4" in hover(text, items(text.document()).index(ROOTS))
    assert "Token 4 of 4" in hover(text, len(items(text.document())) - 2)


def test_other_colours_draw_formulas_anew(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, f"$${ROOTS}$$")
    qtbot.waitUntil(lambda: not typesetter()._waiting)
    light = view.grab().toImage()
    theme.choose("dark")
    qtbot.waitUntil(lambda: view.grab().toImage() != light)
    theme.choose("light")
