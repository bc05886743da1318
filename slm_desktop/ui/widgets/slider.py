"""A slider for one sampling parameter: thin track, a tick at the default, steps by keyboard."""

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from slm_desktop.core.sampling import Parameter
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parts import label
from slm_desktop.ui.words import fixed, translate

HANDLE = 13
TRACK = 4
TEN = 10
LOG_STEPS = 200


class Scale:
    """Positions of a slider (whole numbers) for the values of a parameter."""

    def __init__(self, row: Parameter) -> None:
        self._row, self._log = row, row.scale == "log"
        self.count = LOG_STEPS if self._log else round((row.high - row.low) / row.step)

    def position(self, value: float) -> int:
        """The position of a value."""
        if self._log:
            low, high = math.log1p(self._row.low), math.log1p(self._row.high)
            return round((math.log1p(max(value, 0)) - low) / (high - low) * self.count)
        return round((value - self._row.low) / self._row.step)

    def value(self, position: int) -> float:
        """The value at a position, a whole number of steps."""
        if self._log:
            low, high = math.log1p(self._row.low), math.log1p(self._row.high)
            exact = math.expm1(low + (high - low) * position / self.count)
            grain = 10.0 ** max(0, math.floor(math.log10(max(exact, 1))) - 1)
            return min(max(self._row.low, round(exact / grain) * grain), self._row.high)
        return round(self._row.low + position * self._row.step, 6)


