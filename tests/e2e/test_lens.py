"""A person looks through the lens: while an answer is written, afterwards, and again after a restart."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from slm_desktop.core.chat.answering import token_ids
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.words import speak
from tests.e2e.conftest import App
from tests.e2e.pages.chat import foot_words
from tests.e2e.pages.lens import (
    ByHandPage,
    ExplanationPage,
    LensPage,
    TokensPage,
    TourPage,
    TreePage,
    marked,
    place_of,
)

STORY = "Write a long story about a lighthouse keeper."


def opened(app: App) -> LensPage:
    """The lens, opened by its key."""
    app.chat.lens.toggle()
    app.settle()
    return LensPage(app.chat)


def over_an_answer(app: App, tokens: int, question: str = STORY) -> LensPage:
    """The lens, over an answer of so many tokens at most that was written while it was open."""
    lens = opened(app)
    app.limit(tokens)
    app.type(question)
    app.answered()
    app.until(lambda: len(lens.bars) == 64)
    return lens


def test_opened_during_an_answer_bars_are_cut_and_a_branch_is_found_after_a_restart(
    open_app: Callable[..., App], qtbot: QtBot
) -> None:
    app = open_app().ready()
    app.limit(60)
    app.type(STORY)
    app.streaming(3)
    lens = opened(app)
    session = app.chat.session
    app.until(lambda: session.answering is None or len(session.answering.run.candidates.places) > 3)
    app.answered()
    first = session.messages[-1]
    assert session.messages[-1].run is not None
    qtbot.mouseClick(lens.recover_button, Qt.MouseButton.LeftButton)
    app.until(lambda: len(lens.bars) == 64)
    lens.candidates.setFocus()
    while sum(not bar.cut_by for bar in lens.bars) < 2:  # Where the model was sure there is nothing to cut.
        qtbot.keyClick(lens.candidates, Qt.Key.Key_N)
        app.settle()
    before = sum(not bar.cut_by for bar in lens.bars)
    lens.slider("top_p").take(0.0)
    app.until(lambda: sum(not bar.cut_by for bar in lens.bars) == 1)
    assert before > 1
    assert lens.bars[1].cut_by in ("top_p", "top_k")
    assert any("cut by Top-p" in words for words in lens.spoken)
    assert session.sampling["top_p"] == 0.95, "the chat's own settings stay"
    row = next(at for at, bar in enumerate(lens.bars) if not bar.is_chosen and not bar.steers)
    wanted = lens.bars[row].piece.decode()
    words, _tokens = lens.panel._lens.answer.beginning(lens.panel._lens.place)  # type: ignore[union-attr]
    lens.choose(row)
    qtbot.mouseClick(lens.branch_button, Qt.MouseButton.LeftButton)
    app.until(lambda: session.messages[-1] is not first)
    app.answered()
    branch = session.messages[-1]
    assert branch.content.startswith(words.decode() + wanted)
    assert session.tree.siblings(branch.id) == [first.id, branch.id]
    app.close()
    again = open_app().ready()
    chat = again.chat.session
    assert chat.messages[-1].content == branch.content
    found = opened(again)
    again.until(lambda: len(found.bars) == 64)
    assert not found.recover_button.isVisible()


def test_a_click_on_a_word_looks_at_its_token_and_keys_step_on(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    lens = opened(app)
    app.set_parameter("temperature", 0.0)
    app.limit(12)
    app.type("Say: The quick brown fox jumps.")
    app.answered()
    app.until(lambda: len(lens.bars) == 64)
    turn = app.window.window.findChild(Answer)
    assert turn is not None
    run = app.chat.session.messages[-1].run
    assert run is not None
    word = next(token.text.strip() for token in run.tokens[2:] if len(token.text.strip()) > 2)
    at = next(number for number, token in enumerate(run.tokens) if token.text.strip() == word)
    field, point = place_of(turn, word)
    QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, pos=point)
    app.until(lambda: lens.where.startswith(f"Token {at + 1} of"))
    app.until(lambda: [words.strip() for words in marked(turn)] == [word])
    lens.strip.setFocus()
    qtbot.keyClick(lens.strip, Qt.Key.Key_Right)
    app.until(lambda: lens.where.startswith(f"Token {at + 2} of"))
    qtbot.keyClick(lens.candidates, Qt.Key.Key_Left)
    app.until(lambda: lens.where.startswith(f"Token {at + 1} of"))
    lens.tint.click()
    app.until(lambda: len(marked(turn)) > 1)
    app.chat.lens.toggle()
    app.until(lambda: marked(turn) == [])


def test_pointing_at_a_sampler_shows_what_is_left_just_after_it(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    lens = over_an_answer(app, 4)
    names = [chip.sampler for chip in lens.stages]
    assert names == ["", "top_k", "top_p", "min_p", "temperature"]
    left = []
    for chip in lens.stages:
        chip.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        chip.entered.emit()
        left.append(sum(bool(bar.after) for bar in lens.bars))
    assert left[0] == 64
    assert left[1] == 40
    assert left == sorted(left, reverse=True)


def test_words_of_ones_own_begin_a_branch(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    lens = over_an_answer(app, 8)
    app.until(lens.own_words.isEnabled)
    qtbot.keyClicks(lens.own_words, "Nobody had ever seen")
    qtbot.keyClick(lens.own_words, Qt.Key.Key_Return)
    app.until(lambda: app.chat.session.messages[-1].content.startswith("Nobody had ever seen"))
    app.answered()
    assert lens.own_words.text() == ""


def test_closed_nothing_is_recorded(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(4)
    app.type(STORY)
    app.answered()
    assert app.services.store.candidates(app.chat.session.messages[-1].id) == b""


def test_a_person_is_the_sampler_by_keys_alone(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    lens = over_an_answer(app, 6, "Name a colour.")
    count = len(app.chat.session.messages)
    app.press("Choose each token yourself")
    hand = ByHandPage(app.chat)
    app.until(lambda: hand.is_ready)
    written = []
    for key in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_D):
        qtbot.keyClick(hand.candidates, key)
        app.until(lambda: hand.is_ready)
        written.append(hand.text)
    assert written[0]
    assert written[1].startswith(written[0])
    assert len(written[2]) > len(written[1])
    qtbot.keyClick(hand.candidates, Qt.Key.Key_Backspace)
    app.until(lambda: hand.is_ready and hand.text == written[1])
    qtbot.keyClick(hand.candidates, Qt.Key.Key_K)
    app.until(lambda: app.chat.session.messages[-1].content == written[1])
    assert len(app.chat.session.messages) == count
    app.until(lambda: len(lens.bars) == 64)
    assert "each token chosen by you" in foot_words(app.window.window.findChildren(Answer)[-1])


def tree_over_an_answer(app: App) -> TreePage:
    """A question, its answer, and sixteen seeds of it that are being drawn."""
    opened(app)
    app.limit(4)
    app.type(STORY)
    app.answered()
    app.press("What could have been")
    return TreePage(app.chat)


def test_the_tree_of_what_could_have_been_is_drawn_and_a_leaf_opened(
    open_app: Callable[..., App], qtbot: QtBot
) -> None:
    app = open_app().ready()
    tree = tree_over_an_answer(app)
    app.until(lambda: bool(tree.branches) and not tree.is_growing)
    taken = [one for one in tree.branches if one.stretch]
    leaves = [one for one in taken if one.stretch and one.stretch.ended]
    assert sum(len(one.stretch.ended) for one in leaves if one.stretch) == 16, "each seed ends somewhere"
    assert all(one.share for one in taken), "what was drawn had a probability"
    assert any(not one.count for one in tree.branches), "there were others that nobody took"
    assert "taken by 1 of 16" in " ".join(tree.spoken)
    assert app.chat.session.answering is None
    count = len(app.chat.session.messages)
    qtbot.keyClick(tree.rows, Qt.Key.Key_End)
    while not (tree.chosen.stretch and tree.chosen.stretch.ended):
        qtbot.keyClick(tree.rows, Qt.Key.Key_Up)
    words = tree.words
    assert words
    qtbot.keyClick(tree.rows, Qt.Key.Key_Return)
    app.answered()
    assert app.chat.session.messages[-1].content.startswith(words)
    assert len(app.chat.session.messages) == count, "it is a version of the same answer"
    assert app.chat.transcript.isVisible()
    app.until(lambda: len(LensPage(app.chat).bars) == 64)


@pytest.fixture
def spanish(qapp: QApplication) -> Iterator[None]:
    """The window in Spanish."""
    speak(qapp, "es")
    yield
    speak(qapp, "")
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    target = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, held)


@pytest.mark.usefixtures("spanish")
def test_the_tour_is_walked_by_keyboard_alone_in_spanish(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.window.window.activateWindow()
    app.chat.focus()
    app.settle()
    press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    tour = TourPage(app.chat)
    notices = []
    for at in range(1, 11):
        app.until(lambda at=at: f"paso {at} de 10" in tour.where and tour.focused == "Muéstramelo")  # type: ignore[misc]
        press(Qt.Key.Key_Return)
        app.until(lambda: tour.is_done)
        app.settle()
        if QApplication.activePopupWidget():  # The tokens of a text.
            press(Qt.Key.Key_Escape)
        app.until(lambda: tour.focused in ("Siguiente", "Terminar"))
        notices.append(tour.notice)
        press(Qt.Key.Key_Return)
    assert all(notices)
    assert "Las dos respuestas son iguales, token por token: 40 de 40" in notices[6]
    assert tour.is_gone
    assert [chat.title for chat in app.services.chat_list.chats] == ["La lupa en diez pasos"]


def test_a_control_is_explained_on_the_token_that_is_looked_at(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    lens = over_an_answer(app, 6)
    lens.explain("top_k")
    page = ExplanationPage(app.chat)
    assert "40" in page.where
    assert page.facts.startswith("Candidates: more than 64 before, 40 after.")
    lens.explain("repeat_penalty")
    assert "It is off; this is what Repeat penalty 1.3 would do" in page.where
    page.panel.hide()
    app.chat.lens.toggle()  # Beside the sliders it is explained on the same answer.
    app.chat.lens.explain("typical_p", app.chat.pos())
    assert "this is what Typical-p 0.5 would do" in page.where
    app.chat.lens.explain("max_tokens", app.chat.pos())
    assert (page.where, page.facts) == ("", ""), "it acts on a whole answer"
    page.panel.hide()


def test_a_setting_that_is_changed_acts_on_all_answers_of_the_tree(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    tree = tree_over_an_answer(app)
    app.until(lambda: tree.is_growing)
    app.chat.session.set_sampling({**app.chat.session.sampling, "temperature": 0.0})
    app.until(lambda: not tree.is_growing)
    greedy = [one for one in tree.drawn if any(change.values["temperature"] == 0.0 for change in one.changes)]
    assert len(greedy) == 16


def test_the_tokens_of_a_draft_and_of_an_answer(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    app.limit(6)
    app.type("Name a colour.")
    answer = app.answered()
    app.chat_page.composer.field.insertPlainText("naïve fox 🦊 <|im_end|>")
    app.chat_page.composer.press_tokens()
    page = TokensPage(app.chat)
    app.until(lambda: "tokens" in page.head)
    assert page.text == "naïve fox 🦊 <|im_end|>"
    assert "Token 1: " in page.one
    qtbot.keyClick(page.field, Qt.Key.Key_End)
    app.until(lambda: "steers" not in page.one)  # What is typed is text, even where it looks like a control token.
    page.panel.hide()
    message = app.chat.session.messages[-1]
    app.chat.lens.show_tokens(token_ids(message), app.chat.pos())
    app.until(lambda: page.text.replace("⏎\n", "\n") == answer)
    run = message.run
    assert run is not None
    assert page.head.startswith(f"{len(run.tokens)} tokens")
    app.chat.lens.show_tokens((2,), app.chat.pos())
    app.until(lambda: "steers the model" in page.one)
    page.panel.hide()
