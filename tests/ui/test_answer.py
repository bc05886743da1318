"""Answers on the screen: they grow, they are safe, they say how they ended."""

import socket
import threading
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.events import Token
from slm_desktop.core.engines.media import Media
from slm_desktop.core.records import Message, MessageState, RunRecord
from slm_desktop.ui.text.blocks import Code, Prose
from slm_desktop.ui.text.code import CodeView
from slm_desktop.ui.text.links import offer, real_host
from slm_desktop.ui.text.markdown import read
from slm_desktop.ui.text.prose import Document, ProseView, TableView
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.transcript.bubble import BubbleText
from slm_desktop.ui.transcript.question import FOLDED_TO, SHOWN_OF_QUESTION, Question
from slm_desktop.ui.widgets import parts
from tests.ui.verbs import NO_VERBS

TEXT = (
    "Hello **you**.\n\n1. first\n2. second\n\n```python\nprint('hi')\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nDone."
)

FIGURES = {"first_token_seconds": 0.5, "tokens_per_second": 4.0, "tokens": 3.0}


def message(content: str = "", **record: Any) -> Message:
    return Message(2, 1, 1, "assistant", content, 0.0, run=RunRecord(model="M", **record))


def test_an_answer_grows_to_the_same_picture_as_when_it_is_shown_at_once(qtbot: QtBot, theme: Theme) -> None:
    grown, whole = Answer(theme, message(), NO_VERBS), Answer(theme, message(), NO_VERBS)
    for widget in (grown, whole):
        qtbot.addWidget(widget)
        widget.resize(700, 500)
    for end in range(1, len(TEXT) + 1):
        grown.refresh(TEXT[:end], live=True)
    grown.refresh(TEXT, live=False)
    whole.refresh(TEXT, live=False)
    qtbot.waitUntil(lambda: grown.flow.is_finished and whole.flow.is_finished)
    assert [type(view) for view in grown.flow.views] == [ProseView, CodeView, TableView, ProseView]
    for mine, other in zip(grown.flow.views, whole.flow.views, strict=True):
        if isinstance(mine, Document):
            assert isinstance(other, Document)
            assert mine.toHtml() == other.toHtml()


def test_what_already_stands_is_not_written_again(qtbot: QtBot, theme: Theme) -> None:
    view = ProseView(theme)
    qtbot.addWidget(view)
    changes: list[tuple[int, int, int]] = []
    view.document().contentsChange.connect(lambda *change: changes.append(change))
    first, second = read("one\n\ntwo"), read("one\n\ntwo **three**\n\nfour")
    assert isinstance(first[0], Prose)
    assert isinstance(second[0], Prose)
    view.show_block(first[0])
    changes.clear()
    view.show_block(second[0])
    assert all(position >= len("one\ntwo") and removed == 0 for position, removed, _added in changes)
    assert view.toPlainText() == "one\ntwo three\nfour"


def test_highlighting_colours_while_streaming_and_anew_when_complete(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme)
    qtbot.addWidget(view)
    view.show_block(Code("python", 'x = """one\ntwo', closed=False))
    view.show_block(Code("python", 'x = """one\ntwo"""\ny = 1\n'))
    edit = view.findChild(QPlainTextEdit)
    assert edit is not None
    second = edit.document().findBlockByNumber(1).layout().formats()
    assert second
    assert second[0].format.foreground().color() == theme.colour("string")


@pytest.mark.parametrize("lines", [1, 8, 60])
def test_the_last_line_of_code_can_be_seen(qtbot: QtBot, theme: Theme, lines: int) -> None:
    view = CodeView(theme)
    qtbot.addWidget(view)
    view.resize(600, 2000)
    view.show()
    for end in range(1, lines + 1):
        view.show_block(Code("python", "\n".join(["x = 1  # comment"] * end), closed=end == lines))
    edit = view.findChild(QPlainTextEdit)
    assert edit is not None
    cursor = edit.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    edit.setTextCursor(cursor)
    assert edit.cursorRect().bottom() <= edit.viewport().height()
    assert edit.verticalScrollBar().maximum() == 0


def test_an_unknown_language_is_shown_plainly(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme)
    qtbot.addWidget(view)
    view.show_block(Code("klingon", "nuqneH"))
    edit = view.findChild(QPlainTextEdit)
    assert edit is not None
    assert edit.toPlainText() == "nuqneH"


