"""The fields of one check of a prompt, as it is edited."""

import json
from collections.abc import Callable

import msgspec
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from slm_desktop.core.compare.suite import CONTAINS, EXACT, NUMBER, REGEX, SCHEMA, Check
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.choices import Chip
from slm_desktop.ui.widgets.parts import IconButton, column, label, row
from slm_desktop.ui.words import translate

LOW, HIGH = 34, 120
"""Heights of the field of a text and of that of a schema."""
LETTERS = (CONTAINS, REGEX, EXACT)
"""Checks that may count upper and lower case apart."""


class CheckRow(QWidget):
    """One check; `on_change` is told when it is another one."""

    def __init__(self, theme: Theme, check: Check, on_change: Callable[[], object],
                 on_remove: Callable[["CheckRow"], object]) -> None:  # fmt: skip
        super().__init__()
        self._told = on_change
        self._kind = self._kinds()
        self._value = QPlainTextEdit(_text_of(check))
        self._value.setProperty("kind", "stop")
        self._value.setFont(font(13))
        self._value.setTabChangesFocus(True)
        self._value.setAccessibleName(translate("CheckRow", "What is checked for"))
        self._tolerance = QLineEdit(_number_text(check.tolerance))
        self._tolerance.setFont(font(13))
        self._tolerance.setFixedWidth(px(76))
        self._tolerance.setAccessibleName(translate("CheckRow", "Tolerance"))
        self._around = label("±", 13, tone="2")
        self._want, self._case = Chip(translate("CheckRow", "Not")), Chip(translate("CheckRow", "Aa"))
        self._want.setToolTip(translate("CheckRow", "The answer passes if this does not hold"))
        self._case.setToolTip(translate("CheckRow", "Upper and lower case count apart"))
        self._want.setChecked(not check.want)
        self._case.setChecked(check.case)
        self._kind.setCurrentIndex(max(0, self._kind.findData(check.kind)))
        remove = IconButton(theme, "trash", translate("CheckRow", "Remove the check"), lambda: on_remove(self))
        first = row(self._want, self._kind, self._around, self._tolerance, self._case, None, remove, spacing=6)
        whole = column(spacing=4)
        whole.addLayout(first)
        whole.addWidget(self._value)
        self.setLayout(whole)
        self._show_kind()
        self._kind.currentIndexChanged.connect(lambda _at: self._on_kind())
        for signal in (self._value.textChanged, self._want.changed, self._case.changed):
            signal.connect(on_change)
        self._tolerance.textChanged.connect(lambda _text: on_change())

    def _kinds(self) -> QComboBox:
        box = QComboBox()
        box.setFont(font(13))
        box.setAccessibleName(translate("CheckRow", "Kind of check"))
        for kind, words in (
            (CONTAINS, translate("CheckRow", "contains the text")), (EXACT, translate("CheckRow", "is the text")),
            (REGEX, translate("CheckRow", "matches the pattern")), (NUMBER, translate("CheckRow", "comes to the number")),
            (SCHEMA, translate("CheckRow", "is JSON of the schema")),
        ):  # fmt: skip
            box.addItem(words, kind)
        return box

    def _on_kind(self) -> None:
        self._show_kind()
        self._told()

    def _show_kind(self) -> None:
        kind = self._kind.currentData()
        self._around.setVisible(kind == NUMBER)
        self._tolerance.setVisible(kind == NUMBER)
        self._case.setVisible(kind in LETTERS)
        self._value.setFixedHeight(px(HIGH if kind == SCHEMA else LOW))

    def focus(self) -> None:
        """Put the caret where the text is written."""
        self._value.setFocus()

    @property
    def check(self) -> Check:
        """The check as the fields have it; one of no kind while they are not complete."""
        kind, text = self._kind.currentData(), self._value.toPlainText()
        case, want = self._case.isChecked() and kind in LETTERS, not self._want.isChecked()
        try:
            if kind == NUMBER:
                return Check(number=_number_of(text), tolerance=_number_of(self._tolerance.text() or "0"), want=want)
            if kind == SCHEMA:
                schema = json.loads(text)
                return Check(json_schema=schema, want=want) if isinstance(schema, dict) else Check()
        except (ValueError, RecursionError):
            return Check()
        return msgspec.convert({kind: text, "case": case, "want": want}, Check) if text else Check()


def _text_of(check: Check) -> str:
    if check.kind == SCHEMA:
        return json.dumps(check.json_schema, ensure_ascii=False, indent=1)
    if check.kind == NUMBER and check.number is not None:
        return _number_text(check.number)
    return str(getattr(check, check.kind)) if check.kind else ""


def _number_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _number_of(text: str) -> float:
    """A number with a point or a comma before its decimals. Raise ValueError."""
    return float(text.strip().replace(",", "."))
