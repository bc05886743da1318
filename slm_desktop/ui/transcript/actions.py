"""What can be done with a message: its buttons, the walk through its versions, and the field to edit it in."""

from collections.abc import Callable
from typing import Protocol

import msgspec
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.chat.tool_steps import ToolSteps
from slm_desktop.core.documents.records import Source
from slm_desktop.core.records import Message
from slm_desktop.ui.media.viewer import Viewer
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import IconButton, button, label, named, row
from slm_desktop.ui.words import number, translate

LINE, FEWEST, MOST, MARGIN = 22, 2, 14, 20


class Verbs(msgspec.Struct, frozen=True):
    """What the screen does with a message; what it cannot do (None) has no button.

    `bare` answers show their words and versions alone: what else there is to say stands elsewhere.
    """

    regenerate: Callable[[Message], object]
    menu: Callable[[Message | None, QWidget], object]
    show: Callable[[int], object]
    copy: Callable[[Message], object]
    edit: Callable[[Message, str], bool] | None = None
    rewrite: Callable[[Message], object] | None = None
    carry_on: Callable[[Message], object] | None = None
    branch: Callable[[Message], object] | None = None
    export: Callable[[str, str, bytes], object] | None = None
    """Asks for a place for a file: its name, its kind and what it holds."""
    sources: "Sources | None" = None
    media: Viewer | None = None
    tools: Callable[[], ToolSteps] | None = None
    """The calls of tools in the conversation that is shown."""
    bare: bool = False


class Sources(Protocol):
    """What questions found in documents."""

    def show_sources(self, message: Message, at: QPoint) -> None:
        """Show what a question found."""

    def show_cited(self, answer: Message, number: int) -> None:
        """Open the passage that an answer names by its number."""

    def cited(self, answer: Message) -> list[Source]:
        """The passages that stood in the prompt of an answer, in the order of their numbers."""


class Versions(QWidget):
    """< 2/3 >: walks through the versions of a message."""

    def __init__(self, theme: Theme, show: Callable[[int], object]) -> None:
        super().__init__()
        self._show, self._ids, self._at = show, list[int](), 0
        self._back = IconButton(
            theme, "caret-left", self.tr("Previous version (Alt+Left)"), lambda: self.walk(-1), size=12, side=24
        )
        self._on = IconButton(
            theme, "caret-right", self.tr("Next version (Alt+Right)"), lambda: self.walk(1), size=12, side=24
        )
        self._words = label("", 12, 500, "2")
        self.setLayout(row(self._back, self._words, self._on, spacing=0))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # Its arrows stay beside its words.
        self.hide()

    def show_versions(self, ids: list[int], current: int, *, free: bool) -> None:
        """Show which of the versions is seen; while an answer is written, none other can be gone to."""
        self._ids, self._at = ids, ids.index(current) if current in ids else 0
        self.setVisible(len(ids) > 1)
        self._words.setText(f"{number(self._at + 1)} / {number(len(ids))}")
        self._words.setAccessibleName(
            self.tr("Version {at} of {count}").format(at=number(self._at + 1), count=number(len(ids)))
        )
        self._back.setEnabled(free and self._at > 0)
        self._on.setEnabled(free and self._at < len(ids) - 1)

    def walk(self, step: int) -> None:
        """Go to another version."""
        if 0 <= self._at + step < len(self._ids):
            self._show(self._ids[self._at + step])