def test_the_copy_button_copies_the_code_alone(qtbot: QtBot, theme: Theme) -> None:
    from PySide6.QtGui import QGuiApplication

    view = CodeView(theme)
    qtbot.addWidget(view)
    view.show_block(Code("python", "print('hi')\n"))
    copy = view.findChild(QPushButton)
    assert copy is not None
    copy.click()
    assert QGuiApplication.clipboard().text() == "print('hi')"


def test_statistics_say_speed_tokens_first_token_seed_and_why_it_ended(qtbot: QtBot, theme: Theme) -> None:
    tokens = [Token(1, "a", 0, 0.5), Token(2, "b", 0, 0.75), Token(3, "c", 0, 1.0)]
    turn = Answer(theme, message("abc", tokens=tokens, figures=FIGURES, seed=42, reason="length"), NO_VERBS)
    qtbot.addWidget(turn)
    turn.refresh("abc", live=False)
    assert turn._words() == "first token 0.50 s · 4.0 tok/s · 3 tokens · ended at max tokens · seed 42"
    turn.message.state = MessageState.INTERRUPTED
    assert "· interrupted ·" in turn._words()


def test_what_was_drafted_is_said_on_demand_and_only_then(qtbot: QtBot, theme: Theme) -> None:
    tokens = [Token(1, "a", 0, 0.5)]
    drafted = {"speculation_gain": 1.25, "draft_tokens": 8, "accepted_draft_tokens": 6, "tokens_per_step": 1.5}
    for figures, said in ((FIGURES, False), ({**FIGURES, **drafted}, True)):
        turn = Answer(theme, message("a", tokens=tokens, figures=figures, seed=1, reason="end"), NO_VERBS)
        qtbot.addWidget(turn)
        turn.refresh("a", live=False)
        assert ("speculation ≈ ×1.25" in turn._words()) == said
        assert ("6 of 8 drafted tokens accepted (75 %)" in turn._foot.words.toolTip()) == said
        assert "Paused" not in turn._foot.words.toolTip()
    turn = Answer(
        theme, message("a", tokens=tokens, figures={**FIGURES, **drafted}, draft_pauses=[(5, 32), (60, 64)]), NO_VERBS
    )
    qtbot.addWidget(turn)
    turn.refresh("a", live=False)
    assert "Paused 2 times" in turn._foot.words.toolTip()


def test_what_was_reused_of_the_prompt_is_said_and_why_it_was_not_more(qtbot: QtBot, theme: Theme) -> None:
    tokens = [Token(1, "a", 0, 0.5)]
    prompt = {"prompt_tokens": 1200, "cached": 40}
    for more, said in (
        ({}, ""),
        ({"cache_loss": "system", "alike": 40, "differs": (" brief", " kind\u202e")}, "The system prompt"),
    ):
        turn = Answer(theme, message("a", tokens=tokens, figures=FIGURES, reason="end", **prompt, **more), NO_VERBS)
        qtbot.addWidget(turn)
        turn.refresh("a", live=False)
        words = turn._foot.words.toolTip()
        assert "1,200 tokens, 40 from the KV cache, 1,160 decoded" in words
        assert said in words
        assert ("From token 41 on" in words) == bool(said)
        assert "\u202e" not in words


@pytest.mark.parametrize("count", [2**70, -(2**70), 10**300])
def test_figures_of_a_stranger_do_not_break_the_answer(qtbot: QtBot, theme: Theme, count: int) -> None:
    drafted = {"draft_tokens": float(count), "accepted_draft_tokens": 1.0}
    tokens = [Token(1, "a", 0, 0.5)]
    turn = Answer(theme, message("a", tokens=tokens, figures=drafted, prompt_tokens=count, cached=-count), NO_VERBS)
    qtbot.addWidget(turn)
    turn.refresh("a", live=False)
    assert turn._foot.words.toolTip() == ""