class Slider(QAbstractSlider):
    """The track and its handle. Arrow keys move a step, with Shift ten; the wheel works when it has the focus."""

    def __init__(self, theme: Theme, default: int) -> None:
        super().__init__()
        self._theme, self._default = theme, default
        self._stood_at = QPoint()
        """Where it was on the screen when it got the focus."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)
        self.valueChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        """As high as its handle with the focus ring."""
        return QSize(120, HANDLE + 8)

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, filled part, the default's tick, handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, at = self.height() / 2, self._x(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line2"))
        painter.drawRoundedRect(QRectF(0, middle - TRACK / 2, self.width(), TRACK), 2, 2)
        painter.setBrush(self._theme.colour("accent" if self.isEnabled() else "text3"))
        painter.drawRoundedRect(QRectF(0, middle - TRACK / 2, at, TRACK), 2, 2)
        if self.value() != self._default:
            painter.setPen(QPen(self._theme.colour("text2"), 1.5))
            tick = self._x(self._default)
            painter.drawLine(QPointF(tick, middle - 5), QPointF(tick, middle + 5))
        painter.setBrush(self._theme.colour("handle"))
        ring = "accent" if self.hasFocus() else "text3" if self.underMouse() else "line2"
        painter.setPen(QPen(self._theme.colour(ring), 2 if self.hasFocus() else 1))
        painter.drawEllipse(QPointF(at, middle), HANDLE / 2, HANDLE / 2)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is here, and the wheel."""
        super().focusInEvent(event)
        self._stood_at = self.mapToGlobal(QPoint(0, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The handle jumps to the pointer."""
        self._stood_at = self.mapToGlobal(QPoint(0, 0))
        self.setSliderDown(True)
        self.setValue(self._at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The handle follows the pointer."""
        if self.isSliderDown():
            self.setValue(self._at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The handle stays."""
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift multiplies a step by ten."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.setValue(self.value() + TEN * step)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Without the focus, and once the panel has been scrolled, the wheel scrolls it on, and not the value."""
        if self.hasFocus() and self.mapToGlobal(QPoint(0, 0)) == self._stood_at:
            super().wheelEvent(event)
        else:
            event.ignore()

    def _x(self, value: int) -> float:
        room = self.width() - HANDLE - 2
        return HANDLE / 2 + 1 + room * (value - self.minimum()) / max(1, self.maximum() - self.minimum())

    def _at(self, x: float) -> int:
        share = (x - HANDLE / 2 - 1) / max(1, self.width() - HANDLE - 2)
        return round(self.minimum() + share * (self.maximum() - self.minimum()))


class ValueField(QLineEdit):
    """A field in which Esc takes back what was typed, before the window takes Esc for its own."""

    cancelled = Signal()

    def event(self, event: QEvent) -> bool:
        """Claim Esc while there is something to take back."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and self.isModified() and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if is_escape and self.isModified() and event.type() == QEvent.Type.KeyPress:
            self.cancelled.emit()
            return True
        return super().event(event)


class SliderRow(QWidget):
    """Name, reset dot, value field and slider of one parameter. `changed` carries the new value."""

    changed = Signal(float)

    def __init__(self, theme: Theme, parameter: Parameter) -> None:
        super().__init__()
        self._row, self._scale, self._value = parameter, Scale(parameter), float(parameter.default)
        self.name = translate("Sampling", parameter.label)
        help_text = translate("Sampling", parameter.help)
        self._slider = Slider(theme, self._scale.position(self._value))
        self._slider.setRange(0, self._scale.count)
        self._slider.setAccessibleName(self.name)
        self._slider.setAccessibleDescription(help_text)
        self._slider.valueChanged.connect(self._on_slid)
        self._field = self._value_field()
        self._reset = QToolButton()
        self._reset.setProperty("kind", "icon")
        self._reset.setFixedSize(px(20), px(20))
        self._reset.setIconSize(QSize(12, 12))
        self._reset.clicked.connect(lambda: self.take(float(self._row.default)))
        theme.follow(self, lambda: self._reset.setIcon(theme.icon("reset", "accentText", 12)))
        self.heading: QHBoxLayout
        """It begins with the name."""
        self._lay_out(help_text)
        self.show_value(self._value)

    def _value_field(self) -> QLineEdit:
        field = ValueField()
        field.cancelled.connect(self._on_cancelled)
        field.setProperty("kind", "value")
        field.setFont(font(13))
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setFixedWidth(px(68))
        field.setAccessibleName(self.tr("{name}, value").format(name=self.name))
        field.editingFinished.connect(self._on_typed)
        return field

    def _lay_out(self, help_text: str) -> None:
        reset_name = self.tr("Reset {name} to {value}").format(
            name=self.name, value=self._text(float(self._row.default))
        )
        self._reset.setToolTip(reset_name)
        self._reset.setAccessibleName(reset_name)
        self._reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        title = label(self.name, 13)
        title.setToolTip(help_text)
        top = self.heading = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(title)
        top.addWidget(self._reset)
        top.addStretch(1)
        top.addWidget(self._field)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(top)
        whole.addWidget(self._slider)
        self.setToolTip(help_text)

    def show_value(self, value: float) -> None:
        """Show a value that was set elsewhere, without telling."""
        self._value = value
        self._slider.blockSignals(True)
        self._slider.setValue(self._scale.position(value))
        self._slider.blockSignals(False)
        self._slider.update()
        if not self._field.hasFocus() or not self._field.isModified():
            self._field.setText(self._text(value))
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._reset.setVisible(value != self._row.default)

    def take(self, value: float) -> None:
        """Set a value as the user, and tell."""
        clamped = float(self._row.clamp(value))
        self._field.setModified(False)
        different = clamped != self._value
        self.show_value(clamped)
        if different:
            self.changed.emit(clamped)

    def _on_slid(self, position: int) -> None:
        self.take(self._scale.value(position))

    def _on_cancelled(self) -> None:
        self._field.setModified(False)
        self.show_value(self._value)

    def _on_typed(self) -> None:
        text = self._field.text().replace(",", "." if self._row.kind == "float" else "").strip()
        try:
            self.take(float(text))
        except ValueError:
            self._field.setModified(False)
            self.show_value(self._value)

    def _text(self, value: float) -> str:
        return fixed(value, self._row.decimals)
