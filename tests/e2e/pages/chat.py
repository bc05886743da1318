"""The chat: the field for a message, the list of chats, the transcript, and what stands around them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTextEdit,
    QToolTip,
    QWidget,
)

from slm_desktop.core.chat.prompts import Prompt
from slm_desktop.core.records import Chat, Draft, Message
from slm_desktop.ui.chat.chat_rows import Folder
from slm_desktop.ui.chat.chat_sidebar import ChatSidebar
from slm_desktop.ui.chat.header import Pill
from slm_desktop.ui.chat.own_prompt import GapsPanel, PromptEditor
from slm_desktop.ui.chat.prompt_library import PromptLibrary
from slm_desktop.ui.chat.prompt_panels import PromptPanels
from slm_desktop.ui.chat.screen import ChatScreen
from slm_desktop.ui.picker import Picker
from slm_desktop.ui.transcript.actions import Editor
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.transcript.view import Transcript
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton
from tests.e2e.pages import SPOKEN, VALUE, choose

if TYPE_CHECKING:
    from slm_desktop.ui.transcript.view import Turn


class ComposerPage:
    """The field for a message, and its buttons."""

    def __init__(self, screen: ChatScreen) -> None:
        self._composer = screen._composer

    @property
    def field(self) -> QPlainTextEdit:
        """Where the message is written."""
        return self._composer._draft

    @property
    def draft(self) -> Draft:
        """What is written, and the files beside it."""
        return self._composer.draft

    @property
    def whole_text(self) -> str:
        """What would be sent."""
        return self._composer._text()

    @property
    def count_words(self) -> str:
        """How many tokens there are."""
        return self._composer._tokens.text()

    @property
    def is_ready(self) -> bool:
        """Whether a message can be sent."""
        return self._composer._ready

    def press_send(self) -> None:
        """Press the button, which stops an answer that is being written."""
        self._composer._send.click()

    def press_tokens(self) -> None:
        """Press the button that shows the tokens of what is written."""
        self._composer._pieces.click()

    def attach(self, attachment: Any) -> None:
        """Put a text beside the draft, as pasting a long one does."""
        self._composer.attach(attachment)

    def clear(self) -> None:
        """Leave nothing in it."""
        self._composer.set_draft(Draft())

    def take_prompt(self, prompt: Prompt) -> None:
        """Choose a prompt of the library."""
        self._composer._on_prompt(prompt)

    def keep_system_prompt(self) -> None:
        """Leave the field of the system prompt."""
        self._composer.system.keep()


class ListPage:
    """The list of chats."""

    def __init__(self, screen: ChatScreen) -> None:
        self.sidebar: ChatSidebar = screen._list

    @property
    def field(self) -> QLineEdit:
        """The search."""
        return self.sidebar._field

    @property
    def view(self) -> QListView:
        """The rows as they are drawn."""
        return self.sidebar._view

    @property
    def rows(self) -> list[Any]:
        """What each row stands for, from above."""
        return [index.data(VALUE) for index in self._indexes]

    @property
    def spoken(self) -> list[str]:
        """What a screen reader says of each row."""
        return [str(index.data(SPOKEN)) for index in self._indexes]

    @property
    def _indexes(self) -> list[QModelIndex]:
        rows = self.sidebar._rows
        return [rows.index(at) for at in range(rows.rowCount())]

    @property
    def has_hits(self) -> bool:
        """Whether hits of a search are shown, one at least."""
        return self.sidebar._rows._found is not None and self.sidebar._rows.rowCount() > 0

    @property
    def is_renaming(self) -> bool:
        """Whether a field for a name is open."""
        return self.view.state() == QListView.State.EditingState

    @property
    def name_field(self) -> QLineEdit:
        """The field in which a row gets its name."""
        return self.view.findChildren(QLineEdit)[0]

    def data(self, row: int, role: Any) -> Any:
        """What the list keeps of a row."""
        return self._indexes[row].data(role)

    def open(self, row: int) -> None:
        """Click a row."""
        self.sidebar._on_chosen(self._indexes[row])

    def select_folder(self, name: str) -> None:
        """Go to a folder."""
        self.view.setCurrentIndex(self.sidebar._rows.index_of_folder(name))

    def rename_folder(self, folder: Folder, name: str) -> None:
        """Write another name in a folder's place."""
        self.sidebar._on_renamed(folder, name)

    def menu_for(self, chat: Chat) -> QMenu:
        """The menu of a chat."""
        return self.sidebar.menu_for(chat)

    def folder_menu(self, name: str) -> QMenu:
        """The menu of a folder."""
        return self.sidebar.folder_menu(name)

    @property
    def all_menu(self) -> QMenu:
        """The menu of all chats."""
        return self.sidebar._all_menu()