def test_thinking_is_folded_with_its_time(qtbot: QtBot, theme: Theme) -> None:
    tokens = [
        Token(1, "<think>", 0, 1.0),
        Token(2, "hmm", 0, 2.0),
        Token(3, "</think>", 0, 3.5),
        Token(4, "yes", 0, 4.0),
    ]
    turn = Answer(theme, message(tokens=tokens), NO_VERBS)
    qtbot.addWidget(turn)
    turn.refresh("<think>hmm</think>yes", live=True)
    fold = next(button for button in turn.findChildren(QToolButton) if "Thought" in button.text())
    assert fold.text() == "Thought for 2.5 s, 3 tokens"
    fold.click()
    shown = [view.toPlainText() for view in turn.findChildren(ProseView)]
    assert shown == ["hmm", "yes"]


@pytest.fixture
def server() -> Iterator[tuple[str, list[bytes]]]:
    """A server that records whoever calls it."""
    calls: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.2)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _address = listening.accept()
            except TimeoutError:
                continue
            calls.append(connection.recv(1000))
            connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", calls
    over.set()
    thread.join()
    listening.close()


def test_a_hostile_answer_calls_no_server_and_opens_no_file(
    qtbot: QtBot, theme: Theme, server: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, calls = server
    opened: list[QUrl] = []
    monkeypatch.setattr("slm_desktop.ui.text.links.QDesktopServices.openUrl", opened.append)
    text = f"""<img src="{address}/a.png"> ![x]({address}/b.png) ![f](file:///etc/passwd) ![u](//{address[7:]}/c.png)

<style>@import url("{address}/d.css");</style> <link rel="stylesheet" href="{address}/e.css">

[click](javascript:alert(1)) [file](file:///etc/passwd) <a href="{address}/f">g</a>

| ![t]({address}/g.png) |
|---|
| <img src="{address}/h.png"> |
"""
    turn = Answer(theme, message(), NO_VERBS)
    qtbot.addWidget(turn)
    turn.show()
    turn.refresh(text, live=False)
    for view in turn.findChildren(Document):
        view.setHtml(view.toHtml())
        for kind in QTextDocument.ResourceType:
            assert not view.document().resource(kind, QUrl("file:///etc/passwd"))
    qtbot.waitUntil(lambda: not turn.grab().isNull())
    assert calls == []
    assert opened == []


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.org/x", "example.org"),
        ("https://example.org@evil.example/x", "evil.example"),
        ("https://xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        ("https://аррӏе.com", "xn--80ak6aa92e.com"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("//evil.example", ""),
        ("http://[::1", ""),
    ],
)
def test_the_real_host_of_a_link_is_shown(address: str, host: str) -> None:
    assert real_host(address) == host


def test_only_web_addresses_can_be_opened(qtbot: QtBot, theme: Theme) -> None:
    view = ProseView(theme)
    qtbot.addWidget(view)
    from PySide6.QtCore import QPoint

    for address, count in (("https://example.org", 2), ("file:///etc/passwd", 1)):
        menu = offer(address, QPoint(0, 0), view)
        assert len([action for action in menu.actions() if action.isEnabled() and not action.isSeparator()]) == count
        menu.close()


def test_a_very_long_question_shows_its_beginning_and_says_so(qtbot: QtBot, theme: Theme) -> None:
    turn = Question(theme, Message(1, 1, None, "user", "x" * 1_000_000, 0.0), NO_VERBS)
    qtbot.addWidget(turn)
    (text,) = turn.findChildren(BubbleText)
    assert len(text.plain.replace("\u200b", "")) == FOLDED_TO + 1
    (more,) = [one for one in turn.findChildren(QPushButton) if "1,000,000" in one.text()]
    more.click()
    assert "996,000 more characters" in more.text()
    assert SHOWN_OF_QUESTION <= len(text.plain) < 6000


def test_a_pasted_text_is_folded_to_some_lines_and_unfolds(qtbot: QtBot, theme: Theme) -> None:
    pasted = "Summarise this.\n\n" + "word " * 500
    turn = Question(theme, Message(1, 1, None, "user", pasted, 0.0), NO_VERBS)
    qtbot.addWidget(turn)
    (text,) = turn.findChildren(BubbleText)
    assert text.plain.startswith("Summarise this.")
    assert len(text.plain) < 700
    (more,) = [one for one in turn.findChildren(QPushButton) if "Show all" in one.text()]
    more.click()
    assert text.plain == pasted
    assert more.isHidden()
    short = Question(theme, Message(1, 1, None, "user", "word " * 100, 0.0), NO_VERBS)
    qtbot.addWidget(short)
    assert not [one for one in short.findChildren(QPushButton) if "Show all" in one.text()]