class Actions(QWidget):
    """The buttons of a message. Those that begin something rest while an answer is written."""

    def __init__(self, theme: Theme, message: Message, verbs: Verbs, on_edit: Callable[[], object]) -> None:
        super().__init__()
        answer = message.role == "assistant"
        self.versions = Versions(theme, verbs.show)
        copy = self.tr("Copy answer (Ctrl+Shift+C)") if answer else self.tr("Copy message")
        self._message, self._verbs = message, verbs
        self._copy = IconButton(theme, "copy", copy, self.copy)
        self._busy = [IconButton(theme, "retry", self.tr("New answer (Ctrl+R)"), lambda: verbs.regenerate(message))]
        if verbs.edit:
            self._busy.insert(0, IconButton(theme, "pencil", self.tr("Edit"), on_edit))
        if answer and (carry_on := verbs.carry_on):
            self._busy.append(IconButton(theme, "continue", self.tr("Continue the answer"), lambda: carry_on(message)))
        self._answer = answer
        self._branch = IconButton(
            theme, "branch", self.tr("Branch: write on from here"), lambda: self._on_branch(verbs, message)
        )
        if verbs.branch:
            self._busy.append(self._branch)
        more = IconButton(theme, "more", self.tr("More"), None)
        more.clicked.connect(lambda: verbs.menu(message, more))
        self.setLayout(row(self._copy, *self._busy, more, spacing=0))

    def copy(self) -> None:
        """Copy the message, and say so."""
        self._verbs.copy(self._message)
        self._copy.confirm(self.tr("Copied"))

    @staticmethod
    def _on_branch(verbs: Verbs, message: Message) -> None:
        if verbs.branch:
            verbs.branch(message)

    def set_free(self, free: bool, *, last: bool) -> None:
        """Whether something new can be begun; from the last answer one writes on anyway, without a branch."""
        for one in self._busy:
            one.setEnabled(free)
        self._branch.setEnabled(free and not (last and self._answer))


class Editor(QFrame):
    """A message in the making anew: Ctrl+Enter takes it, Esc leaves it as it was."""

    done = Signal(str)
    cancelled = Signal()

    def __init__(self, text: str, take: str) -> None:
        super().__init__()
        self.setObjectName("composer")
        self.setProperty("active", "true")
        self._field = named(QPlainTextEdit(), "draft")
        self._field.setFont(font(14))
        self._field.setFrameShape(QFrame.Shape.NoFrame)
        self._field.setTabChangesFocus(True)
        self._field.setAccessibleName(self.tr("Edited message"))
        self._field.setPlainText(text)
        self._field.setFixedHeight(px(LINE) * min(MOST, max(FEWEST, text.count("\n") + len(text) // 70 + 1)) + 12)
        self._field.installEventFilter(self)
        self._take = button(take, "primary", self._on_taken)
        self._take.setToolTip(translate("Editor", "Ctrl+Enter"))
        self._before = text
        self._leave = button(self.tr("Cancel"), "plain", self.cancelled.emit)
        self._leave.installEventFilter(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 10, 10, 10)
        whole.setSpacing(6)
        whole.addWidget(self._field)
        whole.addLayout(row(None, self._leave, self._take))

    @property
    def text(self) -> str:
        """What is written."""
        return self._field.toPlainText()

    def begin(self) -> None:
        """Put the caret at the end."""
        self._field.setFocus()
        self._field.moveCursor(self._field.textCursor().MoveOperation.End)
        QTimer.singleShot(0, self, self._show)

    def _show(self) -> None:
        """Bring it into sight."""
        around: QWidget | None = self.parentWidget()
        while around and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(self, 0, MARGIN)

    def _on_taken(self) -> None:
        if self._field.toPlainText().strip():
            self.done.emit(self._field.toPlainText())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter and Esc, the latter before the window takes it for its own."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        escape = event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if (
                escape and watched is self._field and self.text != self._before
            ):  # One key throws away nothing; a second one does.
                self._leave.setFocus()
                return True
            if escape:
                self.cancelled.emit()
                return True
            if held and watched is self._field and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_taken()
                return True
        return super().eventFilter(watched, event)


def copy(message: Message) -> None:
    """Put what was said on the clipboard; an answer without its thinking."""
    text = (split(message.shown).answer or message.content) if message.role == "assistant" else message.content
    QGuiApplication.clipboard().setText(text)