class TranscriptPage:
    """The conversation."""

    def __init__(self, screen: ChatScreen) -> None:
        self.view: Transcript = screen.transcript
        self._screen = screen

    @property
    def bar(self) -> QScrollBar:
        """Its scroll bar."""
        return self.view.verticalScrollBar()

    @property
    def is_at_end(self) -> bool:
        """Whether it follows what is written."""
        return self.view._at_end

    @property
    def first(self) -> int:
        """The number of the first message that has a widget."""
        return self.view._first

    @property
    def last(self) -> int:
        """The number after that of the last message that has a widget."""
        return self.view._last

    @property
    def widgets(self) -> dict[int, "Turn"]:
        """The widgets of messages, by the messages' numbers."""
        return self.view._turns

    @property
    def body_width(self) -> int:
        """Pixels across all that is shown."""
        return self.view._body.width()

    @property
    def turns(self) -> list[QWidget]:
        """The turns that are shown, from above."""
        shown = [self.view.turn(id_) for id_ in self._screen.session.messages.ids]
        return [turn for turn in shown if turn]

    @property
    def suggestion_button(self) -> QPushButton:
        """The button below the words of an empty chat."""
        return self.view.empty._button

    def frames_of_hits(self) -> list[QFrame]:
        """The frames around what a search found."""
        return [frame for frame in self.view.findChildren(QFrame, "found") if frame.isVisible()]


def button(turn: QWidget, words: str) -> IconButton:
    """A button of a turn by its name, once it is shown."""
    QApplication.processEvents()
    return next(
        one for one in turn.findChildren(IconButton) if one.accessibleName().startswith(words) and one.isVisible()
    )


def hover(text: QTextEdit | QPlainTextEdit, position: int) -> str:
    """Rest the pointer on a character of an answer; what is said of it then."""
    cursor = text.textCursor()
    cursor.setPosition(position)
    at = text.cursorRect(cursor).center()
    rests = QHelpEvent(QEvent.Type.ToolTip, at, text.viewport().mapToGlobal(at))
    QApplication.sendEvent(text.viewport(), rests)
    return QToolTip.text()


def foot_words(turn: QWidget) -> str:
    """What is said under an answer."""
    assert isinstance(turn, Answer)
    return turn._foot.words.accessibleName()


def version_words(turn: QWidget) -> str:
    """Which of how many versions an answer is."""
    assert isinstance(turn, Answer)
    return turn._actions.versions._words.text()


def change_words(turn: QWidget, text: str) -> None:
    """Write other words into the field that edits a message."""
    editor_of(turn)._field.setPlainText(text)


def send_change(turn: QWidget) -> None:
    """Press the button that takes an edited message."""
    editor_of(turn)._take.click()


def editor_of(turn: QWidget) -> Editor:
    """The field that edits a message."""
    editor = turn.findChild(Editor)
    assert editor is not None
    return editor


class PresetsPage:
    """The presets above the sliders."""

    def __init__(self, screen: ChatScreen) -> None:
        self._bar = screen._presets

    @property
    def shown(self) -> str:
        """The name of the one in use."""
        return self._bar._choice.text()

    def menu(self) -> QMenu:
        """All of them."""
        return self._bar.menu()

    def save(self, name: str) -> None:
        """Keep the sampling values under a name."""
        self._bar._on_save()
        self._bar._name.setText(name)
        self._bar._name.returnPressed.emit()


