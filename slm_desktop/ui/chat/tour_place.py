"""Guided tours of the lens: chosen from a menu, shown above the field for messages."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.options import KvType
from slm_desktop.core.lens.lens import Lens
from slm_desktop.core.records import Chat
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.files import Later, documents
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.words import language

if TYPE_CHECKING:
    from slm_desktop.core.lens.tour import Tour
    from slm_desktop.ui.lens.tour_card import TourCard


class ChatPlace(Protocol):
    """What a tour needs of the screen that it stands on."""

    foot: QVBoxLayout

    @property
    def session(self) -> ChatSession:
        """The chat that is shown."""

    def new_chat(self) -> None:
        """Begin a chat."""

    def show_chat(self, chat: Chat) -> None:
        """Show a chat of the list."""

    def focus(self) -> None:
        """Put the keyboard where the next message is written."""

    def try_to(self, verb: Callable[[], object]) -> bool:
        """Do something that may raise a Fault, and say so if it does."""


class LensVerbs(Protocol):
    """What else can be shown."""

    def show(self, on: bool) -> None:
        """Open or close the lens."""

    def show_tokens(self, source: str | Sequence[int], at: QPoint) -> None:
        """Show the tokens of a text."""

    def show_tree(self) -> None:
        """Have sixteen seeds drawn."""


class TourPlace(QObject):
    """One tour at a time."""

    def __init__(
        self,
        screen: ChatPlace,
        verbs: LensVerbs,
        *,
        parent: QWidget,
        theme: Theme,
        lens: Lens,
        later: Later,
        exports: Exports,
        others: Callable[[], Sequence[ModelChoice]],
    ) -> None:
        super().__init__(parent)
        self._screen, self._verbs, self._parent = screen, verbs, parent
        self._theme, self._lens, self._later, self._exports, self._others = theme, lens, later, exports, others
        self._card: TourCard | None = None

    def choose(self, at: QPoint) -> None:
        """Ask which tour is wanted."""
        menu = QMenu(self._parent)
        menu.addAction(self.tr("The lens in ten steps"), self.begin_own)
        menu.addAction(self.tr("Open a tour…"), self._ask_open)
        menu.addSeparator()
        menu.addAction(self.tr("Save ours as a file, to write your own…"), self._ask_save)
        open_menu(menu, at)

    def begin_own(self) -> None:
        """Begin the tour that comes with the app."""
        from slm_desktop.suites import tours

        self.begin(tours.built_in(language()))

    def open(self, path: Path) -> None:
        """Begin the tour of a file."""
        from slm_desktop.suites import tours

        self._later(lambda: tours.read(path), self.begin)

    def begin(self, tour: "Tour") -> None:
        """Begin a tour."""
        from slm_desktop.core.lens.guide import Guide  # Nobody waits for it who takes none.
        from slm_desktop.ui.lens.tour_card import TourCard

        self.close()
        self._verbs.show(True)
        self._card = TourCard(self._theme, Guide(tour, self._lens, self), self._screen.try_to)
        self._card.left.connect(self.close)
        self._screen.foot.insertWidget(0, self._card)
        self._card.focus()

    def close(self) -> None:
        """End it."""
        if self._card:
            card, self._card = self._card, None
            card.leave()
            card.hide()
            card.deleteLater()
            self._screen.focus()

    # -- what a tour shows things on ---------------------------------------------------------------------------

    def session_for(self, session: ChatSession | None) -> ChatSession:
        """Show the chat of the tour, or a new one if it has none yet or that is gone."""
        self._verbs.show(True)
        if session and session is not self._screen.session:
            self._screen.show_chat(session.chat)
        if session is None or session is not self._screen.session:
            self._screen.new_chat()
        return self._screen.session

    def show_tokens(self, text: str) -> None:
        """Show the tokens of a text."""
        if self._card:
            self._verbs.show_tokens(text, self._card.mapToGlobal(QPoint(0, 0)))

    def show_tree(self) -> None:
        """Have sixteen seeds drawn."""
        self._verbs.show_tree()

    def another_model(self) -> ModelChoice | None:
        """Another one that is here; else the same with a KV cache of four bits, which makes it another a little."""
        engine = self._screen.session.engine
        if engine is None:
            return None
        other = next((choice for choice in self._others() if choice.path != engine.choice.path), None)
        if other:
            return other
        name = self.tr("{name} with a 4-bit KV cache").format(name=engine.choice.name)
        options = replace(engine.choice.options, kv_type=KvType.Q4_0.value)
        return ModelChoice(ModelRef(engine.choice.path, name), options)

    # -- files -------------------------------------------------------------------------------------------------

    def _ask_open(self) -> None:
        title, kinds = self.tr("Open a tour"), self.tr("Tours (*.yaml *.yml)")
        path, _filter = QFileDialog.getOpenFileName(self._parent, title, str(documents()), kinds)
        if path:
            self.open(Path(path))

    def _ask_save(self) -> None:
        from slm_desktop.suites import tours

        tour = tours.built_in(language())
        self._exports.ask_made(tour.title, "yaml", lambda: tours.to_yaml(tour))
