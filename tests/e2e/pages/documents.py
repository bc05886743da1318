"""Documents of the chat: chips, what a question found, and pages."""

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QPushButton

from slm_desktop.ui.chat.screen import ChatScreen
from slm_desktop.ui.documents.page_view import PageView
from slm_desktop.ui.documents.sources_panel import SourcesPanel
from slm_desktop.ui.text.prose import Document
from slm_desktop.ui.widgets.parts import ElidedLabel


class DocumentsPage:
    """Those of the chat screen."""

    def __init__(self, screen: ChatScreen) -> None:
        self._screen = screen

    @property
    def chips(self) -> list[str]:
        """What the chips say."""
        shown = self._screen._composer.documents
        return [one.accessibleName() for one in shown.findChildren(ElidedLabel) if one.isVisible()]

    @property
    def attached(self) -> list[str]:
        """The names of the texts beside the draft."""
        return [file.name for file in self._screen._composer._attachments.files]

    @property
    def menu(self) -> dict[str, bool]:
        """The documents that are offered, and which of them are searched."""
        menu = self._screen._places.documents.menu()
        return {action.text(): action.isChecked() for action in menu.actions() if action.isCheckable()}

    def choose(self, name: str) -> None:
        """Search a document, or no longer."""
        menu = self._screen._places.documents.menu()
        next(action for action in menu.actions() if action.text() == name).trigger()

    def open_found(self, question: int) -> list[str]:
        """Press the button below a question; the passages that are shown."""
        turn = self._screen.turn(question)
        assert turn is not None
        next(one for one in turn.findChildren(QPushButton) if "passage" in one.text()).click()
        panel = self._panel
        assert panel.isVisible()
        return [str(panel._list.item(at).data(0x000B)) for at in range(panel._list.count())]

    @property
    def _panel(self) -> SourcesPanel:
        panel = self._screen._places.documents._sources
        assert panel is not None
        return panel

    def pick_found(self, at: int) -> None:
        """Choose one of them."""
        self._panel._on_activated(self._panel._list.item(at))

    def click_citation(self, answer: int, number: int) -> None:
        """Click a number in an answer."""
        turn = self._screen.turn(answer)
        assert turn is not None
        for field in turn.findChildren(Document):
            if f'href="source:{number}"' in field.toHtml():
                field.anchorClicked.emit(QUrl(f"source:{number}"))
                return
        raise AssertionError("the answer does not cite that")

    @property
    def view(self) -> PageView:
        """The pages that are open."""
        view = self._screen._places.documents._pages
        assert view is not None
        return view
