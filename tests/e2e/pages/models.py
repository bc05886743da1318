"""Models: the search, a model's files, the models of this computer, and downloads."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QListView, QPushButton, QTreeView, QWidget

from slm_desktop.ui.models.discover import DiscoverPage
from slm_desktop.ui.models.local_rows import LocalRows
from slm_desktop.ui.models.offers import OfferRow, OfferTable
from slm_desktop.ui.models.preview import Preview
from slm_desktop.ui.models.rows import FoundRows
from slm_desktop.ui.models.screen import ModelsScreen
from slm_desktop.ui.widgets.slider import Slider
from tests.e2e.pages import SPOKEN


class ModelsPage:
    """The screen."""

    def __init__(self, screen: ModelsScreen) -> None:
        self.screen = screen
        self._discover: DiscoverPage = screen.discover
        self._details = screen.discover.details

    # -- discover ----------------------------------------------------------------------------------------------

    @property
    def found(self) -> FoundRows:
        """The models that are listed."""
        return self._discover._rows

    @property
    def found_list(self) -> QListView:
        """The list of them."""
        return self._discover._list

    @property
    def spoken(self) -> list[str]:
        """What a screen reader says of each."""
        return [str(self.found.index(at).data(SPOKEN)) for at in range(self.found.rowCount())]

    @property
    def chips(self) -> Iterable[QWidget]:
        """The filters."""
        return self._discover.filters._chips

    def press_quick(self) -> None:
        """Press the filter of models that are quick here."""
        self._discover.filters._quick.click()

    def sort(self, order: str) -> None:
        """Choose an order."""
        self._discover.filters._sort.choose(order)
        self._discover.filters._on_changed()

    @property
    def files(self) -> OfferTable:
        """The files of the model that is chosen."""
        return self._details._table

    @property
    def context_slider(self) -> Slider:
        """The context for which memory is forecast."""
        return self._details._slider

    @property
    def preview(self) -> "PreviewPage":
        """What is estimated of a model of the catalogue."""
        return PreviewPage(self._details._preview)

    @property
    def card_button(self) -> QPushButton:
        """The button that shows the model card."""
        return self._details._card_button

    @property
    def card_buttons(self) -> list[str]:
        """The words of the buttons on the card."""
        return [one.text() for one in self._details._card.findChildren(QPushButton)]

    def give_token(self, token: str) -> None:
        """Write an access token and keep it."""
        self.screen._token._field.setText(token)
        self.screen._token._on_keep()

    # -- on this computer --------------------------------------------------------------------------------------

    @property
    def local_table(self) -> QTreeView:
        """The models of this computer."""
        return self.screen.computer._table

    @property
    def local_rows(self) -> LocalRows:
        """What is said of each."""
        return self.screen.computer._rows

    @property
    def local_count(self) -> int:
        """How many are shown."""
        return self.screen.computer._proxy.rowCount()

    def local_index(self, row: int) -> QModelIndex:
        """A row of the table."""
        return self.screen.computer._proxy.index(row, 0)

    @property
    def can_load(self) -> bool:
        """Whether the model that is chosen can be loaded."""
        return self.screen.computer.panel._load.isEnabled()

    def press_verify(self) -> None:
        """Check the file of the model that is chosen."""
        self.screen.computer.panel._verify.click()

    def press_remove(self) -> None:
        """Delete the file of the model that is chosen."""
        self.screen.computer.panel._remove.click()

    def download_words(self, id_: int) -> str:
        """What is said of a download now."""
        row = self.screen.downloads_panel._rows[id_]
        row.refresh()
        return row._status._whole


class PreviewPage:
    """What is estimated of a model before anybody was asked."""

    def __init__(self, preview: Preview) -> None:
        self.widget = preview

    @property
    def size(self) -> str:
        """The size of its file."""
        return self.widget._size.text()

    @property
    def need(self) -> str:
        """Its memory."""
        return self.widget._figures.need.text()

    @property
    def speed(self) -> str:
        """Its tokens per second."""
        return self.widget._figures.speed.text()

    @property
    def get_button(self) -> QPushButton:
        """The button that fetches it, or leads to the chat."""
        return self.widget._get


def file_rows(table: OfferTable) -> list[OfferRow]:
    """The rows of files."""
    return table._rows


def total_words(table: OfferTable, row: int) -> str:
    """The memory that a file needs."""
    return table._rows[row]._total.text()


def speed_hint(table: OfferTable, row: int) -> str:
    """What is said of a file's speed when the pointer rests on it."""
    return table._rows[row]._speed.toolTip()