class PromptsPage:
    """The library of prompts, and the editor of one's own."""

    def __init__(self, panels: PromptPanels) -> None:
        self.panels = panels
        self.library: PromptLibrary = panels.library
        self.editor: PromptEditor = panels.editor
        self.asking: GapsPanel = panels.asking

    @property
    def count(self) -> int:
        """How many prompts the library shows."""
        return self.library._list.count()

    @property
    def list(self) -> QWidget:
        """The prompts."""
        return self.library._list

    def prompt(self, row: int) -> Prompt:
        """What a row stands for."""
        prompt = self.library._list.item(row).data(VALUE)
        assert isinstance(prompt, Prompt)
        return prompt

    def edit(self, prompt: Prompt | None) -> None:
        """Open the editor, for a new prompt with None."""
        self.library._edit(prompt)

    @property
    def name(self) -> QLineEdit:
        """The name of the prompt that is edited."""
        return self.editor._name

    @property
    def text(self) -> QPlainTextEdit:
        """Its words."""
        return self.editor._text

    @property
    def can_keep(self) -> bool:
        """Whether it can be kept as it is."""
        return self.editor._keep.isEnabled()

    @property
    def warns_of_replacing(self) -> bool:
        """Whether it is said that another prompt has this name."""
        return self.editor._replaces.isVisible()

    def keep(self) -> None:
        """Keep what was written."""
        self.editor._keep.click()

    def delete(self) -> None:
        """Delete the prompt that is edited."""
        self.editor._remove.click()

    def discard(self) -> None:
        """Take the changes back."""
        self.editor._anew.click()

    def add(self, prompt: Prompt) -> None:
        """Keep a prompt, saying so where that fails."""
        self.panels._change(lambda: self.panels._own.keep(prompt))


class ChatPage:
    """The whole screen."""

    def __init__(self, screen: ChatScreen) -> None:
        self._screen = screen
        self.composer, self.list = ComposerPage(screen), ListPage(screen)
        self.transcript, self.presets = TranscriptPage(screen), PresetsPage(screen)

    @property
    def parameters(self) -> Mapping[str, QWidget]:
        """The rows of sampling parameters, by name."""
        return self._screen._inspector._rows

    @property
    def pill(self) -> Pill:
        """The model, in the header."""
        return self._screen._header._pill

    @property
    def model_name(self) -> ElidedLabel:
        """Its name in the header."""
        return self.pill._name

    @property
    def compute_words(self) -> str:
        """What computes, in the header."""
        return self.pill._summary.accessibleName()

    @property
    def picker(self) -> Picker:
        """The list of models, which was opened."""
        picker = self._screen._picker._picker
        assert picker is not None
        return picker

    @property
    def prompts(self) -> PromptsPage:
        """The library of prompts, which was opened."""
        panels = self._screen._composer._prompt_panels
        assert panels is not None
        return PromptsPage(panels)

    @property
    def panels(self) -> list[QWidget]:
        """The panels beside the conversation that are open."""
        return [one for one in (self._screen._list, self._screen._inspector) if one.isVisible()]

    @property
    def middle(self) -> QWidget:
        """The column of the conversation."""
        return self._screen._columns._middle

    def show_inspector(self) -> None:
        """Open the panel of sampling."""
        self._screen._columns.show_inspector(True)

    def drag_list_edge(self, x: int) -> None:
        """Make the list of chats so wide."""
        self._screen._columns.moveSplitter(x, 1)

    def submit(self, text: str) -> None:
        """Send a text at once, of any length."""
        self._screen._drafts._on_submitted(text, ())

    def eject(self) -> None:
        """Press the button that unloads the model."""
        self._screen._header._eject.click()

    def cancel_load(self) -> None:
        """Press the button that ends the loading."""
        self._screen._header._cancel.click()

    def menu_for(self, message: Message) -> QMenu:
        """The menu of a message."""
        return self._screen._verbs.menu_for(message, self._screen)

    @property
    def room_menu(self) -> QMenu:
        """What can be done about a full context."""
        return self._screen._verbs.room_menu(self._screen)

    def choose_for(self, message: Message, words: str) -> None:
        """Choose from the menu of a message."""
        choose(self.menu_for(message), words)

    def regenerate(self, message: Message) -> None:
        """Ask for another answer."""
        self._screen._verbs.regenerate(message)

    def edit_last(self) -> None:
        """Edit the newest question."""
        self._screen._verbs.edit_last()

    def restore(self) -> None:
        """Bring back what was deleted last."""
        self._screen._verbs._restore()

    def export_chat(self, path: Path, chat: Chat, kind: str) -> None:
        """Write a chat into a file."""
        self._screen._exchange.export(path, chat, kind)

    def import_chats(self, path: Path) -> None:
        """Read chats from a file."""
        self._screen._exchange.import_(path)
