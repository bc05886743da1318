"""The settings page: a row for every option of the table, in the groups of the table, and a search over all of them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from slm_desktop import __version__
from slm_desktop.core.updates import Release
from slm_desktop.errors import Fault
from slm_desktop.paths import Paths
from slm_desktop.settings import Settings
from slm_desktop.settings.table import OPTIONS, Option
from slm_desktop.ui.banners import Banner, BannerPlace, Step, fault_banner
from slm_desktop.ui.settings.places import open_folder, open_page
from slm_desktop.ui.settings.search import searched
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.footed import Footed
from slm_desktop.ui.widgets.parts import (
    ElidedLabel,
    IconButton,
    button,
    column,
    label,
    named,
    row,
    rule,
    search_field,
    unscrolled,
)
from slm_desktop.ui.words import locale, translate

WIDTH, CONTROL, AIR = 760, 220, 12


class Line(msgspec.Struct):
    """A row of the page, with the line above it and the words that a search looks at."""

    widget: QWidget
    rule: QFrame | None
    words: str


class SettingsPage(Footed):
    """All options that can be seen. `restart_wanted` when a change should hold at once that waits for the next start.

    `token_asked` is answered by `show_token`; `token_wanted` leads to where one is entered.
    """

    restart_wanted = Signal()
    reload_wanted = Signal()
    move_wanted = Signal(str)
    token_asked = Signal()
    token_wanted = Signal()
    token_removed = Signal()
    update_wanted = Signal()

    def __init__(self, theme: Theme, settings: Settings, paths: Paths) -> None:
        super().__init__(WIDTH)
        self.setObjectName("settingsScreen")
        self._theme, self._settings, self._paths = theme, settings, paths
        self._at_start = {option.name: settings[option.name] for option in OPTIONS if option.at_start}
        self._refresh: list[Callable[[], None]] = []
        self._groups: list[tuple[QWidget, list[Line]]] = []
        self._field = self._search_field()
        self._nothing = label("", 13, tone="3")
        self._nothing.hide()
        self._banners, self._waiting = BannerPlace(AIR), BannerPlace(AIR)
        self.foot.addLayout(self._banners)
        self.foot.addLayout(self._waiting)
        body, inner = named(QWidget(), "settingsScreen"), QWidget()
        inner.setMaximumWidth(px(WIDTH))
        head = row(label(self.tr("Settings"), 20, 600), None, self._field)
        layout = column(spacing=12, margins=(32, 24, 32, 32))
        layout.addLayout(head)
        inner.setLayout(layout)
        self._fill(layout)
        line = QHBoxLayout(body)
        line.addWidget(inner, 1)
        self.setWidget(body)
        settings.changed.subscribe(self._show)

    def show_waiting(self, on: bool) -> None:
        """Whether the model in use was loaded with other settings than those that stand here."""
        title, text = self.tr("The model was loaded with other settings"), self.tr("Yours hold from its next load.")
        steps = [Step(self.tr("Reload it now"), self.reload_wanted.emit)]
        self._waiting.show_banner(
            on, lambda: Banner(theme=self._theme, tone="info", title=title, text=text, steps=steps) if on else None
        )

    def _search_field(self) -> QLineEdit:
        field = search_field(self._theme, self.tr("Search settings"), self.tr("Search settings"))
        field.setFixedWidth(px(240))
        field.textChanged.connect(self._on_searched)
        return field

    def showEvent(self, event: QShowEvent) -> None:
        """The caret stands in the search."""
        super().showEvent(event)
        self.token_asked.emit()
        self._field.setFocus()

    def _fill(self, layout: QVBoxLayout) -> None:
        layout.addWidget(self._nothing)
        seen = [option for option in OPTIONS if option.shown]
        for group in dict.fromkeys(option.group for option in seen):
            card = named(QFrame(), "card")
            inside = column(spacing=0)
            lines: list[Line] = []
            for option in (option for option in seen if option.group == group):
                above = rule() if lines else None
                if above:
                    inside.addWidget(above)
                widget = self._row(option)
                inside.addWidget(widget)
                lines.append(Line(widget, above, searched(option, group)))
            card.setLayout(inside)
            whole = QWidget()
            whole.setLayout(
                column(label(translate("Settings", group), 15, 600), card, spacing=10, margins=(0, 8, 0, 0))
            )
            self._groups.append((whole, lines))
            layout.addWidget(whole)
        layout.addStretch(1)

    def _on_searched(self) -> None:
        """Show the rows that hold all words, in their groups."""
        words = self._field.text().casefold().split()
        for group, lines in self._groups:
            found = [line for line in lines if all(word in line.words for word in words)]
            group.setVisible(bool(found))
            for line in lines:
                line.widget.setVisible(line in found)
                if line.rule:
                    line.rule.setVisible(line in found and line is not found[0])
        self._nothing.setVisible(not any(group.isVisibleTo(self) for group, _lines in self._groups))
        self._nothing.setText(self.tr("No setting has these words."))

    def _row(self, option: Option) -> QWidget:
        name, help_text = translate("Settings", option.label), translate("Settings", option.help)
        title = label(name, 13, 500, wrap=True)
        words = column(title, label(help_text, 12, tone="3", wrap=True), spacing=2)
        widget = QWidget()
        layout = row(spacing=24, margins=(16, 12, 16, 12))
        layout.addLayout(words, 1)
        if option.kind in ("place", "models"):
            words.addWidget(self._place(option))
        if option.kind != "fact":
            control = self._control(option)
            control.setAccessibleDescription(help_text)
            title.setBuddy(
                control
            )  # On Linux the name of a combo box is its text: only the buddy tells what it is for.
            layout.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        widget.setLayout(layout)
        return widget

    def _control(self, option: Option) -> QWidget:
        if option.kind == "place":
            shown = button(
                self.tr("Open"), "plain", partial(open_folder, str(getattr(self._paths, str(option.default))))
            )
            shown.setAccessibleName(self.tr("Open the folder: {name}").format(name=translate("Settings", option.label)))
            return shown
        makers = {
            "choice": self._choice,
            "bool": self._switch,
            "int": self._number,
            "folder": self._folder,
            "text": self._text,
            "models": self._models,
            "folders": self._folders,
            "token": self._token,
            "updates": self._updates,
        }
        control, show = makers[option.kind](option)
        show()
        self._refresh.append(show)
        return control

    def _place(self, option: Option) -> QWidget:
        path = ElidedLabel(12, tone="2")
        is_models = option.kind == "models"

        def show() -> None:
            path.setText(self._models_folder() if is_models else str(getattr(self._paths, str(option.default))))

        show()
        self._refresh.append(show)
        return path

    def _choice(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        box = QComboBox()
        box.setFixedWidth(px(CONTROL))
        box.setFont(font(13))
        box.setAccessibleName(translate("Settings", option.label))
        for stored, text in option.choices:
            box.addItem(translate("Settings", text), stored)
        box.activated.connect(lambda index: self._set(option, box.itemData(index)))
        unscrolled(box)
        return box, lambda: box.setCurrentIndex(max(0, box.findData(self._settings[option.name])))

    def _switch(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        box = QCheckBox(self.tr("Off"))
        box.setFont(font(13))
        box.setAccessibleName(translate("Settings", option.label))
        box.toggled.connect(lambda on: self._set(option, on))
        box.toggled.connect(lambda on: box.setText(self.tr("On") if on else self.tr("Off")))
        return box, lambda: box.setChecked(self._settings[option.name])

    def _updates(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        box, show = self._switch(option)
        look = button(self.tr("Look now"), "plain", self.update_wanted.emit)
        both = QWidget()
        both.setLayout(row(look, box, spacing=12))
        return both, show

    def show_update(self, release: Release | Fault | None) -> None:
        """What a look for a newer version came to."""
        close = partial(self._banners.leave, release)
        if isinstance(release, Fault):
            made: Callable[[], Banner] = partial(fault_banner, self._theme, release, tone="warn", on_close=close)
        elif release is None:
            title = self.tr("This is the newest version")
            made = self._banner("ok", title, __version__, on_close=close)
        else:
            host = QUrl(release.page).host()
            step = Step(self.tr("Open its page on {host}").format(host=host), partial(open_page, release.page))
            text = self.tr("You have {version}. Nothing is installed by itself.").format(version=__version__)
            title = self.tr("Version {version} is there").format(version=release.version)
            steps = [step] if release.page else []
            made = self._banner("info", title, text, steps=steps, details=release.notes, on_close=close)
        self._banners.show_banner(release or object(), made)

    def _banner(self, tone: str, title: str, text: str, **more: Any) -> Callable[[], Banner]:
        """What makes a banner."""
        return partial(Banner, theme=self._theme, tone=tone, title=title, text=text, **more)

    def _number(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        box = QSpinBox()
        box.setFixedWidth(px(CONTROL))
        box.setFont(font(13))
        box.setRange(option.low, option.high)
        box.setSingleStep(option.step)
        box.setLocale(locale())
        box.setGroupSeparatorShown(option.grouped)
        box.lineEdit().setTextMargins(6, 0, 0, 0)
        box.setAccessibleName(translate("Settings", option.label))
        if option.special:
            box.setSpecialValueText(translate("Settings", option.special))
        box.editingFinished.connect(lambda: self._set(option, box.value()))
        unscrolled(box)
        return box, lambda: box.setValue(self._settings[option.name])

    def _folder(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        field = QLineEdit(placeholderText=self.tr("Built-in"))
        field.setFont(font(13))
        field.setAccessibleName(translate("Settings", option.label))
        field.editingFinished.connect(lambda: self._set(option, field.text().strip()))
        browse = button(self.tr("Choose…"), "plain", lambda: self._browse(option))
        holder = QWidget()
        holder.setFixedWidth(px(CONTROL + 60))
        holder.setLayout(row(field, browse))
        return holder, lambda: field.setText(self._settings[option.name])

    def _text(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        field = QLineEdit(placeholderText=option.hint)
        field.setFixedWidth(px(CONTROL + 60))
        field.setFont(font(13))
        field.setAccessibleName(translate("Settings", option.label))
        field.editingFinished.connect(lambda: self._set(option, field.text().strip()))
        return field, lambda: field.setText(self._settings[option.name])

    def _models(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        """The folder of models: a button to open it and one to move it."""
        opened = button(self.tr("Open"), "plain", lambda: open_folder(self._models_folder()))
        opened.setAccessibleName(self.tr("Open the folder: {name}").format(name=translate("Settings", option.label)))
        holder = QWidget()
        holder.setLayout(row(button(self.tr("Move…"), "plain", self._on_move), opened))
        return holder, lambda: None

    def _token(self, _option: Option) -> tuple[QWidget, Callable[[], None]]:
        """The access token: whether there is one, never which."""
        self._token_status = label("", 12, tone="2")
        self._token_button = button("", "plain", self._on_token)
        self._has_token = False
        holder = QWidget()
        holder.setLayout(row(self._token_status, self._token_button, spacing=12))
        return holder, lambda: self.show_token(self._has_token)

    def show_token(self, known: bool) -> None:
        """Whether a token is kept. The keyring may answer when the page is gone."""
        if not isValid(self._token_status):
            return
        self._has_token = known
        self._token_status.setText(self.tr("One is kept") if known else self.tr("None"))
        self._token_button.setText(self.tr("Remove it") if known else self.tr("Enter a token…"))

    def _on_token(self) -> None:
        (self.token_removed if self._has_token else self.token_wanted).emit()

    def _models_folder(self) -> str:
        return str(self._settings["models_path"] or self._paths.models)

    def _on_move(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Move the models to"), self._models_folder())
        if folder and folder != self._models_folder():
            self.move_wanted.emit(folder)

    def show_move(self, state: Fault | float) -> None:
        """How far moving the models is, or why it cannot be done."""
        if isinstance(state, Fault):
            self._banners.show_banner(state, partial(fault_banner, self._theme, state))
        elif state >= 1:
            text = self.tr("All models are in their new folder.")
            self._banners.show_banner("moved", self._banner("ok", self.tr("Moved"), text))
        else:
            words = self.tr("{share} % are there. The models can be used again once all are.")
            text, key = words.format(share=int(100 * state)), ("move", int(20 * state))
            self._banners.show_banner(key, self._banner("info", self.tr("Moving the models"), text))

    def _folders(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        """A list of folders: one is added by a button, and taken off by its cross."""
        lines = QVBoxLayout()
        lines.setSpacing(4)
        lines.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()

        def show() -> None:
            while item := lines.takeAt(0):
                if widget := item.widget():
                    widget.deleteLater()
            holder.setMinimumWidth(px(CONTROL + 120) if self._settings[option.name] else 0)
            for folder in self._settings[option.name]:
                lines.addWidget(self._folder_line(option, folder))
            add = QWidget()
            add.setLayout(row(None, button(self.tr("Add a folder…"), "plain", lambda: self._on_add(option))))
            lines.addWidget(add)

        holder.setLayout(lines)
        return holder, show

    def _folder_line(self, option: Option, folder: str) -> QWidget:
        path = ElidedLabel(12, tone="2")
        path.setText(folder)
        others = [other for other in self._settings[option.name] if other != folder]
        line = QWidget()
        name = self.tr("Take {folder} off the list").format(folder=folder)
        layout = row(path, IconButton(self._theme, "close", name, lambda: self._set(option, others)))
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setStretch(0, 1)
        line.setLayout(layout)
        return line

    def _on_add(self, option: Option) -> None:
        folder = QFileDialog.getExistingDirectory(self, translate("Settings", option.label))
        if folder and folder not in self._settings[option.name]:
            self._set(option, [*self._settings[option.name], folder])

    def search(self, words: str) -> None:
        """Show the options that hold some words."""
        self._field.setText(words)

    def _browse(self, option: Option) -> None:
        title, before = translate("Settings", option.label), self._settings[option.name]
        if folder := QFileDialog.getExistingDirectory(self, title, before):
            self._set(option, folder)

    def _set(self, option: Option, value: object) -> None:
        self._settings[option.name] = value

    def _show(self) -> None:
        for show in self._refresh:
            show()
        waiting = any(self._settings[name] != value for name, value in self._at_start.items())
        self._banners.show_banner(waiting, lambda: self._restart_banner() if waiting else None)

    def _restart_banner(self) -> Banner:
        step = Step(self.tr("Start again now"), self.restart_wanted.emit)
        text = self.tr("Chats and drafts are kept; an answer that is being written is stopped.")
        return Banner(
            theme=self._theme, tone="info", title=self.tr("This holds from the next start"), text=text, steps=[step]
        )
