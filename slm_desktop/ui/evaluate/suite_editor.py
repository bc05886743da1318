"""A suite as it is edited: its prompts, and the chosen one with its checks. Everything is kept at once."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QPlainTextEdit, QScrollArea, QSpinBox, QWidget

from slm_desktop.core.chat.titles import LONGEST_TITLE
from slm_desktop.core.engines.media import Media
from slm_desktop.core.evaluate.suite import MOST_CHECKS, Check, Prompt, Suite, check_suite
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault
from slm_desktop.ui.evaluate.check_row import CheckRow
from slm_desktop.ui.media.media_chips import MediaChips
from slm_desktop.ui.media.media_field import MediaField
from slm_desktop.ui.media.media_place import MediaContext, MediaPlace, ask_media
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import IconButton, button, column, label, named, row, unscrolled, written
from slm_desktop.ui.words import explain

TYPED_MILLISECONDS = 300
LIST_WIDTH, PROMPT_HEIGHT, SYSTEM_HEIGHT = 210, 110, 56
MOST_TOKENS = 2**30
MOST_EDITED = 2_000
"""Prompts of a suite that is edited here, where each change keeps all of it; a larger one is edited as a file."""
Field = TypeVar("Field", bound=QPlainTextEdit)


class Edited(msgspec.Struct, eq=False):
    """A prompt that is being edited; it stays the same one, whatever becomes of it."""

    prompt: Prompt = msgspec.field(default_factory=lambda: Prompt(""))


class SuiteEditor(QWidget):
    """`edited` carries the suite as it is now, also one that lacks something; `ended` tells whether the changes are to
    stay, `failed` carries a Fault.
    """

    edited = Signal(object)
    ended = Signal(bool)
    failed = Signal(object)

    def __init__(self, theme: Theme, media: MediaContext) -> None:
        super().__init__()
        self._theme = theme
        self._prompts = [Edited()]
        self._whole, self._filling = Suite("", ()), False
        self._checks: list[CheckRow] = []
        self._title = self._line(self.tr("Title"), lambda: self._change_head(title=self._title.text()))
        self._about = self._line(self.tr("About"), lambda: self._change_head(about=self._about.text()))
        self._title.setMaxLength(LONGEST_TITLE)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Prompts"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentRowChanged.connect(lambda _row: self._fill_form())
        self._name = self._line(self.tr("Short name"), lambda: self._change(name=self._name.text()))
        self._text = self._field(self.tr("Prompt"), PROMPT_HEIGHT, MediaField())
        self._chips = MediaChips(theme)
        self._seen: MediaPlace[Edited] = MediaPlace(
            parent=self,
            theme=theme,
            chips=self._chips,
            context=media,
            report=self.failed.emit,
            owner=lambda: self._edited,
            aside=self._add_media,
            # It is said with the answers: which columns a suite runs over is not known here.
            lacking=lambda _feature: "",
        )
        self._clip = IconButton(
            theme, "clip", self.tr("Add pictures or sounds"), lambda: self._seen.take(ask_media(self))
        )
        self._text.dropped.connect(self._seen.take)
        self._text.picture_pasted.connect(self._seen.paste)
        self._chips.changed.connect(lambda: self._change(media=self._chips.media))
        self._text.textChanged.connect(lambda: self._change(prompt=well_formed(written(self._text))))
        self._system = self._field(self.tr("System prompt"), SYSTEM_HEIGHT, QPlainTextEdit())
        self._system.textChanged.connect(lambda: self._change(system=well_formed(written(self._system))))
        self._most = QSpinBox(maximum=MOST_TOKENS)
        self._most.setSpecialValueText(self.tr("As in the column"))
        self._most.setFont(font(13))
        self._most.lineEdit().setTextMargins(6, 0, 0, 0)
        self._most.setFixedWidth(px(150))
        self._most.setAccessibleName(self.tr("Most tokens of an answer"))
        self._most.valueChanged.connect(lambda value: self._change(max_tokens=value))
        unscrolled(self._most)
        self._rows = column(spacing=10)
        self._add_check = button(self.tr("Add a check"), "plain", self._on_add_check)
        self._wrong = label("", 12, tone="warn", wrap=True)
        self._done = button(self.tr("Done"), "primary", lambda: self._end(keep=True))
        self._undo = button(self.tr("Undo all changes"), "plain", lambda: self._end(keep=False))
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MILLISECONDS)
        self._typed.timeout.connect(self._emit_edited)
        self._lay_out()

    def _line(self, name: str, on_change: Callable[[], object]) -> QLineEdit:
        field = QLineEdit()
        field.setFont(font(13))
        field.setAccessibleName(name)
        field.textChanged.connect(lambda _text: on_change())
        return field

    @staticmethod
    def _field(name: str, height: int, field: Field) -> Field:
        field.setProperty("kind", "lines")
        field.setFont(font(13))
        field.setTabChangesFocus(True)
        field.setFixedHeight(px(height))
        field.setAccessibleName(name)
        return field

    def _lay_out(self) -> None:
        head = row(self._wrong, self._undo, self._done, spacing=10)
        head.setStretch(0, 1)
        about = row(
            label(self.tr("Title"), 13, tone="2"), self._title, label(self.tr("About"), 13, tone="2"), self._about
        )
        about.setStretch(1, 2)
        about.setStretch(3, 3)
        add = button(self.tr("Add a prompt"), "plain", self._on_add)
        up = IconButton(self._theme, "up", self.tr("Move up"), lambda: self._move(-1))
        down = IconButton(self._theme, "down", self.tr("Move down"), lambda: self._move(1))
        self._remove = IconButton(self._theme, "trash", self.tr("Remove the prompt"), self._on_remove)
        left = column(self._list, spacing=6)
        left.addLayout(row(up, down, None, self._remove, spacing=2))
        left.addWidget(add)
        aside = named(QFrame(), "promptList")
        aside.setFixedWidth(px(LIST_WIDTH))
        aside.setLayout(left)
        body = row(aside, self._form(), spacing=20)
        body.setStretch(1, 1)
        whole = column(spacing=12, margins=(24, 14, 20, 14))
        for part in (head, about):
            whole.addLayout(part)
        whole.addLayout(body, 1)
        self.setLayout(whole)

    def _form(self) -> QScrollArea:
        inside = QWidget()
        form = column(spacing=6, margins=(0, 0, 12, 0))
        form.addWidget(label(self.tr("Short name"), 12, 500, "2"))
        form.addWidget(self._name)
        form.addLayout(row(label(self.tr("Prompt"), 12, 500, "2"), None, self._clip))
        for part in (self._text, self._chips, label(self.tr("System prompt"), 12, 500, "2"), self._system):
            form.addWidget(part)
        form.addLayout(row(label(self.tr("Most tokens of an answer"), 12, 500, "2"), self._most, None))
        form.addWidget(label(self.tr("Checks: an answer passes when all of them do"), 12, 500, "2"))
        form.addLayout(self._rows)
        form.addLayout(row(self._add_check, None))
        form.addStretch(1)
        inside.setLayout(form)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        return scroll

    # -- in and out --------------------------------------------------------------------------------------------

    def open(self, suite: Suite) -> None:
        """Edit a suite."""
        self._filling = True
        self._whole, self._prompts = suite, [Edited(prompt) for prompt in suite.prompts] or [Edited()]
        self._title.setText(suite.title)
        self._about.setText(suite.about)
        self._about.setCursorPosition(0)
        self._filling = False
        self._fill_list(0)
        self._show_wrong()
        self._title.setFocus()

    @property
    def suite(self) -> Suite:
        """The suite as the fields have it; it may lack something."""
        return msgspec.structs.replace(self._whole, prompts=tuple(one.prompt for one in self._prompts))

    def _change_head(self, **fields: str) -> None:
        if not self._filling:
            self._whole = msgspec.structs.replace(
                self._whole, **{name: well_formed(text) for name, text in fields.items()}
            )
            self._on_typed()

    def _on_typed(self) -> None:
        self._show_wrong()
        self._typed.start()

    def _show_wrong(self) -> None:
        """Say what the suite lacks before it can run."""
        try:
            check_suite(self.suite)
            self._wrong.setText("")
        except Fault as fault:
            self._wrong.setText(explain(fault.code, fault.details).cause)

    def _emit_edited(self) -> None:
        self._show_wrong()
        self.edited.emit(self.suite)

    def flush(self) -> None:
        """What was typed a moment ago holds now."""
        if self._typed.isActive():
            self._typed.stop()
            self._emit_edited()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page, or the end of the app: nothing that was typed is lost."""
        self.flush()
        super().hideEvent(event)

    def _end(self, *, keep: bool) -> None:
        if keep:
            self.flush()
        self._typed.stop()
        self.ended.emit(keep)

    # -- prompts -----------------------------------------------------------------------------------------------

    def _fill_list(self, at: int) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        self._list.addItems([self._label(number, one.prompt) for number, one in enumerate(self._prompts, 1)])
        self._list.setCurrentRow(at)
        self._list.blockSignals(False)
        self._fill_form()

    @staticmethod
    def _label(number: int, prompt: Prompt) -> str:
        return f"{number}  {visible(prompt.name or ' '.join(prompt.prompt[:80].split())) or '…'}"

    def _fill_form(self) -> None:
        prompt = self._edited.prompt
        self._filling = True
        self._name.setText(prompt.name)
        self._text.setPlainText(prompt.prompt)
        self._chips.show_media(prompt.media)
        self._system.setPlainText(prompt.system)
        self._most.setValue(prompt.max_tokens)
        for old in self._checks:
            self._drop(old)
        self._checks = []
        for check in prompt.checks:
            self._show_check(check)
        self._filling = False
        self._show_counts()

    def _show_counts(self) -> None:
        self._remove.setEnabled(len(self._prompts) > 1)
        self._add_check.setEnabled(len(self._checks) < MOST_CHECKS)

    def _on_checks(self) -> None:
        self._change(checks=tuple(one.check for one in self._checks))

    def _change(self, **fields: object) -> None:
        """Fields of the prompt were changed; the others stay as they were, to the letter."""
        if self._filling:
            return
        edited = self._edited
        edited.prompt = msgspec.structs.replace(edited.prompt, **fields)
        at = self._prompts.index(edited)
        self._list.item(at).setText(self._label(at + 1, edited.prompt))
        self._on_typed()

    @property
    def _edited(self) -> Edited:
        """The prompt that the fields show."""
        return self._prompts[max(0, self._list.currentRow())]

    def _add_media(self, edited: Edited, item: Media) -> None:
        """A picture was read when its prompt was not shown any more."""
        if edited in self._prompts:
            edited.prompt = msgspec.structs.replace(edited.prompt, media=(*edited.prompt.media, item))
            self._on_typed()

    def _on_add(self) -> None:
        if len(self._prompts) < MOST_EDITED:
            at = self._list.currentRow() + 1
            self._prompts.insert(at, Edited())
            self._fill_list(at)
            self._on_typed()
            self._text.setFocus()

    def _on_remove(self) -> None:
        at = self._list.currentRow()
        if len(self._prompts) > 1 and at >= 0:
            del self._prompts[at]
            self._fill_list(min(at, len(self._prompts) - 1))
            self._on_typed()

    def _move(self, by: int) -> None:
        at = self._list.currentRow()
        if 0 <= at + by < len(self._prompts):
            self._prompts.insert(at + by, self._prompts.pop(at))
            self._fill_list(at + by)
            self._on_typed()

    # -- checks ------------------------------------------------------------------------------------------------

    def _show_check(self, check: Check) -> CheckRow:
        made = CheckRow(self._theme, check, self._on_checks, self._on_remove_check)
        self._checks.append(made)
        self._rows.addWidget(made)
        return made

    def _on_add_check(self) -> None:
        self._show_check(Check()).focus()
        self._show_counts()
        self._on_checks()

    def _on_remove_check(self, check: CheckRow) -> None:
        self._checks.remove(check)
        self._drop(check)
        self._show_counts()
        self._on_checks()

    def _drop(self, check: CheckRow) -> None:
        self._rows.removeWidget(check)
        check.hide()
        check.deleteLater()
