"""Presets: which one a chat uses, the others to choose from, and a field for the name of a new one."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QSizePolicy, QToolButton, QVBoxLayout

from slm_desktop.core.answer_options import AS_A_CHAT
from slm_desktop.core.chat.chat_list import EVERY_MODEL, ChatList
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.records import Preset
from slm_desktop.core.sampling import DEFAULTS, SHIPPED, complete
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import IconButton, named, row
from slm_desktop.ui.words import translate

LONGEST_NAME = 60
Recommend = Callable[[str], Mapping[str, float]]
"""The sampling values that the card of a model recommends, by the path of its file; none where it recommends nothing.
"""


class PresetBar(QFrame):
    """The preset of the chat that is shown, a button to keep its settings as one, and one to take them back."""

    def __init__(self, theme: Theme, chat_list: ChatList, model: ActiveModel, recommend: Recommend) -> None:
        """`recommend` tells what the catalogue knows of a model file whose header recommends nothing."""
        super().__init__()
        self._chat_list, self._model, self._recommend = chat_list, model, recommend
        self._deleted: Preset | None = None
        self._session: ChatSession | None = None
        self._choice = named(QToolButton(), "preset")
        self._choice.setFont(font(13))
        self._choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._choice.setFixedHeight(px(32))
        self._choice.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._choice.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._choice.setIconSize(QSize(12, 12))
        self._choice.clicked.connect(self._open)
        save = IconButton(theme, "save", self.tr("Keep these settings as a preset"), self._on_save, side=32)
        reset = IconButton(theme, "reset", self.tr("Back to the defaults"), lambda: self._use(None), side=32)
        self._name = QLineEdit(placeholderText=self.tr("Name of the preset, then Enter"))
        self._name.setFont(font(13))
        self._name.setMaxLength(LONGEST_NAME)
        self._name.setAccessibleName(self.tr("Name of the preset"))
        self._name.returnPressed.connect(self._on_named)
        self._name.installEventFilter(self)
        self._name.hide()

        theme.follow(self, lambda: self._choice.setIcon(theme.icon("caret-down", "text2", 12)))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 0, 20, 8)
        whole.setSpacing(6)
        whole.addLayout(row(self._choice, save, reset, spacing=6))
        whole.addWidget(self._name)
        chat_list.presets_changed.subscribe(self.refresh)

    def show_session(self, session: ChatSession) -> None:
        """Show the preset of another chat."""
        self._session = session
        self.refresh()

    def refresh(self) -> None:
        """Find the preset whose values the chat has."""
        if self._session is None:
            return
        found = self._current()
        if found:
            words = visible(found.name)
        elif self._session.sampling == DEFAULTS:
            words = self.tr("Defaults")
        else:
            words = self._fitting() or self.tr("Own settings")
        self._choice.setText(self._choice.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, px(190)))
        self._choice.setAccessibleName(self.tr("Preset: {name}").format(name=words))

    def _current(self) -> Preset | None:
        session = self._session
        if session is None:
            return None
        same = (one for one in self._chat_list.presets if complete(one.sampling) == session.sampling)
        same = (one for one in same if one.format in (None, session.chat.format))
        same = (one for one in same if one.answer_options in (AS_A_CHAT, session.chat.answer_options.style))
        return next((one for one in same if one.system in ("", session.chat.system)), None)

    def _ready(self) -> dict[str, Mapping[str, float]]:
        """The presets that need not be made: what the model's makers recommend, and the shipped ones."""
        choice, loaded = self._model.choice, self._model.loaded
        values = (loaded.recommended if loaded else {}) or (self._recommend(choice.path) if choice else {})
        first = {self.tr("Recommended for this model"): values} if values else {}
        return {**first, **{translate("Sampling", name): values for name, values in SHIPPED.items()}}

    def _fitting(self) -> str:
        """The name of the first of these whose values the chat has; '' when it has others."""
        values = self._session.sampling if self._session else {}
        return next((name for name, differing in self._ready().items() if complete(differing) == values), "")

    def _use_values(self, values: Mapping[str, object]) -> None:
        if self._session:
            self._session.set_sampling(complete(values))

    def menu(self) -> QMenu:
        """The presets, and what can be done with the one in use."""
        menu, current = QMenu(self), self._current()
        first = menu.addAction(self.tr("Defaults"), lambda: self._use(None))
        first.setCheckable(True)
        first.setChecked(current is None and self._session is not None and self._session.sampling == DEFAULTS)
        fitting = None if current else self._fitting()
        for name, values in self._ready().items():
            action = menu.addAction(name, partial(self._use_values, values))
            action.setCheckable(True)
            action.setChecked(name == fitting)
        if self._chat_list.presets:
            menu.addSeparator()
        for preset in self._chat_list.presets:
            action = menu.addAction(visible(preset.name).replace("&", "&&"), partial(self._use, preset))
            action.setCheckable(True)
            action.setChecked(preset is current)
        menu.addSeparator()
        menu.addAction(self.tr("Keep these settings as a preset…"), self._on_save)
        if current:
            self._offer_uses(menu, current)
            menu.addSeparator()
            menu.addAction(
                self.tr("Delete “{name}”").format(name=visible(current.name)), lambda: self._on_delete(current)
            )
        if deleted := self._deleted:
            menu.addSeparator()
            menu.addAction(self.tr("Bring back “{name}”").format(name=visible(deleted.name)), self._on_undo)
        return menu

    def _on_delete(self, preset: Preset) -> None:
        self._chat_list.remove_preset(preset)
        self._deleted = preset

    def _on_undo(self) -> None:
        """Bring back the preset that was deleted last."""
        if self._deleted:
            self._chat_list.restore_preset(self._deleted)
            self._deleted = None

    def _offer_uses(self, menu: QMenu, preset: Preset) -> None:
        uses = {self.tr("New chats begin with it"): EVERY_MODEL}
        if self._model.choice:
            uses[self.tr("New chats with {model} begin with it").format(model=self._model.choice.name)] = (
                self._model.choice.name
            )
        for words, used_for in uses.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(preset.used_for == used_for)
            action.toggled.connect(lambda on, use=used_for: self._chat_list.use_preset(preset, use if on else ""))

    def _open(self) -> None:
        open_menu(self.menu(), self._choice.mapToGlobal(QPoint(0, self._choice.height() + 2)))

    def _use(self, preset: Preset | None) -> None:
        if self._session:
            if preset and preset.system:  # A preset without one leaves the chat's own alone.
                self._session.set_system(preset.system)
            if preset and preset.format:
                self._session.set_format(preset.format)
            if preset and preset.answer_options != AS_A_CHAT:
                own = self._session.chat.answer_options
                self._session.set_answer_options(own.with_style(preset.answer_options))
            self._session.set_sampling(preset.sampling if preset else DEFAULTS)

    def _on_save(self) -> None:
        current = self._current()
        self._name.setText(current.name if current else "")
        self._name.show()
        self._name.setFocus()

    def _on_named(self) -> None:
        if self._session and self._name.text().strip():
            self._chat_list.save_preset(self._name.text().strip(), self._session)
            self._name.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves the field."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._name.hide()
            return True
        return super().eventFilter(watched, event)
