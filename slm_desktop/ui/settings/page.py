"""The settings page: a row for every option of the table, in the groups of the table."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from slm_desktop.settings import OPTIONS, Option, Settings
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.parts import button, column, label, named, row, rule
from slm_desktop.ui.words import translate

WIDTH, CONTROL = 760, 220


class SettingsPage(QScrollArea):
    """All options that can be seen."""

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("settingsScreen")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._settings = settings
        self._refresh: list[Callable[[], None]] = []
        body, inner = named(QWidget(), "settingsScreen"), QWidget()
        inner.setMaximumWidth(WIDTH)
        layout = column(label(self.tr("Settings"), 20, 600), spacing=12, margins=(32, 24, 32, 32))
        inner.setLayout(layout)
        self._fill(layout)
        line = QHBoxLayout(body)
        line.addWidget(inner, 1)
        self.setWidget(body)
        settings.changed.subscribe(self._show)

    def _fill(self, layout: QVBoxLayout) -> None:
        seen = [option for option in OPTIONS if option.kind != "state"]
        for group in dict.fromkeys(option.group for option in seen):
            layout.addSpacing(8)
            layout.addWidget(label(translate("Settings", group), 15, 600))
            card = named(QFrame(), "card")
            inside = column(spacing=0)
            rows = [option for option in seen if option.group == group]
            for index, option in enumerate(rows):
                if index:
                    inside.addWidget(rule())
                inside.addWidget(self._row(option))
            card.setLayout(inside)
            layout.addWidget(card)
        layout.addStretch(1)

    def _row(self, option: Option) -> QWidget:
        name, help_text = translate("Settings", option.label), translate("Settings", option.help)
        control = self._control(option)
        control.setAccessibleDescription(help_text)
        words = column(label(name, 13, 500, wrap=True), label(help_text, 12, tone="3", wrap=True), spacing=2)
        widget = QWidget()
        layout = row(spacing=24, margins=(16, 12, 16, 12))
        layout.addLayout(words, 1)
        layout.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        widget.setLayout(layout)
        return widget

    def _control(self, option: Option) -> QWidget:
        makers = {"choice": self._choice, "bool": self._switch, "int": self._number, "folder": self._folder}
        control, show = makers[option.kind](option)
        show()
        self._refresh.append(show)
        return control

    def _choice(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        box = QComboBox()
        box.setFixedWidth(CONTROL)
        box.setFont(font(13))
        box.setAccessibleName(translate("Settings", option.label))
        for stored, text in option.choices:
            box.addItem(translate("Settings", text), stored)
        box.activated.connect(lambda index: self._set(option, box.itemData(index)))
        return box, lambda: box.setCurrentIndex(max(0, box.findData(self._settings[option.name])))

    def _switch(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        box = QCheckBox(self.tr("On"))
        box.setFont(font(13))
        box.setAccessibleName(translate("Settings", option.label))
        box.toggled.connect(lambda on: self._set(option, on))
        return box, lambda: box.setChecked(self._settings[option.name])

    def _number(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        box = QSpinBox()
        box.setFixedWidth(CONTROL)
        box.setFont(font(13))
        box.setRange(option.low, option.high)
        box.setSingleStep(option.step)
        box.setGroupSeparatorShown(True)
        box.setAccessibleName(translate("Settings", option.label))
        if option.automatic is not None:
            box.setSpecialValueText(self.tr("Automatic"))
        box.editingFinished.connect(lambda: self._set(option, box.value()))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        return box, lambda: box.setValue(self._settings[option.name])

    def _folder(self, option: Option) -> tuple[QWidget, Callable[[], None]]:
        field = QLineEdit(placeholderText=self.tr("Built-in"))
        field.setFont(font(13))
        field.setAccessibleName(translate("Settings", option.label))
        field.editingFinished.connect(lambda: self._set(option, field.text().strip()))
        browse = button(self.tr("Choose…"), "plain", lambda: self._browse(option))
        holder = QWidget()
        holder.setFixedWidth(CONTROL + 60)
        holder.setLayout(row(field, browse))
        return holder, lambda: field.setText(self._settings[option.name])

    def _browse(self, option: Option) -> None:
        folder = QFileDialog.getExistingDirectory(self, translate("Settings", option.label), self._settings[option.name])
        if folder:
            self._set(option, folder)

    def _set(self, option: Option, value: object) -> None:
        self._settings[option.name] = value

    def _show(self) -> None:
        for show in self._refresh:
            show()
