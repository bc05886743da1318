"""The controls of all sampling parameters, made from their table: sliders, the seed, choices, stop texts."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from slm_desktop.core.sampling import DEFAULTS, DICE, PARAMETERS, Parameter, Value, Values
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import IconButton, column, explain_button, label, named, row, rule, tip
from slm_desktop.ui.widgets.slider import SliderRow
from slm_desktop.ui.words import translate


class Parameters(QWidget):
    """Those used most, and the others folded away. `changed` carries a name and its new value, `explain_wanted` a name
    and a place of the screen.
    """

    changed = Signal(str, object)
    advanced_toggled = Signal(bool)
    explain_wanted = Signal(str, QPoint)

    def __init__(self, theme: Theme, *, advanced: bool, explains: bool = False) -> None:
        """With `explains`, each control has a question mark."""
        super().__init__()
        self.setObjectName("inspectorBody")
        self._theme, self._explains = theme, explains
        self.rows: dict[str, SliderRow | SeedRow | ChoiceRow | StopRow] = {}
        self._more = QWidget()
        self._replaced = label(
            self.tr("Mirostat is on: it takes the place of the sliders that rest."), 12, tone="warn", wrap=True
        )
        self._replaced.hide()
        self._advanced, self._values = advanced, dict(DEFAULTS)
        self._understood: tuple[str, ...] = ()

    def show_values(self, values: Values) -> None:
        """Show the values that hold, without telling."""
        self._values = values
        for name, control in self.rows.items():
            control.show_value(values[name])  # type: ignore[arg-type]
        self._show_replaced(bool(values.get("mirostat")))

    def _show_replaced(self, on: bool) -> None:
        """Whether Mirostat is in the place of the parameters that cut off tokens: those rest then, and it is said
        why.
        """
        self._replaced.setVisible(on)
        for parameter in PARAMETERS:
            if parameter.name in self.rows:
                is_known = not self._understood or parameter.name in self._understood
                self.rows[parameter.name].setEnabled(is_known and not (on and parameter.rests))
                self.rows[parameter.name].setToolTip(
                    "" if is_known else self.tr("The server in use does not take this.")
                )

    def show_understood(self, names: tuple[str, ...]) -> None:
        """Which parameters the engine takes, none for all: the others would be dropped there without a word."""
        if names != self._understood:
            self._understood = names
            self._show_replaced(bool(self._values.get("mirostat")))

    def fill(self) -> None:
        """Make the controls. They are many: those folded away wait until they are seen."""
        if self.rows:
            return
        basic = [self._control(parameter) for parameter in PARAMETERS if not parameter.advanced]
        self.setLayout(
            column(self._replaced, *basic, rule(), self._fold(), self._more, None, spacing=12, margins=(20, 4, 20, 16))
        )
        self._more.setLayout(column(spacing=12))
        self._unfold(self._advanced)
        self.show_values(self._values)

    def _unfold(self, opened: bool) -> None:
        inside = self._more.layout()
        if opened and inside is not None and not inside.count():
            for parameter in PARAMETERS:
                if parameter.advanced:
                    inside.addWidget(self._control(parameter))
            self.show_values(self._values)
        self._more.setVisible(opened)

    def _fold(self) -> QToolButton:
        fold = named(QToolButton(), "fold")
        fold.setCheckable(True)
        fold.setChecked(self._advanced)
        fold.setText(self.tr("Advanced"))
        fold.setFont(font(13, 600))
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        fold.setIconSize(QSize(12, 12))
        inside = [translate("Sampling", parameter.label) for parameter in PARAMETERS if parameter.advanced]
        fold.setToolTip(tip(", ".join(inside)))

        def draw() -> None:
            fold.setIcon(self._theme.icon("caret-down" if fold.isChecked() else "caret-right", "text2", 12))

        def toggle(opened: bool) -> None:
            self._unfold(opened)
            draw()
            self.advanced_toggled.emit(opened)

        fold.toggled.connect(toggle)
        self._theme.follow(fold, draw)
        return fold

    def _control(self, parameter: Parameter) -> QWidget:
        made: SliderRow | SeedRow | ChoiceRow | StopRow
        if parameter.name == "seed":
            made = SeedRow(self._theme, parameter)
        elif parameter.kind == "text":
            made = StopRow(parameter)
        elif parameter.kind == "choice":
            made = ChoiceRow(parameter)
        else:
            made = SliderRow(self._theme, parameter)
        made.changed.connect(lambda value, name=parameter.name: self.changed.emit(name, value))
        self.rows[parameter.name] = made
        if self._explains:
            name = translate("Sampling", parameter.label)
            made.heading.insertWidget(1, explain_button(self._theme, name, lambda: self.explain(parameter.name)))
        return made

    def explain(self, name: str) -> None:
        """Ask for an explanation below the control."""
        row = self.rows[name]
        self.explain_wanted.emit(name, row.mapToGlobal(row.rect().bottomLeft()))


class SeedRow(QWidget):
    """The seed: a number, or the dice for a new one with every answer."""

    changed = Signal(float)

    def __init__(self, theme: Theme, parameter: Parameter) -> None:
        super().__init__()
        self._row, self._value = parameter, DICE
        name = translate("Sampling", parameter.label)
        self._field = QLineEdit(alignment=Qt.AlignmentFlag.AlignRight)
        self._field.setProperty("kind", "value")
        self._field.setFont(font(13))
        self._field.setFixedWidth(px(118))
        self._field.setAccessibleName(name)
        self._field.setPlaceholderText(self.tr("random"))
        self._field.editingFinished.connect(self._on_typed)
        self._dice = IconButton(
            theme, "dice", self.tr("Draw a new seed for every answer"), self._on_dice, checkable=True
        )
        self.setToolTip(translate("Sampling", parameter.help))
        self.heading = row(label(name), None, self._field, self._dice)
        self.setLayout(self.heading)

    def show_value(self, value: Value) -> None:
        """Show a seed that was set elsewhere."""
        self._value = float(value)
        self._dice.show_checked(self._value == DICE)
        if not self._field.isModified():
            self._field.setText("" if self._value == DICE else str(int(self._value)))

    def _on_dice(self) -> None:
        self.take(DICE if self._dice.isChecked() else 42.0)

    def _on_typed(self) -> None:
        text = self._field.text().strip()
        self.take(float(text) if text.isdigit() and len(text) < 12 else DICE)

    def take(self, value: float) -> None:
        """Take a seed as if it were typed."""
        self._field.setModified(False)
        value = float(self._row.clamp(value))
        different = value != self._value
        self.show_value(value)
        if different:
            self.changed.emit(value)


class ChoiceRow(QWidget):
    """A parameter with a few named values."""

    changed = Signal(float)

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        name = translate("Sampling", parameter.label)
        self._box = QComboBox()
        self._box.setFont(font(13))
        self._box.addItems([translate("Sampling", choice) for choice in parameter.choices])
        self._box.setAccessibleName(name)
        self._box.activated.connect(lambda index: self.changed.emit(float(index)))
        self.setToolTip(translate("Sampling", parameter.help))
        layout = self.heading = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        title = label(name)
        title.setBuddy(self._box)
        layout.addWidget(title)
        layout.addStretch(1)
        layout.addWidget(self._box)

    def show_value(self, value: Value) -> None:
        """Show a value that was set elsewhere."""
        self._box.setCurrentIndex(int(float(value)))


class StopRow(QWidget):
    """Texts that end an answer, one a line."""

    changed = Signal(str)

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._edit = QPlainTextEdit()
        self._edit.setProperty("kind", "lines")
        self._edit.setFont(font(13))
        self._edit.setFixedHeight(58)
        self._edit.setTabChangesFocus(True)
        self._edit.setAccessibleName(translate("Sampling", parameter.label))
        self._edit.setPlaceholderText(self.tr("one per line"))
        self._edit.textChanged.connect(self._on_typed)
        self._quiet = False
        self.setToolTip(translate("Sampling", parameter.help))
        self.heading = row(label(translate("Sampling", parameter.label)), None)
        whole = column(spacing=4)
        whole.addLayout(self.heading)
        whole.addWidget(self._edit)
        self.setLayout(whole)

    def show_value(self, value: Value) -> None:
        """Show texts that were set elsewhere."""
        if self._edit.toPlainText() != str(value):
            self._quiet = True
            self._edit.setPlainText(str(value))
            self._quiet = False

    def _on_typed(self) -> None:
        if not self._quiet:
            self.changed.emit(self._edit.toPlainText())
