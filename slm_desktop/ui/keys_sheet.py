"""The sheet of keys, over the window."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.ui.keys import KEYS
from slm_desktop.ui.theme import MONO, font, px
from slm_desktop.ui.widgets.parts import column, label, named, row
from slm_desktop.ui.words import translate

WIDTH, HEIGHT, MARGIN = 780, 600, 32


class KeysSheet(QFrame):
    """All keys by group. It closes at Esc, at its own key, and when it loses the focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("sheet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Keyboard"))
        groups = list(dict.fromkeys(key.group for key in KEYS))
        left, right = column(spacing=20), column(spacing=20)
        for group in groups:
            (left if group == groups[0] or group == groups[-1] else right).addLayout(self._group(group))
        left.addStretch(1)
        right.addStretch(1)
        body = row(spacing=32, margins=(24, 8, 24, 24))
        body.addLayout(left, 1)
        body.addLayout(right, 1)
        inner = QWidget()
        inner.setLayout(body)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 20, 0, 0)
        title = label(self.tr("Keyboard"), 17, 600)
        title.setContentsMargins(24, 0, 24, 0)
        whole.addWidget(title)
        whole.addWidget(scroll, 1)
        self.hide()

    def _group(self, group: str) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for line, key in enumerate(one for one in KEYS if one.group == group):
            words = label(translate("Keys", key.words), 13, wrap=True)
            keys = named(label(shown_keys(key.keys), 12), "badge")
            keys.setFont(font(12, family=MONO))
            grid.addWidget(words, line, 0)
            grid.addWidget(keys, line, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        whole = column(label(translate("Keys", group), 13, 600, "2"), spacing=8)
        whole.addLayout(grid)
        return whole

    def toggle(self) -> None:
        """Show the sheet in the middle of the window, or take it away."""
        if self.isVisible():
            self.hide()
            return
        room = self._window.size()
        self.resize(min(px(WIDTH), room.width() - MARGIN), min(px(HEIGHT), room.height() - MARGIN))
        self.move((room.width() - self.width()) // 2, (room.height() - self.height()) // 2)
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Claim Esc before the window takes it for its own."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key closes it."""
        self.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is done elsewhere closes it."""
        super().focusOutEvent(event)
        self.hide()


def shown_keys(keys: str) -> str:
    """Keys in the language of the app; Enter by the name that the rest of the app uses."""
    native, theirs = (QKeySequence(one).toString(QKeySequence.SequenceFormat.NativeText) for one in (keys, "Return"))
    return native.replace(theirs, translate("Keys", "Enter"))
