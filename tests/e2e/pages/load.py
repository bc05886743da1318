"""The picker of models, and the panel on which a model is loaded with options."""

from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox, QWidget

from slm_desktop.ui.load_panel import LoadPanel
from slm_desktop.ui.picker import Picker


def picker_list(picker: Picker) -> QWidget:
    """The models in the picker, which take keys."""
    return picker._list


def picker_count(picker: Picker) -> int:
    """How many models the picker shows."""
    return picker._shown.rowCount()


class LoadPage:
    """The panel of options."""

    def __init__(self, panel: LoadPanel) -> None:
        self.panel = panel

    @property
    def need_words(self) -> str:
        """The memory that is forecast."""
        return self.panel._figures.need.text()

    @property
    def need(self) -> float:
        """The same as a number, in GB."""
        return float(self.need_words.split()[0])

    @property
    def context_words(self) -> str:
        """The context that is chosen."""
        return self.panel._context.text()

    @property
    def kv_type(self) -> QComboBox:
        """The type of the KV cache."""
        return self.panel._kv

    @property
    def slots(self) -> QSpinBox:
        """How many answers at once."""
        return self.panel._slots

    @property
    def threads(self) -> QSpinBox:
        """Threads; 0 is automatic."""
        return self.panel._threads

    @property
    def as_in_settings(self) -> QPushButton:
        """The button that takes the choices back."""
        return self.panel._usual

    def choose_context(self, tokens: int) -> None:
        """Move the slider."""
        self.panel._slider.setValue(self.panel._stops.index(tokens))

    def choose_kv_type(self, name: str) -> None:
        """Choose a type of the KV cache."""
        self.kv_type.setCurrentIndex(self.kv_type.findData(name))

    @property
    def draft_models(self) -> list[str]:
        """The files of the draft models that are offered; '' is none."""
        box = self.panel._draft
        return [str(box.itemData(at)) for at in range(box.count())]

    def choose_draft_model(self, path: str) -> None:
        """Choose one of them."""
        self.panel._draft.setCurrentIndex(self.panel._draft.findData(path))

    @property
    def adapters(self) -> dict[str, bool]:
        """The adapters that are offered by name, and whether each is chosen."""
        menu = self.panel._adapters.menu_of_choices()
        return {action.text(): action.isChecked() for action in menu.actions() if action.isCheckable()}

    def choose_adapter(self, path: str) -> None:
        """Take one, or leave it out."""
        self.panel._adapters._toggle(path)

    def choose_flash(self, name: str) -> None:
        """Choose whether attention is a flash one."""
        self.panel._flash.setCurrentIndex(self.panel._flash.findData(name))

    def load(self) -> None:
        """Press the button."""
        self.panel._load.click()