def test_copying_says_that_it_was_done_and_then_offers_it_again(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced: list[str] = []
    monkeypatch.setattr(parts, "announce", lambda _widget, words: announced.append(words))
    monkeypatch.setattr(parts, "CONFIRM_MILLISECONDS", 50)
    turn = Answer(theme, message("abc"), NO_VERBS)
    qtbot.addWidget(turn)
    button = turn._actions._copy
    before = button.accessibleName()
    turn.copy()
    assert button.accessibleName() == "Copied"
    assert announced == ["Copied"]
    qtbot.waitUntil(lambda: button.accessibleName() == before)


def test_the_words_below_an_answer_are_whole_at_any_width(qtbot: QtBot, theme: Theme) -> None:
    tokens = [Token(1, "a", 0, 0.5), Token(2, "b", 0, 0.75)]
    turn = Answer(theme, message("ab", tokens=tokens, figures=FIGURES, seed=4294967294, reason="length"), NO_VERBS)
    qtbot.addWidget(turn)
    turn.refresh("ab", live=False)
    turn.show()
    for width in (900, 480, 320):
        turn.resize(width, 400)
        QApplication.processEvents()
        words = turn._foot.words
        needed = words.fontMetrics().boundingRect(0, 0, words.width(), 1000, Qt.TextFlag.TextWordWrap, words.text())
        assert "seed 4294967294" in words.accessibleName()
        assert needed.height() <= words.height() + 1
        assert needed.width() <= words.width()
        assert turn.minimumSizeHint().height() <= turn.heightForWidth(width)  # No empty room below it.


def test_hidden_characters_of_a_question_are_shown(qtbot: QtBot, theme: Theme) -> None:
    turn = Question(theme, Message(1, 1, None, "user", "a\u202eb <b>not html</b>", 0.0), NO_VERBS)
    qtbot.addWidget(turn)
    (text,) = turn.findChildren(BubbleText)
    assert text.plain == "a⟨U+202E⟩b <b>not html</b>"
    document = QTextDocument()
    document.setHtml(text.text())
    assert document.toPlainText() == text.plain


def test_a_thought_that_the_template_opened_gives_way_to_the_answer(qtbot: QtBot, theme: Theme) -> None:
    turn = Answer(theme, message(), NO_VERBS)
    qtbot.addWidget(turn)
    text = "First I think.\n\nThen I think more.\n\nAnd more.</think>\n\nThe answer is 42.\n\nIndeed."
    for end in range(1, len(text) + 1):
        turn.refresh(text[:end], live=True)
    turn.refresh(text, live=False)
    shown = "\n".join(text.document().toPlainText() for text in turn.texts)
    assert shown == "The answer is 42.\nIndeed."


def test_beside_a_quote_stands_a_bar(qtbot: QtBot, theme: Theme) -> None:
    view = ProseView(theme)
    qtbot.addWidget(view)
    view.resize(400, 200)
    (block,) = read("> quoted words\n\nplain words")
    assert isinstance(block, Prose)
    view.show_block(block)
    view.show()
    QApplication.processEvents()
    picture, line = view.grab().toImage(), theme.colour("line2").rgb()
    rows = [y for y in range(picture.height()) if any(picture.pixel(x, y) == line for x in range(2, 9))]
    assert rows
    assert max(rows) < picture.height() * 0.7  # beside the quoted words alone


def test_no_part_of_a_question_with_pictures_is_a_window_of_its_own(theme: Theme, qtbot: QtBot) -> None:
    shown: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    picture = Media("a" * 64, "png", 4, 3)
    message = Message(1, 1, None, "user", "What is this?", 0.0, media=(picture,))
    verbs = replace(NO_VERBS, media=Mock(data=lambda _one: b""))
    watch = Watch()
    app = QApplication.instance()
    assert app
    app.installEventFilter(watch)
    turn = Question(theme, message, verbs)
    app.removeEventFilter(watch)
    qtbot.addWidget(turn)
    assert shown == []
    assert not turn._bubble.isHidden()
