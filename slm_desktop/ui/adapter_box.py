"""The field in which adapters are chosen that are loaded with a model."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from slm_desktop.core.models.local_models import LocalModel, adapters_for
from slm_desktop.core.visible import visible
from slm_desktop.paths import file_size
from slm_desktop.ui.draft_box import named
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import tip

MOST_ADAPTERS = 16


class AdapterBox(QPushButton):
    """Says which are chosen; its menu offers those of this computer that may fit, and any file. `chosen` is emitted
    when that changes.
    """

    chosen = Signal()

    def __init__(self, models: Callable[[], Sequence[LocalModel]], width: int) -> None:
        super().__init__()
        self._models = models
        self._model: LocalModel | None = None
        self._paths: list[str] = []
        self.setProperty("kind", "plain")
        self.setFont(font(13))
        self.setMinimumWidth(px(width))
        self.clicked.connect(lambda: open_menu(self.menu_of_choices(), self.mapToGlobal(QPoint(0, self.height() + 2))))
        self._draw()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that are chosen."""
        return tuple(self._paths)

    @property
    def need(self) -> int:
        """Bytes that they take beside the model."""
        return sum(map(file_size, self._paths))

    def show_for(self, model: LocalModel, paths: Sequence[str]) -> None:
        """Show what was chosen for a model before."""
        self._model, self._paths = model, list(paths)
        self._draw()

    def menu_of_choices(self) -> QMenu:
        """Those that may fit and those that are chosen, each to be taken or left out; and any file."""
        menu, names = QMenu(self), self._names()
        for path, name in names.items():
            action = menu.addAction(name.replace("&", "&&"), partial(self._toggle, path))
            action.setCheckable(True)
            action.setChecked(path in self._paths)
            action.setToolTip(tip(visible(path)))
        menu.setToolTipsVisible(True)
        if names:
            menu.addSeparator()
        menu.addAction(self.tr("Choose a file…"), self._on_file).setEnabled(len(self._paths) < MOST_ADAPTERS)
        return menu

    def _names(self) -> dict[str, str]:
        found = adapters_for(self._model, self._models()) if self._model else []
        names = {one.path: named(one) for one in found}
        return {**names, **{path: visible(PurePath(path).name) for path in self._paths if path not in names}}

    def _toggle(self, path: str) -> None:
        if path in self._paths:
            self._paths.remove(path)
        elif len(self._paths) < MOST_ADAPTERS:
            self._paths.append(path)
        self._draw()
        self.chosen.emit()

    def _on_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, self.tr("Choose a LoRA adapter or a control vector"), "", self.tr("Adapters (*.gguf)")
        )
        if path and path not in self._paths:
            self._toggle(path)

    def _draw(self) -> None:
        names = self._names()
        chosen = [names[path] for path in self._paths]
        some = self.tr("{count} adapters").format(count=len(chosen))
        words = self.tr("None") if not chosen else chosen[0] if len(chosen) == 1 else some
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, self.minimumWidth() - px(24)))
        about = self.tr(
            "LoRA adapters and control vectors for this model. Each gets a slider for its scale, beside the sampling."
        )
        self.setToolTip(tip("\n".join((*chosen, about))))
