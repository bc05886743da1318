"""The main window: the rail, the screens, the keys."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from slm_desktop.settings import Settings
from slm_desktop.ui.focus import FocusKeeper
from slm_desktop.ui.keys import KEYS
from slm_desktop.ui.theme import SIZE, Theme, font, px
from slm_desktop.ui.widgets.parts import label, named

if TYPE_CHECKING:
    from slm_desktop.ui.keys_sheet import KeysSheet

SMALLEST = QSize(860, 560)
FIRST = QSize(1280, 820)
FRAME = QSize(8, 40)
"""About what the system draws around a window."""


class MainWindow(QMainWindow):
    """Places screens. `painted` is emitted once, after the first picture is on the screen."""

    painted = Signal()
    closing = Signal()
    files_dropped = Signal(list)

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._theme, self._settings, self._was_painted = theme, settings, False
        self.setWindowTitle("SLM Desktop")
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST.boundedTo(self._room()))
        self.setAcceptDrops(True)
        self._screens = QStackedWidget()
        self._group = QButtonGroup(self)
        self._buttons = QVBoxLayout()
        self._late: dict[int, Callable[[], QWidget]] = {}
        self._sheet: KeysSheet | None = None
        self._followed = False
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._rail())
        layout.addWidget(self._screens, 1)
        self.setCentralWidget(body)
        FocusKeeper(self._screens)
        if settings["geometry"]:
            self.restoreGeometry(QByteArray.fromBase64(settings["geometry"].encode("ascii", "ignore")))

    @staticmethod
    def _room() -> QSize:
        """What the screen has for a window and its frame."""
        screen = QGuiApplication.primaryScreen()
        return screen.availableGeometry().size() - FRAME if screen else FIRST

    def _rail(self) -> QWidget:
        rail = self._rail_frame = named(QFrame(), "rail")
        rail.setMinimumWidth(SIZE.rail)
        rail.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        logo = label()

        self._theme.follow(
            logo, lambda: logo.setPixmap(self._theme.pixmap("logo-dark" if self._theme.dark else "logo", "", 32))
        )
        logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons.setContentsMargins(8, 12, 8, 12)
        self._buttons.setSpacing(4)
        self._buttons.addWidget(logo)
        self._buttons.addSpacing(12)
        self._buttons.addStretch(1)
        rail.setLayout(self._buttons)
        return rail

    def add_screen(
        self, name: str, icon: str, make: Callable[[], QWidget], key: str, *, at_bottom: bool = False
    ) -> int:
        """Add a screen and its button on the rail, and return its number; the screen is made when it is first shown."""
        index = self._screens.addWidget(QWidget())
        self._late[index] = make
        made = QToolButton()
        made.setCheckable(True)
        made.setProperty("kind", "rail")
        made.setText(name)
        made.setFont(font(11, 500))
        made.setMinimumWidth(max(SIZE.rail - 16, made.fontMetrics().horizontalAdvance(name) + 20))
        self._rail_frame.setMinimumWidth(max(self._rail_frame.minimumWidth(), made.minimumWidth() + 16))
        made.setFixedHeight(px(52))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setIconSize(QSize(px(20), px(20)))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setAccessibleName(name)
        made.setToolTip(f"{name} ({key})")

        def draw() -> None:
            shown, token = (f"{icon}-fill", "accentText") if made.isChecked() else (icon, "text2")
            made.setIcon(self._theme.icon(shown, token, px(20)))

        made.toggled.connect(lambda _on: draw())
        made.toggled.connect(lambda on: self.show_screen(index) if on else None)
        self._theme.follow(made, draw)
        self._group.addButton(made, index)
        self.on_key(key, lambda: self.show_screen(index))
        self._buttons.insertWidget(self._buttons.count() if at_bottom else self._buttons.count() - 1, made)
        if index == 0:
            self.show_screen(0)
        return index

    def mark_screen(self, index: int, on: bool) -> None:
        """Put a dot on the button of a screen on which something goes on."""
        button = self._group.button(index)
        dot = button.findChild(QFrame, "dot")
        if dot is None:
            dot = named(QFrame(button), "dot")
            dot.setFixedSize(px(8), px(8))
            dot.move(button.width() // 2 + px(10), px(5))
        dot.setVisible(on)

    def show_screen(self, index: int) -> None:
        """Bring a screen to the front; one that is not there changes nothing."""
        if not 0 <= index < self._screens.count():
            return
        if index in self._late:
            screen = self._late.pop(index)()
            if empty := self._screens.widget(index):
                self._screens.insertWidget(index, screen)
                self._screens.removeWidget(empty)
                empty.deleteLater()
        self._screens.setCurrentIndex(index)
        self._group.button(index).setChecked(True)
        if self._was_painted and (shown := self._screens.currentWidget()):
            shown.setFocus()

    def on_key(self, key: str, act: Callable[[], object]) -> None:
        """Do something at a key, wherever the focus is."""
        QShortcut(QKeySequence(key), self).activated.connect(lambda: act())

    def set_keys(self, acts: Mapping[str, Callable[[], object]]) -> None:
        """Bind the keys of the table to what they do."""
        for key in KEYS:
            if key.act in acts:
                self.on_key(key.keys, acts[key.act])

    def show_keys(self) -> None:
        """Show all keys."""
        from slm_desktop.ui.keys_sheet import KeysSheet

        if self._sheet is None:
            self._sheet = KeysSheet(self)
        self._sheet.toggle()

    # -- the system's side -----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """From now on there is a window that can come to a screen of another scale factor: icons are then drawn
        anew.
        """
        super().showEvent(event)
        if not self._followed:
            self._followed = True
            self.windowHandle().screenChanged.connect(lambda screen: self._theme.use_ratio(screen.devicePixelRatio()))

    def event(self, event: QEvent) -> bool:
        """The screen that the window is on got another scale factor."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._theme.use_ratio(self.devicePixelRatioF())
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first picture."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window stood."""
        self._settings["screen"] = self._screens.currentIndex()
        self._settings["geometry"] = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.closing.emit()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nobody takes goes to where the screen that is shown is written into: words typed beside a field are not
        lost.
        """
        shown = self._screens.currentWidget()
        field = shown.focusProxy() if shown else None
        while field and field.focusProxy():
            field = field.focusProxy()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        is_word = event.text().isprintable() and bool(event.text().strip())
        if field and field.isVisible() and field.isEnabled() and not field.hasFocus() and plain and is_word:
            field.setFocus()
            QCoreApplication.sendEvent(field, event)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take models and text files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.files_dropped.emit(paths)

    def come_to_front(self) -> None:
        """Show the window above others, also when it was minimised."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()
