"""No text holds the window, whatever its shape: it is read and drawn in short steps."""

import gc
import itertools
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea
from pytestqt.qtbot import QtBot

from slm_desktop.core.records import Message
from slm_desktop.ui.models.card import Card
from slm_desktop.ui.text.blocks import Code, Prose, Table
from slm_desktop.ui.text.code import LONGEST_LINE, CodeView
from slm_desktop.ui.text.flow import MOST_VIEWS, Flow
from slm_desktop.ui.text.markdown import MOST_CELLS, MarkdownStream, read
from slm_desktop.ui.text.plain import without_tags
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.answer import Answer
from tests.cost import yardstick
from tests.shapes import PIECES, text_of
from tests.ui.verbs import NO_VERBS

LENGTH = 20_000
LONGEST_HOLD = 300
"""In yardsticks, several times of what may be seen; where a shape cost its square, it was thousands."""
LONGEST_HOLD_OF_FONTS = 600
"""Qt looks for a font that has a script's characters, and longer in a process in which hundreds of tests ran."""


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """What other tests left behind is not looked through in the middle of a measurement."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def area(qtbot: QtBot) -> QScrollArea:
    """A place to scroll in, as a text has in the app."""
    made = QScrollArea(widgetResizable=True)
    qtbot.addWidget(made)
    made.resize(700, 800)
    made.show()
    return made


def longest_hold(qtbot: QtBot, begin: Callable[[], object], is_done: Callable[[], bool]) -> float:
    """The longest time of the processor between two turns of the event loop, in yardsticks."""
    before = yardstick()
    times: list[float] = []
    ticker = QTimer(interval=0)
    ticker.timeout.connect(lambda: times.append(time.thread_time()))
    ticker.start()
    QTimer.singleShot(0, begin)
    qtbot.waitUntil(lambda: len(times) > 3 and is_done(), timeout=120_000)
    ticker.stop()
    longest = max(later - sooner for sooner, later in itertools.pairwise(times))
    return longest / max(before, yardstick())


@pytest.mark.parametrize("name", PIECES)
def test_a_card_of_any_shape_does_not_hold_the_window(name: str, qtbot: QtBot, theme: Theme, area: QScrollArea) -> None:
    card = Card(theme)
    area.setWidget(card)
    card.show()
    text = text_of(name, LENGTH)
    card.show_text(
        text[:2], None, {}
    )  # The first character of a script loads a font that has it, once in the life of the app.
    qtbot.waitUntil(lambda: card.is_whole)
    card.grab()
    hold = longest_hold(qtbot, lambda: card.show_text(text, None, {}), lambda: card.is_whole)
    assert hold < (LONGEST_HOLD_OF_FONTS if name == "wide" else LONGEST_HOLD)


@pytest.mark.parametrize(
    "name", ["fences", "backticks of all lengths", "round brackets", "pictures", "tables", "items", "one word"]
)
def test_an_answer_that_grows_into_any_shape_does_not_hold_the_window(
    name: str, qtbot: QtBot, theme: Theme, area: QScrollArea
) -> None:
    answer = Answer(theme, Message(2, 1, 1, "assistant", "", 0.0), NO_VERBS)
    area.setWidget(answer)
    text, end = text_of(name, 12_000), 0

    def grow() -> None:
        nonlocal end
        end = min(len(text), end + 40)
        answer.refresh(text[:end], live=end < len(text))

    timer = QTimer(interval=0)
    timer.timeout.connect(grow)
    assert longest_hold(qtbot, timer.start, lambda: end == len(text) and answer.flow.is_finished) < LONGEST_HOLD
    timer.stop()


@pytest.mark.parametrize("name", PIECES)
def test_reading_in_steps_comes_to_the_same_blocks_and_loses_nothing(name: str) -> None:
    text = text_of(name, 9_000)
    stepwise = MarkdownStream()
    blocks = stepwise.read(text, lambda _count: True)
    while not stepwise.done:
        blocks = stepwise.read(text, lambda _count: True)
    assert blocks == read(text)


def test_a_table_longer_than_a_screen_comes_in_several_with_the_heading_and_every_row() -> None:
    rows = "".join(f"| {number} | cell |\n" for number in range(1500))
    tables = [block for block in read(f"Before\n\n| n | word |\n|--:|---|\n{rows}\nAfter") if isinstance(block, Table)]
    assert len(tables) > 5
    assert all(table.rows[0] == tables[0].rows[0] and table.aligns == ("right", "") for table in tables)
    assert all(len(table.rows) * 2 <= MOST_CELLS for table in tables)
    assert [row[0][0].text for table in tables for row in table.rows[1:]] == [str(number) for number in range(1500)]


def test_a_list_longer_than_any_window_keeps_its_numbers() -> None:
    blocks = read("".join(f"{number}. item\n" for number in range(1, 1201)))
    lines = [line for block in blocks if isinstance(block, Prose) for line in block.lines]
    assert [line.marker for line in lines] == [f"{number}." for number in range(1, 1201)]
    assert {line.indent for line in lines} == {1}


def test_what_many_views_would_hold_is_offered_step_by_step(qtbot: QtBot, theme: Theme) -> None:
    flow = Flow(theme)
    text = "".join(f"```\n{number}\n```\n" for number in range(MOST_VIEWS + 50))
    flow.show_text(text)
    qtbot.waitUntil(lambda: flow.is_finished, timeout=60_000)
    assert len(flow.views) == MOST_VIEWS
    assert flow.left > 500
    flow.show_more()
    qtbot.waitUntil(lambda: flow.is_finished, timeout=60_000)
    assert len(flow.views) == MOST_VIEWS + 50
    assert flow.left == 0
    flow.leave()


def test_code_of_any_length_is_shown_and_copied_to_the_letter(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme)
    qtbot.addWidget(view)
    code = "x" * (2 * LONGEST_LINE + 5) + "\n" + "y = 1\n" * 3000
    while not view.show_block(Code("python", code), 0.0):
        pass
    field = view.findChild(QPlainTextEdit)
    assert field is not None
    assert field.toPlainText().replace("\n", "") == code.replace("\n", "")
    assert max(map(len, field.toPlainText().split("\n"))) == LONGEST_LINE
    view._copy.click()
    from PySide6.QtGui import QGuiApplication

    assert QGuiApplication.clipboard().text() == code.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a <b>c</b> d", "a c d"),
        ("a<!-- b -->c", "ac"),
        ("a<!-- b\n\nc -->d", "ad"),
        ("2 < 3 and 4 > 1", "2 < 3 and 4 > 1"),
        ("<!-- never closed", "<!-- never closed"),
        ("--> <!-- late", "--> <!-- late"),
        ("<a" + "x" * 600 + ">", "<a" + "x" * 600 + ">"),
        ("</p>end<", "end<"),
    ],
)
def test_tags_and_comments_of_a_card_go(text: str, plain: str) -> None:
    assert without_tags(text) == plain


@pytest.mark.parametrize(
    ("language", "piece"), [("java", "a "), ("c", "/"), ("yaml", "`"), ("rust", "/"), ("diff", "(")]
)
def test_code_that_a_lexer_chokes_on_does_not_hold_the_window(
    language: str, piece: str, qtbot: QtBot, theme: Theme
) -> None:
    view = CodeView(theme)
    qtbot.addWidget(view)
    code = piece * 10_000 + "\n" + f"{piece * 50}\n" * 100
    hold = longest_hold(qtbot, lambda: view.show_block(Code(language, code)), lambda: view.is_coloured)
    assert hold < LONGEST_HOLD


def test_every_stretch_of_long_code_is_coloured(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme)
    qtbot.addWidget(view)
    view.show_block(Code("python", "x = 'a text'\n" * 1500))
    qtbot.waitUntil(lambda: view.is_coloured)
    blocks = [view.field.document().findBlockByNumber(number) for number in (0, 700, 1499)]
    assert all(block.layout().formats() for block in blocks)
