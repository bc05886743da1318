"""What the buttons of a message and the keys for the last one do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from slm_desktop.core.chat.answering import token_ids
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.chat.tree import Removed
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.commands import Overflow
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.records import Chat, Message
from slm_desktop.settings import Settings
from slm_desktop.settings.table import BY_NAME
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.chat.composer import Composer
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.media.viewer import Viewer
from slm_desktop.ui.transcript.actions import Sources, Verbs, copy
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.words import number, translate

if TYPE_CHECKING:
    from slm_desktop.ui.chat.lens_place import LensPlace
    from slm_desktop.ui.transcript.view import Turn


class Screen(Protocol):
    """What the verbs need of the screen that they are used on."""

    lens: "LensPlace"

    @property
    def session(self) -> ChatSession:
        """The chat that is shown."""

    def try_to(self, verb: Callable[[], object]) -> bool:
        """Do something that may raise a Fault, and say so if it does."""

    def copy_chat(self, upto: Message) -> None:
        """Make a chat of its own of the branch up to a message."""

    def turn(self, message: int) -> "Turn | None":
        """The widget of a message."""

    def new_chat(self) -> None:
        """Begin a chat."""

    def show_chat(self, chat: Chat, message: int = 0) -> None:
        """Show a chat of the list, at a message if one is named."""


class MessageVerbs:
    """The verbs of the chat that is shown; `table` is what a turn calls."""

    def __init__(
        self,
        *,
        screen: Screen,
        composer: Composer,
        model: ActiveModel,
        settings: Settings,
        reports: Reports,
        exports: Exports,
        sources: Sources,
        media: Viewer,
    ) -> None:
        self._screen, self._composer, self._model = screen, composer, model
        self._settings, self._reports = settings, reports
        self._removals: list[tuple[ChatSession, Removed]] = []
        self.table = Verbs(
            export=exports.ask_bytes,
            sources=sources,
            media=media,
            tools=lambda: self._session.tools,
            edit=self.edit,
            regenerate=self.regenerate,
            carry_on=self.carry_on,
            branch=self.branch,
            menu=self.open_menu,
            show=self.show,
            copy=copy,
            rewrite=self.rewrite,
        )

    @property
    def _session(self) -> ChatSession:
        return self._screen.session

    def edit(self, message: Message, text: str) -> bool:
        """Make another version of a message; an answer whose words are the same needs none.

        False when it could not be made.
        """
        if text == message.content and message.role != "user":
            return True
        done = self._session.answering is None and self._screen.try_to(lambda: self._session.edit(message, text))
        if done:
            self._composer.focus()
        return done

    def regenerate(self, message: Message) -> None:
        """Have another answer written."""
        self._screen.try_to(lambda: self._session.regenerate(message))

    def carry_on(self, message: Message) -> None:
        """Go on with an answer."""
        self._screen.try_to(lambda: self._session.carry_on(message))

    def branch(self, message: Message) -> None:
        """Write on from a message."""
        self._session.branch(message)
        self._composer.focus()

    def show(self, message: int) -> None:
        """Show another version."""
        self._session.show(message)

    def rewrite(self, message: Message) -> None:
        """A very long message is edited in the composer, and sent from there as another version."""
        self._session.branch(message)
        self._composer.give_back(message.content, message.media)
        self._composer.focus()

    def open_menu(self, message: Message | None, button: QWidget) -> None:
        """What else can be done with a message; None is the mark of what was left out."""
        menu = self.room_menu(button) if message is None else self.menu_for(message, button)
        open_menu(menu, button.mapToGlobal(QPoint(0, button.height())))

    def menu_for(self, message: Message, parent: QWidget) -> QMenu:
        """What else can be done with a message."""
        menu = QMenu(parent)
        menu.addAction(translate("MessageVerbs", "New chat from here"), lambda: self._screen.copy_chat(message))
        if message.run and message.run.changes:
            words = translate("MessageVerbs", "Repeat exactly")
            repeat = menu.addAction(words, lambda: self._screen.try_to(lambda: self._session.replay(message)))
            is_able = self._model.loaded is None or self._model.can(Feature.REPLAY)
            repeat.setEnabled(self._session.answering is None and is_able)
            if not is_able:
                menu.setToolTipsVisible(True)
                repeat.setToolTip(translate("MessageVerbs", "The engine in use does not give the same tokens again"))
        at = parent.mapToGlobal(QPoint(0, 0))
        menu.addAction(translate("MessageVerbs", "Tokens"), lambda: self._show_tokens(message, at))
        menu.addSeparator()
        menu.addAction(self._deletion(message), lambda: self.remove(message)).setEnabled(
            self._session.answering is None
        )
        if any(session is self._session for session, _removed in self._removals):
            menu.addAction(translate("MessageVerbs", "Bring back what was deleted last"), self._restore)
        return menu

    def _show_tokens(self, message: Message, at: QPoint) -> None:
        self._screen.lens.show_tokens(token_ids(message) or message.content, at)

    def _deletion(self, message: Message) -> str:
        if message.role == "assistant":
            return translate("MessageVerbs", "Delete this answer")
        count = len(self._session.tree.answers(message.id))
        if count == 1:
            return translate("MessageVerbs", "Delete question and answer")
        words = translate("MessageVerbs", "Delete the question and its {count} answers")
        return words.format(count=number(count)) if count else translate("MessageVerbs", "Delete this question")

    def remove(self, message: Message) -> None:
        """Take a message out of the chat; a button brings it back, and the one before it after that."""
        self._screen.try_to(lambda: self._remove(message))

    def _remove(self, message: Message) -> None:
        removed = self._session.remove(message)
        if removed:
            self._removals.append((self._session, removed))
            self._offer_undo()

    def _offer_undo(self) -> None:
        _session, removed = self._removals[-1]
        text = translate("MessageVerbs", "Messages deleted: {count}").format(count=number(len(removed.messages)))
        self._reports.report(translate("MessageVerbs", "Deleted"), text, self._restore)

    def _restore(self) -> None:
        """Undo the last deletion, and offer to undo the one before."""
        if not self._removals:
            return
        session, removed = self._removals.pop()
        self._reports.clear()
        if session is not self._session:
            self._screen.show_chat(session.chat)
        session.restore(removed)
        if self._removals:
            self._offer_undo()

    def room_menu(self, parent: QWidget) -> QMenu:
        """What can be done about a full context."""
        menu, larger = QMenu(parent), self._model.larger_context
        if larger:
            words = translate("MessageVerbs", "Load with {count} context").format(count=number(larger))
            menu.addAction(words, lambda: self._model.retry(context=larger))
        menu.addAction(translate("MessageVerbs", "Go on in a new chat"), self._screen.new_chat)
        menu.addSeparator()
        for stored, text in BY_NAME["overflow"].choices:
            action = menu.addAction(translate("Settings", text))
            action.setCheckable(True)
            action.setChecked(self._settings["overflow"] == stored)
            action.triggered.connect(lambda _on, value=stored: self._settings.__setitem__("overflow", value))
        return menu

    def leave_out(self) -> None:
        """From now on leave out the oldest turns, and ask the last question again."""
        self._settings["overflow"] = Overflow.OLDEST
        question = self._last("user")
        if question:
            self.regenerate(question)

    def agree_to(self, path: str) -> None:
        """A model was chosen for this chat: its words may go to where that is."""
        self._session.consent.give(path)

    def send_there(self) -> None:
        """This chat may go to the engine in use, which is on another machine: send what is written."""
        if self._model.choice:
            self.agree_to(self._model.choice.path)
            self._composer.submit()

    # -- the last message ------------------------------------------------------------------------------------

    def on_last(self, verb: str, focused: QWidget | None) -> None:
        """Do something with the last message: regenerate, copy, back, on or edit."""
        answer = self._last("assistant")
        if verb == "edit":
            self.edit_last()
        elif verb in ("back", "on"):
            self._walk(-1 if verb == "back" else 1, focused)
        elif answer and verb == "copy":
            self._copy(answer)
        elif answer:
            self.regenerate(answer)

    def _copy(self, answer: Message) -> None:
        """As its button does, which shows that it was done, where the answer is on the screen."""
        turn = self._screen.turn(answer.id)
        if turn:
            turn.copy()
        else:
            copy(answer)

    def edit_last(self) -> None:
        """Edit the last question."""
        question = self._last("user")
        if question and self._screen.turn(question.id) is None:  # It is far off in a long chat.
            self._screen.show_chat(self._session.chat, question.id)
        turn = self._screen.turn(question.id) if question else None
        if turn and self._session.answering is None:
            turn.edit()

    def edit_again(self) -> None:
        """Edit the last question, whose answer failed."""
        self._session.dismiss()
        self.edit_last()

    def _last(self, role: str) -> Message | None:
        return next((message for message in reversed(self._session.messages) if message.role == role), None)

    def _walk(self, step: int, focused: QWidget | None) -> None:
        """Go to another version of the message that has the focus, else of the last one that has versions."""
        session = self._session
        ids = list(session.messages.ids)[::-1]
        turns = ((id_, self._screen.turn(id_)) for id_ in ids)
        at = next((id_ for id_, turn in turns if turn and focused and turn.isAncestorOf(focused)), 0)
        at = at or next((id_ for id_ in ids if len(session.tree.siblings(id_)) > 1), 0)
        versions = session.tree.siblings(at) if at else []
        place = versions.index(at) + step if at in versions else -1
        if 0 <= place < len(versions):
            self.show(versions[place])
