"""The editor of suites: nothing that was written is lost, and what was not touched stays as it was to the letter."""

from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.media import Media
from slm_desktop.core.evaluate.suite import Check, Prompt, Suite
from slm_desktop.ui.evaluate.check_row import CheckRow
from slm_desktop.ui.evaluate.suite_editor import SuiteEditor
from slm_desktop.ui.media.media_place import MediaContext
from slm_desktop.ui.theme import Theme


def media_context() -> MediaContext:
    """Pictures are read at once, and told by what they are called."""
    intake = Mock(from_file=lambda path: Media("a" * 64, "png", 4, 3, name=Path(path).name), data=lambda _one: b"")
    return MediaContext(
        intake=intake,
        later=lambda work, on_over: on_over(work()),
        export=lambda *_file: None,
        suggest=lambda _feature: None,
        get=lambda _entry: None,
    )


class Kept:
    """An editor, and what it told last."""

    def __init__(self, theme: Theme, qtbot: QtBot, *prompts: Prompt) -> None:
        self.editor = SuiteEditor(theme, media_context())
        qtbot.addWidget(self.editor)
        self.suite = Suite("Mine", prompts)
        self.editor.edited.connect(self._take)
        self.editor.open(self.suite)

    def _take(self, suite: Suite) -> None:
        self.suite = suite


@pytest.fixture
def row(qtbot: QtBot, theme: Theme) -> CheckRow:
    made = CheckRow(theme, Check(), lambda: None, lambda _row: None)
    qtbot.addWidget(made)
    return made


def test_what_is_written_beside_an_empty_prompt_is_kept(qtbot: QtBot, theme: Theme) -> None:
    kept = Kept(theme, qtbot, Prompt("Old"))
    kept.editor._text.setPlainText("New")
    kept.editor._on_add()
    kept.editor.flush()
    assert [prompt.prompt for prompt in kept.suite.prompts] == ["New", ""]
    assert "Prompt 2" in kept.editor._wrong.text()
    kept.editor._text.setPlainText("Another")
    kept.editor.flush()
    assert kept.editor._wrong.text() == ""


def test_a_field_that_was_not_touched_stays_as_it_was(qtbot: QtBot, theme: Theme) -> None:
    odd = Prompt(
        "a\u00a0b\u2028c", system="d\u00a0e", checks=(Check(contains=""), Check(exact="f\u00a0g")), max_tokens=2_000_000
    )
    kept = Kept(theme, qtbot, odd)
    kept.editor._name.setText("Name")
    kept.editor.flush()
    (prompt,) = kept.suite.prompts
    assert (prompt.prompt, prompt.system, prompt.checks, prompt.max_tokens) == (
        odd.prompt,
        odd.system,
        odd.checks,
        odd.max_tokens,
    )
    kept.editor._text.appendPlainText("more")
    kept.editor.flush()
    assert kept.suite.prompts[0].prompt == odd.prompt + "\nmore"


def test_the_wheel_changes_nothing_in_passing(qtbot: QtBot, theme: Theme) -> None:
    kept = Kept(theme, qtbot, Prompt("Old", checks=(Check(contains="a"),), max_tokens=50))
    kept.editor.show()
    for box in (kept.editor._most, kept.editor._checks[0]._kind):
        turn = QWheelEvent(
            QPointF(5, 5),
            QPointF(box.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, turn)
    kept.editor.flush()
    assert kept.suite.prompts[0] == Prompt("Old", checks=(Check(contains="a"),), max_tokens=50)


@pytest.mark.parametrize(
    "check",
    [
        Check(contains="a", case=True),
        Check(regex=r"\d+", want=False),
        Check(exact="x y"),
        Check(number=-1e30),
        Check(number=0.1, tolerance=0.25, want=False),
        Check(json_schema={"type": "array"}),
    ],
    ids=lambda check: check.kind,
)
def test_a_check_comes_out_of_its_fields_as_it_went_in(qtbot: QtBot, theme: Theme, check: Check) -> None:
    row = CheckRow(theme, check, lambda: None, lambda _row: None)
    qtbot.addWidget(row)
    row._touched = True
    assert row.check == check
    row._value.setPlainText("")
    assert row.check.kind == ""  # It is not complete, and the editor says so.


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1,000", 1000), ("1,5", 1.5), ("12 500", 12_500), ("-3", -3), ("1e3", 1000), ("1_000", None), ("x", None)],
)
def test_a_number_is_read_as_answers_are(row: CheckRow, typed: str, number: float | None) -> None:
    row._kind.setCurrentIndex(row._kind.findData("number"))
    row._value.setPlainText(typed)
    assert row.check.number == number


@pytest.mark.parametrize(
    "schema", ['{"const": "\\ud800"}', '{"maximum": Infinity}', '{"a":' * 900 + "1" + "}" * 900, "[]", "{"]
)
def test_a_schema_that_cannot_be_kept_is_not_taken(row: CheckRow, schema: str) -> None:
    row._kind.setCurrentIndex(row._kind.findData("json_schema"))
    row._value.setPlainText(schema)
    assert row.check.kind == ""


def test_a_picture_that_is_dropped_on_a_prompt_belongs_to_it(qtbot: QtBot, theme: Theme) -> None:
    kept = Kept(theme, qtbot, Prompt("What is this?"), Prompt("And that?"))
    kept.editor._text.dropped.emit(["/somewhere/chart.png"])
    kept.editor.flush()
    assert [[one.name for one in prompt.media] for prompt in kept.suite.prompts] == [["chart.png"], []]
    kept.editor._list.setCurrentRow(1)
    assert kept.editor._chips.media == ()
    kept.editor._list.setCurrentRow(0)
    kept.editor._chips.show_media(())
    kept.editor.flush()
    assert kept.suite.prompts[0] == Prompt("What is this?")


def test_a_picture_that_is_read_late_goes_to_the_prompt_it_was_meant_for(qtbot: QtBot, theme: Theme) -> None:
    kept = Kept(theme, qtbot, Prompt("What is this?"), Prompt("And that?"))
    meant = kept.editor._edited
    kept.editor._list.setCurrentRow(1)
    kept.editor._move(-1)
    kept.editor._add_media(meant, Media("a" * 64, "png", 4, 3))
    kept.editor.flush()
    assert [(prompt.prompt, len(prompt.media)) for prompt in kept.suite.prompts] == [
        ("And that?", 0),
        ("What is this?", 1),
    ]
