"""Answers that are JSON, and the panel in which their form is written."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.events import Failed, FormatChecked
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat, initial
from slm_desktop.core.formats.draft import FormatDraft
from slm_desktop.core.records import Chat, Message, RunRecord
from slm_desktop.core.sampling import DEFAULTS
from slm_desktop.ui.formats.examples import examples
from slm_desktop.ui.formats.format_panel import EXAMPLE, GRAMMAR, FormatPanel
from slm_desktop.ui.formats.format_place import FormatPlace
from slm_desktop.ui.sampling_words import settings_words
from slm_desktop.ui.text.blocks import Code
from slm_desktop.ui.text.code import CodeView
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.transcript.structured import TABLE, TEXT, TREE, StructuredAnswer, as_shown
from tests.core.formats.test_draft import asked
from tests.core.world import World
from tests.ui.verbs import NO_VERBS

PEOPLE = '{"people": [{"name": "Ana", "age": 31}, {"name": "Bo", "age": null}]}'
SCHEMA = OutputFormat(FormatKind.JSON_SCHEMA, "{}")


def structured(qtbot: QtBot, theme: Theme, saved: list[tuple[str, str, bytes]]) -> StructuredAnswer:
    made = StructuredAnswer(theme, lambda *what: saved.append(what))
    qtbot.addWidget(made)
    return made


def test_an_answer_is_seen_as_text_tree_and_table_and_saved(qtbot: QtBot, theme: Theme) -> None:
    saved: list[tuple[str, str, bytes]] = []
    view = structured(qtbot, theme, saved)
    seen: list[bool] = []
    view.text_wanted.connect(seen.append)
    view.show_answer(PEOPLE)
    view.show()
    view._pages._group.button(TREE).click()
    assert texts(view._tree) == ["people [2]", "1 {2}", "name Ana", "age 31", "2 {2}", "name Bo", "age null"]
    view._pages._group.button(TABLE).click()
    rows = view._grid.model()
    assert [rows.headerData(at, Qt.Orientation.Horizontal) for at in range(rows.columnCount())] == ["name", "age"]
    assert rows.index(1, 0).data() == "Bo"
    view._on_copy()
    assert QGuiApplication.clipboard().text() == "name\tage\nAna\t31\nBo\t"
    view._on_save()
    assert saved == [("table", "csv", b"name,age\nAna,31\nBo,\n")]
    assert seen[-1] is False
    view._pages._group.button(TEXT).click()
    assert seen[-1] is True


def texts(tree: QTreeWidget) -> list[str]:
    """What the rows of a tree say."""
    found, item = [], tree.topLevelItem(0)
    while item is not None:
        found.append(f"{item.text(0)} {item.text(1)}")
        item = tree.itemBelow(item)
    return found


def test_what_is_no_json_has_nothing_to_be_seen_in(qtbot: QtBot, theme: Theme) -> None:
    view = structured(qtbot, theme, [])
    for text in ("Hello", '{"a": ', ""):
        view.show_answer(text)
        assert not view.has_answer
        assert view.isHidden()


def test_a_large_answer_is_counted_beyond_what_is_made(qtbot: QtBot, theme: Theme) -> None:
    view = structured(qtbot, theme, [])
    view.show_answer(str(list(range(5000))))
    view._pages._group.button(TREE).click()
    assert texts(view._tree)[-1].startswith("… and 3,000 more")


def test_json_that_was_asked_for_is_code_in_which_no_emphasis_is_read() -> None:
    run = RunRecord(formats=list(initial(SCHEMA)))
    assert as_shown('{"_a_": "*b*"}', run, live=False) == '``````json\n{"_a_": "*b*"}\n``````'
    assert as_shown("{", run, live=True) == "``````json\n{"
    assert as_shown("*b*", RunRecord(), live=False) == "*b*"


def test_the_foot_says_that_an_answer_is_not_complete(qtbot: QtBot, theme: Theme) -> None:
    run = RunRecord(model="M", formats=list(initial(SCHEMA)), is_unfinished=True, reason="length")
    answer = Answer(theme, Message(2, 1, 1, "assistant", '{"a": ', 0.0, run=run), NO_VERBS)
    qtbot.addWidget(answer)
    answer.refresh('{"a": ', live=False)
    assert "structured output, not complete" in answer._foot.words.accessibleName()


def test_long_lines_of_json_wrap_and_all_of_them_are_seen(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme)
    qtbot.addWidget(view)
    view.resize(700, 100)
    view.show()
    text, metrics = "[" + ", ".join(["12345"] * 60) + "]", view.field.fontMetrics()
    view.show_block(Code("json", text))
    for width in (700, 300, 500):
        view.resize(width, 100)
        least = metrics.horizontalAdvance(text) // width * metrics.height()
        qtbot.waitUntil(lambda least=least: least < view.field.height() < 2 * least + 40)  # type: ignore[misc]
    assert view.field.horizontalScrollBar().maximum() == 0


def panel_for(qtbot: QtBot, world: World) -> tuple[FormatPanel, FormatDraft]:
    draft = FormatDraft(world.chat_list.new())
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = FormatPanel(parent)
    panel.open_for(draft, QPoint(0, 800))
    panel._parent = parent  # type: ignore[attr-defined]  # It lives as long.
    return panel, draft


def test_a_form_is_chosen_among_the_examples_changed_and_used(qtbot: QtBot, theme: Theme) -> None:
    world = World()
    panel, draft = panel_for(qtbot, world)
    assert not panel._use.isEnabled()
    panel._on_example(examples("en")[0])
    world.engines.last.emit(FormatChecked(asked(world).run))
    assert panel._use.isEnabled()
    panel._field.setPlainText('{"type": "nothing"}')
    qtbot.waitUntil(lambda: asked(world).format.text == '{"type": "nothing"}')
    assert not panel._use.isEnabled()
    world.engines.last.emit(Failed(asked(world).run, "format", {"reason": "there is no type nothing"}))
    assert "nothing" in panel._status.text()
    panel._pages._group.button(GRAMMAR).click()
    panel._field.setPlainText('root ::= "a')
    qtbot.waitUntil(lambda: asked(world).format.kind == FormatKind.GRAMMAR)
    world.engines.last.emit(Failed(asked(world).run, "format", {"reason": "gbnf_end", "line": 1}))
    assert "line 1" in panel._status.text()
    panel._field.setPlainText('root ::= "a"')
    qtbot.waitUntil(lambda: asked(world).format.text == 'root ::= "a"')
    world.engines.last.emit(FormatChecked(asked(world).run))
    panel._use.click()
    assert not panel.isVisible()
    assert draft.is_used


def test_an_example_becomes_a_schema(qtbot: QtBot, theme: Theme) -> None:
    panel, draft = panel_for(qtbot, World())
    panel._pages._group.button(EXAMPLE).click()
    panel._field.setPlainText("no JSON")
    qtbot.waitUntil(panel._use.isEnabled)
    panel._use.click()
    assert "JSON object or list" in panel._status.text()
    panel._field.setPlainText('{"name": "Ana"}')
    panel._use.click()
    assert '"name"' in draft.text
    assert panel._field.toPlainText() == draft.text


def test_what_is_wanted_while_it_is_checked_is_used_once_that_is_done(qtbot: QtBot, theme: Theme) -> None:
    world = World()
    panel, draft = panel_for(qtbot, world)
    panel._field.setPlainText("{}")
    panel._on_use()
    assert panel.isVisible()
    world.engines.last.emit(FormatChecked(asked(world).run))
    assert not panel.isVisible()
    assert draft.is_used


def test_what_is_written_is_there_again_for_each_chat(qtbot: QtBot, theme: Theme) -> None:
    world, parent = World(), QWidget()
    qtbot.addWidget(parent)
    place, first, second = FormatPlace(parent), world.chat_list.new(), world.chat_list.new()
    first.set_format(SCHEMA)

    def text_for(session: ChatSession) -> str:
        place.open(session, QPoint(0, 800))
        assert place._panel is not None
        return place._panel._field.toPlainText()

    assert text_for(first) == "{}"
    assert place._panel is not None
    place._panel._field.setPlainText('{"half": ')
    place._panel._pages._group.button(GRAMMAR).click()
    place._panel._field.setPlainText("root")
    place._panel.hide()
    assert text_for(second) == ""
    place._panel.hide()
    assert text_for(first) == "root"
    place._panel._pages._group.button(0).click()
    assert place._panel._field.toPlainText() == '{"half": '
    place._panel.hide()
    first.set_format(None)
    assert text_for(first) == ""


def test_a_column_that_differs_by_its_form_or_system_prompt_alone_says_so() -> None:
    first = Chat(1, "", 0.0, 0.0, sampling=dict(DEFAULTS))
    assert settings_words(Chat(2, "", 0.0, 0.0, sampling=dict(DEFAULTS)), first) == "Same settings as A"
    bound = Chat(3, "", 0.0, 0.0, sampling=dict(DEFAULTS), format=SCHEMA, system="Be brief.")
    assert settings_words(bound, first) == "JSON schema  ·  other system prompt"
    assert settings_words(first, bound) == "no structured output  ·  other system prompt"
    assert settings_words(bound, None).endswith("JSON schema")


def test_every_example_is_in_both_languages() -> None:
    kinds = {code: [one.kind for one in examples(code)] for code in ("en", "es")}
    assert kinds["en"] == kinds["es"]
    assert len(kinds["en"]) >= 4


def test_columns_with_other_tools_or_documents_do_not_have_the_same_settings(qapp: object) -> None:
    plain = Chat(1, "", 0.0, 0.0, sampling=dict(DEFAULTS))
    calls = Chat(2, "", 0.0, 0.0, sampling=dict(DEFAULTS), answer_options=AnswerOptions(tools=("calculator", "x/add")))
    must = Chat(
        3, "", 0.0, 0.0, sampling=dict(DEFAULTS), answer_options=AnswerOptions(tools=("clock",), must_call=True)
    )
    searches = Chat(4, "", 0.0, 0.0, sampling=dict(DEFAULTS), answer_options=AnswerOptions(documents=(7, 8)))
    assert settings_words(calls, plain) == "may call: Calculator, add"
    assert settings_words(must, calls) == "must call: Clock"
    assert settings_words(plain, calls) == "no tools"
    assert settings_words(searches, plain) == "2 documents"
    assert settings_words(plain, searches) == "no documents"
    assert settings_words(calls, calls) == "Same settings as A"
