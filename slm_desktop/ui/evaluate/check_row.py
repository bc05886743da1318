"""The fields of one check of a prompt, as it is edited."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from slm_desktop.core.evaluate.numbers import NUMBER, value_of
from slm_desktop.core.evaluate.suite import CALLS, CONTAINS, EXACT, REGEX, RETRIEVES, SCHEMA, Check, is_deep
from slm_desktop.core.evaluate.suite import NUMBER as COMES_TO
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.choices import Chip
from slm_desktop.ui.widgets.parts import IconButton, column, label, row, unscrolled, written
from slm_desktop.ui.words import translate

LOW, HIGH = 34, 120
"""Heights of the field of a text and of that of a schema."""
LETTERS = (CONTAINS, REGEX, EXACT, RETRIEVES)
"""Checks that may count upper and lower case apart."""


class CheckRow(QWidget):
    """One check; `on_change` is called when it is another one."""

    def __init__(
        self, theme: Theme, check: Check, on_change: Callable[[], object], on_remove: Callable[["CheckRow"], object]
    ) -> None:
        super().__init__()
        self._on_change, self._original, self._touched = on_change, check, False
        self._kind = self._kinds()
        self._value = QPlainTextEdit(_text_of(check))
        self._value.setProperty("kind", "lines")
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
        for signal in (self._value.textChanged, self._want.changed, self._case.changed, self._tolerance.textChanged):
            signal.connect(lambda *_args: self._on_touched())

    def _kinds(self) -> QComboBox:
        box = QComboBox()
        box.setFont(font(13))
        box.setAccessibleName(translate("CheckRow", "Kind of check"))
        unscrolled(box)
        for kind, words in (
            (CONTAINS, translate("CheckRow", "contains the text")),
            (EXACT, translate("CheckRow", "is the text")),
            (REGEX, translate("CheckRow", "matches the pattern")),
            (COMES_TO, translate("CheckRow", "ends with the number")),
            (SCHEMA, translate("CheckRow", "is JSON of the schema")),
            (RETRIEVES, translate("CheckRow", "finds in documents")),
            (CALLS, translate("CheckRow", "calls the tool")),
        ):
            box.addItem(words, kind)
        return box

    def _on_kind(self) -> None:
        self._show_kind()
        self._on_touched()

    def _on_touched(self) -> None:
        self._touched = True
        self._on_change()

    def _show_kind(self) -> None:
        kind = self._kind.currentData()
        self._around.setVisible(kind == COMES_TO)
        self._tolerance.setVisible(kind == COMES_TO)
        self._case.setVisible(kind in LETTERS)
        self._value.setFixedHeight(px(HIGH if kind == SCHEMA else LOW))

    def focus(self) -> None:
        """Put the caret where the text is written."""
        self._value.setFocus()

    @property
    def check(self) -> Check:
        """The check as the fields have it, or as it was before they were touched; one of no kind while they are not
        complete.
        """
        if not self._touched:
            return self._original
        kind, text = self._kind.currentData(), written(self._value)
        case, want = self._case.isChecked() and kind in LETTERS, not self._want.isChecked()
        try:
            if kind == COMES_TO:
                return Check(number=_number_of(text), tolerance=_number_of(self._tolerance.text() or "0"), want=want)
            if kind == SCHEMA:
                return Check(json_schema=schema_of(text), want=want)
        except (ValueError, RecursionError):
            return Check()
        return msgspec.convert({kind: text, "case": case, "want": want}, Check) if text else Check()


def _text_of(check: Check) -> str:
    if check.kind == SCHEMA:
        return json.dumps(check.json_schema, ensure_ascii=False, indent=1)
    if check.kind == COMES_TO and check.number is not None:
        return _number_text(check.number)
    return str(getattr(check, check.kind)) if check.kind else ""


def _number_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def schema_of(text: str) -> dict[str, Any]:
    """A JSON schema that can be kept as it is.

    Raise ValueError for what is none, is too deep, or has no place in a file.
    """
    schema = json.loads(text)
    if not isinstance(schema, dict) or is_deep(schema):
        raise ValueError(text[:80])
    if msgspec.json.decode(msgspec.json.encode(schema)) != schema:
        raise ValueError(text[:80])
    return schema


def _number_of(text: str) -> float:
    """A number as answers have them, thousands and decimals alike. Raise ValueError."""
    match = NUMBER.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    return value_of(match)
