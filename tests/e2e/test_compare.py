"""Compare: three models and three settings of one, voted blind, exported, and run again; and what happens when a column fails."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.records import BEST
from slm_desktop.core.engines.answer_figures import CONCURRENT, LOAD, MEMORY
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.options import NOTHING_CHOSEN, LoadOverrides
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.ui.compare.exports import KINDS
from slm_desktop.ui.compare.screen import CompareScreen
from slm_desktop.ui.monitor.page import EngineCard
from tests.e2e.conftest import App
from tests.e2e.pages import texts
from tests.e2e.pages.compare import ComparePage

QUESTION = "Name three colours of the rainbow."


def compare_of(app: App) -> CompareScreen:
    return app.window.show_compare()


def ask(app: App, screen: CompareScreen, text: str) -> None:
    """Write a question and press the button."""
    ComparePage(screen).ask(text)


def done(app: App, screen: CompareScreen) -> None:
    app.until(lambda: screen.session.running is None)


def short(screen: CompareScreen, tokens: int = 12) -> None:
    for column in screen.session.columns:
        screen.session.set_sampling(column, {**column.sampling, "max_tokens": float(tokens)})


def answers(screen: CompareScreen) -> list[str]:
    return [column.answer.content if column.answer else "" for column in screen.session.columns]


def test_three_models_voted_blind_exported_and_run_again_to_the_same_tokens(
    quantised: dict[str, str], model_path: str, tmp_path: Path, open_app: Callable[..., App]
) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    session = screen.session
    first, second = session.columns
    session.choose(first, model_path, "SmolLM2 135M", "Q4_1")
    session.choose(second, quantised["Q8_0"], "SmolLM2 135M", "Q8_0")
    session.add(quantised["Q2_K"], "SmolLM2 135M", "Q2_K", NOTHING_CHOSEN)
    short(screen)
    session.set_fair(True)
    session.set_blind(True)
    ask(app, screen, QUESTION)
    assert "SmolLM2 135M" not in texts(screen)
    assert "Hidden until the vote" in "\n".join(ComparePage(screen).names)
    done(app, screen)
    assert all(answers(screen))
    assert all(column.figure(MEMORY) > 50_000_000 for column in session.columns)
    # The model of the chat was there already, and is used; the others were loaded for this.
    assert all((column.figure(LOAD) > 0) == (column.record.path != model_path) for column in session.columns)
    assert app.model.state == EngineState.READY
    best = session.columns[1]
    QTest.keyClick(screen, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert not session.record.hidden
    ComparePage(screen).press_best(1)  # the same once more takes it back
    assert session.vote is None
    ComparePage(screen).press_best(1)
    assert session.columns[1] is best  # the columns stay where they were judged
    assert {column.record.quantisation for column in session.columns} == {"Q4_1", "Q8_0", "Q2_K"}
    assert session.vote is not None
    assert session.vote.winner == best.record.id
    assert app.services.comparison.comparisons.ratings[0].label == best.record.label
    ask(app, screen, "And three animals?")
    # While it is blind, what was revealed before does not tell who is who.
    assert session.record.hidden
    assert [ComparePage(screen).questions(at) for at in range(3)] == [1, 1, 1]
    done(app, screen)
    assert "Same as A" not in texts(screen)
    ComparePage(screen).press_best(0)
    app.until(lambda: all(ComparePage(screen).questions(at) == 2 for at in range(3)))
    app.until(lambda: all(column.record.sha256 for column in session.columns))
    card = screen.cards.card()
    assert len({cell.sha256 for cell in card.summary}) == 3
    for kind in KINDS:
        ComparePage(screen).save_card(tmp_path / f"c.{kind}", card, kind)
    app.until(lambda: all((tmp_path / f"c.{kind}").exists() for kind in KINDS))
    spoken = answers(screen)
    ComparePage(screen).open_card(tmp_path / "c.json")
    app.until(lambda: screen.session is not session)
    assert answers(screen) == spoken
    screen.cards.run_again()
    done(app, screen)
    for column in screen.session.columns:
        assert column.run is not None
        assert column.run.same == len(column.run.tokens) > 3
    assert screen.session.repeat is not None
    assert screen.session.repeat.result == (6, 6)  # both questions in all columns
    app.until(lambda: "Answers made again: 6" in texts(screen))
    assert answers(screen) == spoken
    assert "Repeated: the same" in texts(screen)


def test_three_settings_of_one_model_are_loaded_once_and_part_where_they_part(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    ComparePage(screen).add_column()
    short(screen, 40)
    session = screen.session
    for column, temperature in zip(session.columns, (0.0, 0.0, 2.0), strict=True):
        session.set_sampling(
            column, {**column.sampling, "temperature": temperature, "min_p": 0.0, "top_p": 1.0, "top_k": 0.0}
        )
    ask(app, screen, "Tell me a story about a fox.")
    done(app, screen)
    assert len(app.services.pool.engines) == 1  # that of the chat: it is the same model, loaded in the same way
    assert [column.figure(CONCURRENT) for column in session.columns] == [2, 2, 2]
    assert "The same as A to the end" in texts(screen) or "Same as A for" in texts(screen)
    app.until(lambda: bool(ComparePage(screen).marked(2)))
    assert "T 2" in ComparePage(screen).settings_words(2)
    app.until(lambda: ComparePage(screen).plot_ground is not None)
    app.window.window.show_screen(0)
    app.window.theme.choose("dark")  # while the screen is hidden
    compare_of(app)
    dark = app.window.theme.colour("sidebar")
    app.until(lambda: ComparePage(screen).plot_ground == dark)
    app.window.theme.choose("light")


def test_a_column_that_cannot_be_loaded_says_so_and_the_other_goes_on(
    model_path: str, tmp_path: Path, open_app: Callable[..., App]
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(Path(model_path).read_bytes()[:5_000_000])
    app = open_app().ready()
    screen = compare_of(app)
    screen.session.choose(screen.session.columns[1], str(broken), "Broken", "")
    short(screen)
    ask(app, screen, QUESTION)
    done(app, screen)
    assert answers(screen)[0]
    assert screen.session.columns[1].trouble is not None
    app.until(lambda: "The model file is incomplete" in texts(screen))
    again = ComparePage(screen).again_button(1)
    broken.write_bytes(Path(model_path).read_bytes())
    again.click()
    done(app, screen)
    assert answers(screen)[1]
    assert screen.session.columns[1].trouble is None


def test_a_killed_engine_costs_its_column_and_no_other(
    quantised: dict[str, str], model_path: str, open_app: Callable[..., App]
) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    session = screen.session
    session.choose(session.columns[0], model_path, "SmolLM2 135M", "Q4_1")
    session.choose(session.columns[1], quantised["Q8_0"], "SmolLM2 135M", "Q8_0")
    short(screen, 300)
    ask(app, screen, "Tell me a long story about a fox.")
    first, second = session.columns
    app.until(lambda: first.run is not None and len(first.run.tokens) > 5)
    assert first.engine is not None
    os.kill(first.engine.pid, signal.SIGKILL)
    done(app, screen)
    assert first.trouble is not None
    assert first.answer is not None
    assert first.answer.content  # what came is kept
    assert second.answer is not None
    assert second.answer.state == "complete"


def test_a_memory_limit_lets_only_one_model_in_at_a_time(
    quantised: dict[str, str], model_path: str, open_app: Callable[..., App]
) -> None:
    app = open_app().ready()
    app.until(lambda: app.services.models.local_models.known)
    app.services.settings["memory_limit"] = 500
    screen = compare_of(app)
    session = screen.session
    session.choose(session.columns[0], model_path, "SmolLM2 135M", "Q4_1")
    session.choose(session.columns[1], quantised["Q8_0"], "SmolLM2 135M", "Q8_0")
    short(screen)
    assert len(session.schedule()) == 2
    most = 0

    def look() -> bool:
        nonlocal most
        most = max(most, len([engine for engine in app.services.pool.engines if engine is not app.model.engine]))
        return session.running is None

    ask(app, screen, QUESTION)
    app.until(look)
    assert most == 1
    assert all(answers(screen))


def test_cancelling_in_the_middle_keeps_what_is_done(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    short(screen, 400)
    screen.session.set_fair(True)
    first, second = screen.session.columns
    # Free to end, one answer in twenty is over before it can be cancelled.
    first.chat.set_format(OutputFormat(FormatKind.GRAMMAR, "root ::= [a-z ]{4000}"))
    ask(app, screen, "Count from one to a thousand.")
    app.until(lambda: first.run is not None and len(first.run.tokens) > 3)
    ComparePage(screen).press_run()
    done(app, screen)
    assert first.answer is not None
    app.until(lambda: first.chat.answering is None)
    assert first.answer.content
    assert second.questions == first.questions
    assert second.trouble is not None
    assert second.trouble.code == "not_asked"


def test_a_comparison_is_there_after_a_start_and_found_by_its_words(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    short(screen)
    ask(app, screen, "What is a zebra?")
    done(app, screen)
    spoken = answers(screen)
    screen.session.judge(BEST, screen.session.columns[0])
    app.close()
    app = open_app().ready()
    screen = compare_of(app)
    assert answers(screen) == spoken
    assert screen.session.vote is not None
    screen.new()
    assert answers(screen) == ["", ""]
    screen.bar.past_wanted.emit()
    history = ComparePage(screen).history
    history.field.setText("zebra")
    app.until(lambda: history.count == 1 and history.is_filled)
    for keys, title in ((Qt.Key.Key_Escape, "What is a zebra?"), (Qt.Key.Key_Return, "Stripes")):
        history.comparisons.setFocus()
        history.comparisons.setCurrentRow(0)
        QTest.keyClick(history.popup, Qt.Key.Key_F2)
        field = history.title_field
        QTest.keyClicks(field, "Stripes")
        QTest.keyClick(field, keys)
        assert [one.title for one in app.services.comparison.comparisons.comparisons] == [title]
        assert history.popup.isVisible()
    QTest.keyClick(history.popup, Qt.Key.Key_F2)
    history.take_hits([])  # hits that come while a title is written do not disturb it
    assert history.is_renaming
    history.refresh()
    history.field.setText("stripes")
    history.open(0)
    assert answers(screen) == spoken
    assert app.services.chat_list.chats == []  # columns are no chats of the list
    history.delete(screen.session.record)
    assert answers(screen) == ["", ""]


def test_each_model_says_how_surprised_it_is_by_the_answers_of_all(
    quantised: dict[str, str], model_path: str, open_app: Callable[..., App]
) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    page, session = ComparePage(screen), screen.session
    session.choose(session.columns[0], model_path, "SmolLM2 135M", "Q4_1")
    session.choose(session.columns[1], quantised["Q2_K"], "SmolLM2 135M", "Q2_K")
    short(screen)
    ask(app, screen, QUESTION)
    done(app, screen)
    screen.show_opinions()
    app.until(lambda: bool(page.opinions) and not any("–" in row for row in page.opinions))
    bits = [[float(cell.split()[0]) for cell in row] for row in page.opinions]
    assert all(0 < one < 20 for row in bits for one in row)
    assert bits[0][0] != bits[0][1], "two models are not of one mind"
    assert ["its own" in cell for row in page.opinions for cell in row] == [True, False, False, True]
    screen.stop()  # As Esc does.
    assert not screen.opinions.isVisible()
    ask(app, screen, "And three more.")  # The engines are free again.
    done(app, screen)


def test_a_column_goes_on_as_a_chat(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    short(screen)
    ask(app, screen, QUESTION)
    done(app, screen)
    column: ColumnSession = screen.session.columns[1]
    ComparePage(screen).to_chat(column)
    assert app.chat.session.messages[-1].content == answers(screen)[1]
    assert app.chat.session.chat.comparison == 0
    assert len(app.services.chat_list.chats) == 1
    app.limit(5)
    app.type("And a fourth?")
    assert app.answered()


def test_a_broken_run_card_is_refused_with_a_reason(tmp_path: Path, open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    newer = json.dumps({"format": "slm-desktop-comparison", "version": 99}).encode()
    cases = (
        (b"{}", "This is no comparison"),
        (b"[" * 100_000, "cannot be read"),
        (newer, "comes from a newer version"),
    )
    for content, words in cases:
        (tmp_path / "card.json").write_bytes(content)
        ComparePage(screen).open_card(tmp_path / "card.json")
        app.shows(screen, words)


def test_the_monitor_shows_the_engines_of_a_comparison(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = compare_of(app)
    short(screen)
    for column in screen.session.columns:  # Loaded otherwise than the model of the chat, which they would use else.
        screen.session.set_options(column, LoadOverrides(context=1024))
    ask(app, screen, QUESTION)
    done(app, screen)
    app.window_page.show_monitor()
    app.until(lambda: len([card for card in app.window.window.findChildren(EngineCard) if card.isVisible()]) == 2)
    for engine in app.services.pool.idle:
        app.services.pool.unload(engine)
    app.until(lambda: len([card for card in app.window.window.findChildren(EngineCard) if card.isVisible()]) == 1)


def test_a_comparison_beside_a_chat_leaves_its_model_and_uses_it(
    quantised: dict[str, str], model_path: str, open_app: Callable[..., App]
) -> None:
    app = open_app().ready()
    pid = app.model.pid
    screen = compare_of(app)
    session = screen.session
    session.choose(session.columns[0], model_path, "SmolLM2 135M", "Q4_1")
    session.choose(session.columns[1], quantised["Q8_0"], "SmolLM2 135M", "Q8_0")
    short(screen)
    ask(app, screen, QUESTION)
    done(app, screen)
    assert all(answers(screen))
    assert [not column.figure(LOAD) for column in session.columns] == [True, False]
    assert (app.model.state, app.model.pid) == (EngineState.READY, pid)
    # It has all threads again, but for those that other programs take.
    assert app.model.loaded is not None
    most = app.model.loaded.threads
    app.until(lambda: app.model.thread_use.count == most or app.model.thread_use.others > 0)
    app.window.window.show_screen(0)
    app.type("Hello")
    assert app.answered()
    assert app.model.pid == pid
