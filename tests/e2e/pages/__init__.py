"""Page objects: what a user sees and does on each screen. Journeys ask these, and not the insides of widgets.

Only here is a widget's inside touched: when a screen is built otherwise, its page object changes and no journey does.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QWidget


def texts(screen: QWidget) -> str:
    """All words that can be seen on a screen."""
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def choose(menu: QMenu, words: str) -> None:
    """Choose from a menu or one of its menus the first entry with these words."""
    for action in menu.actions():
        below = action.menu()
        entries = below.actions() if isinstance(below, QMenu) else []
        for entry in (action, *entries):
            if words in entry.text():
                entry.trigger()
                return
    raise AssertionError(words)


SPOKEN = Qt.ItemDataRole.AccessibleTextRole
VALUE = Qt.ItemDataRole.UserRole
